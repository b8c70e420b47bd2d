// A problem's remedies as buttons; pressing one carries it out as one step of undo.
import { Button } from '@mantine/core';
import type { Problem } from '../../shared/result';
import { carryOut } from '../stores/repairs';
import styles from './FixButtons.module.css';

interface FixButtonsProps {
  readonly problem: Problem;
  /** Called after a remedy was carried out. */
  readonly onDone?: () => void;
}

/** Nothing when the problem has no remedy. */
export function FixButtons({ problem, onDone }: FixButtonsProps) {
  if (!problem.fixes?.length) return null;
  return (
    <div className={styles['fixes']}>
      {problem.fixes.map((fix) => (
        <Button
          key={fix.title}
          size="compact-xs"
          variant="default"
          className={`${styles['fix']} nodrag nopan`}
          onClick={(event) => {
            event.stopPropagation();
            carryOut(fix, problem.node);
            onDone?.();
          }}
        >
          {fix.title}
        </Button>
      ))}
    </div>
  );
}
