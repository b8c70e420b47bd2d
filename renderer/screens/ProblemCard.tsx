// A problem in its place: what is wrong, in a sentence, with its remedies as buttons.
import { ActionIcon, Button } from '@mantine/core';
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import { carryOut } from '../stores/repairs';
import { useUiStore } from '../stores/uiStore';
import classes from './ProblemCard.module.css';

const icons = { error: CircleAlert, warning: TriangleAlert, hint: Info };

interface Props {
  readonly problem: Problem;
  readonly onDismiss?: () => void;
  /** An extra way out beside the fixes, e.g. "Try again". */
  readonly action?: { readonly title: string; readonly run: () => void };
}

export function ProblemCard({ problem, onDismiss, action }: Props) {
  const { t } = useTranslation();
  const step = useUiStore((state) => state.step);
  const Picture = icons[problem.severity];
  // A way to the screen one is on is no way.
  const fixes = (problem.fixes ?? []).filter((fix) => fix.type !== 'goTo' || fix.step !== step);
  return (
    <div
      className={classes.card}
      data-severity={problem.severity}
      role={problem.severity === 'error' ? 'alert' : 'note'}
    >
      <Picture size={16} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <p className={classes.message}>{problem.message}</p>
        {(fixes.length > 0 || action !== undefined) && (
          <div className={classes.fixes}>
            {fixes.map((fix) => (
              <Button key={fix.title} size="compact-xs" variant="default" onClick={() => carryOut(fix, problem.node)}>
                {fix.title}
              </Button>
            ))}
            {action !== undefined && (
              <Button size="compact-xs" variant="default" onClick={action.run}>
                {action.title}
              </Button>
            )}
          </div>
        )}
      </div>
      {onDismiss !== undefined && (
        <ActionIcon size="sm" aria-label={t('screens.dismiss')} onClick={onDismiss}>
          <X size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

/** Several problems, errors first. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div className={classes.list}>
      {problems.map((problem, place) => (
        <ProblemCard key={`${problem.code} ${problem.node ?? ''} ${problem.param ?? ''} ${place}`} problem={problem} />
      ))}
    </div>
  );
}
