// What training and test have in common that they should not: rows that are equal in every column the network knows.
import type { DataConfig } from '../../../shared/data/config';
import { count, dataProblem } from '../../../shared/data/kinds/kind';
import type { Parts } from '../../../shared/data/split';
import type { Problem } from '../../../shared/result';
import type { ColumnStore, TableStore } from './tableStore';

/** Rows up to which they are compared; beyond, the set of their hashes would grow too large. */
const mostCompared = 3_000_000;

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

/**
 * A number for each row, equal where all stored values are. Two 32-bit hashes side by side, 53 bits of them kept: of a
 * million different rows two are taken for equal with a chance of 1 in 18,000.
 */
export function rowHashes(columns: readonly ColumnStore[], rows: Uint32Array): Float64Array {
  const high = new Uint32Array(rows.length).fill(0x811c9dc5);
  const low = new Uint32Array(rows.length).fill(0x9e3779b9);
  const mix = (i: number, value: number) => {
    high[i] = Math.imul(high[i]! ^ value, 0x01000193);
    high[i] = Math.imul(high[i]! ^ (high[i]! >>> 15), 0x85ebca6b);
    low[i] = Math.imul(low[i]! ^ value, 0x5bd1e995);
    low[i] = Math.imul(low[i]! ^ (low[i]! >>> 13), 0xc2b2ae35);
  };
  for (const column of columns) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (column.type === 'category') {
        mix(i, column.codes[row]!);
      } else {
        // -0 is 0, and a missing value is one value.
        const value = column.values[row]!;
        double[0] = Number.isNaN(value) ? NaN : value + 0;
        mix(i, words[0]!);
        mix(i, words[1]!);
      }
    }
  }
  return Float64Array.from(rows, (_, i) => (high[i]! ^ (high[i]! >>> 16)) * 0x200000 + (low[i]! >>> 11)).map((key) =>
    key < 0 ? key + 2 ** 53 : key,
  );
}

/** Rows of validation and test that are in training as well; of more than `most` rows that they were not compared. */
export function findLeaks(
  config: DataConfig,
  store: TableStore,
  parts: Parts,
  most = mostCompared,
): readonly Problem[] {
  const total = parts.train.length + parts.validation.length + parts.test.length;
  const judging = parts.validation.length + parts.test.length;
  if (judging === 0 || store.columns.size === 0) return [];
  if (total > most) {
    const message = `Whether rows of the test part are in the training part as well was not looked for: ${count(total, 'row')} are more than the ${most.toLocaleString('en-US')} that are compared. To find out, take a part of the table.`;
    return [dataProblem('hint', 'data.split.notCompared', message, 'split')];
  }
  const columns = [...store.columns.values()];
  const known = new Set(rowHashes(columns, parts.train));
  const repeated = (rows: Uint32Array) => rowHashes(columns, rows).reduce((n, key) => n + (known.has(key) ? 1 : 0), 0);
  const inValidation = repeated(parts.validation);
  const inTest = repeated(parts.test);
  if (inValidation + inTest === 0) return [];
  const share = (inValidation + inTest) / judging;
  const where = [
    ...(inTest > 0 ? [`${count(inTest, 'row')} of the test part`] : []),
    ...(inValidation > 0 ? [`${count(inValidation, 'row')} of the validation part`] : []),
  ].join(' and ');
  const canKeep = (config.split.method ?? 'random') === 'random' && config.split.together !== true;
  const problem = dataProblem(
    share >= 0.01 ? 'warning' : 'hint',
    'data.split.duplicates',
    `${where} ${inValidation + inTest === 1 ? 'equals' : 'equal'} a row of the training part in every column that is used. The network may have learned them by heart, and its figures look better than they are.`,
    'split',
  );
  return [
    canKeep
      ? {
          ...problem,
          fixes: [
            { type: 'setSplit', title: 'Keep equal rows on one side', values: { together: true } },
            ...(problem.fixes ?? []),
          ],
        }
      : problem,
  ];
}
