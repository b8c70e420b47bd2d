// Where pairs of texts come from: two columns of a table, a file's, a bundled one's or a generated one's.
import { readCell } from '../../../../shared/data/cells';
import type { DataSource, PairsConfig, TableDialect } from '../../../../shared/data/config';
import { pairs as pairsKind } from '../../../../shared/data/kinds/pairs';
import type { ParamValues } from '../../../../shared/result';
import { listOf, placesOf } from '../tables/columnPlaces';
import { checkedOptions } from '../options';
import { type Watch, stop } from '../problem';
import type { ColumnListener } from '../sampleColumns';
import { cellRules } from '../tables/tableOptions';
import { type TableHead, tableHead } from '../tables/tableHead';
import { openTableSource, tableOptions } from '../tables/tableSource';
import { TextArchive, longestText, checkRoom } from './textArchive';

export interface PairOptions {
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly sourceLevel: 'auto' | 'word' | 'character' | 'subword';
  readonly targetLevel: 'auto' | 'word' | 'character' | 'subword';
  readonly lowercase: boolean;
  readonly sourceLength: number;
  readonly targetLength: number;
  readonly vocabulary: number;
}

export function pairOptions(values: ParamValues): PairOptions {
  return checkedOptions(pairsKind.params, values);
}

export interface PairSource {
  readonly name: string;
  readonly columns: readonly string[];
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly dialect: TableDialect;
  readonly count: number;
  readonly fingerprint: string;
  readonly notes: readonly string[];
  source(index: number): string;
  target(index: number): string;
}

type Rows = readonly (readonly (string | null)[])[];

const sourceNames =
  /^(?:source|src|input|from|question|prompt|text|document|report|article|original|written|en|english)$/i;
const targetNames =
  /^(?:target|tgt|output|to|answer|response|summary|headline|translation|iso|de|german|fr|french|es|spanish)$/i;

interface Columns {
  readonly source: string;
  readonly target: string;
  /** Both hold sentences, or are called like a pair: such a table is offered as pairs. */
  readonly sure: boolean;
}

/** Which columns are read and written, from the first rows: by their names, else the first two that hold texts. */
function choosePairColumns(
  columns: readonly string[],
  rows: Rows,
  asked: { readonly sourceColumn: string; readonly targetColumn: string },
): Columns | null {
  const facts = columns.map((name, place) => {
    const cells = rows.flatMap((row) => row[place] ?? []);
    const mean = (of: (cell: string) => number) => cells.reduce((sum, cell) => sum + of(cell), 0) / (cells.length || 1);
    return {
      name,
      share: new Set(cells).size / (cells.length || 1),
      words: mean((cell) => cell.split(/\s+/, 50).length),
      numbers: cells.filter((cell) => /^[+-]?[\d.,]+$/.test(cell)).length / (cells.length || 1),
    };
  });
  const texts = facts.filter(({ numbers, share }) => numbers < 0.5 && share > 0.2);
  const named = (name: string) => facts.find((column) => column.name === name);
  const source =
    asked.sourceColumn === ''
      ? (texts.find(({ name }) => sourceNames.test(name) && name !== asked.targetColumn) ??
        texts.find(({ name }) => !targetNames.test(name) && name !== asked.targetColumn))
      : named(asked.sourceColumn);
  if (source === undefined) return null;
  const others = texts.filter((column) => column !== source);
  const target =
    asked.targetColumn === ''
      ? (others.find(({ name }) => targetNames.test(name)) ?? others[0])
      : named(asked.targetColumn);
  if (target === undefined) return null;
  const called = sourceNames.test(source.name) && targetNames.test(target.name);
  const sentences = source.words >= 3 && target.words >= 3;
  return {
    source: source.name,
    target: target.name,
    sure: (called || sentences) && source.share > 0.5 && target.share > 0.5,
  };
}

/** Whether a table is two columns of texts that differ from row to row, and nothing else. */
export function looksLikePairs({ columns, rows }: TableHead): boolean {
  return (
    columns.length === 2 && (choosePairColumns(columns, rows, { sourceColumn: '', targetColumn: '' })?.sure ?? false)
  );
}

/**
 * Throws a DataError where there are no two columns of texts. `known` is what was found at the first look; `listener` hears
 * the columns beside the texts.
 */
export async function openPairSource(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known?: PairsConfig,
  listener?: ColumnListener,
): Promise<PairSource> {
  const asked = pairOptions(values);
  const opened = await openTableSource(source, values);
  let columns = known?.columns ?? [];
  let [sourceColumn, targetColumn] = [known?.source.column, known?.target.column];
  if (sourceColumn === undefined || targetColumn === undefined) {
    const head = await tableHead(source, values, watch);
    columns = head.columns;
    const chosen = choosePairColumns(head.columns, head.rows, asked);
    if (chosen === null) {
      stop(
        'data.pairs.columns',
        `"${opened.name}" has no two columns of texts. Its columns are ${listOf(head.columns)}. Choose the columns, or read it as a table.`,
      );
    }
    ({ source: sourceColumn, target: targetColumn } = chosen);
  }
  const wanted = [sourceColumn, targetColumn];
  const options = tableOptions(values);
  let archives = [new TextArchive(), new TextArchive()] as const;
  let left = 0;
  let places: readonly number[] = [-1, -1];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  const scan = await opened.scan(
    () => ({
      onColumns: (names, dialect: TableDialect) => {
        places = placesOf(
          wanted,
          names.map(({ name }) => name),
          opened.name,
        );
        rules = cellRules(options, dialect);
        archives = [new TextArchive(), new TextArchive()];
        left = 0;
        listener?.begin(names, rules);
      },
      onRows: (rows) => {
        for (const row of rows) {
          const pair = places.map((place) => (readCell(row[place] ?? '', rules) ?? '').slice(0, longestText));
          if (pair.some((text) => text.trim() === '')) {
            left++;
            continue;
          }
          archives.forEach((archive, i) => archive.add(pair[i]!));
          listener?.take(row);
        }
        checkRoom(opened.name, ...archives);
      },
    }),
    watch,
    known?.dialect,
  );
  const note = left === 1 ? 'One pair lacks a side' : `${left.toLocaleString('en-US')} pairs lack a side`;
  return {
    name: opened.name,
    columns,
    sourceColumn,
    targetColumn,
    dialect: scan.dialect,
    count: archives[0].count,
    fingerprint: scan.fingerprint,
    notes: [...scan.notes, ...(left === 0 ? [] : [`${note} and ${left === 1 ? 'is' : 'are'} left out.`])],
    source: (index) => archives[0].get(index),
    target: (index) => archives[1].get(index),
  };
}
