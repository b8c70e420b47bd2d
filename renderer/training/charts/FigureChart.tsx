// One figure of a run over its epochs: thin line per batch, smoothed, per epoch with points, earlier runs as ghosts.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { Download, FileSpreadsheet, Image as ImageIcon, Shapes } from 'lucide-react';
import { memo, useCallback, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Point } from '../../stores/series';
import { formatFigure, type FigureFormat } from '../figures';
import { Crosshair } from './Crosshair';
import { curvesCsv, drawnPoints, epochTicks, horizon, linesOf, ticksOf, valueRange, type RunCurves } from './curves';
import { DirectLabels } from './DirectLabels';
import { chartPng, chartSvg, saveFile } from './exportChart';
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

const fixed = { isAnimationActive: false, activeDot: false, type: 'linear', dataKey: 'y', legendType: 'none' } as const;
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
  const tickWords = (value: number) =>
    format === 'percent' && range[1] - range[0] > 0.05 ? `${Math.round(value * 100)} %` : words(value);

  const svg = useCallback(() => boxRef.current?.querySelector('svg.recharts-surface') as SVGSVGElement | null, []);
  const fileName = `${run.name} ${title}`;
  const onSvg = () => {
    const chart = svg();
    if (chart) saveFile(`${fileName}.svg`, chartSvg(chart), 'image/svg+xml');
  };
  const onPng = async () => {
    const chart = svg();
    if (chart) saveFile(`${fileName}.png`, await chartPng(chart), 'image/png');
  };
  const onCsv = () => saveFile(`${fileName}.csv`, curvesCsv([run, ...ghosts], figure), 'text/csv');

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
      <header className={classes.head}>
        <h3 id={titleId} className={classes.title}>
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
              <Menu.Item leftSection={<ImageIcon size={14} />} onClick={() => void onPng()}>
                {t('training.chart.png')}
              </Menu.Item>
              <Menu.Item leftSection={<Shapes size={14} />} onClick={onSvg}>
                {t('training.chart.svg')}
              </Menu.Item>
              <Menu.Item leftSection={<FileSpreadsheet size={14} />} onClick={onCsv}>
                {t('training.chart.csv')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </header>
      <div ref={ref} className={classes.plot} style={{ height }} role="img" aria-label={`${title}. ${summary}`}>
        {width > 0 && (
          <LineChart
            width={width}
            height={height}
            margin={{ top: 10, right: 78, bottom: 4, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
            <XAxis
              type="number"
              dataKey="x"
              domain={[0, end]}
              ticks={epochTicks(end, Math.max(3, Math.floor(width / 90))) as number[]}
              tickLine={false}
              height={24}
              tickMargin={6}
              allowDataOverflow
              interval={0}
            />
            <YAxis
              type="number"
              dataKey="y"
              scale={log ? 'log' : 'linear'}
              domain={range as [number, number]}
              ticks={ticksOf(range[0], range[1], Math.max(3, Math.floor(height / 48)), log) as number[]}
              tickFormatter={tickWords}
              padding={{ top: 3 }}
              tickLine={false}
              axisLine={false}
              width={56}
              allowDataOverflow
              interval={0}
            />
            {run.bestEpoch > 0 && (
              <ReferenceLine
                x={run.bestEpoch}
                className={classes.best ?? ''}
                {...(figure === 'loss'
                  ? {
                      label: {
                        value: t('training.chart.best'),
                        // Beside the line, on the side where there is room.
                        position: run.bestEpoch > end * 0.85 ? 'insideTopRight' : 'insideTopLeft',
                        className: classes.bestLabel ?? '',
                      },
                    }
                  : {})}
              />
            )}
            {ghostLines.map(({ ghost, lines: pale }) => (
              <Line
                key={`${ghost.id} train`}
                {...fixed}
                data={drawn(pale.train)}
                dot={false}
                className={classes.ghostTrain ?? ''}
              />
            ))}
            {ghostLines.map(({ ghost, lines: pale }) => (
              <Line
                key={`${ghost.id} validation`}
                {...fixed}
                data={drawn(pale.validation)}
                dot={false}
                className={classes.ghostValidation ?? ''}
              />
            ))}
            {!wild && <Line {...fixed} data={drawn(lines.batches)} dot={false} className={classes.batches ?? ''} />}
            {overSmooth && <Line {...fixed} data={drawn(lines.smooth)} dot={false} className={classes.train ?? ''} />}
            <Line
              {...fixed}
              data={drawn(lines.train)}
              dot={dots ? { r: dotSize, fill: 'var(--train)', stroke: 'none' } : false}
              className={(overSmooth ? classes.points : classes.train) ?? ''}
            />
            <Line
              {...fixed}
              data={drawn(lines.validation)}
              dot={dots ? { r: dotSize, fill: 'var(--validation)', stroke: 'none' } : false}
              className={classes.validation ?? ''}
            />
            <DirectLabels
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
            {!empty && <Crosshair run={run} ghosts={ghosts} figure={figure} words={words} box={boxRef} />}
          </LineChart>
        )}
        {empty && <p className={classes.waiting}>{t('training.chart.waiting')}</p>}
      </div>
    </section>
  );
});
