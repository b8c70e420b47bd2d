// Which trained network Evaluate, Predict and Export work on.
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../../shared/run/record';
import { useUiStore } from '../stores/uiStore';
import { bestWords } from './words';

interface Props {
  readonly runs: readonly RunSummary[];
  readonly chosen: RunSummary;
}

export function RunPicker({ runs, chosen }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      w={260}
      aria-label={t('runs.picker')}
      data={runs.map((run) => ({ value: run.id, label: run.name }))}
      value={chosen.id}
      onChange={(chosenRun) => useUiStore.setState({ chosenRun })}
      renderOption={({ option }) => {
        const run = runs.find((entry) => entry.id === option.value);
        return (
          <div>
            <div>{option.label}</div>
            {run && <div style={{ color: 'var(--ink-soft)', fontSize: 'var(--text-small)' }}>{bestWords(run)}</div>}
          </div>
        );
      }}
    />
  );
}
