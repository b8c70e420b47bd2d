// Clips opened for a run: split, scaled as fitted, their pictures decoded batch by batch with a bounded memory of them.
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitImage } from '../../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { videoInput, videoTarget } from '../../../../shared/data/kinds/video';
import { pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import { pickFrames } from '../../../../shared/data/video';
import { type Names, findCorrected } from '../corrections';
import type { OpenedData } from '../dataset';
import { pictureUrl } from '../pictures/imageFile';
import { filesAlike } from '../leaks';
import { fittedClasses, partLookup, sortedSet, usableOf } from '../opened';
import { brightnessOf, fittedOr, keepAll } from '../pictures/decodedPictures';
import { madeName } from '../pictures/keptLooks';
import { PictureStore, oneByOne } from '../pictures/pictureStore';
import { type Watch, stop } from '../problem';
import { shareOutOf } from '../shareOut';
import { openVideoSource } from './videoSource';

/** The pictures of a clip, [frames, height, width, channels], as addresses to be shown. */
export function clipUrls(pixels: Uint8Array, frames: number, width: number, height: number, channels: 1 | 3) {
  const size = pixels.length / frames;
  return Array.from({ length: frames }, (_, i) =>
    pictureUrl(pixels.subarray(i * size, (i + 1) * size), width, height, channels),
  );
}

/** Throws a DataError where the clips cannot be used. `given` stands in for fitting. */
export async function openVideo(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { video } = config;
  if (video === undefined)
    return stop('data.video.none', 'The clips were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openVideoSource(config.source, watch, config);
  const names: Names = async (wanted) => Array.from(wanted, source.path);
  const corrected = await findCorrected(config, video.classes, source.labels.length, names);
  const { samples, labelOf } = usableOf(source, video.classes, corrected);
  const alike = filesAlike('clip', source.prints, source.path);
  const { parts, told } = await shareOutOf(
    source,
    config,
    samples,
    { alike, path: source.path, labels: Int32Array.from(samples, labelOf) },
    watch,
  );
  const known = given?.inputs[videoInput];
  const preparation = known?.modality === 'video' ? known : video;
  const { frames, width, height, channels } = preparation;
  const made = pictureSizeOf(preparation);
  const each = width * height * channels;
  const size = frames * each;
  const make = async (clip: number, signal?: AbortSignal): Promise<Uint8Array> => {
    const pixels = new Uint8Array(size);
    const picked = pickFrames(source.lengths[clip]!, frames);
    const pictures = await source.frames(clip, picked, made, signal);
    pictures.forEach((picture, i) => pixels.set(picture, i * each));
    return pixels;
  };
  const { stamp } = source;
  const kept = { count: source.labels.length, made: `clip ${frames} ${madeName(made)}` };
  // One clip after the other: its pictures keep every thread busy already.
  const store = await PictureStore.open(size, oneByOne(make, 1), stamp === null ? undefined : { ...kept, stamp });
  const pixels = (clips: Uint32Array, signal?: AbortSignal) => store.getAll(clips, signal);
  const close = () => {
    store.close();
    source.close();
  };

  const fit = async (): Promise<FittedPreprocessing> => {
    const statistics = await brightnessOf(parts.train, video, { pixels, bytesEach: size }, watch);
    const picture = fitImage(video, statistics);
    return {
      inputs: { [videoInput]: { ...picture, modality: 'video', frames } },
      targets: fittedClasses(spec, parts.train),
    };
  };
  const fitted = await fittedOr(given, fit, { close });
  const input = fitted.inputs[videoInput];
  if (input?.modality !== 'video') {
    close();
    return stop(
      'data.columns.changed',
      'The trained network does not take clips. Choose the data it was trained with.',
    );
  }
  const partOf = partLookup(parts);
  const { targetsOf, ...described } = sortedSet({
    config,
    source,
    target: videoTarget,
    classes: video.classes,
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
    originals: (clip) => {
      const picked = pickFrames(source.lengths[clip]!, frames);
      return Promise.all(picked.map((place) => source.original(clip, place)));
    },
    batch: async (wanted) => {
      const values = new Float32Array(wanted.length * size);
      for (const [i, clip] of (await pixels(wanted)).entries()) scalePixels(input, clip, values, i * size);
      return {
        size: wanted.length,
        inputs: { [videoInput]: { shape: [wanted.length, frames, height, width, channels], values } },
        targets: targetsOf(wanted),
      };
    },
    show: async (wanted) => {
      const clips = await pixels(wanted);
      return Array.from(wanted, (sample, i) => ({
        index: sample,
        part: partOf(sample),
        frames: clipUrls(clips[i]!, frames, width, height, channels),
        label: video.classes[labelOf(sample)] ?? source.classes[source.labels[sample]!]!,
      }));
    },
    ...(store.lasts ? { keep: (signal: AbortSignal) => keepAll(store, samples, signal) } : {}),
    close,
  };
}
