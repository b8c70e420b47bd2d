// A button that works for as long as it is held, with the mouse or with the space bar, and not a moment longer.
import { Button } from '@mantine/core';
import { useEffect, type KeyboardEvent, type ReactNode } from 'react';

interface Props {
  readonly held: boolean;
  readonly onHold: () => void;
  /** Also when the window is left while it is held. */
  readonly onLetGo: () => void;
  readonly icon: ReactNode;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

const holds = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';

export function HoldButton({ held, onHold, onLetGo, icon, label, disabled = false, children }: Props) {
  // The pointer may be let go anywhere, and whatever happens to the window, the device goes off.
  useEffect(() => {
    if (!held) return;
    const ends = ['pointerup', 'pointercancel', 'blur'] as const;
    for (const name of ends) window.addEventListener(name, onLetGo);
    return () => {
      for (const name of ends) window.removeEventListener(name, onLetGo);
    };
  }, [held, onLetGo]);
  return (
    <Button
      {...(held ? { color: 'red' } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      leftSection={icon}
      disabled={disabled}
      aria-pressed={held}
      onPointerDown={(event) => event.button === 0 && onHold()}
      onKeyDown={(event) => {
        if (!holds(event)) return;
        event.preventDefault();
        if (!event.repeat) onHold();
      }}
      onKeyUp={(event) => {
        if (!holds(event)) return;
        event.preventDefault();
        onLetGo();
      }}
    >
      {children}
    </Button>
  );
}
