// A run's row in the list: what it came to so far, and what can be done with it.
import { Checkbox, Table, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../../shared/run/record';
import { formatAgo, formatDuration } from '../screens/format';
import { useRunStore } from '../stores/runStore';
import { figureWords, formatFigure } from '../training/figures';
import { formatCompact, formatCount } from '../ui/numbers';
import { toggleCompared, useRecordsStore } from './records';
import { RunMenu } from './RunMenu';
import { RunName } from './RunName';
import classes from './RunsPanel.module.css';

/** What the engine says of the run going on, ahead of what is written down. */
export interface LiveFigures {
  readonly id: string;
  readonly status: string;
  readonly epochs: number;
  readonly ms: number;
}

interface Props {
  readonly run: RunSummary;
  /** Names of the figures that have a column. */
  readonly columns: readonly string[];
  /** Null unless it is this run that goes on. */
  readonly live: LiveFigures | null;
  readonly chosen: boolean;
}

export function RunRow({ run, columns, live, chosen }: Props) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const compared = useRecordsStore((state) => state.compared.includes(run.id));
  const teacher = useRunStore((state) => state.runs.find(({ id }) => id === run.teacher?.id)?.name);
  const figures = run.best?.validation ?? run.best?.train ?? {};
  const status = live?.status === 'paused' ? 'paused' : run.status;
  const epochs = Math.max(run.epochs, live?.epochs ?? 0);
  const elapsedMs = Math.max(run.elapsedMs, live?.ms ?? 0);
  const figure = classes.figure ?? '';
  return (
    <Table.Tr data-chosen={chosen || undefined}>
      <Table.Td>
        <Tooltip label={t('runs.compareHelp')}>
          <Checkbox
            aria-label={t('runs.compareRun', { name: run.name })}
            checked={compared || live !== null}
            disabled={live !== null || run.epochs === 0}
            onChange={() => toggleCompared(run.id)}
          />
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <RunName run={run} renaming={renaming} onRename={setRenaming} />
        {run.teacher && (
          <div className={classes.teacher} title={teacher ?? run.teacher.name}>
            {t('runs.learnedFrom', { name: teacher ?? run.teacher.name })}
          </div>
        )}
        {run.elsewhere && <div className={classes.teacher}>{t('runs.elsewhere', { by: run.elsewhere })}</div>}
      </Table.Td>
      <Table.Td>
        <span className={classes.status} data-status={status}>
          {t(`runs.state.${status}`)}
        </span>
      </Table.Td>
      {columns.map((name) => (
        <Table.Td key={name} className={figure}>
          {figures[name] === undefined ? '–' : formatFigure(figures[name], figureWords(name).format)}
        </Table.Td>
      ))}
      <Table.Td className={figure}>{formatCount(epochs)}</Table.Td>
      <Table.Td className={figure} title={formatCount(run.parameters)}>
        {formatCompact(run.parameters)}
      </Table.Td>
      <Table.Td className={figure}>{elapsedMs > 0 ? formatDuration(elapsedMs) : '–'}</Table.Td>
      <Table.Td className={figure} title={new Date(run.createdAt).toLocaleString()}>
        {formatAgo(run.createdAt)}
      </Table.Td>
      <Table.Td>
        <RunMenu run={run} busy={status === 'running' || status === 'paused'} onRename={() => setRenaming(true)} />
      </Table.Td>
    </Table.Tr>
  );
}
