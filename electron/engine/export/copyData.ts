// Data that travels with an export.
import { holdsPixels } from '../../../shared/data/bundled';
import type { DataConfig } from '../../../shared/data/config';
import type { DataCopy } from '../../../shared/export/format';
import { readBundledImages, readBundledSet } from '../data/assets';
import type { OpenedData } from '../data/dataset';

/** Tables up to this many rows travel with an export, when they live inside the app. */
const mostRows = 200_000;

/** Data that lives inside the app, for a project that is to be trained elsewhere; a person's own file stays theirs. */
export async function copyData(config: DataConfig, data: OpenedData): Promise<DataCopy | undefined> {
  const { source, table, images } = config;
  if (source.type !== 'bundled' && source.type !== 'generated') return undefined;
  if (table !== undefined && table.rowCount <= mostRows) {
    const rows = await data.show(Uint32Array.from({ length: table.rowCount }, (_, row) => row));
    return {
      type: 'table',
      columns: table.columns.map((column) => column.name),
      rows: rows.map((row) => row.cells ?? []),
    };
  }
  if (data.rows !== undefined && data.total <= mostRows) return { type: 'table', ...(await data.rows()) };
  if (data.files !== undefined) return { type: 'files', files: await data.files() };
  if (images === undefined || source.type !== 'bundled') return undefined;
  const set = await readBundledSet(source.id);
  if (!holdsPixels(set)) return undefined;
  const { pixels, labels } = await readBundledImages(set);
  const places = set.classes.map((name) => images.classes.indexOf(name));
  return {
    type: 'images',
    width: set.width,
    height: set.height,
    channels: set.channels === 3 ? 3 : 1,
    pixels,
    labels: Int32Array.from(labels, (label) => places[label] ?? -1),
  };
}
