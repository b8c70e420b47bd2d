// Time series: a table whose rows follow each other in time. A sample is a window of rows; the target is a value of one
// column some steps later, or its values in several rows from there on.
import { type ParamSchema, choice, int, text as textParam } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig, SeriesConfig } from '../config';
import { reachOf, windowCounts, windowsIn } from '../series';
import type { DataSpec, TargetSpec } from '../spec';
import { partNames } from '../split';
import { tableExtensions } from '../tableFormats';
import { type DataKindDefinition, count, dataProblem } from './kind';

/** Name of the one input; the target is called after its column. */
export const seriesInput = 'series';

/** Columns that a network sees side by side at most. */
export const mostChannels = 256;

/** Rows that are forecast at once at most. */
const mostSteps = 256;

const params = {
  target: textParam({
    title: 'Forecast',
    help: 'The column whose future value the network learns to tell. Left empty, Layerloom chooses one of the number columns.',
    default: '',
    maxLength: 200,
  }),
  horizon: int({
    title: 'Steps ahead',
    help: 'How many rows after the last one that the network sees its target lies. 1 is the very next row.',
    default: 1,
    min: 1,
    max: 10_000,
    unit: 'rows',
  }),
  steps: int({
    title: 'Forecast length',
    help: 'How many rows in a row the network forecasts at once, the first of them as far ahead as "Steps ahead" says. 1 is a single value.',
    default: 1,
    min: 1,
    max: mostSteps,
    unit: 'rows',
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

function form(config: DataConfig): ParamSchema {
  const { series } = config;
  if (series === undefined) return params;
  const columns = series.columns.slice(0, 500).map((name) => ({ value: name, title: name, help: '' }));
  const choose = (param: { readonly title: string; readonly help: string }, found: string | undefined, may: boolean) =>
    choice({
      title: param.title,
      help: param.help,
      default: '',
      options: [
        { value: '', title: `Decide (${found ?? 'none'})`, help: 'Layerloom decides.' },
        ...(may ? [{ value: none, title: 'None', help: 'No column.' }] : []),
        ...columns,
      ],
    });
  return {
    ...params,
    target: choose(params.target, series.target, false),
    time: choose(params.time, series.time, true),
    group: choose(params.group, series.group, true),
  };
}

/** What a forecast of several steps adds to its target; nothing for a single value. */
function stepsOf({ steps = 1, horizon }: SeriesConfig): Pick<TargetSpec, 'shape' | 'ahead'> {
  return steps === 1 ? {} : { shape: [steps], ahead: horizon };
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
    targets: { [series.target]: { title: series.target, task: 'regression', ...stepsOf(series) } },
    sampleCount: counts.train + counts.validation + counts.test,
  };
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
  const { window, groups } = series;
  const problems: Problem[] = [];
  const counts = windowCounts(groups, config.split, series);
  const reach = reachOf(series);
  const needed = window + reach;
  const words = { train: 'training', validation: 'validation', test: 'test' };
  for (const part of partNames) {
    if (counts[part] > 0 || config.split[part] === 0) continue;
    const longest = Math.max(0, ...groups);
    problems.push(
      dataProblem(
        part === 'train' ? 'error' : 'warning',
        'data.series.short',
        windowsIn(longest, series) === 0
          ? `No series is long enough: a window of ${count(window, 'row')} and a target ${count(reach, 'step')} ahead need ${needed.toLocaleString('en-US')} rows, and the longest has ${longest.toLocaleString('en-US')}. Make the window${(series.steps ?? 1) > 1 ? ' or the forecast' : ''} shorter.`
          : `The ${words[part]} part is too short for a single window of ${count(window, 'row')} with its target ${count(reach, 'step')} ahead. Make the window${(series.steps ?? 1) > 1 ? ' or the forecast' : ''} shorter, or give that part a larger share.`,
        'window',
      ),
    );
    if (part === 'train') break;
  }
  if (series.constantTarget === true) {
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
  summary: 'A table whose rows follow each other in time: windows of the past, and a value to forecast.',
  icon: 'ChartLine',
  extensions: tableExtensions,
  folders: false,
  params,
  form,
  reason: ({ series: found }) =>
    found?.time === undefined
      ? 'Rows of numbers, in the order of the file.'
      : `"${found.time}" runs forward in time from row to row, and the other columns are numbers.`,
  spec: describeSeries,
  check: checkSeries,
};
