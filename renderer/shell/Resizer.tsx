// The line between two panels: dragged, or moved with arrow keys; a double click closes the panel.
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './Resizer.module.css';

interface ResizerProps {
  readonly label: string;
  /** The side of the line on which the panel lies that is resized. */
  readonly panel: 'left' | 'right' | 'bottom';
  readonly size: number;
  readonly limits: readonly [number, number];
  readonly onResize: (size: number) => void;
  readonly onClose: () => void;
}

const stepPixels = 16;
/** Dragged this far below its smallest size, a panel closes. */
const closeBelow = 64;

export function Resizer({ label, panel, size, limits, onResize, onClose }: ResizerProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const [least, most] = limits;
  const upright = panel !== 'bottom';
  const sign = panel === 'left' ? 1 : -1;
  const fit = (wanted: number) => Math.min(most, Math.max(least, Math.round(wanted)));
  const at = (event: PointerEvent) => (upright ? event.clientX : event.clientY);

  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return;
    const wanted = start.current.size + sign * (at(event) - start.current.at);
    if (wanted < least - closeBelow) {
      start.current = null;
      onClose();
    } else onResize(fit(wanted));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const grows = upright ? (panel === 'left' ? 'ArrowRight' : 'ArrowLeft') : 'ArrowUp';
    const shrinks = upright ? (panel === 'left' ? 'ArrowLeft' : 'ArrowRight') : 'ArrowDown';
    if (event.key === grows) onResize(fit(size + stepPixels));
    else if (event.key === shrinks) onResize(fit(size - stepPixels));
    else if (event.key === 'Enter') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles['resizer']}
      data-panel={panel}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: at(event), size };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={onClose}
      onKeyDown={onKeyDown}
    />
  );
}
