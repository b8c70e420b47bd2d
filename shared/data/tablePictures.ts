// Pictures in a table: a column names a file in each row, and the network sees the picture on an input of its own, beside
// the columns that are numbers or categories.
import { spec as tensorSpec } from '../shape';
import type { ColumnConfig, TableConfig, TablePictures } from './config';
import type { InputSpec } from './spec';

/** Names of files that can be read as pictures. */
export const pictureFile = /\.(?:png|jpe?g|gif|webp|bmp|avif)$/i;

/** Whether these different cells name picture files, with a slip here and there. */
export function namesPictures(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.filter((cell) => pictureFile.test(cell)).length >= 0.9 * cells.length;
}

/** How pictures are prepared before anybody looked at them. */
const unseen: TablePictures = { width: 64, height: 64, channels: 3, scaling: 'zeroToOne' };

export const picturesOf = ({ pictures = unseen }: TableConfig): TablePictures => pictures;

/** Columns of pictures that a network sees, by the name of their input: the column's, told apart from other inputs. */
export function pictureInputs(columns: readonly ColumnConfig[]): ReadonlyMap<string, ColumnConfig> {
  const seen = columns.filter(({ role }) => role === 'feature');
  const taken = new Set(seen.filter(({ type }) => type !== 'picture').map(({ input }) => input));
  return new Map(
    seen
      .filter(({ type }) => type === 'picture')
      .map((column) => [taken.has(column.name) ? `${column.name} (picture)` : column.name, column] as const),
  );
}

export function pictureSpecs(table: TableConfig): { readonly [input: string]: InputSpec } {
  const { width, height, channels } = picturesOf(table);
  const tensor = tensorSpec([height, width, channels]);
  return Object.fromEntries(
    [...pictureInputs(table.columns)].map(([name, { name: title }]) => [name, { title, modality: 'image', tensor }]),
  );
}
