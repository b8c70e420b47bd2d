// What columns have to do with the target, from the training part of an opened table.
import type { DataConfig } from '../../../../shared/data/config';
import { type RelatedValues, type Relation, relate } from '../../../../shared/data/relation';
import type { TableStore } from './tableStore';

/** Rows that are looked at: evenly spread over the training part. */
const mostRows = 50_000;

/** By column, for the first target. */
export function relationsOf(
  config: DataConfig,
  store: TableStore,
  train: Uint32Array,
): { readonly [column: string]: Relation } {
  const target = config.table?.columns.find(({ role, type }) => role === 'target' && type !== 'text');
  if (target === undefined) return {};
  const step = Math.max(1, Math.ceil(train.length / mostRows));
  const rows = step === 1 ? train : train.filter((_, at) => at % step === 0);
  const values = (name: string): RelatedValues | null => {
    const column = store.columns.get(name);
    if (column === undefined) return null;
    return column.type === 'number'
      ? { type: 'number', values: Float64Array.from(rows, (row) => column.values[row]!) }
      : {
          type: 'category',
          codes: Int32Array.from(rows, (row) => column.codes[row]!),
          count: Math.max(1, column.categories.length),
        };
  };
  const aims = values(target.name);
  if (aims === null) return {};
  const found: Record<string, Relation> = Object.create(null) as Record<string, Relation>;
  for (const { name, type } of config.table?.columns ?? []) {
    const own = name === target.name || type === 'picture' ? null : values(name);
    const relation = own === null ? null : relate(own, aims);
    if (relation !== null) found[name] = relation;
  }
  return { ...found };
}
