// Where a person's own data lies, and a copy of it in the project for whoever asks.
import { Button } from '@mantine/core';
import { FolderInput } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { api } from '../api';
import { Panel } from '../screens/Page';
import { TaskProgress } from '../screens/TaskProgress';
import { useTask } from '../screens/useTask';
import { showMessage, valueOrShow } from '../ui/showProblem';
import { editData } from './dataEdits';
import classes from './KeepData.module.css';

export function KeepData({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const task = useTask();
  const { source } = data;
  if (source.type !== 'file' && source.type !== 'folder') return null;
  const copy = async () => {
    const kept = await valueOrShow(task.run((taskId) => api.call('keepData', { taskId, data })));
    if (!kept) return;
    editData(t('edits.keepData'), (now) => (now.source === source ? { ...now, source: kept } : now));
    showMessage(t('data.place.copied'));
  };
  return (
    <Panel title={t('data.place.title')}>
      <div className={classes.place}>
        <p className={classes.words}>{t(source.kept === true ? 'data.place.inside' : 'data.place.outside')}</p>
        {task.running ? (
          <TaskProgress title={t('data.place.copying')} progress={task.progress} onCancel={task.cancel} />
        ) : (
          source.kept !== true && (
            <Button variant="default" size="xs" leftSection={<FolderInput size={14} />} onClick={() => void copy()}>
              {t('data.place.copy')}
            </Button>
          )
        )}
      </div>
    </Panel>
  );
}
