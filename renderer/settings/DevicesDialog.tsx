// Which engine runs and why, what else there is on this computer, how fast each is on the open network, and how to get
// a faster one.
import { Badge, Button, Modal } from '@mantine/core';
import { CircleCheck, CircleMinus, RefreshCw, Timer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import type { DeviceReport, EngineTime } from '../../shared/run/devices';
import { api } from '../api';
import { formatDuration } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { useTask } from '../screens/useTask';
import { edit, useDocumentStore } from '../stores/documentStore';
import { closeDialog, useUiStore } from '../stores/uiStore';
import { keepTimes, loadDevices, useDevicesStore } from './devices';
import classes from './dialogs.module.css';
import { MachineFacts } from './MachineFacts';

export function DevicesDialog() {
  const { t } = useTranslation();
  const opened = useUiStore((state) => state.dialog === 'devices');
  const { report, problem, loading } = useDevicesStore();
  useEffect(() => {
    if (opened) void loadDevices(true);
  }, [opened]);

  return (
    <Modal
      classNames={{ title: classes.title ?? '' }}
      opened={opened}
      onClose={closeDialog}
      title={t('settings.devices')}
      size={600}
    >
      <div className={classes.stack}>
        {problem !== null && (
          <ProblemCard problem={problem} action={{ title: t('screens.tryAgain'), run: () => void loadDevices(true) }} />
        )}
        {report === null && loading && <TaskProgress title={t('settings.looking')} progress={null} />}
        {report !== null && <Report report={report} loading={loading} />}
      </div>
    </Modal>
  );
}

function Report({ report, loading }: { readonly report: DeviceReport; readonly loading: boolean }) {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const chosen = document?.training.engine;
  const { times, timed } = useDevicesStore();
  const { running, progress, run, cancel } = useTask();
  const [problem, setProblem] = useState<Problem | null>(null);
  const shown = document === null ? null : times;
  const stale = shown !== null && (timed?.network !== document?.network || timed?.data !== document?.data);

  const choose = (engine: string) =>
    edit(t('edits.engine'), (before) => ({ ...before, training: { ...before.training, engine } }));
  const time = async () => {
    if (document === null) return;
    setProblem(null);
    const answer = await run((taskId) => api.call('timeEngines', { taskId, document }));
    if (answer.ok) keepTimes(answer.value, document);
    else if (answer.problem.code !== 'cancelled') setProblem(answer.problem);
  };

  return (
    <>
      <ul className={classes.engines}>
        {report.engines.map((engine) => {
          const runs = engine.id === report.running.id;
          const picked = chosen === engine.id;
          const measured = shown?.engines.find(({ id }) => id === engine.id);
          return (
            <li key={engine.id} className={classes.engine} data-running={runs || undefined}>
              {engine.available ? (
                <CircleCheck size={16} className={classes.there} aria-label={t('settings.there')} />
              ) : (
                <CircleMinus size={16} className={classes.absent} aria-label={t('settings.absent')} />
              )}
              <div className={classes.engineWords}>
                <p className={classes.engineTitle}>
                  {engine.title}
                  {runs && <Badge>{t('settings.runs')}</Badge>}
                  {shown?.fastest === engine.id && (
                    <Badge variant="light" color="green">
                      {t('settings.fastest')}
                    </Badge>
                  )}
                </p>
                <p className={classes.small}>{engine.reason}</p>
                {engine.nextStep !== '' && <p className={classes.next}>{engine.nextStep}</p>}
                {engine.available && measured !== undefined && shown !== null && (
                  <Measured time={measured} batchSize={shown.batchSize} />
                )}
              </div>
              {chosen !== undefined && engine.available && (
                <Button
                  size="compact-xs"
                  variant={picked ? 'light' : 'default'}
                  aria-pressed={picked}
                  onClick={() => choose(picked ? 'auto' : engine.id)}
                >
                  {picked ? t('settings.trainsHere') : t('settings.trainHere')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {chosen !== undefined && (
        <p className={classes.small}>{chosen === 'auto' ? t('settings.autoNow') : t('settings.chosenNow')}</p>
      )}
      {chosen === 'auto' && shown?.automatic && <p className={classes.small}>{shown.automatic.reason}</p>}
      {stale && <p className={classes.small}>{t('settings.timedStale')}</p>}
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      <dl className={classes.facts}>
        <MachineFacts report={report} />
      </dl>
      {running ? (
        <TaskProgress title={t('settings.timing')} progress={progress} onCancel={cancel} />
      ) : (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<RefreshCw size={13} />}
            loading={loading}
            onClick={() => void loadDevices(true)}
          >
            {t('settings.lookAgain')}
          </Button>
          {document !== null && (
            <Button
              variant="default"
              leftSection={<Timer size={13} />}
              title={t('settings.timeHelp')}
              onClick={() => void time()}
            >
              {t('settings.time')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Measured({ time, batchSize }: { readonly time: EngineTime; readonly batchSize: number }) {
  const { t } = useTranslation();
  if (time.stepMs === null || time.startMs === null) {
    return <p className={classes.small}>{t('settings.notTimed', { problem: time.problem })}</p>;
  }
  const words = time.estimated ? 'settings.stepTimeAbout' : 'settings.stepTime';
  return (
    <p className={classes.next}>
      {t(words, { time: stepTime(time.stepMs), start: formatDuration(time.startMs), samples: batchSize })}
    </p>
  );
}

/** "0.42 ms", "12 ms", "1.3 s". */
function stepTime(ms: number): string {
  if (ms >= 1000) return formatDuration(ms);
  return `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`;
}
