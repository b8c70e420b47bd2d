// A bar for work in progress: what, how far, and a way to end it. Appears after a moment, so that quick work never flashes.
import { Button, Progress } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRemaining } from './format';
import { followPace, remainingMs, type Pace } from './taskPace';
import type { TaskProgress as Progressing } from './useTask';
import classes from './TaskProgress.module.css';

interface Props {
  readonly title: string;
  readonly progress: Progressing | null;
  readonly onCancel?: () => void;
}

/** Milliseconds that the work will still take; null while that cannot be said. */
function useRemaining(progress: Progressing | null): number | null {
  const pace = useRef<Pace | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const now = performance.now();
    pace.current = progress === null ? null : followPace(pace.current, progress.done, progress.total, now);
    setLeft(progress === null || pace.current === null ? null : remainingMs(pace.current, progress.done, now));
  }, [progress]);
  return left;
}

export function TaskProgress({ title, progress, onCancel }: Props) {
  const { t } = useTranslation();
  const left = useRemaining(progress);
  const known = progress !== null && progress.total > 0;
  const share = known ? Math.min(100, (100 * progress.done) / progress.total) : 100;
  return (
    <div className={classes.box} role="status">
      <div className={classes.line}>
        <span>{progress?.message || title}</span>
        {known && (
          <span className={classes.share}>
            {left !== null && `${t('screens.timeLeft', { time: formatRemaining(left) })} · `}
            {Math.floor(share)} %
          </span>
        )}
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
