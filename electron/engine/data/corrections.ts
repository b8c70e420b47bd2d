// A person's corrections brought to the samples of an opened source: by names that outlast a new reading. A file is known
// by its path; a row or a text by its number and a hash of what it says, so that a correction never lands on another one.
import { createHash } from 'node:crypto';
import type { DataConfig } from '../../../shared/data/config';
import type { Problem } from '../../../shared/result';

/** Names of samples by number. */
export type Names = (samples: Uint32Array) => Promise<readonly string[]>;

/** The name of a sample that is no file. */
export function numberedName(sample: number, content: string): string {
  return `#${sample + 1}:${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}

export interface Corrected {
  readonly removed: ReadonlySet<number>;
  /** Class index by sample, where it was corrected. */
  readonly labels: ReadonlyMap<number, number>;
  readonly warnings: readonly Problem[];
}

const untouched: Corrected = { removed: new Set(), labels: new Map(), warnings: [] };

/** Finds the samples that the document's corrections name. Those that are gone, or of a class that is, are told as a warning. */
export async function findCorrected(
  { corrections = [] }: DataConfig,
  classes: readonly string[],
  total: number,
  names: Names,
): Promise<Corrected> {
  if (corrections.length === 0) return untouched;
  const numbers = new Map<string, number>();
  const numbered = corrections.flatMap(({ sample }) => {
    const number = Number(/^#(\d+):/.exec(sample)?.[1] ?? 0) - 1;
    return number >= 0 && number < total ? [number] : [];
  });
  const isNumbered = numbered.length > 0;
  const asked = isNumbered ? Uint32Array.from(numbered) : Uint32Array.from({ length: total }, (_, i) => i);
  const found = await names(asked);
  found.forEach((name, i) => numbers.set(name, asked[i]!));
  const removed = new Set<number>();
  const labels = new Map<number, number>();
  let lost = 0;
  for (const { sample, label } of corrections) {
    const number = numbers.get(sample);
    const place = label === null ? 0 : classes.indexOf(label);
    if (number === undefined || place < 0) lost++;
    else if (label === null) removed.add(number);
    else labels.set(number, place);
  }
  return { removed, labels, warnings: lost === 0 ? [] : [lostWarning(lost)] };
}

function lostWarning(lost: number): Problem {
  return {
    code: 'data.corrections.lost',
    severity: 'warning',
    message: `${lost === 1 ? 'One correction belongs to a sample or class' : `${lost} corrections belong to samples or classes`} that the data no longer has, and ${lost === 1 ? 'is' : 'are'} not made. The list of corrections on the data step shows them.`,
    fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }],
  };
}
