// Which engine runs and why, what else there is on this computer, and how to get a faster one.
import { Badge, Button, Modal } from '@mantine/core';
import { CircleCheck, CircleMinus, Cpu, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { edit, useDocumentStore } from '../stores/documentStore';
import { closeDialog, useUiStore } from '../stores/uiStore';
import { formatBytes } from '../ui/numbers';
import { StartHere } from '../ui/StartHere';
import { loadDevices, useDevicesStore } from './devices';
import classes from './dialogs.module.css';

export function DevicesDialog() {
  const { t } = useTranslation();
  const opened = useUiStore((state) => state.dialog === 'devices');
  const { report, problem, loading } = useDevicesStore();
  const chosen = useDocumentStore((state) => state.document?.training.engine);
  useEffect(() => {
    if (opened) void loadDevices(true);
  }, [opened]);
  const choose = (engine: string) =>
    edit('change engine', (document) => ({ ...document, training: { ...document.training, engine } }));

  return (
    <Modal
      classNames={{ title: classes.title ?? '' }}
      opened={opened}
      onClose={closeDialog}
      title={t('settings.devices')}
      size={560}
    >
      <div className={classes.stack}>
        <StartHere />
        {problem !== null && (
          <ProblemCard problem={problem} action={{ title: t('screens.tryAgain'), run: () => void loadDevices(true) }} />
        )}
        {report === null && loading && <TaskProgress title={t('settings.looking')} progress={null} />}
        {report !== null && (
          <>
            <ul className={classes.engines}>
              {report.engines.map((engine) => {
                const running = engine.id === report.running.id;
                const picked = chosen === engine.id;
                return (
                  <li key={engine.id} className={classes.engine} data-running={running || undefined}>
                    {engine.available ? (
                      <CircleCheck size={16} className={classes.there} aria-label={t('settings.there')} />
                    ) : (
                      <CircleMinus size={16} className={classes.absent} aria-label={t('settings.absent')} />
                    )}
                    <div className={classes.engineWords}>
                      <p className={classes.engineTitle}>
                        {engine.title}
                        {running && <Badge>{t('settings.runs')}</Badge>}
                      </p>
                      <p className={classes.small}>{engine.reason}</p>
                      {engine.nextStep !== '' && <p className={classes.next}>{engine.nextStep}</p>}
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
            <dl className={classes.facts}>
              <dt>{t('settings.cpu')}</dt>
              <dd>
                <Cpu size={13} aria-hidden /> {report.cpu.model}, {t('settings.cores', { count: report.cpu.cores })},{' '}
                {formatBytes(report.cpu.memoryBytes)}
              </dd>
              <dt>{t('settings.gpus')}</dt>
              <dd>{report.gpus.length === 0 ? t('settings.noGpu') : report.gpus.join(', ')}</dd>
            </dl>
            <div>
              <Button
                variant="default"
                leftSection={<RefreshCw size={13} />}
                loading={loading}
                onClick={() => void loadDevices(true)}
              >
                {t('settings.lookAgain')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}
