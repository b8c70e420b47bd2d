// What this computer has to train on, as entries of a list of facts.
import { Cpu } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '../../shared/run/devices';
import { formatBytes } from '../ui/numbers';
import classes from './dialogs.module.css';

export function MachineFacts({ report }: { readonly report: DeviceReport }) {
  const { t } = useTranslation();
  const { cpu, gpu } = report;
  return (
    <>
      <dt>{t('settings.gpu')}</dt>
      <dd>
        {gpu.reason}
        {gpu.nextStep !== '' && <p className={classes.next}>{gpu.nextStep}</p>}
      </dd>
      <dt>{t('settings.cpu')}</dt>
      <dd>
        <Cpu size={13} aria-hidden /> {cpu.model}, {t('settings.cores', { count: cpu.cores })},{' '}
        {formatBytes(cpu.memoryBytes)}
      </dd>
    </>
  );
}
