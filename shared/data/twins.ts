// Samples of validation and test that training has as well. Whatever samples are, a key tells which of them are equal.
import type { Part } from './config';
import { type Parts, partNames } from './split';

export interface Twins {
  /** Samples of the part that equal one of training. */
  readonly validation: number;
  readonly test: number;
  /** A few of them, those of the test part first, each with the first of training that it equals. */
  readonly examples: readonly (readonly [judging: number, training: number])[];
}

/** `keys` has one for each sample of a part, in the part's order: the same where two samples are equal. */
export function findTwins(
  parts: Parts,
  keys: { readonly [P in Part]: ArrayLike<number> },
  mostExamples: number,
): Twins {
  const judging = new Set<number>();
  for (const part of ['test', 'validation'] as const)
    for (let i = 0; i < keys[part].length; i++) judging.add(keys[part][i]!);
  // Only keys that judge are remembered of training, which is the largest part.
  const trained = new Map<number, number>();
  for (let i = 0; i < keys.train.length; i++) {
    const key = keys.train[i]!;
    if (judging.has(key) && !trained.has(key)) trained.set(key, parts.train[i]!);
  }
  const examples: [number, number][] = [];
  const among = (part: Part) => {
    let found = 0;
    for (let i = 0; i < keys[part].length; i++) {
      const twin = trained.get(keys[part][i]!);
      if (twin === undefined) continue;
      found++;
      if (examples.length < mostExamples) examples.push([parts[part][i]!, twin]);
    }
    return found;
  };
  const test = among('test');
  return { test, validation: among('validation'), examples };
}

/** The same keys for all samples of the parts, worked out in one go and shared out again. */
export async function keysOfParts(
  parts: Parts,
  keysOf: (samples: Uint32Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
): Promise<{ readonly [P in Part]: ArrayLike<number> }> {
  const all = new Uint32Array(partNames.reduce((sum, part) => sum + parts[part].length, 0));
  const [second, third] = [parts.train.length, parts.train.length + parts.validation.length];
  all.set(parts.train);
  all.set(parts.validation, second);
  all.set(parts.test, third);
  const keys = Float64Array.from(await keysOf(all));
  return { train: keys.subarray(0, second), validation: keys.subarray(second, third), test: keys.subarray(third) };
}
