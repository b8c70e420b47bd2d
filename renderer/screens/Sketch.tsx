// A pad to draw on with mouse, pen or finger, white on black. It keeps nothing: what was drawn is handed out stroke by stroke.
import { useEffect, useRef, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paintStrokes, type Stroke } from './strokes';
import classes from './Sketch.module.css';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly brush: number;
  readonly strokes: readonly Stroke[];
  /** What is drawn now; with the first point of a stroke, `begun` is true. */
  readonly onDraw: (strokes: readonly Stroke[], begun: boolean) => void;
  readonly label: string;
  /** Lies over the pad in place of the invitation to draw, and lets the pen through. */
  readonly children?: ReactNode;
}

export function Sketch({ width, height, brush, strokes, onDraw, label, children }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  // Several points may come before the strokes are handed back.
  const now = useRef(strokes);
  now.current = strokes;
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (context) paintStrokes(context, strokes);
  }, [strokes, width, height]);

  const place = (event: PointerEvent<HTMLCanvasElement>): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * width) / (box.width || width),
      ((event.clientY - box.top) * height) / (box.height || height),
    ];
  };
  const draw = (strokes: readonly Stroke[], begun: boolean) => {
    now.current = strokes;
    onDraw(strokes, begun);
  };
  return (
    <div className={classes.frame} style={{ width, height }}>
      <canvas
        ref={canvas}
        width={width}
        height={height}
        className={classes.canvas}
        aria-label={label}
        role="img"
        tabIndex={-1}
        data-testid="draw-pad"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          draw([...now.current, { brush, points: [place(event)] }], true);
        }}
        onPointerMove={(event) => {
          const last = now.current[now.current.length - 1];
          if (last === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
          draw([...now.current.slice(0, -1), { ...last, points: [...last.points, place(event)] }], false);
        }}
      />
      {children ?? (strokes.length === 0 && <span className={classes.hint}>{t('screens.drawHere')}</span>)}
    </div>
  );
}
