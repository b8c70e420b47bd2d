// A table as time series: its rows put in order of time, group by group, as columns of plain numbers.
import { type CellRules, parseNumber, readCell, sortCategories } from '../../../../shared/data/cells';
import type { DataSource, SeriesConfig, TableDialect } from '../../../../shared/data/config';
import type { DataHints } from '../../../../shared/data/guess';
import { mostClasses } from '../../../../shared/data/kinds/series';
import { parseTime } from '../../../../shared/data/series';
import type { ParamValues } from '../../../../shared/result';
import { placesOf } from '../tables/columnPlaces';
import { type Watch, stop } from '../problem';
import { type SeriesColumns, type SeriesOptions, chooseSeriesColumns, seriesOptions } from './seriesColumns';
import { type SeriesGroup, orderRows } from './seriesOrder';
import { tableHead } from '../tables/tableHead';
import { cellRules } from '../tables/tableOptions';
import { openTableSource, tableOptions } from '../tables/tableSource';

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

interface Reading {
  /** The table's name. */
  readonly source: string;
  readonly chosen: SeriesColumns;
  /** Columns of numbers, or of words where that is the target. */
  readonly wanted: readonly string[];
  readonly rules: CellRules;
}

/** The rows of a table as they come: numbers of each column, times, and numbers of words and groups by first appearance. */
class SeriesRows {
  readonly stores: readonly Numbers[];
  readonly times = new Numbers();
  readonly groups = new Numbers();
  readonly groupNames = new Map<string, number>();
  readonly words = new Map<string, number>();
  count = 0;
  /** Rows without a readable time, and cells that are no number. */
  untimed = 0;
  unreadable = 0;
  private readonly places: readonly number[];
  private readonly timePlace: number;
  private readonly groupPlace: number;

  constructor(
    private readonly reading: Reading,
    columns: readonly string[],
  ) {
    const { source, wanted } = reading;
    const { time, group } = reading.chosen;
    const placeOf = (name: string | undefined) => (name === undefined ? -1 : placesOf([name], columns, source)[0]!);
    this.places = placesOf(wanted, columns, source);
    [this.timePlace, this.groupPlace] = [placeOf(time), placeOf(group)];
    this.stores = wanted.map(() => new Numbers());
  }

  takeAll(rows: readonly (readonly string[])[]): void {
    for (const row of rows) this.take(row);
    if (this.count * this.places.length > mostNumbers)
      stop(
        'data.series.large',
        `"${this.reading.source}" holds more than ${number(Math.floor(mostNumbers / this.places.length))} rows of ${this.places.length} columns, more than is kept in memory. Take fewer columns or fewer rows.`,
      );
  }

  private take(row: readonly string[]): void {
    const { rules, chosen, wanted } = this.reading;
    const cellAt = (place: number) => readCell(row[place] ?? '', rules);
    if (this.timePlace >= 0) {
      const cell = cellAt(this.timePlace);
      const at = cell === null ? NaN : parseTime(cell, chosen.timeOrder ?? 'number');
      if (Number.isNaN(at)) {
        this.untimed++;
        return;
      }
      this.times.push(at);
    }
    if (this.groupPlace >= 0) this.groups.push(this.codeOfGroup(cellAt(this.groupPlace) ?? ''));
    for (let i = 0; i < this.places.length; i++) {
      const cell = cellAt(this.places[i]!);
      if (chosen.words && wanted[i] === chosen.target) {
        this.stores[i]!.push(cell === null ? NaN : codeOfWord(this.words, cell, chosen.target));
        continue;
      }
      const value = cell === null ? NaN : parseNumber(cell, rules.decimal);
      if (cell !== null && Number.isNaN(value)) this.unreadable++;
      this.stores[i]!.push(value);
    }
    this.count++;
  }

  private codeOfGroup(name: string): number {
    const known = this.groupNames.get(name);
    if (known !== undefined) return known;
    if (this.groupNames.size >= mostGroups)
      stop(
        'data.series.groups',
        `The column "${this.reading.chosen.group}" has more than ${number(mostGroups)} different values, too many for groups. Choose another column, or none.`,
      );
    this.groupNames.set(name, this.groupNames.size);
    return this.groupNames.size - 1;
  }
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

/** What is said of rows and cells that could not be taken as they are. */
function notesOf(
  rows: SeriesRows,
  { moved, doubled }: ReturnType<typeof orderRows>,
  grouped: boolean,
): readonly string[] {
  const notes: string[] = [];
  const say = (n: number, one: string, many: string) => {
    if (n > 0) notes.push(n === 1 ? one : `${number(n)} ${many}`);
  };
  say(rows.untimed, 'One row has no readable time and is left out.', 'rows have no readable time and are left out.');
  say(
    rows.unreadable,
    'One cell is not a number and counts as missing.',
    'cells are not numbers and count as missing.',
  );
  if (moved) notes.push('The rows are put in order of their time.');
  if (doubled > 0)
    notes.push(
      `${number(doubled)} ${doubled === 1 ? 'row has' : 'rows have'} the same time as another${grouped ? ' of their group' : '. If the table holds several series, choose the column that tells them apart under "Groups"'}.`,
    );
  return notes;
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
  const { time, group, channels, target, words } = chosen;
  const options = tableOptions(values);
  const wanted = [...new Set([...channels, target])];
  let read: SeriesRows | null = null;
  const scan = await opened.scan(
    () => ({
      onColumns: (listed, dialect) => {
        const rules = cellRules(options, dialect);
        read = new SeriesRows(
          { source: opened.name, chosen, wanted, rules },
          listed.map(({ name }) => name),
        );
      },
      onRows: (rows) => read!.takeAll(rows),
    }),
    watch,
    known?.dialect,
  );
  const rows = read! as SeriesRows;
  const times = time === undefined ? null : rows.times.done();
  const groups = group === undefined ? null : rows.groups.done();
  const ordered = orderRows(rows.count, times, groups, rows.groupNames);
  const inOrder = (numbers: Float64Array) => (ordered.order === null ? numbers : take(numbers, ordered.order));
  const sorted = new Map(wanted.map((name, i) => [name, inOrder(rows.stores[i]!.done())]));
  const classes = words ? (known?.classes ?? sortCategories([...rows.words.keys()])) : null;
  const targets = sorted.get(target)!;
  return {
    name: opened.name,
    chosen,
    dialect: scan.dialect,
    fingerprint: scan.fingerprint,
    notes: [...scan.notes, ...notesOf(rows, ordered, group !== undefined)],
    rowCount: rows.count,
    groups: ordered.groups,
    values: channels.map((name) => sorted.get(name)!),
    target: classes === null ? targets : inClasses(targets, [...rows.words.keys()], classes),
    classes,
    times: times === null ? null : inOrder(times),
  };
}
