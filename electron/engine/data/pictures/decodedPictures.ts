// What the kinds of pictures have in common once they are open: several decoded at a time, and how bright the training
// pictures are.
import type { ImageConfig } from '../../../../shared/data/config';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import type { PictureStore } from './pictureStore';

/** Pictures that are on their way at a time: enough to keep every thread busy while the next files are read. */
const atOnce = 16;
/** Files that a standardizing fit looks at; a mean over 2,000 pictures is exact enough and does not take minutes. */
const fitSample = 2000;

/** Mean and population deviation per channel of pixels 0..255. */
async function pixelStatistics(
  samples: Uint32Array,
  channels: number,
  pixels: (sample: number) => Promise<Uint8Array>,
  watch: Watch,
): Promise<{ readonly mean: readonly number[]; readonly std: readonly number[] } | null> {
  if (samples.length === 0) return null;
  const sums = Array.from({ length: channels }, () => 0);
  const squares = Array.from({ length: channels }, () => 0);
  let count = 0;
  const report = throttledProgress(watch, samples.length, 'Measuring the brightness of the training pictures');
  for (let i = 0; i < samples.length; i++) {
    const picture = await pixels(samples[i]!);
    // Whole numbers below 2^53: these sums are exact.
    for (let at = 0; at < picture.length; at++) {
      sums[at % channels]! += picture[at]!;
      squares[at % channels]! += picture[at]! ** 2;
    }
    count += picture.length / channels;
    report(i + 1);
    if (i % 50 === 49) {
      checkCancelled(watch);
      await breathe();
    }
  }
  const mean = sums.map((sum) => sum / count);
  return { mean, std: squares.map((sum, c) => Math.sqrt(Math.max(0, sum / count - mean[c]! ** 2))) };
}

/**
 * What fitting needs to know of the training pictures: null unless they are standardized. Of many only a sample is looked
 * at, of those `inMemory` all.
 */
export async function brightnessOf(
  train: Uint32Array,
  { scaling, channels }: Pick<ImageConfig, 'scaling' | 'channels'>,
  pixels: (sample: number) => Promise<Uint8Array>,
  watch: Watch,
  inMemory = false,
): ReturnType<typeof pixelStatistics> {
  if (scaling !== 'standardize') return null;
  const step = inMemory ? 1 : Math.max(1, Math.floor(train.length / fitSample));
  return pixelStatistics(
    train.filter((_, i) => i % step === 0),
    channels,
    pixels,
    watch,
  );
}

/** The preprocessing given, or fitted now; a source whose fit fails is closed. */
export async function fittedOr(
  given: FittedPreprocessing | undefined,
  fit: () => Promise<FittedPreprocessing>,
  source: { close(): void },
): Promise<FittedPreprocessing> {
  try {
    return given ?? (await fit());
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Runs `use` on what `make` makes of each sample, in order of finishing, several on their way at a time. */
export async function forEachMade<T>(
  wanted: Uint32Array,
  make: (sample: number) => Promise<T>,
  use: (made: T, i: number) => void,
): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let i = next++; i < wanted.length; i = next++) use(await make(wanted[i]!), i);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, wanted.length) }, work));
}

/** Decodes what is not yet on disk, so that training finds it there. Ends early, without a word, once it is aborted. */
export async function keepAll(store: PictureStore, samples: Uint32Array, signal: AbortSignal): Promise<void> {
  if (!store.lasts) return;
  const wanted = async (sample: number) => {
    if (!signal.aborted) await store.keep(sample).catch(() => undefined);
  };
  await forEachMade(samples, wanted, () => undefined);
}
