// What the tests of the TensorFlow formats try: every example of every layer, and every activation in layers that treat
// it in a way of their own.
import { activations } from '../../../shared/choices/activations';
import { programMissing } from '../../../shared/export/program';
import { findLayer } from '../../../shared/layers';
import { spec } from '../../../shared/shape';
import { type ExampleRow, exampleRows } from './examples';

export const everyRow: readonly ExampleRow[] = [
  ...exampleRows.filter(({ kind }) => programMissing[kind] === undefined),
  ...activations.flatMap(({ id }) =>
    (
      [
        ['conv2d', [spec([5, 4, 2])], { filters: 3, activation: id }, [3, 2, 3]],
        ['gru', [spec([4, 3])], { units: 3, activation: id, goBackwards: true, returnSequences: true }, [4, 3]],
      ] as const
    ).map(([kind, inputs, params, output]) => ({
      kind,
      title: id,
      layer: findLayer(kind)!,
      example: { inputs, params, output: spec([...output]), weightCount: 0 },
    })),
  ),
];

/** One example of every layer and of every activation, for runtimes that take a second to ask; all with LAYERLOOM_EVERY=1. */
export const rows: readonly ExampleRow[] =
  process.env['LAYERLOOM_EVERY'] === '1'
    ? everyRow
    : everyRow.filter(
        ({ kind, title }, i) =>
          everyRow.findIndex((row) => row.kind === kind) === i ||
          (kind === 'conv2d' && activations.some(({ id }) => id === title)) ||
          title.includes('Causal') ||
          title.includes('ilated'),
      );

/** The largest difference, relative to the larger of 1 and the own number. */
export function worstOf(own: readonly number[], theirs: readonly (number | string)[]): number {
  return own.reduce((most, value, at) => {
    const answer = Number(theirs[at]);
    if (Number.isNaN(value) && Number.isNaN(answer)) return most;
    return Math.max(most, Math.abs(value - answer) / Math.max(1, Math.abs(value)));
  }, 0);
}
