// The first look through a folder or zip of pictures: each file is read once, and what has to be decoded is kept on disk
// for who opens the set next.
import type { PictureSize } from '../../../../shared/data/preprocess';
import type { ImageHeader } from './imageFile';
import type { ImageList } from './imageList';
import type { Unreadable } from '../trees/fileTree';
import { inBlocks } from './inBlocks';
import { createKeptLooks } from './keptLooks';
import { type PictureReader, pictureReader } from './pictureReader';
import type { Watch } from '../problem';
import { type PictureSeen, isLarge } from '../workers/filesJob';
import type { PictureLook } from '../workers/lookJob';
import { orCancelled } from '../workers/orCancelled';

export interface Survey {
  /** Of pictures evenly from the whole set. */
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly grey: boolean;
}

export interface Surveyed extends Survey {
  /** Pictures that can be read, by their places in the list. */
  readonly places: readonly number[];
  readonly unreadable: readonly Unreadable[];
}

/** What a network will want of such pictures. */
export type Expects = (survey: Survey) => PictureSize | null;

/**
 * Up to so much every picture is decoded on the first look (60,000 of 64 by 64, 5,000 of 640 by 480: some 20 seconds of one
 * core); beyond, headers and endings must do.
 */
const decodeBudget = 1_750_000_000;
/** What decoding costs, in pixels: a file by itself takes as long as so many of them. */
const costOf = ({ width, height }: ImageHeader): number => 25_000 + width * height;
/**
 * Pictures whose headers are read before anything else: their sizes say what a network will want of all, so that nothing
 * has to be decoded twice.
 */
const sizeSample = 256;
/** Pictures that are looked at for colour even then. */
const colourSample = 100;
const largestSampled = 4_000_000;
/** Pictures looked at together. */
const together = 64;

/** Files of these places as they were seen: those that `decodes` names decoded, but for large ones. */
async function seenOf(
  reader: PictureReader,
  pathsOf: (places: readonly number[]) => readonly string[],
  block: readonly number[],
  decodes: (place: number) => boolean,
  size: PictureSize | null,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, PictureSeen | Error>> {
  const found = new Map<number, PictureSeen | Error>();
  const look = async (places: readonly number[], decoded: boolean) => {
    const seen = await reader.seen(pathsOf(places), { decodes: decoded, size }, signal);
    places.forEach((place, i) => found.set(place, seen[i]!));
  };
  await Promise.all([
    look(block.filter(decodes), true),
    look(
      block.filter((place) => !decodes(place)),
      false,
    ),
  ]);
  return found;
}

/** What was found so far. */
class Findings {
  readonly places: number[] = [];
  /** Of decoding all whose headers were read. */
  cost = 0;
  coloured = false;

  constructor(
    readonly unreadable: Unreadable[],
    private readonly sizes: Survey['sizes'],
  ) {}

  take(place: number, header: ImageHeader, look: PictureLook | null): void {
    this.places.push(place);
    this.coloured ||= look?.coloured === true && !header.grey;
  }

  get survey(): Survey {
    return { sizes: this.sizes, grey: !this.coloured };
  }

  /** What a network will want of such pictures; null while there are none. */
  expected(expects: Expects): PictureSize | null {
    return this.places.length === 0 || this.sizes.length === 0 ? null : expects(this.survey);
  }
}

/** Sizes of pictures evenly from the whole list; those whose headers cannot be read are left out. */
async function sampledSizes(list: ImageList, reader: PictureReader, watch: Watch): Promise<Survey['sizes']> {
  const step = Math.max(1, list.entries.length / sizeSample);
  const paths = Array.from(
    { length: Math.min(sizeSample, list.entries.length) },
    (_, i) => list.entries[Math.floor(i * step)]!.path,
  );
  const seen = await orCancelled(watch, reader.seen(paths, { decodes: false, size: null }, watch.signal));
  return seen.flatMap((one) => (one instanceof Error ? [] : [[one.header.width, one.header.height] as const]));
}

/** Which files of the list are pictures, how large they are, and whether any has colour. */
export async function surveyPictures(list: ImageList, watch: Watch, expects: Expects): Promise<Surveyed> {
  const { signal } = watch;
  const reader = pictureReader(list);
  const kept = createKeptLooks({ stamp: list.stamp, count: list.entries.length });
  const found = new Findings([...list.unreadable], await sampledSizes(list, reader, watch));
  const pathsOf = (places: readonly number[]) => places.map((place) => list.entries[place]!.path);
  const every = Math.max(1, Math.floor(list.entries.length / colourSample));
  /** Whether a picture that is too large to be decoded beside others is worth being read once more. */
  const isWorthIt = ({ width, height, grey }: ImageHeader, place: number): boolean =>
    found.cost <= decodeBudget || (place % every === 0 && !grey && width * height <= largestSampled);

  const lookAtBlock = async (block: readonly number[]) => {
    const size = kept.size();
    const within = found.cost <= decodeBudget;
    const decodes = (place: number) => within || place % every === 0;
    const seen = await seenOf(reader, pathsOf, block, decodes, size, signal);
    const large = block.filter((place) => {
      const one = seen.get(place)!;
      if (one instanceof Error) return false;
      found.cost += costOf(one.header);
      return isLarge(one.header) && isWorthIt(one.header, place);
    });
    const looks = await reader.looks(pathsOf(large), size, signal);
    const whole: { readonly place: number; readonly look: PictureLook }[] = [];
    for (const place of block) {
      const one = seen.get(place)!;
      const at = large.indexOf(place);
      const look = one instanceof Error ? one : at < 0 ? one.look : looks[at]!;
      if (one instanceof Error || look instanceof Error) {
        found.unreadable.push({ file: list.entries[place]!.path, reason: (look as Error).message });
        continue;
      }
      found.take(place, one.header, look);
      if (look !== null) whole.push({ place, look });
    }
    await kept.keep(
      whole.map(({ place }) => place),
      whole.map(({ look }) => look),
    );
    await kept.expect(found.expected(expects));
  };

  try {
    const message = `Looking at the pictures of ${list.name}`;
    await inBlocks(list.entries.length, watch, message, lookAtBlock, together);
  } finally {
    await kept.close();
  }
  const { places, unreadable, survey } = found;
  return { places, unreadable, ...survey };
}
