// The frame of a step's screen: what it is, one sentence, its one primary button, and what belongs to it.
import type { ReactNode } from 'react';
import classes from './Page.module.css';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Beside the title: the screen's primary button stands last. */
  readonly actions?: ReactNode;
  /** Fills the height and scrolls within, for screens with panels. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, lead, actions, fill = false, children }: Props) {
  return (
    <div className={classes.page} data-fill={fill || undefined}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={classes.body}>{children}</div>
    </div>
  );
}

/** A titled card on a page. */
export function Panel(props: {
  readonly title?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly flush?: boolean;
}) {
  return (
    <section
      className={[classes.panel, props.className].filter(Boolean).join(' ')}
      data-flush={props.flush || undefined}
    >
      {(props.title !== undefined || props.tools !== undefined) && (
        <header className={classes.panelHead}>
          <h2 className={classes.panelTitle}>{props.title}</h2>
          {props.tools}
        </header>
      )}
      {props.children}
    </section>
  );
}
