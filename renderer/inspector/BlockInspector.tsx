// The form of a block whose layers are selected: its name, how often it is repeated, what that costs.
import { Button, TextInput } from '@mantine/core';
import { BookmarkPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkBlockName, mostRepetitions } from '../../shared/network/blocks';
import type { Block } from '../../shared/network/document';
import { NumberField } from '../screens/NumberField';
import { renameBlock, repeatBlock, saveToLibrary } from '../stores/blockActions';
import { showMessage, showProblem } from '../ui/showProblem';
import styles from './Inspector.module.css';

export function BlockInspector({ block }: { readonly block: Block }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(block.name);
  const finish = () => {
    if (renameBlock(block.id, draft) !== null) setDraft(block.name);
  };
  const keep = () => {
    const problem = saveToLibrary(block.id);
    if (problem === null) showMessage(t('inspector.blockKept', { name: block.name }));
    else showProblem(problem);
  };
  return (
    <>
      <div className={styles['nameRow']}>
        <label htmlFor="block-name">{t('inspector.blockName')}</label>
        <TextInput
          id="block-name"
          value={draft}
          error={checkBlockName(draft)}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish();
            if (event.key === 'Escape') setDraft(block.name);
          }}
        />
      </div>
      <div className={styles['nameRow']}>
        <label htmlFor="block-repeat">{t('inspector.blockRepeat')}</label>
        <NumberField
          id="block-repeat"
          whole
          value={block.repeat}
          min={1}
          max={mostRepetitions}
          onChange={(next) => next !== null && repeatBlock(block, next)}
        />
      </div>
      <p className={styles['hint']}>{t('inspector.blockHint')}</p>
      <div className={styles['actions']}>
        <Button variant="default" leftSection={<BookmarkPlus size={14} aria-hidden />} onClick={keep}>
          {t('inspector.blockKeep')}
        </Button>
      </div>
    </>
  );
}
