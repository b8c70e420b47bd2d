// Samples of a batch laid over each other: inputs and answers by the same shares, and only where that makes sense.
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../electron/engine/network';
import { mixedBatch } from '../../../electron/engine/training/mixup';
import { tidied } from '../../../electron/engine/training/stepTensors';
import type { FittedTarget } from '../../../shared/data/fitted';
import type { DataSpec } from '../../../shared/data/spec';
import { canMix } from '../../../shared/recipes/mixing';
import { spec } from '../../../shared/shape';
import { memorySpec } from '../memoryData';
import { planOf } from '../plans';
import { engines } from '../runs';

const mixing = { recipe: { id: 'supervised', params: { mixup: 'gentle' } } } as const;

function mixed(target: FittedTarget, training: object) {
  const set = {
    inputs: { x: { shape: [2], rows: [] } },
    targets: { y: { ...target, values: [] } },
    train: 4,
  };
  const plan = planOf(
    memorySpec(set),
    [
      ['in', 'input'],
      ['answer', 'dense', { units: 2 }],
      ['out', 'output'],
    ],
    training,
  );
  return engines.current().then(({ tf }) => {
    const network = buildNetwork(tf, plan);
    const made = tidied(tf, () => {
      const rows = tf.tensor2d(
        [0, 1, 2, 3].flatMap((row) => [row, 10 * row]),
        [4, 2],
      );
      const { inputs, targets, measured } = network.duringStep(1, () =>
        mixedBatch(tf, network, { x: rows }, { out: rows }),
      );
      return [inputs['x']!, targets['out']!, measured['out']!].map((tensor) => Array.from(tensor.dataSync()));
    });
    network.dispose();
    return made as unknown as readonly [readonly number[], readonly number[], readonly number[]];
  });
}

describe('mixup', () => {
  const classes = { task: 'classification', column: 'y', classes: ['a', 'b'] } as const;

  it('mixes a sample with its partner by one share, and measures by the larger', async () => {
    const [inputs, targets, measured] = await mixed(classes, mixing);
    expect(inputs).toEqual(targets);
    for (const row of [0, 1, 2, 3]) {
      const [x, tenfold] = [inputs[2 * row]!, inputs[2 * row + 1]!];
      expect(tenfold).toBeCloseTo(10 * x, 4);
      // Between itself and its partner from the batch's other end.
      expect(Math.abs(x - 1.5)).toBeLessThanOrEqual(Math.abs(row - 1.5));
      const nearer = Math.abs(x - row) <= Math.abs(x - (3 - row)) ? row : 3 - row;
      expect(measured[2 * row]).toBe(nearer);
    }
    expect(new Set(inputs).size).toBe(8);
  });

  it('measures quantities as they were mixed', async () => {
    const [, targets, measured] = await mixed({ task: 'regression', column: 'y', subtract: 0, divide: 1 }, mixing);
    expect(measured).toEqual(targets);
  });

  it('leaves samples alone unless it is asked for', async () => {
    const plain = [0, 1, 2, 3].flatMap((row) => [row, 10 * row]);
    expect(await mixed(classes, {})).toEqual([plain, plain, plain]);
  });

  const one = { title: 'y', task: 'classification', classes: ['a', 'b'] } as const;
  const given = (dtype: 'float32' | 'int32') => ({ title: 'x', modality: 'table', tensor: spec([4], dtype) }) as const;
  it.each<readonly [string, Pick<DataSpec, 'inputs' | 'targets'>, boolean]>([
    ['classes', { inputs: { x: given('float32') }, targets: { y: one } }, true],
    ['labels', { inputs: { x: given('float32') }, targets: { y: { ...one, task: 'labels', shape: [2] } } }, true],
    [
      'a forecast of several steps',
      { inputs: { x: given('float32') }, targets: { y: { title: 'y', task: 'regression', shape: [3], ahead: 1 } } },
      true,
    ],
    ['codes of tokens', { inputs: { x: given('int32') }, targets: { y: one } }, false],
    ['a class for every pixel', { inputs: { x: given('float32') }, targets: { y: { ...one, shape: [8, 8] } } }, false],
  ])('suits %s: %s', (_, data, suits) => expect(canMix(data)).toBe(suits));
});
