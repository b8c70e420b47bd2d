// First look at a time series: which column is the time, which the target, how long a window is to be.
import type { DataConfig, DataSource, SeriesConfig } from '../../../../shared/data/config';
import { defaultSplit } from '../../../../shared/data/guess';
import { series as seriesKind } from '../../../../shared/data/kinds/series';
import { reachOf } from '../../../../shared/data/series';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { countLabels } from '../opened';
import { type Watch, stop } from '../problem';
import { type SeriesOptions, seriesOptions } from './seriesColumns';
import { openSeriesSource } from './seriesSource';

/**
 * A window to start with: two dozen rows and at least as many as are forecast, or a twentieth of a short series.
 */
function chooseWindow(groups: readonly number[], options: SeriesOptions): number {
  const longest = Math.max(...groups);
  return Math.max(2, Math.min(Math.max(24, options.steps), Math.floor((longest - reachOf(options)) / 20)));
}

/** How many rows have each class, and how many none. */
function classFacts(
  classes: readonly string[],
  present: Float64Array,
  rows: number,
): Pick<SeriesConfig, 'classes' | 'classCounts' | 'unlabelled'> {
  const unlabelled = rows - present.length;
  return {
    classes,
    classCounts: countLabels(classes.length, present),
    ...(unlabelled === 0 ? {} : { unlabelled }),
  };
}

/** The column that tells several series apart, as one whose groups can be compared. */
function groupsBeside(
  column: string | undefined,
  groups: readonly { readonly name: string }[],
): Pick<DataConfig, 'sampleColumns'> {
  if (column === undefined || groups.length < 2) return {};
  const facts = { missing: 0, unique: groups.length };
  return { sampleColumns: [{ name: column, type: 'category', reason: 'It tells several series apart.', facts }] };
}

/** Throws a DataError where the table holds no series. */
export async function inspectSeries(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = seriesOptions(values);
  const opened = await openSeriesSource(source, values, watch);
  if (opened.rowCount === 0) {
    stop(
      'data.series.empty',
      `"${opened.name}" has no rows with a time and values. Choose a table whose rows follow each other in time.`,
    );
  }
  const groups = opened.groups.map(({ start, end }) => end - start);
  const missing = opened.values.reduce(
    (sum, column) => sum + column.reduce((n, value) => n + Number(Number.isNaN(value)), 0),
    0,
  );
  const present = opened.target.filter((value) => !Number.isNaN(value));
  if (present.length === 0) {
    stop(
      'data.target.empty',
      `The column "${opened.chosen.target}" has no values at all. Choose another column to forecast.`,
    );
  }
  const { columns, time, timeOrder, group, channels, target, words } = opened.chosen;
  const { classes } = opened;
  const eachRow = options.learns === 'rows' || (options.learns === 'auto' && words);
  if (words && !eachRow && options.steps > 1)
    stop(
      'data.series.classSteps',
      'A class is told of a single row ahead, or of each row of the window. Set "Forecast length" to 1, or learn "Each row".',
      { param: 'steps' },
    );
  const rule = eachRow ? { ...options, horizon: 1, steps: 1 } : options;
  const window = options.window > 0 ? options.window : chooseWindow(groups, rule);
  // A window whose own rows have a target each: as many, the first of them its first.
  const { horizon, steps } = eachRow ? { horizon: 1 - window, steps: window } : options;
  const series: SeriesConfig = {
    columns,
    dialect: opened.dialect,
    ...(time === undefined ? {} : { time }),
    ...(timeOrder === undefined ? {} : { timeOrder }),
    ...(group === undefined ? {} : { group }),
    channels,
    target,
    window,
    horizon,
    ...(steps > 1 ? { steps } : {}),
    ...(classes === null ? {} : classFacts(classes, present, opened.rowCount)),
    stride: options.stride,
    scaling: options.scaling,
    gaps: options.gaps,
    rowCount: opened.rowCount,
    groups,
    missing,
    ...(present.every((value) => value === present[0]) ? { constantTarget: true } : {}),
  };
  return {
    kind: 'series',
    source,
    options: { ...defaultsOf(seriesKind.params), ...values },
    series,
    ...groupsBeside(group, opened.groups),
    // Who looks ahead in time is judged by what comes later, unless whole groups are to be told.
    split: { ...defaultSplit(false), method: 'order' },
    fingerprint: opened.fingerprint,
    ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
  };
}
