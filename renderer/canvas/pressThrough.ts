// A press on a cover that lifts is meant for what lies below it. The browser has chosen the cover by then, for the press
// and the click that may follow; so both are given again to what is found in their place.

/** A click whose hand moved further than this was a drag. */
const clickReach = 4;

/** `lift` takes the cover away, so that what lies below is found. Returns the off switch. */
export function pressThrough(cover: HTMLElement, lift: () => void): () => void {
  let below: Element | null = null;
  let pressedAt = { x: 0, y: 0 };

  const onAnyPress = () => {
    below = null;
  };
  const onPointerDown = (event: PointerEvent) => {
    event.stopPropagation();
    lift();
    const found = document.elementFromPoint(event.clientX, event.clientY);
    found?.dispatchEvent(new PointerEvent(event.type, event));
    below = found;
    pressedAt = { x: event.clientX, y: event.clientY };
  };
  const onMouseDown = (event: MouseEvent) => {
    event.stopPropagation();
    // The keyboard would go to what the cover lies in.
    event.preventDefault();
    below?.closest<HTMLElement>('[tabindex], button, input, a[href]')?.focus({ preventScroll: true });
    below?.dispatchEvent(new MouseEvent(event.type, event));
  };
  const onClick = (event: MouseEvent) => {
    const pressed = below;
    below = null;
    if (pressed === null || pressed.contains(event.target as Node)) return;
    const moved = Math.hypot(event.clientX - pressedAt.x, event.clientY - pressedAt.y);
    if (moved > clickReach || !pressed.isConnected) return;
    event.stopPropagation();
    pressed.dispatchEvent(new MouseEvent(event.type, event));
  };
  window.addEventListener('pointerdown', onAnyPress, { capture: true });
  cover.addEventListener('pointerdown', onPointerDown);
  cover.addEventListener('mousedown', onMouseDown);
  window.addEventListener('click', onClick, { capture: true });
  return () => {
    window.removeEventListener('pointerdown', onAnyPress, { capture: true });
    cover.removeEventListener('pointerdown', onPointerDown);
    cover.removeEventListener('mousedown', onMouseDown);
    window.removeEventListener('click', onClick, { capture: true });
  };
}
