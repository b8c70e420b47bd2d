// A row of a table by its columns' names, numbers written with a point whatever the file writes: what a form can be
// filled with, and what every exported program reads alike.
import type { TableConfig } from '../../../../shared/data/config';

/** Missing cells are null. Columns that are not numbers keep their commas. */
export function namedCells(
  table: TableConfig | undefined,
  cells: readonly (string | null)[] | undefined,
): { readonly [column: string]: string | null } {
  const comma = table?.dialect?.decimal === ',';
  return Object.fromEntries(
    (table?.columns ?? []).map(({ name, type }, place) => {
      const cell = cells?.[place] ?? null;
      return [name, cell !== null && comma && type === 'number' ? cell.replace(',', '.') : cell];
    }),
  );
}
