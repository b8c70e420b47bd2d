// What tables and pictures have in common once they are open.
import type { DataConfig, Part } from '../../../shared/data/config';
import { partNames } from '../../../shared/data/split';
import type { Problem } from '../../../shared/result';
import type { Corrected } from './corrections';

/** The samples that have a class and were not left out, and the class of each: as corrected, or as its source gives it. */
export function usableOf(
  total: number,
  given: (sample: number) => number,
  { removed, labels }: Corrected,
): { readonly samples: Uint32Array; readonly labelOf: (sample: number) => number } {
  const labelOf = (sample: number) => labels.get(sample) ?? given(sample);
  const all = Uint32Array.from({ length: total }, (_, i) => i);
  return { samples: all.filter((sample) => !removed.has(sample) && labelOf(sample) >= 0), labelOf };
}

function contains(sorted: Uint32Array, sample: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < sample) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === sample;
}

/** Answers in which part a sample is; the parts are in ascending order. */
export function partLookup(parts: { readonly [P in Part]: Uint32Array }): (sample: number) => Part | 'left out' {
  return (sample) => partNames.find((part) => contains(parts[part], sample)) ?? 'left out';
}

function sourceName(config: DataConfig): string {
  return 'name' in config.source ? config.source.name : config.source.id;
}

/** A warning where the source is no longer the one that was inspected; else nothing. */
export function changedWarning(config: DataConfig, fingerprint: string): readonly Problem[] {
  if (config.fingerprint === fingerprint) return [];
  return [
    {
      code: 'data.changed',
      severity: 'warning',
      message: `"${sourceName(config)}" has changed since it was chosen. It can still be read, but counts and categories on the data step may no longer fit. Read it again there to bring them up to date.`,
      fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }],
    },
  ];
}
