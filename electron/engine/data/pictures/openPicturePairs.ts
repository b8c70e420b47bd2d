// Pictures two by two, the same class or not: made of a set of single pictures by a seeded draw within each part, so that
// no picture is in two parts. For networks that compare.
import type { DataConfig, Part } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { imageInput, imageTarget, pairInputs, pairTarget, pairWords } from '../../../../shared/data/kinds/images';
import { partNames } from '../../../../shared/data/split';
import { createRandom } from '../../../../shared/random';
import type { Batch, OpenedData } from '../dataset';
import { pictureUrl } from './imageFile';
import { openImages } from './openImages';
import { partLookup } from '../opened';
import { type Watch, stop } from '../problem';

export interface Pairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** 1 where both are of one class. */
  readonly same: Uint8Array;
}

/**
 * For every picture `each` partners of its own class and as many of others, in the pictures' order: equal and different
 * take turns. A picture that has no partner of a sort is left out of that sort. The same seed gives the same pairs.
 */
export function drawPairs(
  samples: Uint32Array,
  labelOf: (sample: number) => number,
  each: number,
  seed: number,
): Pairs {
  const random = createRandom(seed);
  const byClass = new Map<number, number[]>();
  for (const sample of samples) {
    const label = labelOf(sample);
    const list = byClass.get(label);
    if (list) list.push(sample);
    else byClass.set(label, [sample]);
  }
  const left: number[] = [];
  const right: number[] = [];
  const same: number[] = [];
  for (const sample of samples) {
    const own = byClass.get(labelOf(sample))!;
    const others = samples.length - own.length;
    for (let turn = 0; turn < each; turn++) {
      if (own.length > 1) {
        // One of the others of its class, itself skipped.
        const place = random.integer(own.length - 1);
        left.push(sample);
        right.push(own[place] === sample ? own[own.length - 1]! : own[place]!);
        same.push(1);
      }
      if (others > 0) {
        let partner = samples[random.integer(samples.length)]!;
        while (labelOf(partner) === labelOf(sample)) partner = samples[random.integer(samples.length)]!;
        left.push(sample);
        right.push(partner);
        same.push(0);
      }
    }
  }
  return { left: Uint32Array.from(left), right: Uint32Array.from(right), same: Uint8Array.from(same) };
}

/** Single pictures' preprocessing out of that of pairs. */
function single(given: FittedPreprocessing | undefined, classes: readonly string[]): FittedPreprocessing | undefined {
  const input = given?.inputs[pairInputs[0]];
  if (given === undefined || input === undefined) return undefined;
  const task = classes.length === 2 ? 'binary' : 'classification';
  return { inputs: { [imageInput]: input }, targets: { [imageTarget]: { task, column: imageTarget, classes } } };
}

/** Throws a DataError where the pictures cannot be used. `given` stands in for fitting. */
export async function openPicturePairs(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { images } = config;
  if (images?.pairs === undefined)
    return stop('data.images.none', 'The pictures were never looked at. Choose the data again in the data step.');
  const { pairs: each, ...alone } = images;
  if (given !== undefined && given.inputs[pairInputs[0]]?.modality !== 'image') {
    return stop(
      'data.columns.changed',
      'The trained network does not take pairs of pictures. Choose the data it was trained with.',
    );
  }
  const base = await openImages({ ...config, images: alone }, single(given, images.classes), watch);
  const labels = base.labels(
    imageTarget,
    Uint32Array.from({ length: base.total }, (_, i) => i),
  );
  const made = partNames.map((part, place) =>
    drawPairs(base.parts[part], (sample) => labels[sample]!, each, config.split.seed * 3 + place),
  );
  const joined = <A extends Uint32Array | Uint8Array>(take: (pairs: Pairs) => A, into: A): A => {
    let at = 0;
    for (const pairs of made) {
      into.set(take(pairs) as never, at);
      at += take(pairs).length;
    }
    return into;
  };
  const total = made.reduce((sum, { same }) => sum + same.length, 0);
  const left = joined(({ left: own }) => own, new Uint32Array(total));
  const right = joined(({ right: own }) => own, new Uint32Array(total));
  const same = joined(({ same: own }) => own, new Uint8Array(total));
  let next = 0;
  const parts = Object.fromEntries(
    partNames.map((part, place) => {
      const count = made[place]!.same.length;
      const first = next;
      next += count;
      return [part, Uint32Array.from({ length: count }, (_, i) => first + i)];
    }),
  ) as { readonly [P in Part]: Uint32Array };
  const picture = base.fitted.inputs[imageInput]!;
  const fitted: FittedPreprocessing = given ?? {
    inputs: Object.fromEntries(pairInputs.map((name) => [name, picture])),
    targets: { [pairTarget]: { task: 'binary', column: pairTarget, classes: pairWords } },
  };
  const partOf = partLookup(parts);
  const sides = (wanted: Uint32Array) =>
    [wanted.map((pair) => left[pair]!), wanted.map((pair) => right[pair]!)] as const;

  const batch = async (wanted: Uint32Array): Promise<Batch> => {
    const both = await Promise.all(sides(wanted).map((pictures) => base.batch(pictures)));
    return {
      size: wanted.length,
      inputs: Object.fromEntries(pairInputs.map((name, side) => [name, both[side]!.inputs[imageInput]!])),
      targets: { [pairTarget]: Float32Array.from(wanted, (pair) => same[pair]!) },
    };
  };
  const counts = [0, 0];
  for (const pair of parts.train) counts[same[pair]!]!++;
  return {
    spec: describeData(config),
    fitted,
    parts,
    classCounts: { [pairTarget]: counts },
    ...(base.warnings === undefined ? {} : { warnings: base.warnings }),
    ...(base.leaks === undefined ? {} : { leaks: base.leaks }),
    ...(base.groups === undefined
      ? {}
      : // Every picture stands on the left of its own pairs.
        { groups: { ...base.groups, codes: Int32Array.from(left, (picture) => base.groups!.codes[picture]!) } }),
    total,
    labels: (_target, wanted) => Int32Array.from(wanted, (pair) => same[pair]!),
    batch,
    originals: async (pair, source) => base.originals!((source === pairInputs[0] ? left : right)[pair]!, imageInput),
    show: async (wanted) => {
      if (picture.modality !== 'image' || base.pixels === undefined) return [];
      const { width, height, channels } = picture;
      const [lefts, rights] = sides(wanted);
      const [a, b] = await Promise.all([base.pixels(lefts), base.pixels(rights)]);
      return Array.from(wanted, (pair, i) => ({
        index: pair,
        part: partOf(pair),
        picture: pictureUrl(beside(a![i]!, b![i]!, width, height, channels), 2 * width + gap, height, channels),
        pictures: {
          [pairInputs[0]]: pictureUrl(a![i]!, width, height, channels),
          [pairInputs[1]]: pictureUrl(b![i]!, width, height, channels),
        },
        label: pairWords[same[pair]!]!,
      }));
    },
    close: base.close,
  };
}

/** Columns of white between two pictures. */
const gap = 2;

/** Two pictures of one size side by side. */
function beside(a: Uint8Array, b: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const row = width * channels;
  const wide = 2 * row + gap * channels;
  const out = new Uint8Array(wide * height).fill(255);
  for (let y = 0; y < height; y++) {
    out.set(a.subarray(y * row, (y + 1) * row), y * wide);
    out.set(b.subarray(y * row, (y + 1) * row), y * wide + row + gap * channels);
  }
  return out;
}
