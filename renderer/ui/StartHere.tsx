// The first thing in a dialog's body: the keyboard begins at the first control behind it, not at the cross that closes.
import type { FocusEvent } from 'react';

const controls = ':is(input, select, textarea, button, a[href], [tabindex="0"]):not(:disabled)';

/** A group of radio buttons is entered at the one that is chosen. Without any control the dialog itself has the keyboard. */
function passOn({ currentTarget, target }: FocusEvent<HTMLSpanElement>): void {
  const body = currentTarget.parentElement;
  if (target !== currentTarget || !body) return;
  const first = body.querySelector<HTMLElement>(controls);
  const chosen =
    first instanceof HTMLInputElement && first.type === 'radio'
      ? body.querySelector<HTMLElement>(`input[type="radio"][name="${CSS.escape(first.name)}"]:checked`)
      : null;
  (chosen ?? first)?.focus({ preventScroll: true });
}

/** Takes no room, so that a body that spaces its parts begins at its first part. */
export function StartHere() {
  return <span tabIndex={-1} data-autofocus style={{ position: 'absolute', outline: 'none' }} onFocus={passOn} />;
}
