// Every run of the project: what it came to, drawn behind the current one on request, renamed in place, deleted with a way back.
import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRunStore } from '../stores/runStore';
import { figureWords } from '../training/figures';
import { useRunEvery } from '../training/useRunEvery';
import { sortRuns, useTrainedRuns } from './records';
import { RunRow, type LiveFigures } from './RunRow';
import classes from './RunsPanel.module.css';

/** The row of the run going on follows at a person's pace. */
const liveEveryMs = 500;
/** More figures than these would leave no room for names. */
const mostFigures = 4;

export function RunsPanel() {
  const { t } = useTranslation();
  const all = useRunStore((state) => state.runs);
  const live = useRunEvery<LiveFigures | null>(
    ({ run }) =>
      run.status === 'idle'
        ? null
        : { id: run.runId, status: run.status, epochs: run.history.length, ms: run.elapsedMs },
    liveEveryMs,
    ({ run }) => run.status,
  );
  const { chosen } = useTrainedRuns();
  const runs = sortRuns(all);

  if (runs.length === 0) return <p className={classes.none}>{t('runs.none')}</p>;

  const names = [...new Set(runs.flatMap((run) => Object.keys(run.best?.validation ?? run.best?.train ?? {})))];
  // Of several outputs each has a loss of its own; the loss of all stands for them.
  const columns = names.filter((name) => !name.includes('/') || !name.endsWith('loss')).slice(0, mostFigures);
  const figure = classes.figure ?? '';
  return (
    <div className={classes.scroll}>
      <Table highlightOnHover className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <span className={classes.hidden}>{t('runs.compare')}</span>
            </Table.Th>
            <Table.Th>{t('runs.name')}</Table.Th>
            <Table.Th>{t('runs.status')}</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} className={figure}>
                {figureWords(name).title}
              </Table.Th>
            ))}
            <Table.Th className={figure}>{t('runs.epochs')}</Table.Th>
            <Table.Th className={figure}>{t('runs.parameters')}</Table.Th>
            <Table.Th className={figure}>{t('runs.time')}</Table.Th>
            <Table.Th className={figure}>{t('runs.when')}</Table.Th>
            <Table.Th w={44} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              columns={columns}
              live={run.id === live?.id ? live : null}
              chosen={run.id === chosen?.id}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
