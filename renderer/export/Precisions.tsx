// What 32, 16 and 8 bits give: size and figures side by side, before a file is written.
import { Button, Table } from '@mantine/core';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findExportFormat } from '../../shared/export';
import type { Problem } from '../../shared/result';
import type { ComparedFigure, Comparison } from '../../shared/run/engine';
import type { RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { formatNumber, formatPercent } from '../screens/format';
import { useTask } from '../screens/useTask';
import { formatBytes } from '../ui/numbers';
import classes from './ExportScreen.module.css';

/** Whether a format is one of several precisions of the same file. */
export function isPrecision(format: string): boolean {
  return format.startsWith('tflite');
}

const shown = ({ kind, value }: ComparedFigure): string =>
  kind === 'share' ? formatPercent(value) : formatNumber(value, 3);

export function Precisions({ run, format }: { readonly run: RunSummary; readonly format: string }) {
  const { t } = useTranslation();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { running, progress, run: start, cancel } = useTask();
  const compare = async () => {
    setProblem(null);
    const answer = await start((taskId) => api.call('comparePrecisions', { taskId, runId: run.id }));
    if (answer.ok) setComparison(answer.value);
    else setProblem(answer.problem);
  };
  const figures = comparison?.rows[0]?.figures ?? [];
  const heading = ({ kind, output }: ComparedFigure): string =>
    figures.length === 1 ? t(`export.${kind}`) : t('export.of', { figure: t(`export.${kind}`), output });

  return (
    <Panel
      title={t('export.precisions')}
      tools={
        <Button
          variant="default"
          leftSection={<Scale size={14} />}
          disabled={running}
          loading={running && progress === null}
          onClick={() => void compare()}
        >
          {t('export.compare')}
        </Button>
      }
    >
      <p className={classes.note}>{t('export.precisionsText')}</p>
      {running && <TaskProgress title={t('export.comparing')} progress={progress} onCancel={cancel} />}
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {comparison !== null && (
        <>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('export.precision')}</Table.Th>
                <Table.Th className={classes.number ?? ''}>{t('export.size')}</Table.Th>
                {figures.map((figure) => (
                  <Table.Th key={figure.output} className={classes.number ?? ''}>
                    {heading(figure)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {comparison.rows.map((row) => (
                <Table.Tr
                  key={row.format}
                  data-chosen={row.format === format || undefined}
                  className={classes.row ?? ''}
                >
                  <Table.Td>{findExportFormat(row.format)?.title}</Table.Td>
                  <Table.Td className={classes.number ?? ''}>{formatBytes(row.bytes)}</Table.Td>
                  {row.figures.map((figure) => (
                    <Table.Td key={figure.output} className={classes.number ?? ''}>
                      {shown(figure)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <p className={classes.note}>
            {t('export.compared', { count: comparison.count, part: t(`export.parts.${comparison.part}`) })}
          </p>
        </>
      )}
    </Panel>
  );
}
