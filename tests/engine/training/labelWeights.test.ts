// Several labels weighed one by one: the loss against the sum written out, and the weights as scikit-learn's "balanced".
import { expect, it } from 'vitest';
import { balancedWeights, createObjective } from '../../../electron/engine/training/objective';
import { engines } from '../runs';

/** Three labels of four samples, and the probabilities that a network gives. */
const truth = [
  [1, 0, 0],
  [1, 0, 1],
  [0, 0, 1],
  [1, 0, 1],
];
const chances = [
  [0.8, 0.1, 0.3],
  [0.6, 0.2, 0.9],
  [0.4, 0.3, 0.7],
  [0.9, 0.4, 0.5],
];

it('every label counts the same, whether it is given or not', async () => {
  // n / (2 · count) of each answer that is there; the second label is never given.
  const weights = [0, 1, 2].flatMap((label) => {
    const given = truth.filter((row) => row[label] === 1).length;
    return balancedWeights([4 - given, given]);
  });
  expect(weights).toEqual([2, 4 / 6, 1, 0, 2, 4 / 6]);
  const { tf } = await engines.current();
  const output = { layer: 'o', name: 'o', target: 'tags', loss: 'binaryCrossentropy', lossWeight: 1, metrics: [] };
  const plan = { layers: [{ id: 'o', output: { shape: [3] } }], outputs: [output], training: {} };
  const target = { task: 'labels', column: 'tags', classes: ['a', 'b', 'c'], shape: [3] };
  const objective = createObjective(
    tf,
    { plan, weights: [] } as never,
    { inputs: {}, targets: { tags: target } } as never,
  );
  const given = { tags: tf.tensor2d(truth) };
  const answer = { o: tf.tensor2d(chances) };
  const lossWith = (own: readonly number[] | null) =>
    objective.loss(answer, objective.targets(given), given, own === null ? null : { tags: own }).total.dataSync()[0]!;
  const byHand = (weightOf: (label: number, is: number) => number) => {
    let sum = 0;
    truth.forEach((row, i) =>
      row.forEach((is, label) => {
        const p = chances[i]![label]!;
        sum -= weightOf(label, is) * Math.log(is === 1 ? p : 1 - p);
      }),
    );
    return sum / 12;
  };
  expect(lossWith(weights)).toBeCloseTo(
    byHand((label, is) => weights[2 * label + is]!),
    5,
  );
  expect(lossWith(null)).toBeCloseTo(
    byHand(() => 1),
    5,
  );
});
