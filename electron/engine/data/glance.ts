// What a person looks at while the whole of a source is still being read: the first rows of a table, some pictures of a
// folder.
import { basename, dirname, join } from 'node:path';
import type { DataSource } from '../../../shared/data/config';
import { pictureFile } from '../../../shared/data/tablePictures';
import type { ParamValues, Result } from '../../../shared/result';
import type { DataGlance, GlancePicture } from '../../../shared/data/shown';
import { pictureUrl } from './pictures/imageFile';
import { pictureReader } from './pictures/pictureReader';
import { readWhole } from './pictures/wholeFile';
import { settle } from './problem';
import { pathsInFolder } from './sniff';
import { tableHead } from './tables/tableHead';

const shown = 30;
const mostColumns = 50;
const longestCell = 200;
const shownPictures = 24;
/** Sides of the pictures that are shown, stretched. */
const side = 96;

/** Pictures evenly from all folders of a folder; those that cannot be read are told by whoever reads the whole. */
async function firstPictures(folder: string): Promise<readonly GlancePicture[]> {
  const all = (await pathsInFolder(folder)).filter((path) => pictureFile.test(path));
  const count = Math.min(shownPictures, all.length);
  const paths = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
  const where = (path: string) => join(folder, path);
  const reader = pictureReader({ where, read: (path) => readWhole(where(path)) });
  const made = await reader.sized(paths, { width: side, height: side, channels: 3, framing: 'stretch' });
  return made.flatMap((one, i) => {
    if (one instanceof Error) return [];
    const { pixels, width, height } = one;
    const inside = dirname(paths[i]!);
    return [
      { picture: pictureUrl(pixels, side, side, 3), width, height, label: inside === '.' ? '' : basename(inside) },
    ];
  });
}

/** Nothing for sources that are neither table nor folder. Never reads more than the source's beginning. */
export function glanceData(source: DataSource, options: ParamValues): Promise<Result<DataGlance>> {
  const name = 'name' in source ? source.name : source.id;
  return settle(name, async () => {
    if (source.type === 'folder') return { columns: [], rows: [], pictures: await firstPictures(source.path) };
    const { columns, rows } = await tableHead(source, options, {}, shown);
    return {
      columns: columns.slice(0, mostColumns),
      rows: rows
        .slice(0, shown)
        .map((row) => row.slice(0, mostColumns).map((cell) => (cell === null ? null : cell.slice(0, longestCell)))),
      pictures: [],
    };
  });
}
