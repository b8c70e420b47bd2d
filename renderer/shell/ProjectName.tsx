// The project's name, edited in place, and whether its file is up to date.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { edit, isEdited, useDocumentStore } from '../stores/documentStore';
import styles from './ProjectName.module.css';

export function ProjectName({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const edited = useDocumentStore(isEdited);
  const path = useDocumentStore((state) => state.path);
  const readOnly = useDocumentStore((state) => state.readOnly);
  const state = readOnly ? 'readOnly' : edited ? 'edited' : path === null ? 'new' : 'saved';

  const finish = (keep: boolean) => {
    const wanted = draft?.trim() ?? '';
    if (keep && wanted !== '' && wanted !== name)
      edit(t('edits.renameProject'), (document) => ({ ...document, name: wanted }));
    setDraft(null);
  };
  return (
    <div className={styles['project']}>
      {draft === null ? (
        <button
          type="button"
          className={styles['name']}
          title={path ?? undefined}
          aria-label={t('shell.project.rename', { name })}
          onClick={() => setDraft(name)}
        >
          {name}
        </button>
      ) : (
        <TextInput
          autoFocus
          className={styles['field'] ?? ''}
          aria-label={t('shell.project.name')}
          maxLength={200}
          value={draft}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => finish(true)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish(true);
            if (event.key === 'Escape') finish(false);
          }}
        />
      )}
      <span className={styles['state']} data-state={state} data-testid="save-state">
        <span className={styles['dot']} aria-hidden />
        <span className={styles['stateWords']}>{t(`shell.project.${state}`)}</span>
      </span>
    </div>
  );
}
