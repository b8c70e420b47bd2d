// Targets with a shape: a class at every position, positions that do not count, and tensors of numbers.
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { tidied } from '../../../electron/engine/training/stepTensors';
import type { FittedTarget } from '../../../shared/data/fitted';
import type { DataSpec, TargetSpec } from '../../../shared/data/spec';
import { planOf } from '../plans';
import { engines } from '../runs';

const classes = ['a', 'b', 'c'];

async function objectiveFor(target: TargetSpec, fitted: FittedTarget, loss: string, metrics: readonly string[]) {
  const { tf } = await engines.current();
  const spec: DataSpec = {
    inputs: { x: { title: 'x', modality: 'series', tensor: { shape: [3, 3], dtype: 'float32' } } },
    targets: { y: target },
    sampleCount: 2,
  };
  const plan = planOf(
    spec,
    [
      ['in', 'input'],
      ['out', 'output'],
    ],
    {},
    { out: { loss, metrics } },
  );
  return { tf, objective: createObjective(tf, buildNetwork(tf, plan), { inputs: {}, targets: { y: fitted } }) };
}

/** Probabilities of three classes at three positions of two samples. */
const chances = [
  [
    [0.7, 0.2, 0.1],
    [0.1, 0.8, 0.1],
    [0.3, 0.3, 0.4],
  ],
  [
    [0.5, 0.25, 0.25],
    [0.2, 0.2, 0.6],
    [0.9, 0.05, 0.05],
  ],
];
const codes = [
  [0, 1, 9],
  [2, 2, 9],
];
const truth = [0.7, 0.8, 0.25, 0.6];

describe('a target with a class at every position', () => {
  const target: TargetSpec = { title: 'y', task: 'classification', classes, shape: [3], ignores: 9 };
  const fitted: FittedTarget = { task: 'classification', column: 'y', classes, shape: [3], ignores: 9 };
  it.each([
    // By hand: -mean ln p(truth) over the four positions that count; three of them are right.
    [null, -truth.reduce((sum, p) => sum + Math.log(p), 0) / 4],
    // Class c weighs 3: each position's loss times its class's weight, over the positions that count.
    [{ y: [1, 1, 3] }, -(Math.log(0.7) + Math.log(0.8) + 3 * Math.log(0.25) + 3 * Math.log(0.6)) / 4],
  ])('counts those positions alone that are not ignored (weights %j)', async (weights, expected) => {
    const { tf, objective } = await objectiveFor(target, fitted, 'categoricalCrossentropy', ['accuracy', 'meanIoU']);
    const [loss, figures] = tidied(tf, () => {
      const given = { y: tf.tensor(codes) };
      const outputs = { out: tf.tensor(chances) };
      const targets = objective.targets(given);
      const { total, parts } = objective.loss(outputs, targets, given, weights);
      const sums = objective.metricSums(outputs, targets, given)!;
      const numbers = tf.concat([total.reshape([1]), ...parts.map((part) => part.reshape([1])), sums]).dataSync();
      return [total.dataSync()[0]!, objective.figures(objective.sumsOf(2, numbers))] as const;
    });
    expect(loss).toBeCloseTo(expected, 5);
    expect(figures['accuracy']).toBeCloseTo(3 / 4, 6);
    // a: 1 of 2 (one c was called a); b: 1 of 1; c: 1 of 2.
    expect(figures['meanIoU']).toBeCloseTo((1 / 2 + 1 + 1 / 2) / 3, 5);
  });
  it('measures an overlap without what is ignored', async () => {
    const { tf, objective } = await objectiveFor(target, fitted, 'dice', ['accuracy']);
    const loss = tidied(tf, () => {
      const given = { y: tf.tensor(codes) };
      const outputs = { out: tf.tensor(chances) };
      return objective.loss(outputs, objective.targets(given), given, null).total.dataSync()[0]!;
    });
    const dice = (overlap: number) => 1 - (2 * overlap) / (2 + 2 + 1e-7);
    expect(loss).toBeCloseTo((dice(0.7 + 0.8) + dice(0.25 + 0.6)) / 2, 5);
  });
});

describe('a target of numbers', () => {
  it('is compared number by number, in the shape of the answer', async () => {
    const { tf, objective } = await objectiveFor(
      { title: 'y', task: 'regression', shape: [3, 3] },
      { task: 'regression', column: 'y', subtract: 0, divide: 1, shape: [3, 3] },
      'meanSquaredError',
      ['meanAbsoluteError'],
    );
    const loss = tidied(tf, () => {
      // As the data gives it: the numbers of a sample in a row.
      const given = { y: tf.zeros([2, 9]) };
      const outputs = { out: tf.tensor(chances) };
      return objective.loss(outputs, objective.targets(given), given, null).total.dataSync()[0]!;
    });
    const all = chances.flat(2);
    expect(loss).toBeCloseTo(all.reduce((sum, x) => sum + x * x, 0) / all.length, 6);
  });
});
