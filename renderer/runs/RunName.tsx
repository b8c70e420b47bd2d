// A run's name in the list: chosen by a click, changed in place.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { hasWeights, type RunSummary } from '../../shared/run/record';
import { useUiStore } from '../stores/uiStore';
import { rename } from './runActions';
import classes from './RunsPanel.module.css';

interface Props {
  readonly run: RunSummary;
  readonly renaming: boolean;
  readonly onRename: (renaming: boolean) => void;
}

export function RunName({ run, renaming, onRename }: Props) {
  const { t } = useTranslation();
  if (!renaming)
    return (
      <button
        type="button"
        className={classes.name}
        title={t('runs.renameHelp')}
        onDoubleClick={() => onRename(true)}
        onKeyDown={(event) => event.key === 'F2' && onRename(true)}
        onClick={() => hasWeights(run) && useUiStore.setState({ chosenRun: run.id })}
      >
        {run.name}
      </button>
    );
  return (
    <TextInput
      autoFocus
      aria-label={t('runs.rename')}
      defaultValue={run.name}
      maxLength={200}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => {
        onRename(false);
        void rename(run, event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.currentTarget.value = run.name;
          event.currentTarget.blur();
        }
        event.stopPropagation();
      }}
    />
  );
}
