// The column whose groups are compared, read beside what the network sees.
import { type CellRules, parseNumber } from '../../../shared/data/cells';
import type { DataConfig, SampleColumn } from '../../../shared/data/config';
import { type GroupKeys, groupNumbers, groupWords } from '../../../shared/data/groups';
import { sampleColumn } from '../../../shared/data/sampleColumns';

export interface GroupCollector {
  /** The column's place among those that are there. */
  readonly place: number;
  add(text: string | null): void;
  done(): GroupKeys;
}

/** Different words that are told apart; what comes later counts among the rest. */
const mostWords = 10_000;

/** The collector of the column whose groups are compared; one that is gone is not missed. `names`: those that are there. */
export function groupColumn(config: DataConfig, names: readonly string[], rules: CellRules): GroupCollector | null {
  const column = sampleColumn(config, config.groupBy);
  const place = column === undefined ? -1 : names.indexOf(column.name);
  return column === undefined || place < 0 ? null : groupCollector(column, place, rules);
}

function groupCollector(column: SampleColumn, place: number, rules: CellRules): GroupCollector {
  if (column.type === 'number') {
    const values: number[] = [];
    return {
      place,
      add: (text) => values.push(text === null ? NaN : parseNumber(text, rules.decimal)),
      done: () => groupNumbers(column.name, values),
    };
  }
  const index = new Map<string, number>();
  const codes: number[] = [];
  return {
    place,
    add: (text) => {
      if (text === null) {
        codes.push(-1);
        return;
      }
      let code = index.get(text);
      if (code === undefined) {
        code = Math.min(index.size, mostWords);
        if (index.size < mostWords) index.set(text, code);
      }
      codes.push(code);
    },
    done: () => {
      const words = [...index.keys()];
      return groupWords(
        column.name,
        words.length < mostWords ? words : [...words, 'all others'],
        Int32Array.from(codes),
      );
    },
  };
}

/** The groups of windows of several series, where they are compared: a window is of the series that it begins in. */
export function groupsOfWindows(
  { groupBy, series }: DataConfig,
  all: readonly { readonly name: string; readonly start: number; readonly end: number }[],
  starts: ArrayLike<number>,
): { readonly groups?: GroupKeys } {
  if (groupBy === undefined || groupBy !== series?.group) return {};
  const ofRow = new Int32Array(all.reduce((rows, { end }) => Math.max(rows, end), 0)).fill(-1);
  all.forEach(({ start, end }, place) => ofRow.fill(place, start, end));
  const names = all.map(({ name }) => name);
  return {
    groups: groupWords(
      groupBy,
      names,
      Int32Array.from(starts, (row) => ofRow[row]!),
    ),
  };
}
