// What can be done with a run of the list.
import { ActionIcon, Menu } from '@mantine/core';
import { Ellipsis, FolderTree, GraduationCap, Pencil, Scissors, StepForward, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { hasWeights, type RunSummary } from '../../shared/run/record';
import { useRunStore } from '../stores/runStore';
import { isActive } from '../training/progress';
import { goOnFrom, prune, remove, restore, teachSmaller } from './runActions';

interface Props {
  readonly run: RunSummary;
  /** It goes on or is paused. */
  readonly busy: boolean;
  readonly onRename: () => void;
}

export function RunMenu({ run, busy, onRename }: Props) {
  const { t } = useTranslation();
  const training = useRunStore((state) => isActive(state.run));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={t('runs.actions', { name: run.name })}>
          <Ellipsis size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Pencil size={14} />} onClick={onRename}>
          {t('runs.rename')}
        </Menu.Item>
        <Menu.Item
          leftSection={<StepForward size={14} />}
          disabled={training || !hasWeights(run)}
          title={t('runs.goOnHelp')}
          onClick={() => void goOnFrom(run)}
        >
          {t('runs.goOn')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Scissors size={14} />}
          disabled={training || !hasWeights(run)}
          title={t('runs.pruneHelp')}
          onClick={() => void prune(run)}
        >
          {t('runs.prune')}
        </Menu.Item>
        <Menu.Item
          leftSection={<GraduationCap size={14} />}
          disabled={busy || !hasWeights(run)}
          title={t('runs.teachHelp')}
          onClick={() => void teachSmaller(run)}
        >
          {t('runs.teach')}
        </Menu.Item>
        <Menu.Item leftSection={<FolderTree size={14} />} onClick={() => void restore(run)}>
          {t('runs.restore')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={14} />} disabled={busy} onClick={() => void remove(run)}>
          {t('runs.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
