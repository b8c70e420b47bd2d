// Something about this start that one should know once: an old Electron, a slow engine, another tab.
import { ActionIcon } from '@mantine/core';
import { Info, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHostStore } from '../stores/hostStore';
import styles from './Notice.module.css';

export function Notice() {
  const { t } = useTranslation();
  const notice = useHostStore((state) => state.info?.notice ?? '');
  const connection = useHostStore((state) => state.connection);
  const [closed, setClosed] = useState('');
  const words = connection.status === 'open' ? notice : connection.message;
  if (words === '' || words === closed) return null;
  return (
    <div className={styles['notice']} role="status">
      <Info size={14} aria-hidden />
      <span className={styles['words']}>{words}</span>
      <ActionIcon size={22} aria-label={t('shell.dismiss')} onClick={() => setClosed(words)}>
        <X size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}
