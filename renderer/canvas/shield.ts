// A pane of glass over the sheet. While the view moves under a resting pointer nobody looks for what lies there, and
// looking for it among hundreds of turned and scaled cards takes 2 ms a frame, twice while a wheel turns.
import styles from './Canvas.module.css';
import { pressThrough } from './pressThrough';

/** A wheel turns in jerks. */
const afterWheelMs = 80;

export interface Shield {
  /** The sheet is pulled by a hand, until `lift`. */
  readonly lower: () => void;
  readonly lift: () => void;
  /** The view is zoomed: for a moment. */
  readonly flash: () => void;
  readonly remove: () => void;
}

/** Inside of what listens to the wheel, so that the wheel is heard through it. A press reaches what lies below. */
export function createShield(renderer: HTMLElement): Shield {
  const glass = document.createElement('div');
  glass.className = styles['shield']!;
  glass.hidden = true;
  renderer.append(glass);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (shown: boolean) => {
    clearTimeout(timer);
    if (glass.hidden === shown) glass.hidden = !shown;
  };
  const lift = () => show(false);
  const stopPressing = pressThrough(glass, lift);
  return {
    lower: () => {
      glass.dataset['held'] = 'true';
      show(true);
    },
    lift,
    flash: () => {
      delete glass.dataset['held'];
      show(true);
      timer = setTimeout(lift, afterWheelMs);
    },
    remove: () => {
      clearTimeout(timer);
      stopPressing();
      glass.remove();
    },
  };
}
