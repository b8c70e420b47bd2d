// First look at a set of pictures: classes, counts, a size and a number of channels to start with.
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { defaultSplit } from '../../../shared/data/guess';
import { images } from '../../../shared/data/kinds/images';
import { defaultsOf } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import { imageOptions, openImageSource } from './imageSource';
import { type Watch, stop } from './problem';

/** Pictures that are all of one size keep it up to this; larger and mixed ones start at `startSize` for speed. */
const keptSize = 128;
const startSize = 64;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? startSize;
}

/** Width and height: as asked, else that of all pictures, else their medians scaled so that the longer side is 64. */
export function chooseSize(
  sizes: readonly (readonly [number, number])[],
  asked: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } {
  let width = median(sizes.map(([w]) => w));
  let height = median(sizes.map(([, h]) => h));
  const equal = sizes.every(([w, h]) => w === width && h === height);
  const longest = Math.max(width, height);
  if (longest > (equal ? keptSize : startSize)) {
    width = Math.max(1, Math.round((width * startSize) / longest));
    height = Math.max(1, Math.round((height * startSize) / longest));
  }
  if (asked.width > 0 && asked.height > 0) return { width: asked.width, height: asked.height };
  const within = (side: number) => Math.min(1024, Math.max(1, Math.round(side)));
  if (asked.width > 0) return { width: asked.width, height: within((asked.width * height) / width) };
  if (asked.height > 0) return { width: within((asked.height * width) / height), height: asked.height };
  return { width, height };
}

/** Throws a DataError where there are no pictures to use. */
export async function inspectImages(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = imageOptions(values);
  const { colour } = options;
  const channelsOf = (grey: boolean) => (colour === 'auto' ? (grey ? 1 : 3) : colour === 'grey' ? 1 : 3);
  const opened = await openImageSource(source, watch, {
    expects: (size, grey) => {
      const known = size !== null || (options.width > 0 && options.height > 0);
      return known ? { ...chooseSize(size === null ? [] : [size], options), channels: channelsOf(grey) } : null;
    },
  });
  try {
    const { classes, labels, unreadable, survey } = opened;
    const classCounts = classes.map(() => 0);
    for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) classCounts[labels[i]!]!++;
    if (labels.length === 0) {
      const [first] = unreadable;
      stop(
        'data.images.none',
        `"${opened.name}" holds no picture that can be read${first === undefined ? '' : `, for example ${first.file}: ${first.reason}`} Use PNG, JPEG, GIF, WebP, BMP or AVIF, in one folder per class.`,
      );
    }
    return {
      kind: 'images',
      source,
      options: { ...defaultsOf(images.params), ...values },
      images: {
        ...chooseSize(survey?.sizes ?? [], options),
        channels: channelsOf(survey?.grey === true),
        scaling: options.scaling,
        classes,
        classCounts,
        imageCount: labels.length,
        ...(options.pairs > 0 ? { pairs: options.pairs } : {}),
        unreadable: unreadable.slice(0, 100),
      },
      split: defaultSplit(true),
      fingerprint: opened.fingerprint,
      ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
    };
  } finally {
    opened.close();
  }
}
