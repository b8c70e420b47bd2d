// Where clips come from: folders of pictures in a folder or zip, sorted into classes by the folders around them, or
// generated ones. All look the same from here on: numbered clips, each with so many pictures in order.
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { findGenerator, generateTable } from '../../../../shared/data/generators';
import { videoEnding } from '../../../../shared/data/media';
import { directions, paintMotion, parseMotion } from '../../../../shared/data/motion';
import { type PictureSize, resizePixels } from '../../../../shared/data/preprocess';
import { pictureFile } from '../../../../shared/data/tablePictures';
import { isSameSource } from '../../../../shared/data/fingerprint';
import { sha256 } from '../assets';
import { numberedName } from '../corrections';
import { type SamplePrints, printsOfContent } from '../filePrints';
import { tellOfFiles } from '../fileColumns';
import { type ImageList, listFolder, listZip, placedEntries } from '../pictures/imageList';
import type { Unreadable } from '../trees/fileTree';
import type { PictureGiven } from '../pictures/given';
import { inBlocks } from '../pictures/inBlocks';
import { pictureReader } from '../pictures/pictureReader';
import { type Watch, stop } from '../problem';
import type { ColumnListener } from '../sampleColumns';

/** What a look at the clips found: sizes of their first pictures, and whether any has colour. */
interface Survey {
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly grey: boolean;
}

export interface VideoSource {
  readonly name: string;
  readonly classes: readonly string[];
  readonly partFolders?: readonly string[];
  /** Class of each clip, as index into `classes`. */
  readonly labels: readonly number[];
  /** Pictures of each clip. */
  readonly lengths: readonly number[];
  readonly fingerprint: string;
  /** Another wherever a file's bytes may have changed, or its number; null where there are no files. */
  readonly stamp: string | null;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** Null where the clips were known already. */
  readonly survey: Survey | null;
  /** The clip's folder within the source, or what stands for it. */
  path(clip: number): string;
  /** Tells which clips are equal. */
  readonly prints: SamplePrints;
  /** Tells what is known of the clips besides; none where they are generated. */
  columns?(listener: ColumnListener): Promise<void>;
  /** These pictures of a clip at this size, each [height, width, channels] of 0 to 255. */
  frames(
    clip: number,
    places: readonly number[],
    size: PictureSize,
    signal?: AbortSignal,
  ): Promise<readonly Uint8Array[]>;
  /** A picture of a clip as it is. */
  original(clip: number, place: number): Promise<PictureGiven>;
  close(): void;
}

interface Clip {
  readonly path: string;
  readonly label: number;
  /** Paths of its pictures, in order. */
  readonly pictures: readonly string[];
}

const mostPictures = 100_000;
/** Generated clips whose pictures are kept while more of them are asked for. */
const mostPainted = 32;
/** "frame 2" comes before "frame 10". */
export const inOrder = new Intl.Collator('en', { numeric: true });

/** Pictures by the folder that they lie in; a folder of a class itself is no clip. */
function clipsOf(list: ImageList): { readonly clips: readonly Clip[]; readonly unreadable: readonly Unreadable[] } {
  const found = new Map<string, { readonly label: number; readonly pictures: string[] }>();
  const unreadable: Unreadable[] = [...list.unreadable];
  for (const { path, label } of list.entries) {
    const folders = path.split('/').slice(0, -1);
    const refuse = (reason: string) => unreadable.push({ file: path, reason });
    if (videoEnding.test(path))
      refuse('Choose a folder of video files by itself: the data step then takes their pictures.');
    else if (!pictureFile.test(path)) refuse('It is not a picture.');
    else if (label < 0 || folders.indexOf(list.classes[label]!) === folders.length - 1)
      refuse('It lies in no folder of a clip: put the pictures of each clip into a folder of their own.');
    else {
      const folder = folders.join('/');
      const clip = found.get(folder) ?? { label, pictures: [] };
      found.set(folder, clip);
      clip.pictures.push(path);
    }
  }
  const clips = [...found].map(([path, { label, pictures }]) => ({
    path,
    label,
    pictures: pictures.sort((a, b) => inOrder.compare(a, b)).slice(0, mostPictures),
  }));
  return { clips, unreadable };
}

/** Decodes the first picture of every clip: one that cannot be is left out. */
async function lookThrough(list: ImageList, clips: readonly Clip[], watch: Watch) {
  const reader = pictureReader(list);
  const kept: Clip[] = [];
  const unreadable: Unreadable[] = [];
  const sizes: (readonly [number, number])[] = [];
  let coloured = false;
  await inBlocks(clips.length, watch, `Looking at the clips of ${list.name}`, async (places) => {
    const looks = await reader.looks(
      places.map((place) => clips[place]!.pictures[0]!),
      null,
      watch.signal,
    );
    for (const [i, look] of looks.entries()) {
      const clip = clips[places[i]!]!;
      if (look instanceof Error) {
        unreadable.push({ file: clip.path, reason: `Its first picture cannot be used. ${look.message}` });
        continue;
      }
      sizes.push([look.width, look.height]);
      coloured ||= look.coloured;
      kept.push(clip);
    }
  });
  return { kept, unreadable, survey: { sizes, grey: !coloured } };
}

/** Clips are taken for equal where they have as many pictures, and the first, the middle and the last of them are equal. */
function clipPrints(list: ImageList, clips: readonly Clip[]): SamplePrints {
  return async (samples, watch) => {
    const pictures = Array.from(samples, (clip) => clips[clip]!.pictures);
    const compared = pictures.flatMap((all) => [0, all.length >> 1, all.length - 1].map((at) => all[at]!));
    const prints = await list.prints(compared, watch);
    const numbers = new Map<string, number>();
    return Float64Array.from(pictures, ({ length }, i) => {
      const key = [length, ...prints.subarray(3 * i, 3 * i + 3)].join(' ');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
  };
}

async function listSource(list: ImageList, watch: Watch, known: DataConfig | undefined): Promise<VideoSource> {
  const { clips: all, unreadable } = clipsOf(list);
  const before = known?.video?.unreadable;
  const isKnown = before !== undefined && before.length < 100 && isSameSource(known?.fingerprint, list.fingerprint);
  const left = new Set(before?.map(({ file }) => file));
  const seen = isKnown
    ? { kept: all.filter(({ path }) => !left.has(path)), unreadable: [], survey: null }
    : await lookThrough(list, all, watch);
  const clips = seen.kept;
  const reader = pictureReader(list);
  return {
    name: list.name,
    classes: list.classes,
    ...(list.partFolders === undefined ? {} : { partFolders: list.partFolders }),
    labels: clips.map(({ label }) => label),
    lengths: clips.map(({ pictures }) => pictures.length),
    fingerprint: list.fingerprint,
    stamp: sha256([list.stamp, ...clips.map(({ path }) => path)].join('\n')),
    unreadable: [...unreadable, ...seen.unreadable],
    notes: list.notes,
    survey: seen.survey,
    path: (clip) => clips[clip]!.path,
    prints: clipPrints(list, clips),
    columns: (listener) => tellOfFiles(listener, list, placedEntries(list, clips)),
    frames: async (clip, places, size, signal) => {
      const paths = places.map((at) => clips[clip]!.pictures[at]!);
      return (await reader.sized(paths, size, signal)).map((picture, i) =>
        picture instanceof Error
          ? stop(
              'data.video.file',
              `The picture ${paths[i]} of "${list.name}" cannot be used. ${picture.message} Take it away or replace it, then read the data again on the data step.`,
            )
          : picture.pixels,
      );
    },
    original: (clip, place) => list.read(clips[clip]!.pictures[place]!),
    close: () => list.close(),
  };
}

function generatedSource(source: Extract<DataSource, { type: 'generated' }>): VideoSource {
  const table = generateTable(source.id, source.params);
  if (!table.ok) return stop(table.problem.code, table.problem.message);
  const texts = table.value.columns['clip'];
  if (texts === undefined || texts instanceof Float64Array)
    return stop('data.kind', `The generated set "${source.id}" holds no clips.`);
  const motions = texts.map(parseMotion);
  const fingerprint = sha256(texts.join('\n'));
  /** The last few: several clips are asked for at a time, picture by picture. */
  const painted = new Map<number, readonly Uint8Array[]>();
  const picturesOf = (clip: number): readonly Uint8Array[] => {
    const pictures = painted.get(clip) ?? paintMotion(motions[clip]!);
    painted.set(clip, pictures);
    if (painted.size > mostPainted) painted.delete(painted.keys().next().value!);
    return pictures;
  };
  const pictureOf = (clip: number, place: number) => {
    const { side } = motions[clip]!;
    return { data: picturesOf(clip)[place]!, width: side, height: side, channels: 1 } as const;
  };
  return {
    name: findGenerator(source.id)?.title ?? source.id,
    classes: directions,
    labels: motions.map(({ direction }) => directions.indexOf(direction)),
    lengths: motions.map(({ frames }) => frames),
    fingerprint,
    stamp: null,
    unreadable: [],
    notes: [],
    survey: { sizes: motions.slice(0, 1).map(({ side }) => [side, side]), grey: true },
    path: (clip) => numberedName(clip, fingerprint),
    // Of one text the same clip is painted.
    prints: printsOfContent((clip) => texts[clip]!),
    frames: async (clip, places, size) => places.map((place) => resizePixels(pictureOf(clip, place), size)),
    original: async (clip, place) => pictureOf(clip, place),
    close: () => undefined,
  };
}

/**
 * Opens a source of clips. With `known`, a configuration made before, they are not looked through again unless files
 * changed. Throws a DataError where there is nothing to open.
 */
export async function openVideoSource(source: DataSource, watch: Watch, known?: DataConfig): Promise<VideoSource> {
  if (source.type === 'generated') return generatedSource(source);
  if (source.type === 'bundled')
    return stop('data.kind', 'No set of clips ships with Layerloom. Choose a folder, a zip or a generated set.');
  const list = source.type === 'folder' ? await listFolder(source.path, watch) : await listZip(source.path, watch);
  try {
    return await listSource(list, watch, known);
  } catch (error) {
    list.close();
    throw error;
  }
}
