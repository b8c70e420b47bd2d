// One figure of a run over its epochs: thin line per batch, smoothed, per epoch with points, earlier runs as ghosts.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { Download, FileSpreadsheet, Image as ImageIcon, Shapes } from 'lucide-react';
import { memo, useCallback, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Point } from '../../stores/series';
import { formatFigure, type FigureFormat } from '../figures';
import { Crosshair } from './Crosshair';
import { curvesCsv, drawnPoints, epochTicks, horizon, linesOf, ticksOf, valueRange, type RunCurves } from './curves';
import { DirectLabels } from './DirectLabels';
import { chartPng, chartSvg, saveFile } from './exportChart';
import { dotsPath, linePath, scalesOf, type Scales } from './scale';
import classes from './FigureChart.module.css';

interface Props {
  readonly run: RunCurves;
  /** Earlier runs, drawn pale behind. */
  readonly ghosts: readonly RunCurves[];
  /** The figure's name, as in the engine's events. */
  readonly figure: string;
  readonly title: string;
  readonly format: FigureFormat;
  readonly better: 'higher' | 'lower';
  readonly log?: boolean;
  readonly onToggleLog?: () => void;
  /** Epochs planned: the horizontal axis is as long as the run will be. */
  readonly plannedEpochs: number;
  readonly height: number;
}

/** Room beside the curves: the words of the axes, and on the right the names of the lines. */
const frame = { top: 10, right: 78, bottom: 28, left: 56 };
const tickGap = 6;
const last = (line: readonly Point[]): Point | undefined => line[line.length - 1];

export const FigureChart = memo(function FigureChart({
  run,
  ghosts,
  figure,
  title,
  format,
  better,
  log = false,
  onToggleLog,
  plannedEpochs,
  height,
}: Props) {
  const { t } = useTranslation();
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const boxRef = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sizeRef, boxRef);
  const titleId = useId();

  // Two points for every pixel across show all that can be seen; in steps, so that a resize does not count afresh.
  const limit = Math.min(drawnPoints, 200 * Math.max(1, Math.ceil((width - 130) / 100)));
  const lines = linesOf(run, figure, limit);
  const ghostLines = ghosts.map((ghost) => ({ ghost, lines: linesOf(ghost, figure, limit) }));
  // Some figures mean little over one batch (R² of 16 samples may be -800, an AUC of 16 is luck): where there are
  // epochs, those are drawn alone; the crosshair still tells each batch. A loss always shows whole.
  const wild = better === 'higher' && format === 'number' && lines.train.length > 1;
  const range = valueRange(
    [
      ...(wild ? [] : [lines.batches]),
      lines.train,
      lines.validation,
      ...ghostLines.flatMap((entry) => [entry.lines.train, entry.lines.validation]),
    ],
    log,
    format === 'percent',
  );
  const drawn = (line: readonly Point[]) => (log ? line.filter((point) => point.y > 0) : line) as Point[];
  const done = Math.max(
    last(lines.batches)?.x ?? 0,
    last(lines.train)?.x ?? 0,
    ...ghostLines.map((entry) => last(entry.lines.train)?.x ?? 0),
  );
  const end = horizon(done, plannedEpochs);
  // Points are drawn while they can be told apart.
  const dots = (width - 130) / end >= 7;
  const dotSize = (width - 130) / end >= 16 ? 3 : 2;
  // The smoothed batches are the training line; epochs are points on it, while they can be told apart.
  const overSmooth = dots && lines.smooth.length > 0 && !wild;
  const empty = lines.batches.length === 0 && lines.train.length === 0;
  const words = (value: number) => formatFigure(value, format);
  const scales = scalesOf(
    {
      x: frame.left,
      y: frame.top,
      width: Math.max(1, width - frame.left - frame.right),
      height: Math.max(1, height - frame.top - frame.bottom),
    },
    end,
    range,
    log,
  );
  const tickWords = (value: number) =>
    format === 'percent' && range[1] - range[0] > 0.05 ? `${Math.round(value * 100)} %` : words(value);

  const shown = useRef({ run, ghosts, figure, title });
  useEffect(() => {
    shown.current = { run, ghosts, figure, title };
  }, [run, ghosts, figure, title]);
  const save = useCallback(async (as: 'png' | 'svg' | 'csv') => {
    const chart = boxRef.current?.querySelector<SVGSVGElement>('svg[data-chart]');
    const of = shown.current;
    const name = `${of.run.name} ${of.title}.${as}`;
    if (as === 'csv') saveFile(name, curvesCsv([of.run, ...of.ghosts], of.figure), 'text/csv');
    else if (chart && as === 'svg') saveFile(name, chartSvg(chart), 'image/svg+xml');
    else if (chart) saveFile(name, await chartPng(chart), 'image/png');
  }, []);

  const train = (overSmooth ? last(lines.smooth) : undefined) ?? last(lines.train) ?? last(lines.smooth);
  const validation = last(lines.validation);
  const summary = [
    train && t('training.chart.summaryTrain', { value: words(train.y) }),
    validation && t('training.chart.summaryValidation', { value: words(validation.y) }),
  ]
    .filter(Boolean)
    .join(', ');

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <Head id={titleId} title={title} log={log} onToggleLog={onToggleLog} empty={empty} save={save} />
      <div ref={ref} className={classes.plot} style={{ height }} role="img" aria-label={`${title}. ${summary}`}>
        {width > 0 && (
          <svg data-chart width={width} height={height} aria-hidden>
            <Axes
              scales={scales}
              across={epochTicks(end, Math.max(3, Math.floor(width / 90)))}
              up={ticksOf(range[0], range[1], Math.max(3, Math.floor(height / 48)), log)}
              words={tickWords}
            />
            {run.bestEpoch > 0 && (
              <g className={classes.best}>
                <line
                  x1={scales.x(run.bestEpoch)}
                  x2={scales.x(run.bestEpoch)}
                  y1={scales.area.y}
                  y2={scales.area.y + scales.area.height}
                />
                {figure === 'loss' && (
                  // Beside the line, on the side where there is room.
                  <text
                    className={classes.bestLabel}
                    x={scales.x(run.bestEpoch) + (run.bestEpoch > end * 0.85 ? -5 : 5)}
                    y={scales.area.y + 11}
                    textAnchor={run.bestEpoch > end * 0.85 ? 'end' : 'start'}
                  >
                    {t('training.chart.best')}
                  </text>
                )}
              </g>
            )}
            {ghostLines.map(({ ghost, lines: pale }) => (
              <g key={ghost.id}>
                <Curve points={drawn(pale.train)} scales={scales} className={classes.ghostTrain} line="ghost" />
                <Curve
                  points={drawn(pale.validation)}
                  scales={scales}
                  className={classes.ghostValidation}
                  line="ghost"
                />
              </g>
            ))}
            {!wild && (
              <Curve points={drawn(lines.batches)} scales={scales} className={classes.batches} line="batches" />
            )}
            {overSmooth && (
              <Curve points={drawn(lines.smooth)} scales={scales} className={classes.train} line="smooth" />
            )}
            {!overSmooth && (
              <Curve points={drawn(lines.train)} scales={scales} className={classes.train} line="train" />
            )}
            {dots && <path d={dotsPath(drawn(lines.train), dotSize, scales)} className={classes.trainDots} />}
            <Curve points={drawn(lines.validation)} scales={scales} className={classes.validation} line="validation" />
            {dots && <path d={dotsPath(drawn(lines.validation), dotSize, scales)} className={classes.validationDots} />}
            <DirectLabels
              scales={scales}
              labels={[
                ...(train
                  ? [
                      {
                        key: 'train',
                        text: t('training.chart.train'),
                        value: train.y,
                        className: classes.trainText ?? '',
                      },
                    ]
                  : []),
                ...(validation
                  ? [
                      {
                        key: 'validation',
                        text: t('training.chart.validation'),
                        value: validation.y,
                        className: classes.validationText ?? '',
                      },
                    ]
                  : []),
                ...ghostLines.flatMap(({ ghost, lines: pale }) => {
                  const tip = last(pale.validation) ?? last(pale.train);
                  return tip
                    ? [{ key: ghost.id, text: ghost.name, value: tip.y, className: classes.ghostText ?? '' }]
                    : [];
                }),
              ]}
            />
          </svg>
        )}
        {width > 0 && !empty && (
          <Crosshair run={run} ghosts={ghosts} figure={figure} words={words} scales={scales} box={boxRef} />
        )}
        {empty && <p className={classes.waiting}>{t('training.chart.waiting')}</p>}
      </div>
    </section>
  );
});

interface HeadProps {
  readonly id: string;
  readonly title: string;
  readonly log: boolean;
  readonly onToggleLog: (() => void) | undefined;
  readonly empty: boolean;
  readonly save: (as: 'png' | 'svg' | 'csv') => Promise<void>;
}

/** Apart from the curves, which change ten times a second. */
const Head = memo(function Head({ id, title, log, onToggleLog, empty, save }: HeadProps) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      <h3 id={id} className={classes.title}>
        {title}
      </h3>
      <div className={classes.tools}>
        {onToggleLog && (
          <Tooltip label={t('training.chart.logHelp')}>
            <button type="button" className={classes.toggle} aria-pressed={log} onClick={onToggleLog}>
              {t('training.chart.log')}
            </button>
          </Tooltip>
        )}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('training.chart.export', { title })}
              disabled={empty}
            >
              <Download size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<ImageIcon size={14} />} onClick={() => void save('png')}>
              {t('training.chart.png')}
            </Menu.Item>
            <Menu.Item leftSection={<Shapes size={14} />} onClick={() => void save('svg')}>
              {t('training.chart.svg')}
            </Menu.Item>
            <Menu.Item leftSection={<FileSpreadsheet size={14} />} onClick={() => void save('csv')}>
              {t('training.chart.csv')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
  );
});

interface CurveProps {
  readonly points: readonly Point[];
  readonly scales: Scales;
  readonly className: string | undefined;
  readonly line: string;
}

function Curve({ points, scales, className, line }: CurveProps) {
  if (points.length === 0) return null;
  return <path d={linePath(points, scales)} className={className} fill="none" data-line={line} />;
}

interface AxesProps {
  readonly scales: Scales;
  readonly across: readonly number[];
  readonly up: readonly number[];
  readonly words: (value: number) => string;
}

/** The ground of the chart: a line at every number on the left, whole epochs below. */
function Axes({ scales: { area, x, y }, across, up, words }: AxesProps) {
  const bottom = area.y + area.height;
  return (
    <g className={classes.axes}>
      {up.map((tick) => (
        <g key={tick}>
          <line className={classes.grid} x1={area.x} x2={area.x + area.width} y1={y(tick)} y2={y(tick)} />
          <text x={area.x - tickGap - 2} y={y(tick)} textAnchor="end" dominantBaseline="central">
            {words(tick)}
          </text>
        </g>
      ))}
      <line className={classes.axis} x1={area.x} x2={area.x + area.width} y1={bottom} y2={bottom} />
      {across.map((tick) => (
        <text key={tick} x={x(tick)} y={bottom + tickGap + 10} textAnchor="middle">
          {tick}
        </text>
      ))}
    </g>
  );
}
