// Which columns of a table are a series: its target, what the network sees, times and groups. By what was asked for, by their
// names, and by what is in the first rows.
import { parseNumber } from '../../../../shared/data/cells';
import type { SeriesConfig, TimeOrder } from '../../../../shared/data/config';
import { mostChannels, noColumn, series as seriesKind } from '../../../../shared/data/kinds/series';
import { findTimeOrder, parseTime } from '../../../../shared/data/series';
import type { ParamValues } from '../../../../shared/result';
import { listOf } from '../tables/columnPlaces';
import { checkedOptions } from '../options';
import { stop } from '../problem';
import type { TableHead } from '../tables/tableHead';

export interface SeriesOptions {
  readonly target: string;
  /** `rows`: a value for each row of the window; `auto`: so where the target holds words. */
  readonly learns: 'auto' | 'ahead' | 'rows';
  readonly horizon: number;
  readonly steps: number;
  readonly window: number;
  readonly channels: string;
  readonly time: string;
  readonly group: string;
  readonly stride: number;
  readonly scaling: SeriesConfig['scaling'];
  readonly gaps: SeriesConfig['gaps'];
}

export function seriesOptions(values: ParamValues): SeriesOptions {
  return checkedOptions(seriesKind.params, values);
}

/** Columns and how they are read: what a configuration remembers, and what a first look chooses. */
export type SeriesColumns = Pick<SeriesConfig, 'columns' | 'time' | 'timeOrder' | 'group' | 'channels' | 'target'> & {
  /** The target holds words: classes, not numbers. */
  readonly words: boolean;
};

const timeNames =
  /(?:^|[^a-z])(?:time|timestamp|date|datum|day|month|year|week|hour|minute|period|quarter|ds|zeit)(?:$|[^a-z])/i;
const targetNames = /^(?:y|target|value|sales|price|close|demand|load|count|cnt|total|consumption|power)$/i;
/** Columns of words that say what goes on. */
const stateNames = /^(?:label|class|activity|state|status|phase|mode|stage|event|target|y)$/i;

interface ColumnLook {
  readonly name: string;
  readonly numbers: boolean;
  readonly order: TimeOrder | null;
  /** Values never fall from one row to the next. */
  readonly rises: boolean;
  readonly distinct: number;
  /** A value stands in several rows that follow each other, as a rule. */
  readonly lasts: boolean;
}

function lookAt({ columns, rows }: TableHead): readonly ColumnLook[] {
  return columns.map((name, place) => {
    const cells = rows.flatMap((row) => row[place] ?? []);
    const numbers = cells.filter((cell) => !Number.isNaN(parseNumber(cell)) || !Number.isNaN(parseNumber(cell, ',')));
    const order = cells.length < rows.length * 0.9 ? null : findTimeOrder(cells);
    const times = order === null ? [] : cells.map((cell) => parseTime(cell, order));
    return {
      name,
      numbers: cells.length > 0 && numbers.length >= 0.9 * cells.length,
      order,
      rises: times.length > 1 && times.every((time, i) => i === 0 || !(time < times[i - 1]!)),
      distinct: new Set(cells).size,
      lasts: cells.filter((cell, i) => i > 0 && cell !== cells[i - 1]).length <= cells.length / 2,
    };
  });
}

function named(looks: readonly ColumnLook[], name: string, what: string): ColumnLook {
  return (
    looks.find((look) => look.name === name) ??
    stop(
      'data.series.column',
      `There is no column "${name.slice(0, 100)}" to take as ${what}. The columns are ${listOf(looks.map((look) => look.name))}.`,
    )
  );
}

function chooseTime(looks: readonly ColumnLook[], asked: string): ColumnLook | undefined {
  if (asked === noColumn) return undefined;
  if (asked !== '') {
    const look = named(looks, asked, 'the time');
    if (look.order === null)
      stop(
        'data.series.time',
        `The column "${look.name}" holds no times that can be read. Times look like 2024-03-31, 31.3.2024 14:00, 3/31/2024, or are numbers. Choose another column, or none where the rows are in order already.`,
      );
    return look;
  }
  const dates = looks.filter((look) => look.order !== null && look.order !== 'number');
  return (
    dates.find((look) => timeNames.test(look.name)) ??
    dates[0] ??
    looks.find((look) => look.order === 'number' && timeNames.test(look.name) && look.rises)
  );
}

/** Where several rows have one time, a column that tells them apart. */
function chooseGroup(
  head: TableHead,
  looks: readonly ColumnLook[],
  time: ColumnLook | undefined,
  asked: string,
): string | undefined {
  if (asked === noColumn) return undefined;
  if (asked !== '') return named(looks, asked, 'the group').name;
  if (time === undefined || time.distinct > 0.9 * head.rows.length) return undefined;
  const place = head.columns.indexOf(time.name);
  return looks.find((look, at) => {
    if (look === time || look.distinct < 2 || look.distinct > 0.2 * head.rows.length || look.numbers) return false;
    const pairs = new Set(head.rows.map((row) => `${row[place] ?? ''}\0${row[at] ?? ''}`));
    return pairs.size === head.rows.length;
  })?.name;
}

/** Target, channels, time and group, from the first rows and what was asked for. */
export function chooseSeriesColumns(head: TableHead, asked: SeriesOptions, name: string): SeriesColumns {
  const looks = lookAt(head);
  const time = chooseTime(looks, asked.time);
  const group = chooseGroup(head, looks, time, asked.group);
  const usable = looks.filter((look) => look.numbers && look !== time && look.name !== group);
  const target = chooseTarget(looks, usable, asked);
  if (target === undefined) {
    stop(
      'data.series.noNumbers',
      `"${name}" has no column of numbers to forecast. Its columns are ${listOf(head.columns)}. Choose a table with at least one column of numbers, one row after the other in time.`,
    );
  }
  if (target === time || target.name === group) {
    stop(
      'data.series.target',
      `"${target.name}" cannot be learned: it is the ${target === time ? 'time' : 'group'}. Choose one of ${listOf(usable.map((look) => look.name))}.`,
    );
  }
  const words = !target.numbers;
  if (words && target.distinct > 20 && target.distinct > head.rows.length / 2) {
    stop(
      'data.series.target',
      `"${target.name}" cannot be learned: it holds another text in nearly every row. Choose a column of numbers or of a few words that come again.`,
    );
  }
  const wanted = asked.channels
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  // What is to be said of a row must not stand in it.
  const seen = asked.learns === 'rows' || words ? usable.filter((look) => look !== target) : usable;
  const channels =
    wanted.length === 0 ? seen : [...new Set(wanted)].map((each) => named(looks, each, 'a column it sees'));
  if (asked.learns === 'rows' && channels.includes(target))
    stop(
      'data.series.channel',
      `"${target.name}" is what the network is to tell of every row, so it must not see it. Take it out of the columns that it sees, or learn what comes.`,
    );
  const wrong = channels.find((look) => !look.numbers);
  if (wrong !== undefined)
    stop(
      'data.series.channel',
      `"${wrong.name}" does not hold numbers, so the network cannot see it. Choose among ${listOf(usable.map((look) => look.name))}.`,
    );
  if (channels.length === 0)
    stop(
      'data.series.noChannels',
      `"${name}" has no column of numbers beside "${target.name}" that the network could see. Its columns are ${listOf(head.columns)}.`,
    );
  return {
    columns: head.columns,
    ...(time?.order == null ? {} : { time: time.name, timeOrder: time.order }),
    ...(group === undefined ? {} : { group }),
    channels: channels.slice(0, mostChannels).map((look) => look.name),
    target: target.name,
    words,
  };
}

/** The column that was asked for, else one that is called like a target, else the last number. */
function chooseTarget(
  looks: readonly ColumnLook[],
  usable: readonly ColumnLook[],
  asked: SeriesOptions,
): ColumnLook | undefined {
  if (asked.target !== '') return named(looks, asked.target, 'the target');
  const states = asked.learns === 'ahead' ? [] : looks.filter((look) => isState(look) && look.lasts);
  return (
    usable.find((look) => targetNames.test(look.name.trim())) ??
    (states.length === 1 ? states[0] : usable[usable.length - 1])
  );
}

/** A few words that say what goes on in each row. */
function isState({ numbers, name, distinct, order }: ColumnLook): boolean {
  return !numbers && order === null && stateNames.test(name.trim()) && distinct >= 2 && distinct <= 50;
}

/**
 * Whether a table looks like nothing but numbers over time: a column of dates that run forward, all else numbers, but for
 * one column at most of a few words that last.
 */
export function looksLikeSeries(head: TableHead): boolean {
  if (head.columns.length < 2 || head.columns.length > 20 || head.rows.length < 50) return false;
  const looks = lookAt(head);
  const [time, ...more] = looks.filter((look) => look.order !== null && look.order !== 'number');
  return (
    time !== undefined &&
    more.length === 0 &&
    time.rises &&
    time.distinct === head.rows.length &&
    looks.every((look) => look === time || look.numbers || (isState(look) && look.lasts)) &&
    looks.filter((look) => look !== time && !look.numbers).length <= 1
  );
}
