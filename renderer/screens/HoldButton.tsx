// A button that works for as long as it is held, with the mouse or with the space bar, and not a moment longer.
import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

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

const holds = (event: { readonly key: string }) => event.key === ' ' || event.key === 'Enter';

export function HoldButton({ held, onHold, onLetGo, icon, label, disabled = false, children }: Props) {
  // The pointer or the key may be let go anywhere, and whatever happens to the window, the device goes off.
  useEffect(() => {
    if (!held) return;
    const ends = ['pointerup', 'pointercancel', 'blur'] as const;
    const keyUp = (event: KeyboardEvent) => holds(event) && onLetGo();
    for (const name of ends) window.addEventListener(name, onLetGo);
    window.addEventListener('keyup', keyUp);
    return () => {
      window.removeEventListener('keyup', keyUp);
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
      onKeyUp={(event) => holds(event) && event.preventDefault()}
    >
      {children}
    </Button>
  );
}
