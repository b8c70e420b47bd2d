// Pictures with masks opened for a run: split, scaled as fitted, decoded batch by batch, picture and mask varied alike.
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitImage, fitTarget } from '../../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { imageInput } from '../../../../shared/data/kinds/images';
import { maskTarget } from '../../../../shared/data/kinds/masks';
import { drawPlacement, maskValueOf, placeGrid } from '../../../../shared/data/masks';
import { pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import { createRandom } from '../../../../shared/random';
import type { Marks } from '../../../../shared/data/shown';
import type { OpenedData } from '../dataset';
import { brightnessOf, fittedOr, keepAll } from '../pictures/decodedPictures';
import { copyMask, copyName, copyPicture } from '../pictures/copies';
import { sizedCodes, sizedPicture } from '../pictures/given';
import { madeName } from '../pictures/keptLooks';
import { PictureStore, oneByOne } from '../pictures/pictureStore';
import { pictureUrl } from '../pictures/imageFile';
import { sameShape } from './inspectMasks';
import { openMaskSource } from './maskSource';
import { filesAlike } from '../leaks';
import { changedWarning, partLookup } from '../opened';
import { overlayUrl } from './overlay';
import { type Watch, stop } from '../problem';
import { shareOutOf } from '../shareOut';

/** A picture at the network's size with the class code of every pixel. */
interface Pair {
  /** [height, width, channels] */
  readonly pixels: Uint8Array;
  /** [height, width]; classes.length for pixels that do not count. */
  readonly codes: Uint8Array;
}

/** Throws a DataError where the pictures cannot be used. `given` stands in for fitting. */
export async function openMasks(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { masks } = config;
  if (masks === undefined)
    return stop('data.masks.none', 'The masks were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openMaskSource(config.source, watch);
  const left = new Set(masks.skipped);
  const samples = Uint32Array.from({ length: source.count }, (_, i) => i).filter((i) => !left.has(i));
  const alike = filesAlike('picture', source.prints, source.path);
  const { parts, told } = await shareOutOf(source, config, samples, { alike }, watch);
  const known = given?.inputs[imageInput];
  const made = pictureSizeOf(known?.modality === 'image' ? known : masks);
  const { width, height, channels, framing } = made;
  const [area, size] = [width * height, width * height * channels];
  const { form, classes } = masks;
  const codeOf = new Map(masks.values.map((name, code) => [maskValueOf(form, name), code]));
  if (masks.ignored !== undefined) codeOf.set(maskValueOf(form, masks.ignored), classes.length);
  const wanted = { form, codes: codeOf, width, height, framing, beyond: classes.length };
  const read = async (sample: number): Promise<Pair> => {
    const [picture, mask] = await Promise.all([
      source.image(sample).then((given) => sizedPicture(given, made)),
      source.mask(sample, (given) => sizedCodes(given, wanted)),
    ]);
    if (!sameShape(picture, mask)) throw new Error('Its mask is of another size than when the data was read.');
    return { pixels: picture.pixels, codes: mask.codes };
  };
  /** Picture and codes behind each other. */
  const make = async (sample: number): Promise<Uint8Array> => {
    try {
      const { pixels, codes } = await read(sample);
      const both = new Uint8Array(size + area);
      both.set(pixels);
      both.set(codes, size);
      return both;
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'DataError') throw error;
      return stop(
        'data.masks.file',
        `The picture ${source.path(sample)} of "${source.name}" cannot be used. ${error.message} Take it away or replace it, then read the data again on the data step.`,
      );
    }
  };
  const store = await PictureStore.open(
    size + area,
    oneByOne(make),
    source.stamp === undefined
      ? undefined
      : {
          stamp: source.stamp,
          count: source.count,
          made: JSON.stringify([madeName(made), form, [...codeOf]]),
        },
  );
  const pairs = async (wanted: Uint32Array, signal?: AbortSignal): Promise<readonly Pair[]> =>
    (await store.getAll(wanted, signal)).map((both) => ({
      pixels: both.subarray(0, size),
      codes: both.subarray(size),
    }));

  const fit = async (): Promise<FittedPreprocessing> => {
    const pixels = async (wanted: Uint32Array, signal?: AbortSignal) =>
      (await pairs(wanted, signal)).map((pair) => pair.pixels);
    const statistics = await brightnessOf(parts.train, masks, { pixels, bytesEach: size + area }, watch);
    const target = fitTarget(maskTarget, spec.targets[maskTarget]!, new Float64Array(0), parts.train);
    return { inputs: { [imageInput]: fitImage(masks, statistics) }, targets: { [maskTarget]: target } };
  };
  const close = () => {
    store.close();
    source.close();
  };
  const fitted = await fittedOr(given, fit, { close });
  const input = fitted.inputs[imageInput];
  if (input?.modality !== 'image' || fitted.targets[maskTarget] === undefined) {
    close();
    return stop(
      'data.columns.changed',
      'The trained network does not take pictures with masks. Choose the data it was trained with.',
    );
  }
  const partOf = partLookup(parts);

  return {
    spec,
    fitted,
    parts,
    classCounts: { [maskTarget]: masks.classCounts },
    warnings: changedWarning(config, source.fingerprint),
    total: source.count,
    ...told,
    // A picture has no class of its own.
    labels: (_target, wanted) => new Int32Array(wanted.length).fill(-1),
    originals: async (sample) => [await source.image(sample)],
    batch: async (wanted, epoch) => {
      const values = new Float32Array(wanted.length * size);
      const codes = new Float32Array(wanted.length * area);
      for (const [i, pair] of (await pairs(wanted)).entries()) {
        const random = createRandom(config.split.seed).fork(`${epoch} ${wanted[i]}`);
        const varied = epoch === undefined ? 'none' : masks.variation;
        const place = drawPlacement(varied, width === height, random);
        scalePixels(input, placeGrid(pair.pixels, width, height, channels, place), values, i * size);
        codes.set(placeGrid(pair.codes, width, height, 1, place), i * area);
      }
      return {
        size: wanted.length,
        inputs: { [imageInput]: { shape: [wanted.length, height, width, channels], values } },
        targets: { [maskTarget]: codes },
      };
    },
    show: async (wanted) => {
      const all = await pairs(wanted);
      return all.map(({ pixels, codes }, i) => {
        const counts = classes.map(() => 0);
        for (const code of codes) if (code < classes.length) counts[code]!++;
        const there = classes.filter((_, code) => counts[code]! > 0);
        const marks: Marks = { mask: overlayUrl(codes, width, height, classes) };
        return {
          index: wanted[i]!,
          part: partOf(wanted[i]!),
          picture: pictureUrl(pixels, width, height, channels),
          marks,
          label: there.join(', '),
        };
      });
    },
    keep: (signal) => keepAll(store, samples, signal),
    // Of pictures that are made here alone: a person's own stay where they are.
    files: async () => {
      const made = [];
      for (let sample = 0; sample < source.count; sample++) {
        const picture = await source.image(sample);
        const mask = await source.mask(sample, (given) => Promise.resolve(given));
        if (Buffer.isBuffer(picture) || Buffer.isBuffer(mask)) continue;
        made.push(copyPicture(`images/${copyName(sample)}`, picture), copyMask(`masks/${copyName(sample)}`, mask));
      }
      return made;
    },
    close,
  };
}
