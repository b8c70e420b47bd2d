// LSTM and GRU by TensorFlow's own operations give the numbers and the slopes that tfjs gives step by step (which equal
// Keras', tests/oracle/layers.oracle.test.ts).
import type * as tfjs from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { useFusedRecurrence } from '../../electron/engine/backends/fusedRecurrence';
import { native } from '../../electron/engine/backends/native';
import { createRandom } from '../../shared/random';

const tf = loadTensorFlow();
const found = native.find({ report: null }).available;

type Config = { readonly kind: 'lstm' | 'gru' } & { readonly [name: string]: boolean | string };
const rows: readonly Config[] = (['lstm', 'gru'] as const).flatMap((kind) => [
  { kind },
  { kind, returnSequences: true },
  { kind, goBackwards: true },
  { kind, useBias: false, returnSequences: true },
]);

describe.skipIf(!found)('fused recurrence', () => {
  it.each(rows)('$kind %o', async ({ kind, ...config }) => {
    await tf.setBackend('tensorflow');
    const random = createRandom(5);
    const draw = (shape: readonly number[]) =>
      tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal), [...shape]);
    const before = tf.memory().numTensors;
    const args = { units: 4, recurrentActivation: 'sigmoid', ...config } as never;
    const make = () => (kind === 'lstm' ? tf.layers.lstm(args) : tf.layers.gru(args));
    const x = draw([3, 6, 5]);
    const [plain, fused] = [make(), make()];
    tf.dispose([plain.apply(x), fused.apply(x)] as tfjs.Tensor[]);
    const values = plain.getWeights().map((weight) => tf.tidy(() => tf.mul(draw(weight.shape), 0.5)));
    plain.setWeights(values);
    fused.setWeights(values);
    useFusedRecurrence(tf, fused);

    const measure = (layer: tfjs.layers.Layer) =>
      tf.tidy(() => {
        const variables = layer.trainableWeights.map((weight) => weight.read() as tfjs.Variable);
        const output = layer.apply(x) as tfjs.Tensor;
        const direction = tf
          .range(1, output.size + 1)
          .reshape(output.shape)
          .sin();
        const { grads } = tf.variableGrads(
          () => tf.mul(layer.apply(x) as tfjs.Tensor, direction).sum() as tfjs.Scalar,
          variables,
        );
        const toInput = tf.grad((given) => tf.mul(layer.apply(given) as tfjs.Tensor, direction).sum())(x);
        return [output, toInput, ...variables.map((variable) => grads[variable.name]!)].map((tensor) => [
          ...tensor.dataSync(),
        ]);
      });
    const operations = tf.profile(() => fused.apply(x) as tfjs.Tensor);
    expect((await operations).kernels.length, 'far fewer operations').toBeLessThan(30);
    const [one, other] = [measure(plain), measure(fused)];
    expect(other.length).toBe(one.length);
    one.forEach((numbers, index) =>
      numbers.forEach((value, at) => expect(Math.abs(other[index]![at]! - value)).toBeLessThan(1e-5)),
    );
    plain.dispose();
    fused.dispose();
    tf.dispose([x, ...values, (await operations).result as tfjs.Tensor]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
