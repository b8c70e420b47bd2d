// The one figure that tells best how good an output is: what a network in smaller numbers is measured by.
import { labelFigures, labelThresholds, usualThreshold } from '../data/labels';
import type { EvaluatedOutput } from './evaluation';

interface ComparedKind {
  readonly title: string;
  readonly format: 'percent' | 'number';
  /** Null where the output has no such figure; `count` samples were looked at. */
  of(output: EvaluatedOutput, count: number): number | null;
}

/** The first that an output has counts. */
export const comparedKinds = {
  error: { title: 'Mean error', format: 'number', of: ({ errors }) => errors?.mae ?? null },
  tokens: { title: 'Tokens right', format: 'percent', of: ({ sequences }) => sequences?.tokenAccuracy ?? null },
  overlap: { title: 'Mean overlap', format: 'percent', of: ({ masks }) => masks?.mean ?? null },
  precision: {
    title: 'Mean average precision',
    format: 'percent',
    of: ({ detection }) => detection?.meanAveragePrecision ?? null,
  },
  labels: { title: 'Labels right', format: 'percent', of: labelsRight },
  rebuilding: { title: 'Error of rebuilding', format: 'number', of: ({ rebuilt }) => meanOf(rebuilt?.errors ?? []) },
  lifelike: { title: 'Lifelike', format: 'percent', of: ({ made }) => made?.lifelike ?? null },
  share: { title: 'Right', format: 'percent', of: ({ confusion }) => shareRight(confusion ?? []) },
} as const satisfies { readonly [id: string]: ComparedKind };

export interface ComparedFigure {
  readonly output: string;
  readonly kind: keyof typeof comparedKinds;
  readonly value: number;
}

/** Null where nothing of an output can be compared. */
export function comparedFigure(output: EvaluatedOutput, count: number): ComparedFigure | null {
  for (const [kind, { of }] of Object.entries(comparedKinds) as [ComparedFigure['kind'], ComparedKind][]) {
    const value = of(output, count);
    if (value !== null) return { output: output.name, kind, value };
  }
  return null;
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean over the labels of the share of samples on which each is said rightly. */
function labelsRight({ labels }: EvaluatedOutput, count: number): number | null {
  const at = labelThresholds.indexOf(usualThreshold);
  return meanOf((labels?.each ?? []).map(({ counts }) => labelFigures(counts[at]!, count).accuracy));
}

/** The diagonal's share of a confusion. */
function shareRight(confusion: readonly (readonly number[])[]): number | null {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const all = sum(confusion.map(sum));
  return all === 0 ? null : sum(confusion.map((row, place) => row[place]!)) / all;
}
