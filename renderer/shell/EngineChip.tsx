// What the network runs on; opens the device check.
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useHostStore } from '../stores/hostStore';
import { openDialog } from '../stores/uiStore';
import styles from './EngineChip.module.css';

export function EngineChip() {
  const { t } = useTranslation();
  const { status, info, message } = useHostStore((state) => state.engine);
  const connection = useHostStore((state) => state.connection);
  const words = status === 'ready' && info ? info.title : t(`shell.engine.${status}`);
  return (
    <button
      type="button"
      className={styles['chip']}
      title={connection.status !== 'open' ? connection.message : message || info?.reason || undefined}
      aria-label={t('shell.engine.label', { words })}
      onClick={() => openDialog('devices')}
    >
      <span className={styles['dot']} data-status={connection.status === 'open' ? status : 'stopped'} />
      <span className={styles['words']}>
        {connection.status === 'open' ? words : t(`shell.connection.${connection.status}`)}
      </span>
      <ChevronDown size={12} aria-hidden />
    </button>
  );
}
