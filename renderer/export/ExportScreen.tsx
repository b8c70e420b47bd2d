// The trained network as files for elsewhere: choose a format, write it, and read how it was checked.
import { Button } from '@mantine/core';
import { CircleCheck, CircleHelp, FileText, FolderOpen, PackageCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportFormats, exportGroups } from '../../shared/export';
import type { ExportFormat } from '../../shared/export/format';
import { defaultsOf } from '../../shared/params';
import type { ParamValues, Problem } from '../../shared/result';
import type { ExportReport } from '../../shared/run/exported';
import type { RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { useTrainedRuns } from '../runs/records';
import { RunPicker } from '../runs/RunPicker';
import { NeedsTraining } from '../screens/NeedsTraining';
import { Page, Panel } from '../screens/Page';
import { ParamForm } from '../screens/ParamForm';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { useTask } from '../screens/useTask';
import { Icon } from '../ui/Icon';
import { SmallerModels } from './SmallerModels';
import { valueOrShow } from '../ui/showProblem';
import classes from './ExportScreen.module.css';

interface Done {
  readonly format: ExportFormat;
  readonly run: RunSummary;
  readonly report: ExportReport;
}

export function ExportScreen() {
  const { t } = useTranslation();
  const { runs, chosen } = useTrainedRuns();
  const [format, setFormat] = useState<ExportFormat>(exportFormats[0]!);
  const [values, setValues] = useState<{ readonly [format: string]: ParamValues }>({});
  const [done, setDone] = useState<Done | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { running, progress, run: start, cancel } = useTask();
  if (chosen === undefined) return <NeedsTraining area="export" icon="PackageOpen" />;

  const options: ParamValues = { ...(defaultsOf(format.params) as ParamValues), ...values[format.id] };
  const write = async () => {
    setDone(null);
    setProblem(null);
    const answer = await start((taskId) =>
      api.call('exportRun', { taskId, runId: chosen.id, format: format.id, options }),
    );
    if (!answer.ok) setProblem(answer.problem);
    else if (answer.value !== null) setDone({ format, run: chosen, report: answer.value });
  };

  return (
    <Page title={t('export.title')} lead={t('export.lead')} actions={<RunPicker runs={runs} chosen={chosen} />}>
      <div className={classes.columns}>
        <div className={classes.formats} role="radiogroup" aria-label={t('export.format')}>
          {exportGroups.map((group) => (
            <div key={group.title} className={classes.group} role="presentation">
              <h2>{group.title}</h2>
              {group.formats.map((entry) => (
                <button
                  key={entry.id}
                  type="button"
                  role="radio"
                  aria-checked={entry.id === format.id}
                  aria-description={entry.summary}
                  className={classes.format}
                  onClick={() => {
                    setFormat(entry);
                    setProblem(null);
                  }}
                >
                  <span className={classes.icon}>
                    <Icon name={entry.icon} size={16} />
                  </span>
                  {entry.title}
                </button>
              ))}
            </div>
          ))}
        </div>
        <div className={classes.main}>
          <Panel title={format.title}>
            <p className={classes.summary}>{format.summary}</p>
            {Object.keys(format.params).length > 0 && (
              <ParamForm
                schema={format.params}
                values={options}
                onChange={(name, value) =>
                  setValues((before) => ({ ...before, [format.id]: { ...before[format.id], [name]: value } }))
                }
              />
            )}
            <div className={classes.go}>
              <Button
                leftSection={<PackageCheck size={15} />}
                loading={running && progress === null}
                disabled={running}
                onClick={() => void write()}
              >
                {t('export.write')}
              </Button>
              <span className={classes.note}>{t('export.checked')}</span>
            </div>
            {running && <TaskProgress title={t('export.writing')} progress={progress} onCancel={cancel} />}
          </Panel>
          {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
          {done !== null && <Report done={done} />}
          <SmallerModels key={chosen.id} run={chosen} others={runs} />
        </div>
      </div>
    </Page>
  );
}

function Report({ done }: { readonly done: Done }) {
  const { t } = useTranslation();
  const { report, format } = done;
  const { verified, failed } = report;
  const Verdict = verified ? CircleCheck : failed ? TriangleAlert : CircleHelp;
  return (
    <Panel
      title={t('export.done', { format: format.title, name: done.run.name })}
      tools={
        <Button
          variant="default"
          leftSection={<FolderOpen size={14} />}
          onClick={() => void valueOrShow(api.call('showInFolder', { path: report.folder }))}
        >
          {t('export.show')}
        </Button>
      }
    >
      <div
        className={classes.verdict}
        data-verified={verified !== null || undefined}
        data-failed={failed}
        role="status"
      >
        <Verdict size={18} aria-hidden />
        <p>{report.verdict}</p>
      </div>
      <p className={classes.folder}>{report.folder}</p>
      <ul className={classes.files}>
        {report.files.map((file) => (
          <li key={file} data-first={file === format.opens || undefined}>
            <FileText size={13} aria-hidden />
            <span>{file}</span>
            {file === format.opens && <em>{t('export.openFirst')}</em>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
