// Layers that disturb numbers while training: what they do to mean and variance, that a draw belongs to its step and
// layer, that predicting is left alone, and that they are saved as the plain layers of tfjs.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { createStepRandom } from '../../../electron/engine/training/stepRandom';
import { findLayer } from '../../../shared/layers';
import { defaultsOf } from '../../../shared/params';
import type { ParamSchema, ValuesOf } from '../../../shared/params';
import { spec } from '../../../shared/shape';

const tf = loadTensorFlow();
const engines = ['cpu', ...(native.find({ report: null }).available ? ['tensorflow'] : [])];

function build(kind: string, params: object, shape: readonly number[], source = createStepRandom(tf, 5)) {
  const layer = findLayer(kind)!;
  const all = { ...defaultsOf(layer.params), ...params } as ValuesOf<ParamSchema>;
  return layer.build(tf, all, `${kind}_1`, { data: null, layer: findLayer, random: source.random }, [spec(shape)])!;
}

/** What the layer makes of `x` in a step. */
function answer(
  kind: string,
  params: object,
  x: tfjs.Tensor,
  step: number,
  training = true,
): { readonly values: Float32Array; readonly layer: tfjs.layers.Layer } {
  const source = createStepRandom(tf, 5);
  const layer = build(kind, params, x.shape.slice(1), source);
  const values = tf.tidy(() =>
    source.during(step, () => (layer.apply(x, { training }) as tfjs.Tensor).dataSync<'float32'>().slice()),
  );
  return { values, layer };
}

function meanAndVariance(values: ArrayLike<number>): readonly [number, number] {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return [mean, list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length];
}

/** Of input 1, and for AlphaDropout of standard normal input, what it is made for. */
const rows: readonly (readonly [string, object, string, number, number])[] = [
  ['dropout', { rate: 0.25 }, 'Dropout', 1, 1 / 3],
  ['spatialDropout1d', { rate: 0.25 }, 'SpatialDropout1D', 1, 1 / 3],
  ['gaussianDropout', { rate: 0.2 }, 'GaussianDropout', 1, 0.25],
  ['gaussianNoise', { stddev: 0.5 }, 'GaussianNoise', 1, 0.25],
  ['alphaDropout', { rate: 0.1 }, 'AlphaDropout', 0, 1],
];

describe.each(engines)('on %s', (engine) => {
  beforeAll(async () => {
    await tf.setBackend(engine);
  });

  it.each(rows)('%s with %j', (kind, params, className, mean, variance) => {
    const source = createStepRandom(tf, 1);
    const shape = [100, 5, 200];
    const x = kind === 'alphaDropout' ? source.random.normal('x', shape) : tf.ones(shape);
    const first = answer(kind, params, x, 1);
    const [ownMean, ownVariance] = meanAndVariance(first.values);
    expect(ownMean).toBeCloseTo(mean, 1);
    expect(Math.abs(ownVariance - variance)).toBeLessThan(0.05);
    expect(answer(kind, params, x, 1).values).toEqual(first.values);
    expect(answer(kind, params, x, 2).values).not.toEqual(first.values);
    expect(answer(kind, params, x, 1, false).values).toEqual(x.dataSync());
    expect(first.layer.getClassName()).toBe(className);
  });

  it('spatial dropout silences a channel over all steps of a sample', () => {
    const { values } = answer('spatialDropout1d', { rate: 0.5 }, tf.ones([3, 4, 8]), 1);
    for (let sample = 0; sample < 3; sample++) {
      for (let channel = 0; channel < 8; channel++) {
        const seen = [0, 1, 2, 3].map((step) => values[(sample * 4 + step) * 8 + channel]);
        expect(new Set(seen).size).toBe(1);
      }
    }
    expect(new Set(values)).toEqual(new Set([0, 2]));
  });

  it('draws nothing from Math.random', () => {
    const original = Math.random;
    Math.random = () => {
      throw new Error('Math.random was asked');
    };
    try {
      for (const [kind, params] of rows) answer(kind, params, tf.ones([2, 3, 4]), 1);
    } finally {
      Math.random = original;
    }
  });
});
