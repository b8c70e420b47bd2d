// The crosshair: under the pointer (or moved by arrow keys) the exact figures, read from the run and not from the
// points drawn.
import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { readingAt, type RunCurves } from './curves';
import type { Scales } from './scale';
import classes from './FigureChart.module.css';

interface Props {
  readonly run: RunCurves;
  readonly ghosts: readonly RunCurves[];
  readonly figure: string;
  readonly words: (value: number) => string;
  readonly scales: Scales;
  /** Where the box with the figures is put. */
  readonly box: RefObject<HTMLDivElement | null>;
}

/** Drawn above the chart, so that moving it draws no curve anew. */
export function Crosshair({ run, ghosts, figure, words, scales, box }: Props) {
  const { t } = useTranslation();
  const { area } = scales;
  /** Place on the horizontal axis, in epochs. */
  const [at, setAt] = useState<number | null>(null);

  const onMove = (event: PointerEvent<SVGRectElement>) => {
    const svg = event.currentTarget.ownerSVGElement;
    if (!svg) return;
    setAt(Math.max(0, scales.valueAt(event.clientX - svg.getBoundingClientRect().left)));
  };
  const onKeyDown = (event: KeyboardEvent<SVGRectElement>) => {
    const step = event.shiftKey || run.batchesPerEpoch <= 0 ? 1 : 1 / run.batchesPerEpoch;
    const now = at ?? run.epochs.length;
    if (event.key === 'ArrowLeft') setAt(Math.max(0, now - step));
    else if (event.key === 'ArrowRight') setAt(now + step);
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(run.epochs.length);
    else if (event.key === 'Escape') setAt(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const reading = at === null ? null : readingAt(run, figure, at);
  const x = reading === null || run.batchesPerEpoch <= 0 ? at : Math.min(at!, reading.step / run.batchesPerEpoch);
  const pixel = x === null ? undefined : scales.x(x);
  const left = pixel !== undefined && pixel > area.x + area.width / 2;
  return (
    <svg className={classes.over} width={area.x + area.width} height={area.y + area.height}>
      {pixel !== undefined && (
        <line x1={pixel} x2={pixel} y1={area.y} y2={area.y + area.height} className={classes.crosshair} />
      )}
      <rect
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        className={classes.pad}
        tabIndex={0}
        aria-label={t('training.chart.crosshair')}
        role="application"
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={onKeyDown}
      />
      {reading !== null &&
        pixel !== undefined &&
        box.current !== null &&
        createPortal(
          <div
            className={classes.reading}
            style={left ? { right: box.current.clientWidth - pixel + 10 } : { left: pixel + 10 }}
            role="status"
          >
            <div className={classes.readingHead}>
              {t('training.chart.at', { epoch: reading.epoch, step: reading.step })}
            </div>
            {reading.batch !== null && (
              <Row name={t('training.chart.batch')} value={words(reading.batch)} exact={reading.batch} />
            )}
            {reading.train !== null && (
              <Row
                name={t('training.chart.train')}
                value={words(reading.train)}
                exact={reading.train}
                className={classes.trainName}
              />
            )}
            {reading.validation !== null && (
              <Row
                name={t('training.chart.validation')}
                value={words(reading.validation)}
                exact={reading.validation}
                className={classes.validationName}
              />
            )}
            {ghosts.map((ghost) => {
              const past = readingAt(ghost, figure, at!);
              const value = past?.validation ?? past?.train;
              return value === null || value === undefined ? null : (
                <Row key={ghost.id} name={ghost.name} value={words(value)} exact={value} />
              );
            })}
          </div>,
          box.current,
        )}
    </svg>
  );
}

function Row(props: {
  readonly name: string;
  readonly value: string;
  readonly exact: number;
  readonly className?: string | undefined;
}) {
  return (
    <div className={classes.readingRow}>
      <span className={props.className}>{props.name}</span>
      <span title={String(props.exact)} className={classes.number}>
        {props.value}
      </span>
    </div>
  );
}
