// Batch normalization's own training beside tfjs' spelled-out one: the same results, slopes and moving averages. Oracle:
// tfjs' automatic differentiation of its own layer.
import type * as tfjs from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { useFusedNormalization } from '../../../electron/engine/backends/fusedNormalization';
import { native } from '../../../electron/engine/backends/native';
import { createStepRandom } from '../../../electron/engine/training/stepRandom';
import { findLayer } from '../../../shared/layers';
import { createRandom } from '../../../shared/random';
import { spec } from '../../../shared/shape';

const tf = loadTensorFlow();
const engines = ['cpu', ...(native.find({ report: null }).available ? ['tensorflow'] : [])];
/** A network may be built by one engine, which makes it its own, and be trained by another. */
const pairs = engines.flatMap((built) => engines.map((trained) => ({ built, trained })));

function drawn(seed: number, shape: readonly number[]): tfjs.Tensor {
  const random = createRandom(seed);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 1.5 + 2 * random.normal()),
    [...shape],
  );
}

/** Result, slopes in x, gamma and beta, and the weights after two batches. */
function train(layer: tfjs.layers.Layer, shape: readonly number[]): readonly (readonly number[])[] {
  const first = drawn(1, shape);
  layer.apply(first);
  const channels = [shape[shape.length - 1]!];
  layer.setWeights([drawn(2, channels), drawn(3, channels), drawn(4, channels), tf.abs(drawn(5, channels))]);
  const direction = drawn(6, shape);
  const variables = layer.trainableWeights.map((weight) => weight.read() as tfjs.Variable);
  const all = [first, drawn(7, shape)].flatMap((x) => {
    const result = layer.apply(x, { training: true }) as tfjs.Tensor;
    const { grads } = tf
      .engine()
      .gradients(() => tf.sum(tf.mul(layer.apply(x, { training: true }) as tfjs.Tensor, direction)), [x, ...variables]);
    return [result, ...grads];
  });
  return [...all, ...layer.getWeights()].map((value) => [...value.dataSync()]);
}

describe.each(pairs)('built on $built, trained on $trained', ({ built, trained }) => {
  it.each([[[6, 3]], [[4, 5, 3]], [[3, 4, 5, 2]]])('%j', async (shape) => {
    await tf.setBackend(built);
    const params = { momentum: 0.9, epsilon: 1e-3 };
    const { random } = createStepRandom(tf, 1);
    const ours = findLayer('batchNormalization')!.build(
      tf,
      params as never,
      'ours',
      { data: null, layer: findLayer, random },
      [spec(shape.slice(1))],
    )!;
    useFusedNormalization(tf, ours);
    await tf.setBackend(trained);
    const theirs = tf.layers.batchNormalization({ axis: -1, ...params, name: 'theirs' });
    const found = train(ours, shape);
    const expected = train(theirs, shape);
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    found.forEach((list, at) =>
      list.forEach((value, index) => {
        const right = expected[at]![index]!;
        expect(Math.abs(value - right), `${at}/${index}: ${value}, ${right}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(right)),
        );
      }),
    );
    const predicted = (layer: tfjs.layers.Layer) => [...(layer.apply(drawn(8, shape)) as tfjs.Tensor).dataSync()];
    predicted(ours).forEach((value, index) => expect(value).toBeCloseTo(predicted(theirs)[index]!, 4));
  });
});
