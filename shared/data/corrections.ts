// What a person corrected in the samples: some left out, some of another class. Part of the document; the files stay as
// they are.
import type { Correction, DataConfig } from './config';

/** The corrections with these in place of earlier ones for the same samples. A class as it was is no correction. */
export function withCorrections(before: readonly Correction[], made: readonly Correction[]): readonly Correction[] {
  const earlier = new Map(before.map((correction) => [correction.sample, correction]));
  for (const correction of made) {
    const was = earlier.get(correction.sample)?.was ?? correction.was;
    if (correction.label !== null && correction.label === was) earlier.delete(correction.sample);
    else earlier.set(correction.sample, { ...correction, ...(was === undefined ? {} : { was }) });
  }
  return [...earlier.values()];
}

/** Samples per class once the corrections are made, in the order of `classes`; at least 0. */
export function correctedCounts(
  classes: readonly string[],
  counts: readonly number[],
  corrections: readonly Correction[] = [],
): readonly number[] {
  const corrected = [...counts];
  const add = (name: string | null | undefined, by: number) => {
    const place = name === null || name === undefined ? -1 : classes.indexOf(name);
    if (place >= 0) corrected[place] = Math.max(0, (corrected[place] ?? 0) + by);
  };
  for (const { label, was } of corrections) {
    add(was, -1);
    add(label, 1);
  }
  return corrected;
}

/** The data without any corrections. */
export function withoutCorrections({ corrections: _made, ...data }: DataConfig): DataConfig {
  return data;
}
