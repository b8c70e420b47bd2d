// Pictures that are decoded on the first look anyway, kept on disk at the size that a network will want: a first run then
// finds them there. The size is a guess while the look goes on; where it changes, what was kept before is of no use.
import type { PictureSize } from '../../../../shared/data/preprocess';
import type { PictureLook } from '../workers/lookJob';
import { type PictureDisk, type PictureKey, openPictureDisk } from './pictureDisk';

/** What is made of pictures, in a word: stretched ones are called as before there was a choice. */
export const madeName = ({ width, height, channels, framing }: PictureSize): string =>
  `${width} ${height} ${channels}${framing === 'stretch' ? '' : ` ${framing}`}`;

/** What decoded pictures of a set are told by, and what is made of them. */
export const pictureKey = (set: Pick<PictureKey, 'stamp' | 'count'>, size: PictureSize): PictureKey => ({
  stamp: set.stamp,
  count: set.count,
  made: madeName(size),
  bytesEach: size.width * size.height * size.channels,
});

export interface KeptLooks {
  /** The size at which the next pictures are to be looked at; null where there is none to keep them at. */
  size(): PictureSize | null;
  /** What a network seems to want, as far as is known by now. */
  expect(size: PictureSize | null): Promise<void>;
  /** Keeps what looks of the present size came with, beside whatever comes next. */
  keep(places: readonly number[], looks: readonly PictureLook[]): Promise<void>;
  /** Resolves once all of it is written, as far as it can be. */
  close(): Promise<void>;
}

const isSame = (a: PictureSize | null, b: PictureSize | null) =>
  (a === null ? null : madeName(a)) === (b === null ? null : madeName(b));

export function createKeptLooks(set: Pick<PictureKey, 'stamp' | 'count'>): KeptLooks {
  let expected: PictureSize | null = null;
  let disk: PictureDisk | null = null;
  let writing: Promise<void> = Promise.resolve();
  return {
    size: () => (disk === null ? null : expected),
    async expect(size) {
      if (isSame(size, expected)) return;
      expected = size;
      await disk?.close();
      disk = size === null ? null : await openPictureDisk(pictureKey(set, size));
    },
    async keep(places, looks) {
      await writing;
      const whole = looks.flatMap(({ pixels }, i) => (pixels === undefined ? [] : [{ place: places[i]!, pixels }]));
      writing =
        disk?.write(
          whole.map(({ place }) => place),
          whole.map(({ pixels }) => pixels),
        ) ?? Promise.resolve();
    },
    async close() {
      await disk?.close();
      disk = null;
    },
  };
}
