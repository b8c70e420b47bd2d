// "Save changes?" before a project or the window goes.
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { answerClosing, useLeaving } from '../commands/project';
import { isEdited, useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { useUiStore } from '../stores/uiStore';
import { isActive } from '../training/progress';
import styles from './ClosingDialog.module.css';

export function ClosingDialog() {
  const { t } = useTranslation();
  const open = useUiStore((state) => state.dialog === 'closing');
  const name = useDocumentStore((state) => state.document?.name ?? '');
  const edited = useDocumentStore(isEdited);
  const training = useRunStore((state) => isActive(state.run));
  const closesWindow = useLeaving((state) => state.closesWindow);
  return (
    <Modal
      opened={open}
      onClose={() => void answerClosing('cancel')}
      withCloseButton={false}
      size={420}
      title={edited ? t('shell.closing.title', { name }) : t('shell.closing.training')}
    >
      <div className={styles['text']}>
        {edited && <p>{t('shell.closing.text')}</p>}
        {training && closesWindow && <p>{t('shell.closing.trainingText')}</p>}
      </div>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={() => void answerClosing('cancel')}>
          {t('shell.closing.cancel')}
        </Button>
        {edited && (
          <Button variant="default" onClick={() => void answerClosing('discard')}>
            {t('shell.closing.discard')}
          </Button>
        )}
        <Button data-autofocus onClick={() => void answerClosing('save')}>
          {edited ? t('shell.closing.save') : t('shell.closing.close')}
        </Button>
      </Group>
    </Modal>
  );
}
