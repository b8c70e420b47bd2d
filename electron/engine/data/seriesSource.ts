// A table as time series: its rows put in order of time, group by group, as columns of plain numbers.
import { parseNumber, readCell, sortCategories } from '../../../shared/data/cells';
import type { DataSource, SeriesConfig, TableDialect, TimeOrder } from '../../../shared/data/config';
import { mostChannels, mostClasses, noColumn, series as seriesKind } from '../../../shared/data/kinds/series';
import type { DataHints } from '../../../shared/data/guess';
import { findTimeOrder, parseTime } from '../../../shared/data/series';
import type { ParamValues } from '../../../shared/result';
import { checkedOptions } from './options';
import { type Watch, stop } from './problem';
import { cellRules } from './tableOptions';
import { type TableHead, tableHead } from './tableHead';
import { openTableSource, tableOptions } from './tableSource';

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

export interface SeriesGroup {
  readonly name: string;
  /** Rows from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
}

export interface SeriesSource {
  readonly name: string;
  readonly chosen: SeriesColumns;
  readonly dialect: TableDialect;
  readonly fingerprint: string;
  readonly notes: readonly string[];
  readonly rowCount: number;
  /** In the order of their names; rows of each lie together, in time order. */
  readonly groups: readonly SeriesGroup[];
  /** Per channel, per row in that order; NaN where there is no number. */
  readonly values: readonly Float64Array[];
  /** Numbers, or indices of `classes`; NaN where there is none. */
  readonly target: Float64Array;
  readonly classes: readonly string[] | null;
  /** The times that ordered the rows; null where the file's order stands. */
  readonly times: Float64Array | null;
}

/** Numbers in memory at most: 1 GB of them. */
const mostNumbers = 2 ** 27;
const mostGroups = 100_000;
const number = (n: number) => n.toLocaleString('en-US');
const list = (names: readonly string[]) => `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;

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
      `There is no column "${name.slice(0, 100)}" to take as ${what}. The columns are ${list(looks.map((look) => look.name))}.`,
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
function chooseSeriesColumns(head: TableHead, asked: SeriesOptions, name: string): SeriesColumns {
  const looks = lookAt(head);
  const time = chooseTime(looks, asked.time);
  const group = chooseGroup(head, looks, time, asked.group);
  const usable = looks.filter((look) => look.numbers && look !== time && look.name !== group);
  const target = chooseTarget(looks, usable, asked);
  if (target === undefined) {
    stop(
      'data.series.noNumbers',
      `"${name}" has no column of numbers to forecast. Its columns are ${list(head.columns)}. Choose a table with at least one column of numbers, one row after the other in time.`,
    );
  }
  if (target === time || target.name === group) {
    stop(
      'data.series.target',
      `"${target.name}" cannot be learned: it is the ${target === time ? 'time' : 'group'}. Choose one of ${list(usable.map((look) => look.name))}.`,
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
  const wrong = channels.find((look) => !look.numbers);
  if (wrong !== undefined)
    stop(
      'data.series.channel',
      `"${wrong.name}" does not hold numbers, so the network cannot see it. Choose among ${list(usable.map((look) => look.name))}.`,
    );
  if (channels.length === 0)
    stop(
      'data.series.noChannels',
      `"${name}" has no column of numbers beside "${target.name}" that the network could see. Its columns are ${list(head.columns)}.`,
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

/** Grows by half. */
class Numbers {
  private values = new Float64Array(1024);
  private used = 0;

  push(value: number): void {
    if (this.used === this.values.length) {
      const larger = new Float64Array(Math.ceil(this.used * 1.5));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.used++] = value;
  }

  done(): Float64Array {
    return this.values.subarray(0, this.used);
  }
}

/** What a set that ships with the app says of itself stands where nothing else was asked for. */
function wished(options: SeriesOptions, hints: DataHints): SeriesOptions {
  return options.target === '' && hints.target !== undefined ? { ...options, target: hints.target } : options;
}

/** Reads the whole table once and orders it; `known` are columns chosen before. Throws a DataError where it cannot be read. */
export async function openSeriesSource(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known?: SeriesConfig,
): Promise<SeriesSource> {
  const opened = await openTableSource(source, values);
  const chosen: SeriesColumns =
    (known && { ...known, words: known.classes !== undefined }) ??
    chooseSeriesColumns(
      await tableHead(source, values, watch),
      wished(seriesOptions(values), opened.hints),
      opened.name,
    );
  const { time, timeOrder, group, channels, target, words } = chosen;
  const options = tableOptions(values);
  const wanted = [...new Set([...channels, target])];
  let stores: readonly Numbers[] = [];
  let times = new Numbers();
  let codes = new Numbers();
  let names = new Map<string, number>();
  let found = new Map<string, number>();
  let places: readonly number[] = [];
  let [timePlace, groupPlace] = [-1, -1];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  let [untimed, unreadable, rowCount] = [0, 0, 0];
  const scan = await opened.scan(
    () => ({
      onColumns: (listed, dialect) => {
        const all = listed.map((column) => column.name);
        rules = cellRules(options, dialect);
        const placeOf = (name: string) => {
          const place = all.indexOf(name);
          return place >= 0
            ? place
            : stop(
                'data.columns.gone',
                `"${opened.name}" has no column "${name}". It has ${list(all)}. Choose the data again in the data step.`,
              );
        };
        places = wanted.map(placeOf);
        timePlace = time === undefined ? -1 : placeOf(time);
        groupPlace = group === undefined ? -1 : placeOf(group);
        stores = wanted.map(() => new Numbers());
        [times, codes, names, found] = [new Numbers(), new Numbers(), new Map(), new Map()];
        [untimed, unreadable, rowCount] = [0, 0, 0];
      },
      onRows: (rows) => {
        for (const row of rows) {
          if (timePlace >= 0) {
            const cell = readCell(row[timePlace] ?? '', rules);
            const at = cell === null ? NaN : parseTime(cell, timeOrder ?? 'number');
            if (Number.isNaN(at)) {
              untimed++;
              continue;
            }
            times.push(at);
          }
          if (groupPlace >= 0) {
            const name = readCell(row[groupPlace] ?? '', rules) ?? '';
            let code = names.get(name);
            if (code === undefined) {
              if (names.size >= mostGroups)
                stop(
                  'data.series.groups',
                  `The column "${group}" has more than ${number(mostGroups)} different values, too many for groups. Choose another column, or none.`,
                );
              code = names.size;
              names.set(name, code);
            }
            codes.push(code);
          }
          for (let i = 0; i < places.length; i++) {
            const cell = readCell(row[places[i]!] ?? '', rules);
            if (words && wanted[i] === target) {
              stores[i]!.push(cell === null ? NaN : codeOfWord(found, cell, target));
              continue;
            }
            const value = cell === null ? NaN : parseNumber(cell, rules.decimal);
            if (cell !== null && Number.isNaN(value)) unreadable++;
            stores[i]!.push(value);
          }
          rowCount++;
        }
        if (rowCount * places.length > mostNumbers) {
          stop(
            'data.series.large',
            `"${opened.name}" holds more than ${number(Math.floor(mostNumbers / places.length))} rows of ${places.length} columns, more than is kept in memory. Take fewer columns or fewer rows.`,
          );
        }
      },
    }),
    watch,
    known?.dialect,
  );
  const ordered = orderRows(
    rowCount,
    time === undefined ? null : times.done(),
    group === undefined ? null : codes.done(),
    names,
  );
  const sorted = new Map(
    wanted.map((name, i) => [
      name,
      ordered.order === null ? stores[i]!.done() : take(stores[i]!.done(), ordered.order),
    ]),
  );
  const classes = words ? (known?.classes ?? sortCategories([...found.keys()])) : null;
  const notes = [...scan.notes];
  const say = (n: number, one: string, many: string) => {
    if (n > 0) notes.push(n === 1 ? one : `${number(n)} ${many}`);
  };
  say(untimed, 'One row has no readable time and is left out.', 'rows have no readable time and are left out.');
  say(unreadable, 'One cell is not a number and counts as missing.', 'cells are not numbers and count as missing.');
  if (ordered.moved) notes.push('The rows are put in order of their time.');
  if (ordered.doubled > 0)
    notes.push(
      `${number(ordered.doubled)} ${ordered.doubled === 1 ? 'row has' : 'rows have'} the same time as another${group === undefined ? '. If the table holds several series, choose the column that tells them apart under "Groups"' : ' of their group'}.`,
    );
  return {
    name: opened.name,
    chosen,
    dialect: scan.dialect,
    fingerprint: scan.fingerprint,
    notes,
    rowCount,
    groups: ordered.groups,
    values: channels.map((name) => sorted.get(name)!),
    target: classes === null ? sorted.get(target)! : inClasses(sorted.get(target)!, [...found.keys()], classes),
    classes,
    times: time === undefined ? null : ordered.order === null ? times.done() : take(times.done(), ordered.order),
  };
}

/** A word's number, in order of first appearance. */
function codeOfWord(found: Map<string, number>, word: string, column: string): number {
  const known = found.get(word);
  if (known !== undefined) return known;
  if (found.size >= mostClasses)
    stop(
      'data.series.classes',
      `The column "${column}" has more than ${number(mostClasses)} different words, too many for classes. Choose another column.`,
    );
  found.set(word, found.size);
  return found.size - 1;
}

/** Codes by first appearance as indices of `classes`; NaN for a word that is none of them. */
function inClasses(codes: Float64Array, words: readonly string[], classes: readonly string[]): Float64Array {
  const places = words.map((word) => classes.indexOf(word));
  return codes.map((code) => {
    const place = Number.isNaN(code) ? -1 : places[code]!;
    return place < 0 ? NaN : place;
  });
}

function take(values: Float64Array, order: Uint32Array): Float64Array {
  return Float64Array.from(order, (row) => values[row]!);
}

interface Ordered {
  /** Null where the rows stand in order already. */
  readonly order: Uint32Array | null;
  readonly groups: readonly SeriesGroup[];
  readonly moved: boolean;
  readonly doubled: number;
}

/** By group name, then by time, then as in the file. */
function orderRows(
  rowCount: number,
  times: Float64Array | null,
  codes: Float64Array | null,
  names: ReadonlyMap<string, number>,
): Ordered {
  const sortedNames = [...names.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rank = new Uint32Array(names.size);
  sortedNames.forEach((name, place) => {
    rank[names.get(name)!] = place;
  });
  const rankOf = (row: number) => (codes === null ? 0 : rank[codes[row]!]!);
  const compare = (a: number, b: number) =>
    rankOf(a) - rankOf(b) || (times === null ? 0 : times[a]! - times[b]!) || a - b;
  let moved = false;
  for (let row = 1; row < rowCount && !moved; row++) moved = compare(row - 1, row) > 0;
  const order = moved ? Uint32Array.from({ length: rowCount }, (_, row) => row).sort(compare) : null;
  const at = (place: number) => (order === null ? place : order[place]!);
  const groups: SeriesGroup[] = [];
  let doubled = 0;
  let start = 0;
  for (let place = 1; place <= rowCount; place++) {
    const same = place < rowCount && rankOf(at(place)) === rankOf(at(place - 1));
    if (same && times !== null && times[at(place)] === times[at(place - 1)]) doubled++;
    if (same) continue;
    groups.push({ name: codes === null ? '' : sortedNames[rankOf(at(place - 1))]!, start, end: place });
    start = place;
  }
  // Groups that only lie one after the other in the file are not worth a note; rows out of time order are.
  let backwards = false;
  if (order !== null && times !== null) {
    const last = new Map<number, number>();
    for (let row = 0; row < rowCount && !backwards; row++) {
      const own = rankOf(row);
      backwards = times[row]! < (last.get(own) ?? -Infinity);
      last.set(own, times[row]!);
    }
  }
  return { order, groups, moved: backwards, doubled };
}

/** The last rows of a table file, by their columns' names: what a forecast of what comes next starts from. */
export async function readLastRows(
  path: string,
  columns: readonly string[],
  rows: number,
): Promise<readonly (readonly (number | null)[])[]> {
  const source = await openTableSource({ type: 'file', path, name: path.replace(/^.*[\\/]/, '') }, {});
  const options = tableOptions({});
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  let places: readonly number[] = [];
  let kept: (readonly (number | null)[])[] = [];
  await source.scan(() => ({
    onColumns: (listed, dialect) => {
      const all = listed.map((column) => column.name);
      rules = cellRules(options, dialect);
      places = columns.map((name) => all.indexOf(name));
      const absent = columns.find((_, i) => places[i]! < 0);
      if (absent !== undefined)
        stop(
          'predict.file',
          `"${source.name}" has no column "${absent}". Its columns are ${list(all)}. Choose another file.`,
        );
      kept = [];
    },
    onRows: (read) => {
      for (const row of read) {
        kept.push(
          places.map((place) => {
            const cell = readCell(row[place] ?? '', rules);
            const value = cell === null ? NaN : parseNumber(cell, rules.decimal);
            return Number.isNaN(value) ? null : value;
          }),
        );
      }
      if (kept.length > 4 * rows + 1000) kept = kept.slice(-rows);
    },
  }));
  return kept.slice(-rows);
}
