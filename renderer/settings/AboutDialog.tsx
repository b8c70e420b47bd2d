// About: version, runtime, engine, what this computer has to train on, and what Layerloom is made of.
import { Button, Modal } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { bundledSets } from '../data/bundledSets';
import { useHostStore } from '../stores/hostStore';
import { closeDialog, openDialog, useUiStore } from '../stores/uiStore';
import { StartHere } from '../ui/StartHere';
import { loadDevices, useDevicesStore } from './devices';
import classes from './dialogs.module.css';
import { MachineFacts } from './MachineFacts';

export function AboutDialog() {
  const { t } = useTranslation();
  const opened = useUiStore((state) => state.dialog === 'about');
  const info = useHostStore((state) => state.info);
  const engine = useHostStore((state) => state.engine.info);
  const report = useDevicesStore((state) => state.report);
  useEffect(() => {
    if (opened) void loadDevices();
  }, [opened]);
  return (
    <Modal
      classNames={{ title: classes.title ?? '' }}
      opened={opened}
      onClose={closeDialog}
      title={t('settings.about')}
      size={480}
    >
      <div className={classes.stack}>
        <StartHere />
        <div>
          <p className={classes.app}>Layerloom {info?.version}</p>
          <p className={classes.small}>{t('settings.tagline')}</p>
        </div>
        <dl className={classes.facts}>
          <dt>{t('settings.runtime')}</dt>
          <dd>{[info?.runtime, info?.platform].filter(Boolean).join(' · ')}</dd>
          <dt>{t('settings.engine')}</dt>
          <dd>
            {engine?.title ?? t('settings.engineStarting')}
            {report !== null && <p className={classes.next}>{report.running.reason}</p>}
          </dd>
          {report !== null && <MachineFacts report={report} />}
          <dt>{t('settings.licence')}</dt>
          <dd>{t('settings.licenceWords')}</dd>
          <dt>{t('settings.data')}</dt>
          <dd>
            <ul className={classes.credits}>
              {bundledSets.map((set) => (
                <li key={set.id}>
                  {set.title}: {set.licence}
                </li>
              ))}
            </ul>
          </dd>
        </dl>
        <div>
          <Button variant="default" onClick={() => openDialog('devices')}>
            {t('settings.toDevices')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
