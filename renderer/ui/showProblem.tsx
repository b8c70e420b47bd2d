// What went wrong or well, told once in the corner of the window, with its remedy.
import { notifications } from '@mantine/notifications';
import { Button } from '@mantine/core';
import type { Problem, Result } from '../../shared/result';
import { FixButtons } from './FixButtons';
import styles from './showProblem.module.css';

const colours = { error: 'red', warning: 'yellow', hint: 'accent' } as const;

/** Errors stay until they are closed; the same problem is shown once. */
export function showProblem(problem: Problem): void {
  const id = `${problem.code}:${problem.message}`;
  notifications.show({
    id,
    color: colours[problem.severity],
    autoClose: problem.severity === 'error' ? false : 8000,
    message: (
      <div className={styles['note']}>
        <span>{problem.message}</span>
        <FixButtons problem={problem} onDone={() => notifications.hide(id)} />
      </div>
    ),
  });
}

/** A short word that something was done, with one thing to do about it ("Undo"). */
export function showMessage(message: string, action?: { readonly title: string; readonly run: () => void }): void {
  const id = `message:${message}`;
  notifications.show({
    id,
    color: 'accent',
    autoClose: 5000,
    message: (
      <div className={styles['note']}>
        <span>{message}</span>
        {action && (
          <div>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                action.run();
                notifications.hide(id);
              }}
            >
              {action.title}
            </Button>
          </div>
        )}
      </div>
    ),
  });
}

/** The value of an answer, or undefined after its problem was shown. */
export async function valueOrShow<T>(answer: Promise<Result<T>>): Promise<T | undefined> {
  const result = await answer;
  if (result.ok) return result.value;
  showProblem(result.problem);
  return undefined;
}
