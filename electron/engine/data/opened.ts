// What tables and pictures have in common once they are open.
import type { DataConfig, Part } from '../../../shared/data/config';
import { isSameSource } from '../../../shared/data/fingerprint';
import { fitTarget } from '../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { DataSpec } from '../../../shared/data/spec';
import { partNames } from '../../../shared/data/split';
import type { Problem } from '../../../shared/result';
import type { Corrected } from './corrections';
import type { Batch, OpenedData } from './dataset';

/** A source that gives each sample one of its own classes; a negative number where it gives none. */
interface Labelled {
  readonly classes: readonly string[];
  readonly labels: ArrayLike<number>;
}

/**
 * The samples of classes that the document knows (`classes`; all, where it knows none) and that were not left out, and the
 * class of each there: as corrected, or as its source gives it.
 */
export function usableOf(
  source: Labelled,
  classes: readonly string[],
  { removed, labels }: Corrected,
): { readonly samples: Uint32Array; readonly labelOf: (sample: number) => number } {
  const places = source.classes.map((name) => classes.indexOf(name));
  const labelOf = (sample: number) => labels.get(sample) ?? places[source.labels[sample]!] ?? -1;
  const all = Uint32Array.from({ length: source.labels.length }, (_, i) => i);
  const usable = (sample: number) => classes.length === 0 || labelOf(sample) >= 0;
  return { samples: all.filter((sample) => !removed.has(sample) && usable(sample)), labelOf };
}

/** How often each of `classes` classes is among the labels; negative ones, of samples without a class, do not count. */
export function countLabels(classes: number, labels: Iterable<number>): readonly number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) if (label >= 0) counts[label]!++;
  return counts;
}

/** The preprocessing of the one target of classes, where there is any class. */
export function fittedClasses(spec: DataSpec, train: Uint32Array): FittedPreprocessing['targets'] {
  const entries = Object.entries(spec.targets);
  return Object.fromEntries(
    entries.map(([name, target]) => [name, fitTarget(name, target, new Float64Array(0), train)]),
  );
}

/** What is said alike of every set whose samples are sorted into classes, once it is open. */
export function sortedSet(set: {
  readonly config: DataConfig;
  readonly source: Labelled & { readonly fingerprint: string };
  /** Name of the target, and its classes as the document knows them. */
  readonly target: string;
  readonly classes: readonly string[];
  readonly parts: OpenedData['parts'];
  readonly labelOf: (sample: number) => number;
  readonly corrected: Corrected;
}): Pick<OpenedData, 'classCounts' | 'warnings' | 'total' | 'labels'> & {
  /** The targets of a batch of these samples. */
  readonly targetsOf: (wanted: Uint32Array) => Batch['targets'];
} {
  const { config, source, target, classes, parts, labelOf, corrected } = set;
  return {
    classCounts: { [target]: countLabels(classes.length, Int32Array.from(parts.train, labelOf)) },
    warnings: [...changedWarning(config, source.fingerprint), ...corrected.warnings],
    total: source.labels.length,
    labels: (_target, wanted) => Int32Array.from(wanted, labelOf),
    targetsOf: (wanted) => (classes.length === 0 ? {} : { [target]: Float32Array.from(wanted, labelOf) }),
  };
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
  if (isSameSource(config.fingerprint, fingerprint)) return [];
  return [
    {
      code: 'data.changed',
      severity: 'warning',
      message: `"${sourceName(config)}" has changed since it was chosen. It can still be read, but counts and categories on the data step may no longer fit. Read it again there to bring them up to date.`,
      fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }],
    },
  ];
}
