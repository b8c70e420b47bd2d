// Time series: a table whose rows follow each other in time. A sample is a window of rows; the target is a number or a class
// of one column: some rows later, in several rows from there on, or in each row of the window.
import { type ParamSchema, choice, int, text as textParam } from '../../params';
import type { ParamValues, Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig, Part, SeriesConfig, SplitConfig } from '../config';
import { learnsRows, reachOf, splitsGroups, windowCounts, windowsIn } from '../series';
import type { DataSpec, TargetSpec } from '../spec';
import { partNames } from '../split';
import { tableExtensions } from '../tableFormats';
import { columnChoice, decided } from '../decided';
import { type DataKindDefinition, checkClasses, count, dataProblem } from './kind';

/** Name of the one input; the target is called after its column. */
export const seriesInput = 'series';

/** Columns that a network sees side by side at most. */
export const mostChannels = 256;

/** Different words of a target at most. */
export const mostClasses = 1000;

/** Rows that are forecast at once at most. */
const mostSteps = 256;

/** The target lies after the window. */
const ahead = ({ learns }: ParamValues) => learns !== 'rows';

const params = {
  target: textParam({
    title: 'Target',
    help: 'The column that the network learns to tell: numbers, or words as classes. Left empty, Layerloom chooses one.',
    default: '',
    maxLength: 200,
  }),
  learns: choice({
    title: 'Learn',
    help: 'Whether the network tells what comes after the rows that it sees, or says something of each of those rows.',
    default: 'auto',
    options: [
      { value: 'auto', title: 'Decide', help: 'Each row where the target holds words, else what comes.' },
      { value: 'ahead', title: 'What comes', help: 'The target in rows after the window: a forecast.' },
      {
        value: 'rows',
        title: 'Each row',
        help: 'The target in every row of the window, such as what someone was doing. The network does not see that column.',
      },
    ],
  }),
  horizon: int({
    title: 'Steps ahead',
    help: 'How many rows after the last one that the network sees its target lies. 1 is the very next row.',
    default: 1,
    min: 1,
    max: 10_000,
    unit: 'rows',
    visible: ahead,
  }),
  steps: int({
    title: 'Forecast length',
    help: 'How many rows in a row the network forecasts at once, the first of them as far ahead as "Steps ahead" says. 1 is a single value.',
    default: 1,
    min: 1,
    max: mostSteps,
    unit: 'rows',
    visible: ahead,
  }),
  window: int({
    title: 'Window',
    help: 'How many rows in a row the network sees of the past. At 0 Layerloom decides. A whole season (7 days, 24 hours, 12 months) is a good length.',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'rows',
  }),
  channels: textParam({
    title: 'Columns it sees',
    help: 'Names of number columns, separated by commas, whose past the network sees. Left empty: all of them, the target included.',
    default: '',
    maxLength: 10_000,
  }),
  time: textParam({
    title: 'Time',
    help: 'The column that orders the rows: dates, times or numbers. Left empty, Layerloom looks for one, and takes the order of the file where there is none.',
    default: '',
    maxLength: 200,
  }),
  group: textParam({
    title: 'Groups',
    help: 'A column that tells several series in one table apart, such as a shop or a sensor. No window reaches from one group into another.',
    default: '',
    maxLength: 200,
  }),
  stride: int({
    title: 'Stride',
    help: 'How many rows the next window begins after the one before. 1 makes the most of the data; more makes fewer windows that are less alike.',
    default: 1,
    min: 1,
    max: 10_000,
    unit: 'rows',
    advanced: true,
  }),
  scaling: choice({
    title: 'Scaling',
    help: 'How values are brought into a range that networks learn well from. Measured on the training part only.',
    default: 'standardize',
    options: [
      { value: 'standardize', title: 'Standardize', help: 'Zero mean and unit deviation per column.' },
      { value: 'minmax', title: '0 to 1', help: 'From the smallest to the largest value of the training part.' },
      { value: 'none', title: 'As it is', help: 'Values stay in their own units.' },
    ],
  }),
  gaps: choice({
    title: 'Missing values',
    help: 'What stands in for a value that is not there. A missing target always leaves its window out.',
    default: 'previous',
    advanced: true,
    options: [
      {
        value: 'previous',
        title: 'The one before',
        help: 'The last value in the window, or the mean where there is none.',
      },
      { value: 'mean', title: 'The mean', help: 'The mean of the training part.' },
      { value: 'leaveOut', title: 'Leave the window out', help: 'Windows with a gap are not used.' },
    ],
  }),
};

const none = '(none)';
/** Value of the group and time options that says: do not look for one. */
export const noColumn = none;

const noneToo = [{ value: none, title: 'None', help: 'No column.' }];

function form(config: DataConfig): ParamSchema {
  const { series } = config;
  if (series === undefined) return params;
  return {
    ...params,
    target: columnChoice(params.target, series.target, series.columns),
    learns: decided(params.learns, learnsRows(series) ? 'rows' : 'ahead'),
    time: columnChoice(params.time, series.time, series.columns, noneToo),
    group: columnChoice(params.group, series.group, series.columns, noneToo),
  };
}

/** A single value, the steps of a forecast, or a value for each row of the window. */
function targetOf(series: SeriesConfig): TargetSpec {
  const { target: title, steps = 1, horizon, classes, unlabelled = 0 } = series;
  const several = steps === 1 ? {} : { shape: [steps] };
  if (classes === undefined)
    return { title, task: 'regression', ...several, ...(steps === 1 ? {} : { ahead: horizon }) };
  const everyRow = learnsRows(series) && steps > 1;
  return {
    title,
    task: 'classification',
    classes,
    ...several,
    // The code after the last class. A window of which a single class is asked is left out where there is none.
    ...(unlabelled > 0 && steps > 1 ? { ignores: classes.length } : {}),
    ...(everyRow ? { places: seriesInput } : {}),
  };
}

function describeSeries(config: DataConfig): DataSpec {
  const { series } = config;
  if (series === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const counts = windowCounts(series.groups, config.split, series);
  return {
    inputs: {
      [seriesInput]: {
        title: 'Series',
        modality: 'series',
        tensor: tensorSpec([series.window, series.channels.length]),
      },
    },
    targets: { [series.target]: targetOf(series) },
    sampleCount: counts.train + counts.validation + counts.test,
  };
}

/** Why a part has no window, and what helps. */
function tooShort(series: SeriesConfig, split: SplitConfig, part: Part): string {
  const { window, groups, steps = 1 } = series;
  const name = { train: 'training', validation: 'validation', test: 'test' }[part];
  const longest = groups.reduce((most, rows) => Math.max(most, rows), 0);
  const reach = reachOf(series);
  const shorter = `Make the window${steps > 1 && !learnsRows(series) ? ' or the forecast' : ''} shorter`;
  const rows = count(window, 'row');
  const wanted = learnsRows(series) ? rows : `${rows} with its target ${count(reach, 'step')} ahead`;
  if (splitsGroups(split) && windowsIn(longest, series) > 0)
    return `The ${name} part has no group that holds a window of ${wanted}. ${shorter}, choose another seed, or split in order of time.`;
  if (learnsRows(series))
    return `The ${name} part is too short for a single window of ${wanted}: the longest series has ${count(longest, 'row')} in all. ${shorter}, or give that part a larger share.`;
  if (windowsIn(longest, series) > 0)
    return `The ${name} part is too short for a single window of ${wanted}. ${shorter}, or give that part a larger share.`;
  const needed = window + reach;
  return `No series is long enough: a window of ${rows} and a target ${count(reach, 'step')} ahead need ${needed.toLocaleString('en-US')} rows, and the longest has ${longest.toLocaleString('en-US')}. ${shorter}.`;
}

function checkSeries(config: DataConfig): readonly Problem[] {
  const { series } = config;
  if (series === undefined || series.rowCount === 0) {
    return [
      dataProblem(
        'error',
        'data.series.empty',
        'The series has no rows. Choose a table whose rows follow each other in time.',
      ),
    ];
  }
  const problems: Problem[] = [];
  const counts = windowCounts(series.groups, config.split, series);
  for (const part of partNames) {
    if (counts[part] > 0 || config.split[part] === 0) continue;
    problems.push(
      dataProblem(
        part === 'train' ? 'error' : 'warning',
        'data.series.short',
        tooShort(series, config.split, part),
        'window',
      ),
    );
    if (part === 'train') break;
  }
  if (series.classes !== undefined && series.classCounts !== undefined)
    problems.push(...checkClasses(series.target, series.classes, series.classCounts));
  else if (series.constantTarget === true) {
    problems.push(
      dataProblem(
        'error',
        'data.target.constant',
        `"${series.target}" has the same value in every row, so there is nothing to forecast. Choose another column.`,
        series.target,
      ),
    );
  }
  if (series.missing > 0) {
    problems.push(
      dataProblem(
        series.missing > 0.2 * series.rowCount * series.channels.length ? 'warning' : 'hint',
        'data.series.gaps',
        `${count(series.missing, 'value')} of the columns that the network sees ${series.missing === 1 ? 'is' : 'are'} missing. What stands in for them is chosen under "Missing values".`,
        'gaps',
      ),
    );
  }
  return problems;
}

export const series: DataKindDefinition = {
  id: 'series',
  title: 'Time series',
  summary:
    'A table whose rows follow each other in time: windows of it, and a value to forecast or a class for every row.',
  icon: 'ChartLine',
  extensions: tableExtensions,
  folders: false,
  params,
  form,
  reason: ({ series: found }) => {
    const states =
      found?.classes === undefined
        ? ''
        : ` "${found.target}" says in words what goes on in each row, so it is the target.`;
    return found?.time === undefined
      ? `Rows of numbers, in the order of the file.${states}`
      : `"${found.time}" runs forward in time from row to row, and the other columns are numbers.${states}`;
  },
  spec: describeSeries,
  check: checkSeries,
};
