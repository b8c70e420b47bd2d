// Other data for a network that is there already.
import type { ColumnConfig, DataConfig, TableConfig } from './config';

const pictures = ['width', 'height', 'channels', 'framing', 'scaling'] as const;
const texts = ['length', 'vocabularySize'] as const;

/** What shapes the network, or was decided for it, in each part of a configuration; the rest is found in the data. */
const kept = {
  images: pictures,
  masks: pictures,
  boxes: pictures,
  video: [...pictures, 'frames'],
  text: texts,
  tags: texts,
  series: ['window', 'horizon', 'steps'],
  audio: ['rate', 'length', 'trim', 'fft', 'hop', 'mels', 'minHz', 'maxHz'],
} as const satisfies { readonly [Part in keyof DataConfig]?: readonly (keyof NonNullable<DataConfig[Part]>)[] };

const partOfColumn = ['role', 'input'] as const satisfies readonly (keyof ColumnConfig)[];
const madeNumbers = [
  'missing',
  'constant',
  'steps',
  'keep',
  'encoding',
] as const satisfies readonly (keyof ColumnConfig)[];

/** What was found in other data of the same kind, with what was decided `before`, column by column and part by part. */
export function withDecisions(found: DataConfig, before: DataConfig | null): DataConfig {
  if (before === null || before.kind !== found.kind) return found;
  const parts = (Object.keys(kept) as (keyof typeof kept)[]).flatMap((part) => {
    const [now, then] = [found[part], before[part]];
    return now === undefined || then === undefined
      ? []
      : [[part, { ...now, ...stretchedBefore(now), ...picked(then, kept[part]) }]];
  });
  const { pairs, table } = found;
  return {
    ...found,
    split: before.split,
    ...(Object.fromEntries(parts) as Partial<DataConfig>),
    ...(table === undefined ? {} : { table: withColumns(table, before.table) }),
    ...(pairs === undefined || before.pairs === undefined
      ? {}
      : {
          pairs: {
            ...pairs,
            source: { ...pairs.source, ...picked(before.pairs.source, texts) },
            target: { ...pairs.target, ...picked(before.pairs.target, texts) },
          },
        }),
  };
}

/** Pictures of documents from before there was a choice of framing are stretched. */
const stretchedBefore = (found: object) => ('framing' in found ? { framing: 'stretch' } : {});

/** Those of the names that are there. */
function picked<T extends object>(from: T, names: readonly string[]): Partial<T> {
  const there = names.filter((name) => name in from);
  return Object.fromEntries(there.map((name) => [name, from[name as keyof T]])) as Partial<T>;
}

/** Columns of the same name keep their part in the network; how they become numbers too, where they are of the same type. */
function withColumns(table: TableConfig, before: TableConfig | undefined): TableConfig {
  const decided = new Map((before?.columns ?? []).map((column) => [column.name, column]));
  const columns = table.columns.map((column) => {
    const old = decided.get(column.name);
    if (old === undefined) return column;
    return { ...column, ...picked(old, old.type === column.type ? [...partOfColumn, ...madeNumbers] : partOfColumn) };
  });
  return { ...table, columns };
}
