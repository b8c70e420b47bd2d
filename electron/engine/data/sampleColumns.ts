// Columns beside what is learned, while samples pass by once: what is in each, and what the document asks of them.
import { type CellRules, readCell } from '../../../shared/data/cells';
import type { DataConfig, SampleColumn } from '../../../shared/data/config';
import { guessSampleColumn } from '../../../shared/data/guess';
import { describeData } from '../../../shared/data/describe';
import { mostSampleColumns, watchedColumn } from '../../../shared/data/sampleColumns';
import type { SplitKeys } from '../../../shared/data/split';
import { ColumnTally } from './tables/columnTally';
import type { OpenedData } from './dataset';
import { type GroupCollector, groupColumn } from './groupColumn';
import { type KeyCollector, type WatchedColumn, ownersOf, readsColumn, splitColumn, watchedOwner } from './splitColumn';
import { cellRules } from './tables/tableOptions';
import { tableOptions } from './tables/tableSource';

/** A column that is heard; with a reason, it was made to tell groups apart. */
export interface HeardColumn {
  readonly name: string;
  readonly reason?: string;
}

/** Hears the cells of samples in their order. */
export interface ColumnListener {
  /** Before the first sample, and again where reading begins anew. */
  begin(columns: readonly HeardColumn[], rules: CellRules): void;
  /** A cell for each column; an empty one where there is no value. */
  take(cells: readonly string[]): void;
}

/** The rules of cells that come from no table with options of its own. */
export function plainRules(): CellRules {
  return cellRules(tableOptions({}), { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
}

/** Finds out what is in the columns. `used`: those that are learned from, which are none of them. */
export class ColumnFinder implements ColumnListener {
  private columns: readonly HeardColumn[] = [];
  private tallies: readonly ColumnTally[] = [];

  begin(columns: readonly HeardColumn[], rules: CellRules): void {
    this.columns = columns.slice(0, mostSampleColumns);
    this.tallies = this.columns.map(() => new ColumnTally(rules, this.columns.length));
  }

  take(cells: readonly string[]): void {
    this.tallies.forEach((tally, place) => tally.add(cells[place] ?? ''));
  }

  /** The columns that tell samples apart, for the document. `used` are those that are learned from. */
  found(...used: readonly (string | undefined)[]): Pick<DataConfig, 'sampleColumns'> {
    const sampleColumns = this.tallies.flatMap((tally, place): readonly SampleColumn[] => {
      const { name, reason } = this.columns[place]!;
      const column = guessSampleColumn(tally.summary(name));
      if (used.includes(name) || column.facts.unique < 2) return [];
      return [reason === undefined ? column : { ...column, type: 'category', reason }];
    });
    return sampleColumns.length === 0 ? {} : { sampleColumns };
  }
}

/** Reads what the document asks of the columns: the split's keys, and the groups that are compared. */
export class ColumnReader implements ColumnListener {
  private keys: KeyCollector | null = null;
  private asked: GroupCollector | null = null;
  private watched: WatchedColumn | null = null;
  private rules: CellRules = plainRules();
  private readonly config: DataConfig;

  constructor(config: DataConfig) {
    this.config = config;
  }

  /** Whether anything is asked, so that columns need be read at all. */
  get asks(): boolean {
    const { config } = this;
    const watched = watchedColumn(config, describeData(config).sampleCount);
    return readsColumn(config) || config.groupBy !== undefined || watched !== undefined;
  }

  begin(columns: readonly HeardColumn[], rules: CellRules): void {
    const names = columns.map(({ name }) => name);
    this.keys = splitColumn(this.config, names);
    this.asked = groupColumn(this.config, names, rules);
    this.watched = watchedOwner(this.config, names);
    this.rules = rules;
  }

  take(cells: readonly string[]): void {
    for (const each of [this.keys, this.asked, this.watched]) each?.add(readCell(cells[each.place] ?? '', this.rules));
  }

  /** Hears what a source tells, unless nothing is asked. */
  async hear({ columns }: { columns?(listener: ColumnListener): Promise<void> }): Promise<void> {
    if (this.asks) await columns?.(this);
  }

  /** The split's keys of these samples. Throws a DataError where its column was not heard. */
  splitKeys(samples: Uint32Array): SplitKeys {
    const keys = this.keys ?? splitColumn(this.config, []);
    return keys === null ? {} : keysOfSamples(keys.done(), samples);
  }

  /** For the opened data: the groups that are compared, and whom samples belong to, as far as they are there. */
  told(): Pick<OpenedData, 'groups' | 'owners'> {
    return { ...(this.asked === null ? {} : { groups: this.asked.done() }), ...ownersOf(this.watched) };
  }
}

/** The keys of some of the source's samples. */
export function keysOfSamples(
  { groups, times, parts }: ReturnType<KeyCollector['done']>,
  samples: Uint32Array,
): Pick<SplitKeys, 'groups' | 'times' | 'parts'> {
  const pick = (values: ArrayLike<number>) => Float64Array.from(samples, (sample) => values[sample]!);
  return {
    ...(groups === undefined ? {} : { groups: pick(groups) }),
    ...(times === undefined ? {} : { times: pick(times) }),
    ...(parts === undefined ? {} : { parts: pick(parts) }),
  };
}
