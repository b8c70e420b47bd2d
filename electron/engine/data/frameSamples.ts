// Some pictures of the training part beside what each way of framing makes of them: before a person chooses one.
import type { FittedInput } from '../../../shared/data/fitted';
import type { Framing } from '../../../shared/data/framing';
import { type PictureSize, pictureSizeOf } from '../../../shared/data/preprocess';
import type { FramedSample, PictureUrl } from '../../../shared/data/shown';
import type { OpenedData } from './dataset';
import { pictureUrl } from './imageFile';
import { type PictureGiven, sizedPicture } from './pictures/given';

const shown = 3;
/** Pictures among which those are chosen that differ most in shape. */
const looked = 12;
/** The longer side of a picture as it is, at most. */
const longestSide = 160;

const isPicture = (input: FittedInput): input is Extract<FittedInput, { modality: 'image' | 'video' }> =>
  input.modality === 'image' || input.modality === 'video';

async function made(given: PictureGiven, size: PictureSize): Promise<PictureUrl> {
  const { pixels } = await sizedPicture(given, size);
  return pictureUrl(pixels, size.width, size.height, size.channels);
}

async function framed(given: PictureGiven, own: { width: number; height: number }, size: PictureSize) {
  const scale = Math.min(1, longestSide / Math.max(own.width, own.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const as = (framing: Framing) => made(given, { ...size, framing });
  const whole = { ...size, width: side(own.width), height: side(own.height), framing: 'stretch' } as const;
  const [before, stretch, crop, padBlack, padEdge] = await Promise.all([
    made(given, whole),
    as('stretch'),
    as('crop'),
    as('padBlack'),
    as('padEdge'),
  ]);
  return { before, width: own.width, height: own.height, after: { stretch, crop, padBlack, padEdge } };
}

/** The widest, the middle and the narrowest of some pictures of the training part; none where the set has no files. */
export async function frameSamples({ fitted, parts, original }: OpenedData): Promise<readonly FramedSample[]> {
  const input = Object.values(fitted.inputs).find(isPicture);
  if (input === undefined || original === undefined) return [];
  const size = pictureSizeOf(input);
  const { train } = parts;
  const count = Math.min(looked, train.length);
  const samples = Array.from({ length: count }, (_, i) => train[Math.floor(((i + 0.5) * train.length) / count)]!);
  const found = await Promise.all(
    samples.map(async (sample) => {
      const given = await original(sample);
      const { width, height } = await sizedPicture(given, { ...size, framing: 'stretch' });
      return { given, width, height };
    }),
  );
  found.sort((a, b) => b.width * a.height - a.width * b.height);
  const places = [...new Set([0, Math.floor((count - 1) / 2), count - 1])].filter((place) => place >= 0);
  return Promise.all(places.slice(0, shown).map((place) => framed(found[place]!.given, found[place]!, size)));
}
