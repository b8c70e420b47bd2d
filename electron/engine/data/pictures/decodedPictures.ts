// What the kinds of pictures have in common once they are open: how bright the training pictures are, and decoding ahead.
import type { ImageConfig } from '../../../../shared/data/config';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import { orCancelled } from '../workers/orCancelled';
import type { PictureStore } from './pictureStore';

/** Files that a standardizing fit looks at; a mean over 2,000 pictures is exact enough and does not take minutes. */
const fitSample = 2000;
/** Pictures asked for in one go: enough for every thread, few enough to end soon, clips no more than fit beside a run. */
const togetherOf = (bytesEach: number) => Math.max(1, Math.min(64, Math.floor(2 ** 26 / bytesEach)));

/** Where decoded pictures come from. */
export interface PixelSource {
  /** Pictures of these numbers, in their order. */
  readonly pixels: (samples: Uint32Array, signal?: AbortSignal) => Promise<readonly Uint8Array[]>;
  readonly bytesEach: number;
  /** Whether asking for them costs nothing. */
  readonly inMemory?: boolean;
}

/** Mean and population deviation per channel of pixels 0..255. */
async function pixelStatistics(
  samples: Uint32Array,
  channels: number,
  { pixels, bytesEach }: PixelSource,
  watch: Watch,
): Promise<{ readonly mean: readonly number[]; readonly std: readonly number[] } | null> {
  if (samples.length === 0) return null;
  const sums = Array.from({ length: channels }, () => 0);
  const squares = Array.from({ length: channels }, () => 0);
  let count = 0;
  const together = togetherOf(bytesEach);
  const report = throttledProgress(watch, samples.length, 'Measuring the brightness of the training pictures');
  for (let first = 0; first < samples.length; first += together) {
    checkCancelled(watch);
    const pictures = await orCancelled(watch, pixels(samples.subarray(first, first + together), watch.signal));
    // Whole numbers below 2^53: these sums are exact.
    for (const picture of pictures) {
      for (let at = 0; at < picture.length; at++) {
        sums[at % channels]! += picture[at]!;
        squares[at % channels]! += picture[at]! ** 2;
      }
      count += picture.length / channels;
    }
    report(first + pictures.length);
    await breathe();
  }
  const mean = sums.map((sum) => sum / count);
  return { mean, std: squares.map((sum, c) => Math.sqrt(Math.max(0, sum / count - mean[c]! ** 2))) };
}

/**
 * What fitting needs to know of the training pictures: null unless they are standardized. Of many only a sample is looked
 * at, of those in memory all.
 */
export async function brightnessOf(
  train: Uint32Array,
  { scaling, channels }: Pick<ImageConfig, 'scaling' | 'channels'>,
  source: PixelSource,
  watch: Watch,
): ReturnType<typeof pixelStatistics> {
  if (scaling !== 'standardize') return null;
  const step = source.inMemory === true ? 1 : Math.max(1, Math.floor(train.length / fitSample));
  return pixelStatistics(
    train.filter((_, i) => i % step === 0),
    channels,
    source,
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

/** Decodes what is not yet on disk, so that training finds it there. Ends early, without a word, once it is aborted. */
export async function keepAll(store: PictureStore, samples: Uint32Array, signal: AbortSignal): Promise<void> {
  if (!store.lasts) return;
  const together = togetherOf(store.bytesEach);
  for (let first = 0; first < samples.length && !signal.aborted; first += together) {
    const some = samples.subarray(first, first + together);
    // One that cannot be decoded is told to who needs it.
    await store.keep(some, signal).catch(() => undefined);
  }
}
