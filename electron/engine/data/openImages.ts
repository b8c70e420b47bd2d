// Pictures opened for a run: split, scaled as fitted, decoded batch by batch with a bounded memory of decoded ones.
import type { DataConfig } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import { fitImage, fitTarget } from '../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { imageInput, imageTarget } from '../../../shared/data/kinds/images';
import { scalePixels } from '../../../shared/data/preprocess';
import { splitSamples } from '../../../shared/data/split';
import { type Corrected, type Names, findCorrected, numberedName } from './corrections';
import type { OpenedData } from './dataset';
import { pictureUrl } from './imageFile';
import { type ImageSource, openImageSource } from './imageSource';
import { changedWarning, partLookup, usableOf } from './opened';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from './problem';

/** Bytes of decoded pictures that are kept. */
const cacheBytes = 512 * 1024 * 1024;
/** Pictures that are on their way at a time: enough to keep every thread busy while the next files are read. */
export const atOnce = 16;
/** Files that a standardizing fit looks at; a mean over 2,000 pictures is exact enough and does not take minutes. */
export const fitSample = 2000;

/** Pictures at the network's size, the least recently used dropped first. */
export class PixelCache {
  private readonly kept = new Map<number, Uint8Array>();
  private readonly most: number;

  constructor(bytesEach: number) {
    this.most = Math.max(1, Math.floor(cacheBytes / bytesEach));
  }

  get(index: number): Uint8Array | undefined {
    const found = this.kept.get(index);
    if (found === undefined) return undefined;
    this.kept.delete(index);
    this.kept.set(index, found);
    return found;
  }

  set(index: number, pixels: Uint8Array): void {
    this.kept.set(index, pixels);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
  }

  clear(): void {
    this.kept.clear();
  }
}

/** Mean and population deviation per channel of pixels 0..255. */
export async function pixelStatistics(
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

/** Pictures of classes that the document knows, and their class there. */
function usableSamples(source: ImageSource, classes: readonly string[], corrected: Corrected) {
  const places = source.classes.map((name) => classes.indexOf(name));
  return usableOf(source.labels.length, (sample) => places[source.labels[sample]!] ?? -1, corrected);
}

/** Throws a DataError where the pictures cannot be used. `given` stands in for fitting. */
export async function openImages(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const image = config.images;
  if (image === undefined)
    return stop('data.images.none', 'The pictures were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openImageSource(config.source, watch, config);
  const names: Names = async (wanted) =>
    Array.from(wanted, (sample) => source.path?.(sample) ?? numberedName(sample, source.fingerprint));
  const corrected = await findCorrected(config, image.classes, source.labels.length, names);
  const { samples, labelOf } = usableSamples(source, image.classes, corrected);
  const parts = splitSamples(samples, config.split, Int32Array.from(samples, labelOf));
  const fittedImage = given?.inputs[imageInput];
  const { width, height, channels } = fittedImage?.modality === 'image' ? fittedImage : image;
  const size = width * height * channels;
  const cache = new PixelCache(size);

  const pixels = async (sample: number): Promise<Uint8Array> => {
    const cached = cache.get(sample);
    if (cached !== undefined) return cached;
    const made = await source.resized(sample, width, height, channels);
    if (!source.inMemory) cache.set(sample, made);
    return made;
  };

  const fit = async (): Promise<FittedPreprocessing> => {
    const step = source.inMemory ? 1 : Math.max(1, Math.floor(parts.train.length / fitSample));
    const looked = parts.train.filter((_, i) => i % step === 0);
    const statistics = image.scaling === 'standardize' ? await pixelStatistics(looked, channels, pixels, watch) : null;
    const target = fitTarget(imageTarget, spec.targets[imageTarget]!, new Float64Array(0), parts.train);
    return { inputs: { [imageInput]: fitImage(image, statistics) }, targets: { [imageTarget]: target } };
  };
  let fitted: FittedPreprocessing;
  try {
    fitted = given ?? (await fit());
  } catch (error) {
    source.close();
    throw error;
  }
  const input = fitted.inputs[imageInput];
  if (input?.modality !== 'image') {
    source.close();
    return stop(
      'data.columns.changed',
      'The trained network does not take pictures. Choose the data it was trained with.',
    );
  }
  const classCounts = image.classes.map(() => 0);
  for (const sample of parts.train) classCounts[labelOf(sample)]!++;
  const partOf = partLookup(parts);

  /** Runs `use` on each picture in order of finishing, a few decoded at a time. */
  const each = async (wanted: Uint32Array, use: (picture: Uint8Array, i: number) => void): Promise<void> => {
    let next = 0;
    const work = async () => {
      for (let i = next++; i < wanted.length; i = next++) use(await pixels(wanted[i]!), i);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, wanted.length) }, work));
  };

  return {
    spec,
    fitted,
    parts,
    classCounts: { [imageTarget]: classCounts },
    warnings: [...changedWarning(config, source.fingerprint), ...corrected.warnings],
    names,
    total: source.labels.length,
    labels: (_target, wanted) => Int32Array.from(wanted, labelOf),
    batch: async (wanted) => {
      const values = new Float32Array(wanted.length * size);
      await each(wanted, (picture, i) => scalePixels(input, picture, values, i * size));
      return {
        size: wanted.length,
        inputs: { [imageInput]: { shape: [wanted.length, height, width, channels], values } },
        targets: { [imageTarget]: Float32Array.from(wanted, labelOf) },
      };
    },
    pixels: async (wanted) => {
      const grids: Uint8Array[] = [];
      await each(wanted, (picture, i) => {
        grids[i] = picture;
      });
      return grids;
    },
    show: async (wanted) => {
      const pictures: string[] = [];
      await each(wanted, (picture, i) => {
        pictures[i] = pictureUrl(picture, width, height, channels);
      });
      return Array.from(wanted, (sample, i) => ({
        index: sample,
        part: partOf(sample),
        picture: pictures[i]!,
        label: image.classes[labelOf(sample)] ?? source.classes[source.labels[sample]!]!,
      }));
    },
    close: () => {
      cache.clear();
      source.close();
    },
  };
}
