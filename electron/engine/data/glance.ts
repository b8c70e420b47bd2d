// The first rows of a source, at once, while the whole of it is still being read: what a person looks at meanwhile.
import type { DataSource } from '../../../shared/data/config';
import type { ParamValues, Result } from '../../../shared/result';
import type { DataGlance } from '../../../shared/data/shown';
import { settle } from './problem';
import { tableHead } from './tableHead';

const shown = 30;
const mostColumns = 50;
const longestCell = 200;

/** Rows of a table; none for sources that are no tables. Never reads more than the source's beginning. */
export function glanceData(source: DataSource, options: ParamValues): Promise<Result<DataGlance>> {
  const name = 'name' in source ? source.name : source.id;
  return settle(name, async () => {
    if (source.type === 'folder') return { columns: [], rows: [] };
    const { columns, rows } = await tableHead(source, options, {}, shown);
    return {
      columns: columns.slice(0, mostColumns),
      rows: rows
        .slice(0, shown)
        .map((row) => row.slice(0, mostColumns).map((cell) => (cell === null ? null : cell.slice(0, longestCell)))),
    };
  });
}
