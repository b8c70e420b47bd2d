// Losses and metrics where Keras has no answer to compare with: two classes for yes and no, empty sums, saturation.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { losses } from '../../../shared/choices/losses';
import { findMetric, metrics } from '../../../shared/choices/metrics';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('losses', () => {
  const ofRows = losses.filter(({ tasks }) => !tasks.includes('detection'));
  it.each(ofRows.map((loss) => [loss.id, loss] as const))(
    '%s has finite slopes at certain and impossible answers',
    (_id, loss) => {
      const target =
        loss.target === 'onehot'
          ? tf.tensor2d([
              [1, 0],
              [1, 0],
              [0, 1],
            ])
          : tf.tensor2d([[1], [0], [1]]);
      const prediction =
        loss.target === 'onehot'
          ? tf.tensor2d([
              [1, 0],
              [0, 1],
              [0.5, 0.5],
            ])
          : tf.tensor2d([[1], [1], [0]]);
      const slopes = tf.grad((p) => tf.sum(loss.perSample(tf, target, p)))(prediction);
      expect(slopes.shape).toEqual(prediction.shape);
      expect([...slopes.dataSync()].every(Number.isFinite)).toBe(true);
    },
  );

  it('boxGrid has finite slopes at certain, impossible and empty answers, and leaves nothing behind', () => {
    const { perSample } = losses.find(({ id }) => id === 'boxGrid')!;
    const cells = [
      [1, 0.5, 0, 1, 0.2, 1, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ];
    const target = tf.tensor4d([[cells], [[cells[1]!, cells[1]!]]]);
    const sure = [-1e3, 1e3, -1e3, 1e3, 1e3, -1e3, 1e3];
    const prediction = tf.tensor4d([[[sure, sure]], [[sure.map((z) => -z), sure]]]);
    const before = tf.memory().numTensors;
    const values = tf.tidy(() => {
      const slopes = tf.grad((p) => perSample(tf, target, p).sum())(prediction);
      return [...perSample(tf, target, prediction).dataSync(), ...slopes.dataSync()];
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(values.every(Number.isFinite), values.join()).toBe(true);
    expect(perSample(tf, target, prediction).shape).toEqual([2]);
  });
  it.each(ofRows.map((loss) => [loss.id, loss] as const))('%s leaves no tensors behind', (_id, loss) => {
    const [target, prediction] = [
      tf.tensor2d([
        [1, 0],
        [0, 1],
      ]),
      tf.tensor2d([
        [0.7, 0.3],
        [0.4, 0.6],
      ]),
    ];
    const before = tf.memory().numTensors;
    loss.perSample(tf, target, prediction).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('metrics', () => {
  it.each([
    ...['accuracy', 'precision', 'recall', 'f1', 'auc', 'prAuc', 'specificity', 'iou'],
    ...['balancedAccuracy', 'matthews', 'kappa', 'logLoss'],
  ])('%s is the same for two classes as for one probability', (id) => {
    const metric = findMetric(id)!;
    const truth = [1, 0, 1, 1, 0, 0, 1, 0];
    const chance = [0.9, 0.2, 0.4, 0.7, 0.6, 0.1, 0.55, 0.3];
    const one = metric.sums(tf, tf.tensor2d(truth, [8, 1]), tf.tensor2d(chance, [8, 1]));
    const two = metric.sums(
      tf,
      tf.tensor2d(truth.map((yes) => [1 - yes, yes])),
      tf.tensor2d(chance.map((yes) => [1 - yes, yes])),
    );
    expect(metric.result([...two.dataSync()])).toBeCloseTo(metric.result([...one.dataSync()]), 6);
  });

  it.each(metrics.map((metric) => [metric.id, metric] as const))('%s of nothing is a number', (_id, metric) => {
    const grid = metric.tasks.includes('detection');
    const shape = grid ? [2, 1, 2, 7] : metric.tasks.includes('classification') ? [2, 3] : [2, 1];
    const sums = metric.sums(tf, tf.zeros(shape), tf.zeros(shape));
    expect(sums.rank).toBe(1);
    expect(Number.isFinite(metric.result([...sums.dataSync()].map(() => 0)))).toBe(true);
  });

  // By hand: right yes 2 (0.9, 0.7), wrong yes 1 (0.6), wrong no 1 (0.4).
  it.each([
    ['precision', 2 / 3],
    ['recall', 2 / 3],
    ['f1', 2 / 3],
    ['accuracy', 3 / 5],
    ['specificity', 1 / 2],
    ['iou', 2 / 4],
    ['balancedAccuracy', (2 / 3 + 1 / 2) / 2],
    // (2 · 1 - 1 · 1) / √(3 · 3 · 2 · 2), and (3/5 - 13/25) / (1 - 13/25).
    ['matthews', 1 / 6],
    ['kappa', 1 / 6],
  ])('%s by hand', (id, expected) => {
    const metric = findMetric(id)!;
    const sums = metric.sums(tf, tf.tensor2d([1, 0, 1, 1, 0], [5, 1]), tf.tensor2d([0.9, 0.6, 0.4, 0.7, 0.1], [5, 1]));
    expect(metric.result([...sums.dataSync()])).toBeCloseTo(expected, 6);
  });
});
