// A picture, or those of a clip, from their files to the network: each stage by the function that makes training's pictures,
// asked for what it would give up to there.
import { boxTarget, gridOf } from '../../../../shared/data/kinds/boxes';
import { maskTarget } from '../../../../shared/data/kinds/masks';
import { readBoxes } from '../../../../shared/data/boxes';
import type { DataConfig } from '../../../../shared/data/config';
import type { FittedInput } from '../../../../shared/data/fitted';
import { type Framing, framings, windowOf } from '../../../../shared/data/framing';
import { type PictureSize, pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import type { Marks, PictureUrl } from '../../../../shared/data/shown';
import type { StageView } from '../../../../shared/data/stages/stage';
import { showNumbers } from '../../answering/showNumbers';
import type { Batch } from '../dataset';
import { pictureUrl } from '../pictures/imageFile';
import { overlayUrl } from '../masks/overlay';
import { type PictureGiven, sizedPicture } from '../pictures/given';
import { stop } from '../problem';
import { type Walked, type Way, drawn, spreadOf } from './walker';

type PicturesView = Extract<StageView, { readonly form: 'pictures' }>;
type PictureInput = Extract<FittedInput, { readonly modality: 'image' | 'video' }>;

/** Pixels of the longer side of pictures that are shown larger or smaller than the network sees them. */
const longestSide = 200;

interface Own {
  readonly given: PictureGiven;
  readonly width: number;
  readonly height: number;
  /** At the network's size. */
  readonly pixels: Uint8Array;
}

async function urlOf(given: PictureGiven, size: PictureSize): Promise<PictureUrl> {
  const { pixels } = await sizedPicture(given, size);
  return pictureUrl(pixels, size.width, size.height, size.channels);
}

async function viewOf(pictures: readonly Own[], size: PictureSize): Promise<PicturesView> {
  const urls = await Promise.all(pictures.map(({ given }) => urlOf(given, size)));
  return { form: 'pictures', pictures: urls, width: size.width, height: size.height };
}

/** As they are, but made small. */
async function originals(pictures: readonly Own[]): Promise<PicturesView> {
  const [{ width, height }] = pictures as readonly [Own];
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = { width: side(width), height: side(height), channels: 3, framing: 'stretch' } as const;
  return { ...(await viewOf(pictures, small)), width, height };
}

/** In the network's shape, with as many pixels as the picture has, or as are shown. */
async function framed(pictures: readonly Own[], size: PictureSize): Promise<PicturesView> {
  const [first] = pictures as readonly [Own];
  const seen = windowOf(first, size, size.framing);
  const room = longestSide / Math.max(size.width, size.height);
  const times = Math.max(1, Math.floor(Math.min(room, seen.width / size.width)));
  const large = { ...size, width: times * size.width, height: times * size.height, channels: 3 } as const;
  const view = await viewOf(pictures, large);
  // Where the picture has the network's shape, all ways are one.
  if (first.width * size.height === first.height * size.width) return view;
  const ways = await Promise.all(
    framings.map(async (framing) => [framing, await urlOf(first.given, { ...large, framing })] as const),
  );
  return { ...view, ways: Object.fromEntries(ways) as { readonly [F in Framing]: PictureUrl } };
}

/** What is marked on the picture of a batch of one sample. */
function marksOf({ masks, boxes }: DataConfig, input: PictureInput, { targets }: Batch): Marks | undefined {
  if (masks !== undefined) return { mask: overlayUrl(targets[maskTarget]!, input.width, input.height, masks.classes) };
  if (boxes === undefined) return undefined;
  const things = readBoxes(targets[boxTarget]!, gridOf(boxes));
  return { boxes: things.map((thing) => ({ ...thing, name: boxes.classes[thing.class]! })) };
}

export async function walkPictures(way: Way<PictureInput>): Promise<Walked> {
  const { config, data, source, input, sample, draw } = way;
  const given =
    (await data.originals?.(sample, source)) ?? stop('data.stages', 'The pictures cannot be read one by one.');
  const size = pictureSizeOf(input);
  const { width, height, channels } = size;
  const pictures = await Promise.all(given.map(async (one) => ({ given: one, ...(await sizedPicture(one, size)) })));
  const each = width * height * channels;
  const numbers = new Float32Array(pictures.length * each);
  pictures.forEach(({ pixels }, i) => scalePixels(input, pixels, numbers, i * each));
  const marks = config.masks ?? config.boxes;
  const marked = async (batch: Batch, urls: readonly PictureUrl[]): Promise<PicturesView> => {
    const said = marksOf(config, input, batch);
    return { form: 'pictures', pictures: urls, width, height, ...(said === undefined ? {} : { marks: said }) };
  };
  const vary = async (epoch: number) => {
    const batch = await data.batch(Uint32Array.of(sample), epoch);
    return marked(batch, [showNumbers(input, batch.inputs[source]!.values).picture!]);
  };
  const urls = pictures.map(({ pixels }) => pictureUrl(pixels, width, height, channels));
  const colour: PicturesView = { form: 'pictures', pictures: urls, width, height };
  const last = marks !== undefined ? await marked(await data.batch(Uint32Array.of(sample)), urls) : colour;
  return {
    views: {
      original: await originals(pictures),
      framing: await framed(pictures, size),
      size: await viewOf(pictures, { ...size, channels: 3 }),
      colour,
      ...(marks !== undefined && marks.variation !== 'none' ? { variation: await drawn(draw, vary) } : {}),
      scaling: { ...last, spread: spreadOf(numbers) },
    },
    numbers,
  };
}
