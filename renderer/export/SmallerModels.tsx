// What 32, 16 and 8 bits give, of this run, its teacher and others, such as a pruned one: size, speed and figures side by side.
import { Button, Select, Table } from '@mantine/core';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findExportFormat } from '../../shared/export';
import type { Problem } from '../../shared/result';
import { type ComparedFigure, comparedKinds } from '../../shared/run/comparedFigures';
import type { Comparison } from '../../shared/run/exported';
import type { RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { formatNumber, formatPercent } from '../screens/format';
import { useTask } from '../screens/useTask';
import { formatBytes } from '../ui/numbers';
import classes from './ExportScreen.module.css';

interface Compared {
  readonly run: RunSummary;
  readonly comparison: Comparison;
}

const shown = ({ kind, value }: ComparedFigure): string =>
  comparedKinds[kind].format === 'percent' ? formatPercent(value) : formatNumber(value, 3);
/** A share of zeros below this comes of chance, not of pruning. */
const leastZeros = 0.01;

/** `run` is compared first; `others` may be added to it. */
export function SmallerModels({ run, others }: { readonly run: RunSummary; readonly others: readonly RunSummary[] }) {
  const { t } = useTranslation();
  const [compared, setCompared] = useState<readonly Compared[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { running, progress, run: start, cancel } = useTask();
  const compare = async (of: RunSummary) => {
    setProblem(null);
    const answer = await start((taskId) => api.call('comparePrecisions', { taskId, runId: of.id }));
    if (!answer.ok) {
      setProblem(answer.problem);
      return false;
    }
    setCompared((before) => [...before.filter((one) => one.run.id !== of.id), { run: of, comparison: answer.value }]);
    return true;
  };
  /** A student stands beside its teacher without being asked. */
  const compareFirst = async () => {
    const teacher = others.find(({ id }) => id === run.teacher?.id && !compared.some((one) => one.run.id === id));
    if ((await compare(run)) && teacher !== undefined) await compare(teacher);
  };
  const left = others.filter(({ id }) => id !== run.id && !compared.some((one) => one.run.id === id));

  return (
    <Panel
      title={t('export.smaller')}
      tools={
        <Button
          variant="default"
          leftSection={<Scale size={14} />}
          disabled={running}
          loading={running && progress === null}
          onClick={() => void compareFirst()}
        >
          {t('export.compare')}
        </Button>
      }
    >
      <p className={classes.note}>{t('export.smallerText')}</p>
      {running && <TaskProgress title={t('export.comparing')} progress={progress} onCancel={cancel} />}
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {compared.length > 0 && (
        <>
          <Comparisons compared={compared} />
          {left.length > 0 && (
            <Select
              aria-label={t('export.addRun')}
              placeholder={t('export.addRun')}
              disabled={running}
              value={null}
              data={left.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => {
                const other = left.find((one) => one.id === id);
                if (other) void compare(other);
              }}
            />
          )}
        </>
      )}
    </Panel>
  );
}

function Comparisons({ compared }: { readonly compared: readonly Compared[] }) {
  const { t } = useTranslation();
  const { comparison } = compared[0]!;
  const figures = comparison.rows[0]?.figures ?? [];
  const heading = ({ kind, output }: ComparedFigure): string =>
    figures.length === 1 ? comparedKinds[kind].title : t('export.of', { figure: comparedKinds[kind].title, output });
  const number = classes.number ?? '';
  return (
    <>
      <div className={classes.scroll}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('export.run')}</Table.Th>
              <Table.Th>{t('export.precision')}</Table.Th>
              <Table.Th className={number}>{t('export.size')}</Table.Th>
              <Table.Th className={number}>{t('export.zipped')}</Table.Th>
              <Table.Th className={number}>{t('export.perSample')}</Table.Th>
              {figures.map((figure) => (
                <Table.Th key={figure.output} className={number}>
                  {heading(figure)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {compared.flatMap(({ run, comparison: { rows, zeros } }) =>
              rows.map((row, place) => (
                <Table.Tr key={`${run.id} ${row.format}`}>
                  <Table.Td>
                    {place === 0 && run.name}
                    {place === 1 && zeros >= leastZeros && t('export.zeros', { share: formatPercent(zeros) })}
                  </Table.Td>
                  <Table.Td>{findExportFormat(row.format)?.title}</Table.Td>
                  <Table.Td className={number}>{formatBytes(row.bytes)}</Table.Td>
                  <Table.Td className={number}>{formatBytes(row.packed)}</Table.Td>
                  <Table.Td className={number}>
                    {row.milliseconds === null
                      ? '–'
                      : t('export.milliseconds', { value: formatNumber(row.milliseconds, 2) })}
                  </Table.Td>
                  {row.figures.map((figure) => (
                    <Table.Td key={figure.output} className={number}>
                      {shown(figure)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </div>
      <p className={classes.note}>
        {t('export.compared', { count: comparison.count, part: t(`export.parts.${comparison.part}`) })}
      </p>
    </>
  );
}
