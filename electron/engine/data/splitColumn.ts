// The column that a split goes by, and the one whose groups it may tear apart, read beside what the network sees.
import type { DataConfig, Part, SplitConfig } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import { watchedColumn } from '../../../shared/data/sampleColumns';
import { partNames, partOfCell, splitMethodOf } from '../../../shared/data/split';
import { TimeKeys } from '../../../shared/data/times';
import type { OpenedData } from './dataset';
import { stop } from './problem';

/** What the split reads of its column, a number for each sample of the source. */
export interface SplitKeyStore {
  /** Group of each sample (a number of its own for each value; samples without one are groups by themselves). */
  readonly groups?: ArrayLike<number>;
  /** Point in time of each sample, NaN where there is none. */
  readonly times?: Float64Array;
  /** Place of each sample's part in partNames, -1 where it names none. */
  readonly parts?: Int8Array;
}

export interface KeyCollector {
  /** The column's place among those that are there. */
  readonly place: number;
  readonly add: (text: string | null) => void;
  readonly done: () => SplitKeyStore;
}

/** Values of a column of parts that are remembered; what comes later is looked up again. */
const mostRemembered = 10_000;

function partCollector(split: SplitConfig, place: number): KeyCollector {
  const known = new Map<string | null, number>();
  const parts: number[] = [];
  return {
    place,
    add: (text) => {
      let part = known.get(text);
      if (part === undefined) {
        part = partNames.indexOf(partOfCell(text, split) as Part);
        if (known.size < mostRemembered) known.set(text, part);
      }
      parts.push(part);
    },
    done: () => ({ parts: Int8Array.from(parts) }),
  };
}

/** Collects a number for each value: those of samples without one are their own, and negative. */
function ownerCollector(place: number): KeyCollector {
  const index = new Map<string, number>();
  const groups: number[] = [];
  return {
    place,
    add: (text) => {
      if (text === null) {
        groups.push(-1 - groups.length);
        return;
      }
      let group = index.get(text);
      if (group === undefined) {
        group = index.size;
        index.set(text, group);
      }
      groups.push(group);
    },
    done: () => ({ groups: Int32Array.from(groups) }),
  };
}

function timeCollector(place: number): KeyCollector {
  const times = new TimeKeys();
  return { place, add: (text) => times.add(text), done: () => ({ times: times.done() }) };
}

/** Whether the split goes by a column. */
export function readsColumn({ split }: DataConfig): boolean {
  return split.column !== undefined && splitMethodOf(split).column !== 'none';
}

/**
 * The collector of the split's column, if the split reads one. `names`: the columns that are there. Throws a DataError
 * where its own is not among them.
 */
export function splitColumn(config: DataConfig, names: readonly string[]): KeyCollector | null {
  if (!readsColumn(config)) return null;
  const { method, column = '' } = config.split;
  const place = names.indexOf(column);
  if (place < 0)
    return stop(
      'data.split.column',
      `The split goes by the column "${column.slice(0, 60)}", which is not in the data. Choose another column for the split on the data step.`,
      { param: 'split', fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }] },
    );
  if (method === 'order') return timeCollector(place);
  return method === 'column' ? partCollector(config.split, place) : ownerCollector(place);
}

/** The column whose groups a split by something else may tear apart, where there is one. */
export interface WatchedColumn extends KeyCollector {
  readonly column: string;
}

/** Its collector. `names`: the columns that are there. */
export function watchedOwner(config: DataConfig, names: readonly string[]): WatchedColumn | null {
  const column = watchedColumn(config, describeData(config).sampleCount);
  const place = column === undefined ? -1 : names.indexOf(column);
  return column === undefined || place < 0 ? null : { column, ...ownerCollector(place) };
}

/** Whom each sample belongs to, for the opened data. */
export function ownersOf(watched: WatchedColumn | null): Pick<OpenedData, 'owners'> {
  const codes = watched?.done().groups;
  return watched === null || codes === undefined ? {} : { owners: { column: watched.column, codes } };
}
