// The place of a camera's picture while there is none, and of a microphone's level.
import type { ReactNode } from 'react';
import classes from './DevicePlace.module.css';

interface Props {
  readonly on?: boolean;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

export function DevicePlace({ on = false, icon, children }: Props) {
  return (
    <div className={classes.place} data-on={on || undefined}>
      {icon}
      <span>{children}</span>
    </div>
  );
}
