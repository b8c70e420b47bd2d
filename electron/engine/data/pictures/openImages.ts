// Pictures opened for a run: split, scaled as fitted, decoded batch by batch with a bounded memory of decoded ones.
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitImage } from '../../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { imageInput, imageTarget } from '../../../../shared/data/kinds/images';
import { pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import { type Names, findCorrected, numberedName } from '../corrections';
import type { OpenedData } from '../dataset';
import { brightnessOf, fittedOr, keepAll } from './decodedPictures';
import { pictureKey } from './keptLooks';
import { PictureStore } from './pictureStore';
import { pictureUrl } from './imageFile';
import { openImageSource } from './imageSource';
import { filesAlike } from '../leaks';
import { fittedClasses, partLookup, sortedSet, usableOf } from '../opened';
import { type Watch, stop } from '../problem';
import { shareOutOf } from '../shareOut';

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
  const source = await openImageSource(config.source, watch, { known: config, expects: () => pictureSizeOf(image) });
  const names: Names = async (wanted) =>
    Array.from(wanted, (sample) => source.path?.(sample) ?? numberedName(sample, source.fingerprint));
  const corrected = await findCorrected(config, image.classes, source.labels.length, names);
  const { samples, labelOf } = usableOf(source, image.classes, corrected);
  const { path, prints } = source;
  const alike = filesAlike('picture', prints, path ?? ((sample) => `picture ${sample + 1}`));
  const { parts, told } = await shareOutOf(
    source,
    config,
    samples,
    { alike, path, labels: Int32Array.from(samples, labelOf) },
    watch,
  );
  const fittedImage = given?.inputs[imageInput];
  const made = pictureSizeOf(fittedImage?.modality === 'image' ? fittedImage : image);
  const { width, height, channels } = made;
  const size = width * height * channels;
  const store = source.inMemory
    ? null
    : await PictureStore.open(size, (places, signal) => source.resized(places, made, signal), pictureKey(source, made));
  const pixels = async (wanted: Uint32Array, signal?: AbortSignal): Promise<readonly Uint8Array[]> => {
    const places = Array.from(wanted, source.place);
    if (store !== null) return store.getAll(places, signal);
    // Pictures in memory are whole.
    return (await source.resized(places, made, signal)) as readonly Uint8Array[];
  };

  const fit = async (): Promise<FittedPreprocessing> => {
    const from = { pixels, bytesEach: size, inMemory: source.inMemory };
    const statistics = await brightnessOf(parts.train, image, from, watch);
    return { inputs: { [imageInput]: fitImage(image, statistics) }, targets: fittedClasses(spec, parts.train) };
  };
  const close = () => {
    store?.close();
    source.close();
  };
  const fitted = await fittedOr(given, fit, { close });
  const input = fitted.inputs[imageInput];
  if (input?.modality !== 'image') {
    close();
    return stop(
      'data.columns.changed',
      'The trained network does not take pictures. Choose the data it was trained with.',
    );
  }
  const partOf = partLookup(parts);
  const { targetsOf, ...described } = sortedSet({
    config,
    source,
    target: imageTarget,
    classes: image.classes,
    parts,
    labelOf,
    corrected,
  });

  return {
    spec,
    fitted,
    parts,
    ...described,
    ...told,
    names,
    batch: async (wanted) => {
      const values = new Float32Array(wanted.length * size);
      for (const [i, picture] of (await pixels(wanted)).entries()) scalePixels(input, picture, values, i * size);
      return {
        size: wanted.length,
        inputs: { [imageInput]: { shape: [wanted.length, height, width, channels], values } },
        targets: targetsOf(wanted),
      };
    },
    pixels,
    originals: async (sample) => [await source.original(source.place(sample))],
    show: async (wanted) => {
      const pictures = await pixels(wanted);
      return Array.from(wanted, (sample, i) => ({
        index: sample,
        part: partOf(sample),
        picture: pictureUrl(pictures[i]!, width, height, channels),
        label: image.classes[labelOf(sample)] ?? source.classes[source.labels[sample]!]!,
      }));
    },
    ...(store === null ? {} : { keep: (signal: AbortSignal) => keepAll(store, samples.map(source.place), signal) }),
    close,
  };
}
