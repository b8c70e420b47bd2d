// Which steps are empty, as layers hand it on: a network of ours, and the same network saved and read back by tfjs.
import type * as tfjs from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { buildNetwork, initializeWeights } from '../../../electron/engine/network';
import { memorySpec } from '../memoryData';
import { type LayerRow, planOf } from '../plans';

const tf = loadTensorFlow();
await tf.setBackend('cpu');
const codes = [
  [3, 1, 0, 0],
  [2, 0, 4, 0],
  [0, 0, 0, 0],
];
const set = {
  inputs: { x: { shape: [4], rows: codes } },
  targets: { y: { task: 'regression', column: 'y', subtract: 0, divide: 1, values: [0, 0, 0] } },
  train: 3,
} as const;
const words: LayerRow = ['words', 'embedding', { inputDim: 5, outputDim: 3, maskZero: true }];

async function answers(rows: readonly LayerRow[]): Promise<readonly [ours: number[], readBack: number[]]> {
  const network = buildNetwork(tf, planOf(memorySpec(set), [['in', 'input'], words, ...rows, ['out', 'output']]));
  initializeWeights(tf, network, 7);
  let saved: tfjs.io.ModelArtifacts | undefined;
  await network.model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const readBack = await tf.loadLayersModel(tf.io.fromMemory(saved!));
  const x = tf.tensor(codes);
  const ours = Object.values(network.forward({ x }, false))[0]!;
  const theirs = readBack.predict(x) as tfjs.Tensor;
  return [[...ours.dataSync()], [...theirs.dataSync()]];
}

describe('empty steps', () => {
  it.each<readonly [string, readonly LayerRow[]]>([
    ['are left out of a mean', [['mean', 'globalAveragePooling1d']]],
    [
      'get no share of attention',
      [
        ['look', 'multiHeadAttention', { numHeads: 2, keyDim: 2 }],
        ['mean', 'globalAveragePooling1d'],
      ],
    ],
    [
      'are handed on by a dense layer',
      [
        ['dense', 'dense', { units: 2 }],
        ['mean', 'globalAveragePooling1d'],
      ],
    ],
    ['are passed over by a recurrent layer', [['read', 'lstm', { units: 2 }]]],
  ])('%s', async (_what, rows) => {
    const [ours, readBack] = await answers(rows);
    expect(ours.every(Number.isFinite)).toBe(true);
    ours.forEach((value, i) => expect(readBack[i]).toBeCloseTo(value, 6));
  });
});

describe('a mean over steps', () => {
  it('is that of the steps that count, and 0 without any', () => {
    const layer = tf.layers.globalAveragePooling1d({});
    const x = tf.tensor3d([
      [[1], [3], [100]],
      [[5], [6], [7]],
    ]);
    const mask = tf.tensor2d(
      [
        [1, 1, 0],
        [0, 0, 0],
      ],
      [2, 3],
      'bool',
    );
    expect([...(layer.apply(x, { mask }) as tfjs.Tensor).dataSync()]).toEqual([2, 0]);
  });
});

describe('merged steps', () => {
  const first = tf.tensor2d([[1, 0, 0]], [1, 3], 'bool');
  const second = tf.tensor2d([[0, 1, 0]], [1, 3], 'bool');
  const x = tf.zeros([1, 3, 2]);
  const layers = tf.layers;
  it.each<readonly [string, tfjs.layers.Layer, readonly (tfjs.Tensor | null)[], readonly number[] | null]>([
    ['count where any branch counts', layers.add(), [first, second, second], [1, 1, 0]],
    ['all count where a branch has no empty ones', layers.multiply(), [first, null, second], null],
    ['beside each other count as in a sum', layers.concatenate({ axis: -1 }), [first, second], [1, 1, 0]],
    ['after each other keep their own', layers.concatenate({ axis: 1 }), [first, null], [1, 0, 0, 1, 1, 1]],
    ['without masks are all there', layers.concatenate({ axis: 1 }), [null, null], null],
  ])('%s', (_what, layer, masks, expected) => {
    const mask = layer.computeMask(
      masks.map(() => x),
      masks as tfjs.Tensor[],
    ) as tfjs.Tensor | null;
    expect(mask === null ? null : [...mask.dataSync()]).toEqual(expected);
  });
});
