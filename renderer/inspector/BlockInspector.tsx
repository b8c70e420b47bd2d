// The form of a block whose layers are selected: its name, how often it is repeated, what that costs.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkBlockName, mostRepetitions } from '../../shared/network/blocks';
import type { Block } from '../../shared/network/document';
import { NumberField } from '../screens/NumberField';
import { renameBlock, repeatBlock } from '../stores/blockActions';
import styles from './Inspector.module.css';

export function BlockInspector({ block }: { readonly block: Block }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(block.name);
  const finish = () => {
    if (renameBlock(block.id, draft) !== null) setDraft(block.name);
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
    </>
  );
}
