// A time series opened for a run: windows cut within each part, scaled by what the training part measures, handed out
// as batches of numbers.
import type { DataConfig, Part } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitTarget, summarizeNumbers } from '../../../../shared/data/fit';
import type { FittedInput, FittedPreprocessing } from '../../../../shared/data/fitted';
import { seriesInput } from '../../../../shared/data/kinds/series';
import { encodeWindow, formatTime, learnsRows, partStretches, windowsIn } from '../../../../shared/data/series';
import { partNames } from '../../../../shared/data/split';
import type { OpenedData } from '../dataset';
import { groupsOfWindows } from '../groupColumn';
import { changedWarning, partLookup } from '../opened';
import { type Watch, stop } from '../problem';
import { seriesOverview } from './seriesOverview';
import { openSeriesSource, type SeriesSource } from './seriesSource';

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, i) => from + i);
}

/** Rows of the training part, group after group. */
function trainingRows(source: SeriesSource, config: DataConfig): Uint32Array {
  const stretches = partStretches(source.groups, config.split).map(({ train }) => train);
  const rows = new Uint32Array(stretches.reduce((sum, { start, end }) => sum + end - start, 0));
  let used = 0;
  for (const { start, end } of stretches) {
    rows.set(range(start, end), used);
    used += end - start;
  }
  return rows;
}

interface Windows {
  /** First row of each window; windows are numbered group by group, in time order. */
  readonly starts: Uint32Array;
  readonly parts: { readonly [P in Part]: Uint32Array };
}

/** Windows that are used: within one part, with a target, and without a gap where the rule says so. */
function cutWindows(source: SeriesSource, config: DataConfig): Windows {
  const series = config.series!;
  const { window, horizon, steps = 1, stride, gaps } = series;
  const starts: number[] = [];
  const numbers: { [P in Part]: number[] } = { train: [], validation: [], test: [] };
  // Rows without a gap since the last one, so that a window is judged in one look.
  const whole = gaps === 'leaveOut' ? new Uint32Array(source.rowCount) : null;
  if (whole !== null) {
    for (const { start, end } of source.groups) {
      for (let row = start; row < end; row++) {
        const gap = source.values.some((column) => Number.isNaN(column[row]!));
        whole[row] = gap ? 0 : (row > start ? whole[row - 1]! : 0) + 1;
      }
    }
  }
  for (const stretches of partStretches(source.groups, config.split)) {
    for (const part of partNames) {
      const { start, end } = stretches[part];
      const count = windowsIn(end - start, series);
      for (let i = 0; i < count; i++) {
        const first = start + i * stride;
        const last = first + window - 1;
        const wanted = source.target.subarray(last + horizon, last + horizon + steps);
        // Rows without a class count for nothing, as long as others of the window have one.
        const none =
          source.classes !== null && wanted.length > 1 ? wanted.every(Number.isNaN) : wanted.some(Number.isNaN);
        if (none) continue;
        if (whole !== null && whole[last]! < window) continue;
        numbers[part].push(starts.length);
        starts.push(first);
      }
    }
  }
  return {
    starts: Uint32Array.from(starts),
    parts: {
      train: Uint32Array.from(numbers.train),
      validation: Uint32Array.from(numbers.validation),
      test: Uint32Array.from(numbers.test),
    },
  };
}

function fitChannels(source: SeriesSource, config: DataConfig, rows: Uint32Array): FittedInput {
  const { window, horizon, steps = 1, channels, scaling, gaps } = config.series!;
  return {
    modality: 'series',
    window,
    horizon,
    ...(steps > 1 ? { steps } : {}),
    carry: gaps === 'previous',
    channels: channels.map((name, place) => {
      const summary = summarizeNumbers(source.values[place]!, rows);
      const spread = scaling === 'minmax' ? summary.max - summary.min : summary.std;
      const divide = spread > 0 && Number.isFinite(spread) ? spread : 1;
      const scale =
        scaling === 'none'
          ? { subtract: 0, divide: 1 }
          : { subtract: scaling === 'minmax' ? summary.min : summary.mean, divide };
      return { name, fill: summary.mean, ...scale };
    }),
  };
}

/** Throws a DataError where the series cannot be used. `given` stands in for fitting. */
export async function openSeries(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { series } = config;
  if (series === undefined)
    return stop('data.series.empty', 'The series was never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openSeriesSource(config.source, config.options, watch, series);
  const { starts, parts } = cutWindows(source, config);
  const fit = (): FittedPreprocessing => {
    const rows = trainingRows(source, config);
    return {
      inputs: { [seriesInput]: fitChannels(source, config, rows) },
      targets: { [series.target]: fitTarget(series.target, spec.targets[series.target]!, source.target, rows) },
    };
  };
  const fitted = given ?? fit();
  const input = fitted.inputs[seriesInput];
  const target = fitted.targets[series.target];
  if (
    input?.modality !== 'series' ||
    target?.task !== (series.classes === undefined ? 'regression' : 'classification') ||
    input.window !== series.window ||
    input.horizon !== series.horizon ||
    (target.shape?.[0] ?? 1) !== (series.steps ?? 1) ||
    input.channels.map(({ name }) => name).join('\0') !== series.channels.join('\0')
  ) {
    return stop(
      'data.columns.changed',
      'The trained network does not take windows of this series. Choose the data it was trained with.',
    );
  }
  const { window, horizon, steps = 1 } = series;
  const size = window * series.channels.length;
  const windowOf = (sample: number): (number | null)[][] =>
    Array.from({ length: window }, (_, step) =>
      source.values.map((column) => {
        const value = column[starts[sample]! + step]!;
        return Number.isNaN(value) ? null : value;
      }),
    );
  /** The values that are forecast from a window, in their order. */
  const targetOf = (sample: number) => {
    const first = starts[sample]! + window - 1 + horizon;
    return source.target.subarray(first, first + steps);
  };
  const timeOf = (row: number) =>
    source.times === null ? undefined : formatTime(source.times[row]!, series.timeOrder ?? 'number');
  const groupOf = (row: number) => source.groups.find(({ start, end }) => row >= start && row < end)?.name ?? '';
  const partOf = partLookup(parts);
  /** A value as the network learns it: scaled; or a class, of which the code after the last is none. */
  const learned =
    target.task === 'regression'
      ? (value: number) => (value - target.subtract) / target.divide
      : (code: number) => (Number.isNaN(code) ? target.classes.length : code);
  const targetsOf = (samples: Uint32Array) => {
    const all = new Float32Array(samples.length * steps);
    samples.forEach((sample, i) => all.set(targetOf(sample).map(learned), i * steps));
    return all;
  };
  const { classes } = source;
  /** Whether samples have one class each. */
  const sorted = classes !== null && steps === 1;
  const forecasts = classes === null && !learnsRows(series);
  const countClasses = (names: readonly string[]) => {
    const counts = names.map(() => 0);
    for (const sample of parts.train) for (const code of targetOf(sample)) if (!Number.isNaN(code)) counts[code]!++;
    return { [series.target]: counts };
  };

  return {
    spec,
    fitted,
    parts,
    classCounts: classes === null ? {} : countClasses(classes),
    warnings: changedWarning(config, source.fingerprint),
    total: starts.length,
    ...groupsOfWindows(config, source.groups, starts),
    labels: (_target, samples) => Int32Array.from(samples, (sample) => (sorted ? targetOf(sample)[0]! : -1)),
    batch: async (samples) => {
      const values = new Float32Array(samples.length * size);
      for (let i = 0; i < samples.length; i++) values.set(encodeWindow(input, windowOf(samples[i]!)), i * size);
      return {
        size: samples.length,
        inputs: { [seriesInput]: { shape: [samples.length, window, series.channels.length], values } },
        targets: { [series.target]: targetsOf(samples) },
      };
    },
    ...(forecasts
      ? {
          lastKnown: (samples: Uint32Array) =>
            Float64Array.from(samples, (sample) => source.target[starts[sample]! + window - 1]!),
        }
      : {}),
    show: async (samples) =>
      Array.from(samples, (sample) => {
        const first = starts[sample]!;
        const time = timeOf(first + window - 1 + horizon);
        const group = groupOf(first);
        const said = Array.from(targetOf(sample));
        return {
          index: sample,
          part: partOf(sample),
          label: steps === 1 ? (classes?.[said[0]!] ?? String(said[0])) : '',
          ...(classes === null || sorted
            ? {}
            : {
                places: said.map((code, step) => ({
                  text: timeOf(first + step) ?? String(step + 1),
                  class: Number.isNaN(code) ? null : code,
                })),
              }),
          series: {
            channels: series.channels,
            values: windowOf(sample),
            horizon,
            ...(classes === null ? { followed: said } : {}),
            ...(time === undefined ? {} : { time }),
            ...(group === '' ? {} : { group }),
          },
        };
      }),
    raw: async (samples) => Array.from(samples, (sample) => ({ [seriesInput]: { values: windowOf(sample) } })),
    overview: () => seriesOverview(source, config),
    rows: async () => {
      const { time, group, channels } = series;
      const columns = [
        ...new Set([
          ...(time === undefined ? [] : [time]),
          ...(group === undefined ? [] : [group]),
          ...channels,
          series.target,
        ]),
      ];
      const word = (value: number) => (Number.isNaN(value) ? null : String(value));
      const said = (value: number) => (classes === null ? word(value) : (classes[value] ?? null));
      return {
        columns,
        rows: Array.from({ length: source.rowCount }, (_, row) =>
          columns.map((name) => {
            if (name === time) return timeOf(row) ?? null;
            if (name === group) return groupOf(row);
            const place = channels.indexOf(name);
            return place < 0 ? said(source.target[row]!) : word(source.values[place]![row]!);
          }),
        ),
      };
    },
    close: () => undefined,
  };
}
