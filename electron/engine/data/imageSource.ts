// Where pictures come from: a folder or zip of files, or a bundled set in memory. Both give labels and pixels by number.
import { join } from 'node:path';
import { holdsPixels } from '../../../shared/data/bundled';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { images } from '../../../shared/data/kinds/images';
import { type Pixels, resizePixels } from '../../../shared/data/preprocess';
import type { ParamValues } from '../../../shared/result';
import { assetsFolder, readBundledFile, readBundledImages, readBundledSet, sha256 } from './assets';
import type { ImageHeader } from './imageFile';
import { type ImageEntry, type ImageList, listFolder, listZip } from './imageList';
import { inBlocks } from './pictures/inBlocks';
import { pictureReader } from './pictures/pictureReader';
import { checkedOptions } from './options';
import { type Watch, stop } from './problem';
import type { PictureSize } from './workers/pictureJob';

export interface ImageOptions {
  readonly pairs: number;
  readonly width: number;
  readonly height: number;
  readonly colour: 'auto' | 'grey' | 'colour';
  readonly scaling: 'zeroToOne' | 'minusOneToOne' | 'standardize';
}

export function imageOptions(values: ParamValues): ImageOptions {
  return checkedOptions(images.params, values);
}

export interface ImageSource {
  readonly name: string;
  readonly classes: readonly string[];
  /** Class of each picture, as index into `classes`. */
  readonly labels: ArrayLike<number>;
  readonly fingerprint: string;
  /** Another wherever a file's bytes may have changed, or its number. */
  readonly stamp: string;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** Sizes and colours seen, where the source was looked through. */
  readonly survey: Survey | null;
  /** The path of a picture's file within the folder or zip; none for pictures in memory. */
  path?(index: number): string;
  /** True where pixels cost nothing to fetch. */
  readonly inMemory: boolean;
  /**
   * Pictures at this size, each [height, width, channels] of 0 to 255; rejects with a DataError that names the first
   * file that cannot be used.
   */
  resized(indices: readonly number[], size: PictureSize, signal?: AbortSignal): Promise<readonly Uint8Array[]>;
  close(): void;
}

export interface Survey {
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly grey: boolean;
}

/** Up to so many pixels in all, every picture is decoded on the first look; beyond, headers and endings must do. */
const decodeBudget = 100_000_000;
/** Pictures that are looked at for colour even then. */
const colourSample = 100;

interface Surveyed extends Survey {
  readonly entries: readonly ImageEntry[];
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Looks at every file once: which are pictures, how large, and whether any has colour. */
async function survey(list: ImageList, watch: Watch): Promise<Surveyed> {
  const { signal } = watch;
  const reader = pictureReader(list);
  const entries: ImageEntry[] = [];
  const unreadable = [...list.unreadable];
  const sizes: (readonly [number, number])[] = [];
  const every = Math.max(1, Math.floor(list.entries.length / colourSample));
  let pixels = 0;
  let coloured = false;
  let at = 0;
  /** A file is decoded while the budget lasts, and some even then; else its header must do. */
  const isDecoded = ({ width, height, grey }: ImageHeader): boolean => {
    pixels += width * height;
    const sampled = at++ % every === 0 && !grey && width * height <= 4_000_000;
    return pixels <= decodeBudget || sampled;
  };
  await inBlocks(list.entries.length, watch, `Looking at the pictures of ${list.name}`, async (places) => {
    const block = places.map((place) => list.entries[place]!);
    const answers = await reader.headers(
      block.map(({ path }) => path),
      signal,
    );
    const decoded = block.filter((_, i) => {
      const answer = answers[i]!;
      return answer.ok && isDecoded(answer.header);
    });
    const looks = await reader.looks(
      decoded.map(({ path }) => path),
      signal,
    );
    const lookOf = new Map(decoded.map((entry, i) => [entry, looks[i]!]));
    for (const [i, entry] of block.entries()) {
      const answer = answers[i]!;
      const look = lookOf.get(entry);
      if (!answer.ok || look instanceof Error) {
        unreadable.push({ file: entry.path, reason: answer.ok ? (look as Error).message : answer.reason });
        continue;
      }
      const { width, height } = look ?? answer.header;
      entries.push(entry);
      sizes.push([width, height]);
      coloured ||= look?.coloured === true && !answer.header.grey;
    }
  });
  return { entries, unreadable, sizes, grey: !coloured };
}

function listSource(list: ImageList, surveyed: Surveyed | null, entries: readonly ImageEntry[]): ImageSource {
  const reader = pictureReader(list);
  const pathOf = (index: number) => entries[index]!.path;
  return {
    name: list.name,
    classes: list.classes,
    labels: entries.map(({ label }) => label),
    fingerprint: list.fingerprint,
    stamp: sha256([list.stamp, ...entries.map(({ path }) => path)].join('\n')),
    unreadable: surveyed?.unreadable ?? list.unreadable,
    notes: list.notes,
    survey: surveyed,
    inMemory: false,
    path: pathOf,
    resized: async (indices, size, signal) => {
      const made = await reader.sized(indices.map(pathOf), size, signal);
      return made.map((picture, i) =>
        picture instanceof Error
          ? stop(
              'data.images.file',
              `The picture ${pathOf(indices[i]!)} of "${list.name}" cannot be used. ${picture.message} Take it away or replace it, then read the data again on the data step.`,
            )
          : picture.pixels,
      );
    },
    close: () => list.close(),
  };
}

async function bundledSource(id: string, watch: Watch): Promise<ImageSource> {
  const set = await readBundledSet(id);
  if (set.kind !== 'images') return stop('data.kind', `"${set.title}" holds no pictures.`);
  if (!holdsPixels(set)) {
    // Read once to be checked against its hash; the zip is then opened as any other.
    await readBundledFile(set, set.file);
    const list = await listZip(join(assetsFolder(), 'data', set.id, set.file), watch);
    const { width, height, channels, classes } = set;
    const places = list.classes.map((name) => classes.indexOf(name));
    return {
      ...listSource(
        list,
        { entries: list.entries, unreadable: [], sizes: [[width, height]], grey: channels === 1 },
        list.entries,
      ),
      name: set.title,
      classes,
      labels: list.entries.map(({ label }) => places[label]!),
    };
  }
  const { pixels, labels } = await readBundledImages(set);
  const { width, height, channels } = set;
  const size = width * height * channels;
  const pixelsOf = (index: number): Pixels => ({
    data: pixels.subarray(index * size, (index + 1) * size),
    width,
    height,
    channels,
  });
  return {
    name: set.title,
    classes: set.classes,
    labels,
    fingerprint: sha256(`${set.sha256[set.file]}\n${set.sha256[set.labels]}`),
    stamp: set.sha256[set.file]!,
    unreadable: [],
    notes: [],
    survey: { sizes: [[width, height]], grey: channels === 1 },
    inMemory: true,
    resized: async (indices, { width, height, channels }) =>
      indices.map((index) => resizePixels(pixelsOf(index), width, height, channels)),
    close: () => undefined,
  };
}

/**
 * Opens a source of pictures. With `known`, a configuration made before, files are not looked through again unless
 * they changed. Throws a DataError where there is nothing to open.
 */
export async function openImageSource(source: DataSource, watch: Watch, known?: DataConfig): Promise<ImageSource> {
  if (source.type === 'generated') return stop('data.kind', 'Generated data sets are tables, not pictures.');
  if (source.type === 'bundled') return bundledSource(source.id, watch);
  const list = source.type === 'folder' ? await listFolder(source.path, watch) : await listZip(source.path, watch);
  try {
    const unreadable = known?.images?.unreadable;
    if (unreadable !== undefined && unreadable.length < 100 && list.fingerprint === known?.fingerprint) {
      const left = new Set(unreadable.map(({ file }) => file));
      return listSource(
        list,
        null,
        list.entries.filter(({ path }) => !left.has(path)),
      );
    }
    const surveyed = await survey(list, watch);
    return listSource(list, surveyed, surveyed.entries);
  } catch (error) {
    list.close();
    throw error;
  }
}
