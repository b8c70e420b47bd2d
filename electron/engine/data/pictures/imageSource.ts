// Where pictures come from: a folder or zip of files, or a bundled set in memory. Both give labels and pixels by number.
import { join } from 'node:path';
import { holdsPixels } from '../../../../shared/data/bundled';
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { images } from '../../../../shared/data/kinds/images';
import { type PictureSize, type Pixels, resizePixels } from '../../../../shared/data/preprocess';
import { isSameSource } from '../../../../shared/data/fingerprint';
import type { ParamValues } from '../../../../shared/result';
import { assetsFolder, readBundledFile, readBundledImages, readBundledSet, sha256 } from '../assets';
import { type SamplePrints, printsByPath, printsOfContent } from '../filePrints';
import { tellOfFiles } from '../fileColumns';
import { type ImageList, listFolder, listZip, placedEntries } from './imageList';
import { type Expects, type Survey, type Surveyed, surveyPictures } from './imageSurvey';
import { checkedOptions } from '../options';
import type { PictureGiven } from './given';
import type { PictureOptions } from './prepared';
import { pictureReader } from './pictureReader';
import type { MadePicture } from './pictureStore';
import { type Watch, dataError, stop } from '../problem';
import type { ColumnListener } from '../sampleColumns';

export interface ImageOptions extends PictureOptions {
  readonly pairs: number;
}

export function imageOptions(values: ParamValues): ImageOptions {
  return checkedOptions(images.params, values);
}

export interface ImageSource {
  readonly name: string;
  readonly classes: readonly string[];
  readonly partFolders?: readonly string[];
  /** Class of each picture, as index into `classes`. */
  readonly labels: ArrayLike<number>;
  readonly fingerprint: string;
  /** Another wherever a file's bytes may have changed, or its place. */
  readonly stamp: string;
  /** Files in all, left out ones included, and a picture's place among them: decoded pictures are kept by it. */
  readonly count: number;
  place(index: number): number;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** Sizes and colours seen, where the source was looked through. */
  readonly survey: Survey | null;
  /** The path of a picture's file within the folder or zip; none for pictures in memory. */
  path?(index: number): string;
  /** Tells which pictures are equal. */
  readonly prints: SamplePrints;
  /** Tells what is known of the pictures besides; none for pictures in memory. */
  columns?(listener: ColumnListener): Promise<void>;
  /** True where pixels cost nothing to fetch. */
  readonly inMemory: boolean;
  /**
   * The pictures at these places at this size, each [height, width, channels] of 0 to 255; a DataError that names its file
   * for each that cannot be used.
   */
  resized(places: readonly number[], size: PictureSize, signal?: AbortSignal): Promise<readonly MadePicture[]>;
  /** The picture at a place as it is. */
  original(place: number): Promise<PictureGiven>;
  close(): void;
}

function listSource(list: ImageList, surveyed: Surveyed | null, places: readonly number[]): ImageSource {
  const reader = pictureReader(list);
  const fileOf = (place: number) => list.entries[place]!.path;
  const path = (index: number) => fileOf(places[index]!);
  return {
    name: list.name,
    classes: list.classes,
    ...(list.partFolders === undefined ? {} : { partFolders: list.partFolders }),
    labels: places.map((place) => list.entries[place]!.label),
    fingerprint: list.fingerprint,
    stamp: list.stamp,
    count: list.entries.length,
    place: (index) => places[index]!,
    unreadable: surveyed?.unreadable ?? list.unreadable,
    notes: list.notes,
    survey: surveyed,
    inMemory: false,
    path,
    prints: printsByPath(list.prints, path),
    columns: (listener) =>
      tellOfFiles(
        listener,
        list,
        placedEntries(
          list,
          places.map((place) => list.entries[place]!),
        ),
      ),
    resized: async (wanted, size, signal) => {
      const made = await reader.sized(wanted.map(fileOf), size, signal);
      return made.map((picture, i) =>
        picture instanceof Error
          ? dataError(
              'data.images.file',
              `The picture ${fileOf(wanted[i]!)} of "${list.name}" cannot be used. ${picture.message} Take it away or replace it, then read the data again on the data step.`,
            )
          : picture.pixels,
      );
    },
    original: (place) => list.read(fileOf(place)),
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
        { places: [...list.entries.keys()], unreadable: [], sizes: [[width, height]], grey: channels === 1 },
        [...list.entries.keys()],
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
    count: labels.length,
    place: (index) => index,
    unreadable: [],
    notes: [],
    survey: { sizes: [[width, height]], grey: channels === 1 },
    inMemory: true,
    prints: printsOfContent((index) => pixels.subarray(index * size, (index + 1) * size)),
    resized: async (places, size) => places.map((place) => resizePixels(pixelsOf(place), size)),
    original: async (place) => pixelsOf(place),
    close: () => undefined,
  };
}

export interface Opening {
  /** A configuration made before: files are not looked through again unless they changed. */
  readonly known?: DataConfig;
  /** What a network will want of the pictures, where that can be said while they are looked through. */
  readonly expects?: Expects;
}

/** Opens a source of pictures. Throws a DataError where there is nothing to open. */
export async function openImageSource(
  source: DataSource,
  watch: Watch,
  { known, expects = () => null }: Opening,
): Promise<ImageSource> {
  if (source.type === 'generated') return stop('data.kind', 'Generated data sets are tables, not pictures.');
  if (source.type === 'bundled') return bundledSource(source.id, watch);
  const list = source.type === 'folder' ? await listFolder(source.path, watch) : await listZip(source.path, watch);
  try {
    const unreadable = known?.images?.unreadable;
    if (unreadable !== undefined && unreadable.length < 100 && isSameSource(known?.fingerprint, list.fingerprint)) {
      const left = new Set(unreadable.map(({ file }) => file));
      const places = [...list.entries.keys()].filter((place) => !left.has(list.entries[place]!.path));
      return listSource(list, null, places);
    }
    const surveyed = await surveyPictures(list, watch, expects);
    return listSource(list, surveyed, surveyed.places);
  } catch (error) {
    list.close();
    throw error;
  }
}
