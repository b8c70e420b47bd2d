// A bar for work in progress: what, how far, and a way to end it. Appears after a moment, so that quick work never flashes.
import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskProgress as Progressing } from './useTask';
import classes from './TaskProgress.module.css';

interface Props {
  readonly title: string;
  readonly progress: Progressing | null;
  readonly onCancel?: () => void;
}

export function TaskProgress({ title, progress, onCancel }: Props) {
  const { t } = useTranslation();
  const known = progress !== null && progress.total > 0;
  const share = known ? Math.min(100, (100 * progress.done) / progress.total) : 100;
  return (
    <div className={classes.box} role="status">
      <div className={classes.line}>
        <span>{progress?.message || title}</span>
        {known && <span className={classes.share}>{Math.floor(share)} %</span>}
      </div>
      <Progress value={share} animated={!known} size="sm" aria-label={title} />
      {onCancel !== undefined && (
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onCancel} className={classes.cancel ?? ''}>
          {t('screens.cancel')}
        </Button>
      )}
    </div>
  );
}
