// The samples that an export is checked with, as a person would give them, and what the run's own network answers.
import type { FittedInput } from '../../../shared/data/fitted';
import { decide } from '../../../shared/data/decide';
import type { Batch, OpenedData, RawRow, RawSound, RawText, RawWindow } from '../data/dataset';
import { decodeImage } from '../data/pictures/imageFile';
import { namedCells } from '../data/tables/namedCells';
import type { Network } from '../network';
import { inputTensors, tidied } from '../training/stepTensors';
import type { Trained } from '../answering/trained';

export interface RawPicture {
  /** The picture as a PNG file. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  /** RGBA, 8 bits each. */
  readonly data: ArrayLike<number>;
}
/** The pictures of a clip, in order. */
export interface RawClip {
  readonly frames: readonly RawPicture[];
}
export type RawValue = RawRow | RawPicture | RawClip | RawText | RawWindow | RawSound;
export type RawSample = { readonly [source: string]: RawValue };

export interface CheckSamples {
  readonly raw: readonly RawSample[];
  readonly outputs: readonly {
    readonly name: string;
    /** 0 where no single class is chosen. */ readonly classes: number;
  }[];
  /** The same samples as the network's own numbers. */
  readonly batch: Batch;
  /** The network's numbers: own[sample][output]. */
  readonly own: readonly (readonly (readonly number[])[])[];
}

/** answers[sample][output]: the exported files' numbers, for the first samples at least. */
export type CheckAnswers = readonly (readonly (readonly number[])[])[];

export type CheckResult =
  | { readonly ok: true; readonly by: string; readonly answers: CheckAnswers }
  | { readonly ok: false; readonly reason: string };

export interface CheckWatch {
  /** Throws when the export was cancelled. */
  stop(): void;
  readonly signal?: AbortSignal;
}

/** Samples at least, if the data has as many, and at most. */
export const leastSamples = 20;
/** The nightly matrix asks for more than a person would wait for. */
const askedSamples = Number(process.env['LAYERLOOM_CHECK_SAMPLES'] ?? '') || 0;
const mostSamples = 100;
/** After the least number of samples, runtimes that take one after the other end when it has taken this long. */
export const enoughMs = 1000 * (Number(process.env['LAYERLOOM_CHECK_SECONDS'] ?? '') || 3);

export function isPicture(value: RawValue): value is RawPicture {
  return 'png' in value && Buffer.isBuffer(value.png);
}

export function isClip(value: RawValue): value is RawClip {
  return 'frames' in value && Array.isArray(value.frames);
}

/** answers[sample][output] of a network for a batch, outputs in the plan's order. */
export function forwardNumbers(tf: Trained['engine']['tf'], network: Network, batch: Batch): CheckAnswers {
  const numbers = tidied(tf, () => {
    const results = network.forward(inputTensors(tf, network, batch), false);
    return network.plan.outputs.map(({ name }) => Float32Array.from(results[name]!.dataSync()));
  });
  return Array.from({ length: batch.size }, (_, at) =>
    numbers.map((all) => {
      const size = all.length / batch.size;
      return Array.from(all.subarray(at * size, (at + 1) * size));
    }),
  );
}

/** Evenly spread over the test part, or over all samples where that is too small. */
export async function chooseSamples(
  { engine: { tf }, record, network }: Trained,
  data: OpenedData,
): Promise<CheckSamples> {
  const { train, validation, test } = data.parts;
  const pool = test.length >= leastSamples ? test : Uint32Array.from([...test, ...validation, ...train]);
  // Sounds are long lists of numbers on their way to other programs.
  const sounds = Object.values(record.preprocessing.inputs).some((input) => input.modality === 'audio');
  const count = Math.min(askedSamples || (sounds ? leastSamples : mostSamples), pool.length);
  const chosen = Uint32Array.from({ length: count }, (_, i) => pool[Math.floor((i * pool.length) / count)]!);
  const outputs = record.plan.outputs.map((output) => {
    const target = record.preprocessing.targets[output.target]!;
    const oneClass = target.task !== 'regression' && target.task !== 'labels';
    return { name: output.name, classes: oneClass ? target.classes.length : 0 };
  });
  const batch = await data.batch(chosen);
  if (count === 0) return { raw: [], batch, outputs, own: [] };
  const own = forwardNumbers(tf, network, batch);

  if (data.raw !== undefined) return { raw: await data.raw(chosen), batch, outputs, own };
  const { table } = record.plan.data;
  const raw: RawSample[] = [];
  for (const row of await data.show(chosen)) {
    const cells = namedCells(table, row.cells);
    const picture = row.picture === undefined ? null : await readPicture(row.picture);
    const values: [string, RawValue][] = [];
    for (const [source, input] of Object.entries(record.preprocessing.inputs)) {
      if (input.modality === 'video') {
        values.push([source, { frames: await Promise.all((row.frames ?? []).map(readPicture)) }]);
        continue;
      }
      const own = row.pictures?.[source];
      values.push([source, valueOf(input, cells, own === undefined ? picture : await readPicture(own))]);
    }
    raw.push(Object.fromEntries(values));
  }
  return { raw, batch, outputs, own };
}

function valueOf(input: FittedInput, cells: RawRow, picture: RawPicture | null): RawRow | RawPicture {
  if (input.modality === 'image') {
    if (picture === null) throw new Error('A picture of the data could not be shown.');
    return picture;
  }
  if (input.modality !== 'table') throw new Error('The data has no samples of this kind to check with.');
  return Object.fromEntries(input.columns.map(({ name }) => [name, cells[name] ?? null]));
}

async function readPicture(url: string): Promise<RawPicture> {
  const png = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  const { data, width, height } = await decodeImage(png);
  return { png, data, width, height };
}

/** The largest and the mean absolute difference, the larger of 1 and the largest own answer, and the share of equal classes (1 without any). */
export function differenceOf(
  samples: CheckSamples,
  answers: CheckAnswers,
): { readonly largest: number; readonly mean: number; readonly scale: number; readonly sameClass: number } {
  let largest = 0;
  let scale = 1;
  let same = 0;
  let total = 0;
  let count = 0;
  let decisions = 0;
  answers.forEach((answer, at) => {
    samples.outputs.forEach(({ classes }, output) => {
      const own = samples.own[at]![output]!;
      const theirs = answer[output] ?? [];
      if (own.length !== theirs.length) largest = Infinity;
      own.forEach((value, i) => {
        if (Number.isNaN(value) && Number.isNaN(theirs[i]!)) return;
        const difference = Math.abs(value - theirs[i]!);
        total += difference;
        count += 1;
        largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
        if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
      });
      if (classes === 0) return;
      // A choice at every position, where there are many.
      const width = own.length % classes === 0 ? classes : own.length;
      for (let from = 0; from < own.length; from += width) {
        const choice = (numbers: ArrayLike<number>) =>
          decide(Array.prototype.slice.call(numbers, from, from + width), classes).index;
        decisions += 1;
        if (choice(own) === choice(theirs)) same += 1;
      }
    });
  });
  return { largest, mean: count === 0 ? 0 : total / count, scale, sameClass: decisions === 0 ? 1 : same / decisions };
}
