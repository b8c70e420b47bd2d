// What an empty place says: a picture, a sentence, and the one thing to do next.
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  readonly picture: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons, the primary one first. */
  readonly actions?: ReactNode;
}

export function EmptyState({ picture, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <div className={styles['picture']} aria-hidden>
        {picture}
      </div>
      <h2 className={styles['title']}>{title}</h2>
      {children !== undefined && <div className={styles['text']}>{children}</div>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
