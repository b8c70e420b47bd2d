// The data sets that ship with Layerloom, as files in the assets folder.
import { createHash } from 'node:crypto';
import { existsSync, promises as files } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type BundledPixels, type BundledSet, bundledSetSchema } from '../../../shared/data/bundled';
import { stop } from './problem';

/**
 * The folder `assets`: LAYERLOOM_ASSETS, else the nearest one above this file or the working directory that holds
 * data sets.
 */
export function assetsFolder(): string {
  const named = process.env['LAYERLOOM_ASSETS'];
  if (named !== undefined && named !== '') return named;
  const starts = [typeof __dirname === 'string' ? __dirname : process.cwd(), process.cwd()];
  for (const start of starts) {
    for (let folder = start; ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'assets', 'data'))) return join(folder, 'assets');
      if (dirname(folder) === folder) break;
    }
  }
  return join(process.cwd(), 'assets');
}

const broken = 'Install Layerloom again to get it back.';

/** What the dataset.json of a bundled set says. */
export async function readBundledSet(id: string): Promise<BundledSet> {
  if (!/^[a-z0-9-]+$/.test(id))
    stop('data.bundled.unknown', `There is no bundled data set called "${id}". Choose another one.`);
  const path = join(assetsFolder(), 'data', id, 'dataset.json');
  const text = await files.readFile(path, 'utf8').catch(() => null);
  if (text === null) return stop('data.bundled.unknown', `The bundled data set "${id}" is not there. ${broken}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return stop('data.bundled.damaged', `The description of the bundled data set "${id}" is damaged. ${broken}`);
  }
  const parsed = bundledSetSchema.safeParse(json);
  if (!parsed.success || parsed.data.id !== id) {
    return stop('data.bundled.damaged', `The description of the bundled data set "${id}" is damaged. ${broken}`);
  }
  return parsed.data;
}

/** A file of a bundled set, checked against the SHA-256 in its dataset.json. */
export async function readBundledFile(set: BundledSet, file: string): Promise<Buffer> {
  const path = join(assetsFolder(), 'data', set.id, file);
  const bytes = await files.readFile(path).catch(() => null);
  if (bytes === null) return stop('data.bundled.damaged', `The file ${file} of "${set.title}" is missing. ${broken}`);
  if (sha256(bytes) !== set.sha256[file]) {
    stop('data.bundled.damaged', `The file ${file} of "${set.title}" is not the one that was shipped. ${broken}`);
  }
  return bytes;
}

/** Pixels [rows, height, width, channels] and one class index per picture. */
export async function readBundledImages(
  set: BundledPixels,
): Promise<{ readonly pixels: Uint8Array; readonly labels: Uint8Array }> {
  const [packed, labels] = await Promise.all([readBundledFile(set, set.file), readBundledFile(set, set.labels)]);
  const size = set.rows * set.height * set.width * set.channels;
  const pixels = await promisify(gunzip)(packed, { maxOutputLength: size + 1 });
  if (pixels.length !== size || labels.length !== set.rows || labels.some((label) => label >= set.classes.length)) {
    stop('data.bundled.damaged', `The pictures of "${set.title}" do not fit their description. ${broken}`);
  }
  return { pixels, labels };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
