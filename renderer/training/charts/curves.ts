// From a run's figures to what a chart draws: never more than a thousand points a line, with every spike kept.
import { spreadsheetCell } from '../../../shared/csv';
import type { EpochRecord } from '../../../shared/run/record';
import { downsample, type Point, type Series } from '../../stores/series';
import { Blocks } from './blocks';
import { smoothed } from './smoothing';

/** A run as charts see it. */
export interface RunCurves {
  readonly id: string;
  readonly name: string;
  /** Figures of every batch; grows in place, `version` says how far it has come. Null for runs shown by epoch only. */
  readonly series: Series | null;
  readonly version: number;
  readonly epochs: readonly EpochRecord[];
  readonly batchesPerEpoch: number;
  readonly bestEpoch: number;
}

export const drawnPoints = 1000;

/** Lines of one figure over epochs (fractions within an epoch). Empty where the run has no such figure. */
export interface FigureLines {
  readonly batches: readonly Point[];
  readonly smooth: readonly Point[];
  readonly train: readonly Point[];
  readonly validation: readonly Point[];
}

const nothing: Pick<FigureLines, 'batches' | 'smooth'> = { batches: [], smooth: [] };

interface Remembered {
  readonly raw: Blocks;
  readonly smooth: Blocks;
  version: number;
  perEpoch: number;
  lines: Pick<FigureLines, 'batches' | 'smooth'>;
}

const remembered = new WeakMap<Series, Map<string, Remembered>>();

/** Smoothing that looks back about a quarter of an epoch: calm, and not far behind. */
function keepFor(perEpoch: number): number {
  return Math.min(0.98, Math.max(0.9, 1 - 4 / perEpoch));
}

function batchLines(
  series: Series,
  name: string,
  perEpoch: number,
  limit: number,
): Pick<FigureLines, 'batches' | 'smooth'> {
  const column = series.columns.get(name);
  if (column === undefined) return nothing;
  let byName = remembered.get(series);
  if (byName === undefined) remembered.set(series, (byName = new Map()));
  const key = `${name}\n${limit}`;
  let known = byName.get(key);
  if (known === undefined) {
    known = { raw: new Blocks(limit), smooth: new Blocks(limit), version: -1, perEpoch, lines: nothing };
    byName.set(key, known);
  }
  if (known.version !== series.length || known.perEpoch !== perEpoch) {
    const average = smoothed(series, name, keepFor(perEpoch));
    known.raw.extend(column, series.length);
    known.smooth.extend(average, series.length);
    known.version = series.length;
    known.perEpoch = perEpoch;
    known.lines = {
      batches: known.raw.points(series.steps, column, perEpoch),
      smooth: known.smooth.points(series.steps, average, perEpoch),
    };
  }
  return known.lines;
}

function epochLine(
  epochs: readonly EpochRecord[],
  limit: number,
  pick: (entry: EpochRecord) => number | undefined,
): Point[] {
  return downsample(
    epochs.map((entry) => entry.epoch),
    epochs.map((entry) => pick(entry) ?? NaN),
    epochs.length,
    limit,
  );
}

/**
 * What to draw of a run for one figure, at most `limit` points a line. Batch lines are worked out once per state of the
 * series.
 */
export function linesOf(run: RunCurves, name: string, limit = drawnPoints): FigureLines {
  const batch =
    run.series === null || run.batchesPerEpoch <= 0
      ? nothing
      : batchLines(run.series, name, run.batchesPerEpoch, limit);
  return {
    ...batch,
    train: epochLine(run.epochs, limit, (entry) => entry.train[name]),
    validation: epochLine(run.epochs, limit, (entry) => entry.validation?.[name]),
  };
}

/** Names of the figures that a run has, the loss first. */
export function figureNames(run: RunCurves): readonly string[] {
  const names = new Set<string>(['loss']);
  for (const name of run.series?.columns.keys() ?? []) names.add(name);
  for (const entry of run.epochs) {
    for (const name of Object.keys(entry.train)) names.add(name);
    for (const name of Object.keys(entry.validation ?? {})) names.add(name);
  }
  return [...names];
}

/**
 * The range of the vertical axis: all values drawn, spikes included, with a little air. A logarithmic axis leaves out
 * what is not above 0. `share`: values are shares of 1, so the axis ends there. [0, 1] when nothing is to be drawn.
 */
export function valueRange(
  lines: readonly (readonly Point[])[],
  log: boolean,
  share = false,
): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines) {
    for (const { y } of line) {
      if (log && y <= 0) continue;
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  if (log) return [low / 1.15, high * 1.15];
  const air = (high - low) * 0.05 || Math.abs(high) * 0.05 || 0.5;
  // Losses and shares are read against 0 where 0 is near.
  const top = share && high <= 1 ? Math.min(1, high + air) : high + air;
  return [low >= 0 && low - air < high * 0.4 ? 0 : low - air, top];
}

/** Round numbers for an axis from `low` to `high`, `count` of them or a few less or more. */
export function ticksOf(low: number, high: number, count: number, log: boolean): readonly number[] {
  if (log) {
    const from = Math.floor(Math.log10(low));
    const to = Math.ceil(Math.log10(high));
    const decades = Math.log10(high) - Math.log10(low);
    const steps = decades < 0.7 ? null : decades < 2 ? [1, 2, 5] : [1];
    if (steps === null) return ticksOf(low, high, count, false).filter((tick) => tick > 0);
    const skip = Math.max(1, Math.ceil((to - from) / (count * 2)));
    const ticks: number[] = [];
    for (let power = from; power <= to; power += skip) {
      for (const step of steps) {
        const tick = step * 10 ** power;
        if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
      }
    }
    return ticks;
  }
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  );
}

/**
 * Where the horizontal axis ends: at the planned end, or, early in a long run, at a half, quarter, eighth… of it, so that
 * what has happened takes up about half of the chart and the axis moves rarely.
 */
export function horizon(done: number, planned: number): number {
  let end = Math.max(1, done, planned);
  while (end / 2 >= Math.max(4, done * 1.1)) end /= 2;
  return end;
}

/** Whole epochs for the horizontal axis. */
export function epochTicks(last: number, count: number): readonly number[] {
  return ticksOf(0, last, count, false).filter(Number.isInteger);
}

/** The exact figures nearest to a place on the horizontal axis (in epochs), for the crosshair. */
export interface Reading {
  readonly epoch: number;
  readonly step: number;
  readonly batch: number | null;
  readonly train: number | null;
  readonly validation: number | null;
}

/** The entry of the first `length` (ascending) that lies nearest to `wanted`; -1 when there are none. */
export function nearest(ascending: ArrayLike<number>, length: number, wanted: number): number {
  if (length === 0) return -1;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - ascending[low - 1]! <= ascending[low]! - wanted ? low - 1 : low;
}

export function readingAt(run: RunCurves, name: string, epochs: number): Reading | null {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  const { series } = run;
  const at = series === null ? -1 : nearest(series.steps, series.length, epochs * run.batchesPerEpoch);
  const record =
    run.epochs[
      nearest(
        run.epochs.map((entry) => entry.epoch),
        run.epochs.length,
        epochs,
      )
    ];
  if (at < 0 && record === undefined) return null;
  const step = at >= 0 ? series!.steps[at]! : (record?.step ?? 0);
  return {
    epoch: record?.epoch ?? 0,
    step,
    batch: at >= 0 ? finite(series!.columns.get(name)?.[at]) : null,
    train: finite(record?.train[name]),
    validation: finite(record?.validation?.[name]),
  };
}

const cell = (value: string | number | undefined | null) =>
  typeof value === 'string' ? spreadsheetCell(value) : Number.isFinite(value) ? String(value) : '';

/** Every exact figure behind a chart: one line per batch, then the epochs; RFC 4180. */
export function curvesCsv(runs: readonly RunCurves[], name: string): string {
  const lines = ['run,kind,step,epoch,value'];
  for (const run of runs) {
    const { series } = run;
    const column = series?.columns.get(name);
    if (series && column) {
      for (let i = 0; i < series.length; i++) {
        const step = series.steps[i]!;
        lines.push([cell(run.name), 'batch', step, Math.ceil(step / run.batchesPerEpoch), cell(column[i])].join(','));
      }
    }
    for (const entry of run.epochs) {
      const at = [entry.step, entry.epoch];
      if (entry.train[name] !== undefined)
        lines.push([cell(run.name), 'train', ...at, cell(entry.train[name])].join(','));
      const validation = entry.validation?.[name];
      if (validation !== undefined) lines.push([cell(run.name), 'validation', ...at, cell(validation)].join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
