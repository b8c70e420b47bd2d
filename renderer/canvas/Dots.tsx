// The dotted ground. Its dots keep about the same distance at every zoom, so that it neither greys nor thins out, and a
// pan only moves a picture that is drawn already.
import { useEffect, useRef } from 'react';
import type { Motion, View } from './motion';
import styles from './Dots.module.css';

const gap = 20;
const closest = 14;

/** Distance of the dots on the screen: the grid's, doubled until it is not too dense or halved until not too thin. */
export function dotGap(zoom: number): number {
  const onScreen = gap * zoom;
  return onScreen * 2 ** Math.ceil(Math.log2(closest / onScreen));
}

export function Dots({ motion }: { readonly motion: Motion }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const dots = element.current!;
    let drawn = 0;
    let level = 0;
    /** Draws the dots for this zoom; while a zoom goes on, what is drawn is stretched as long as that looks well. */
    const place = ({ x, y, zoom }: View, exactly: boolean) => {
      const scale = level === 0 ? 0 : (zoom * level) / (drawn || 1);
      if (exactly || scale < 0.75 || scale > 1.4) {
        level = dotGap(zoom) / zoom;
        drawn = level * zoom;
        dots.style.backgroundSize = `${drawn}px ${drawn}px`;
      }
      const stretch = (level * zoom) / drawn;
      const step = level * zoom;
      const rest = (at: number) => (((at - step / 2) % step) + step) % step;
      // Whole pixels: what is moved by whole pixels is copied, not computed anew.
      dots.style.transform = `translate(${Math.round(rest(x) - step)}px, ${Math.round(rest(y) - step)}px) scale(${stretch})`;
    };
    place(motion.current(), true);
    const stopMove = motion.onMove((view) => place(view, false));
    const stopSettle = motion.onSettle((view) => place(view, true));
    return () => {
      stopMove();
      stopSettle();
    };
  }, [motion]);
  return <div ref={element} className={styles['dots']} aria-hidden />;
}
