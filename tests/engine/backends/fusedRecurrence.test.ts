// LSTM and GRU by TensorFlow's own operations give the numbers and the slopes that tfjs gives step by step (which equal
// Keras', tests/oracle/layers.oracle.test.ts).
import type * as tfjs from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { useFusedRecurrence } from '../../../electron/engine/backends/recurrence';
import { native } from '../../../electron/engine/backends/native';
import { resetAfterGru } from '../../../shared/layers/parts/resetAfter';
import { createRandom } from '../../../shared/random';

const tf = loadTensorFlow();
const found = native.find({ report: null }).available;

type Config = { readonly kind: 'lstm' | 'gru' | 'gruResetAfter'; readonly mask?: keyof typeof masks } & {
  readonly [name: string]: boolean | string;
};

/** 1: the step counts. One row per sample. */
const masks = {
  padded: ['111100', '111111', '100000'],
  before: ['001111', '000011', '111111'],
  holes: ['101101', '010000', '000000'],
};

const kinds = ['lstm', 'gru', 'gruResetAfter'] as const;
const rows: readonly Config[] = kinds.flatMap((kind) => [
  { kind },
  { kind, returnSequences: true },
  { kind, goBackwards: true },
  { kind, useBias: false, returnSequences: true },
  { kind, mask: 'padded' },
  { kind, mask: 'before', goBackwards: true },
  { kind, mask: 'holes', returnSequences: true },
]);

describe.skipIf(!found)('fused recurrence', () => {
  it.each(rows)('$kind %o', async ({ kind, mask, ...config }) => {
    await tf.setBackend('tensorflow');
    const random = createRandom(5);
    const draw = (shape: readonly number[]) =>
      tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal), [...shape]);
    const before = tf.memory().numTensors;
    const args = { units: 4, recurrentActivation: 'sigmoid', ...config } as never;
    const make = () =>
      kind === 'lstm' ? tf.layers.lstm(args) : kind === 'gru' ? tf.layers.gru(args) : resetAfterGru(tf, args);
    const counting =
      mask === undefined
        ? null
        : tf.tensor2d(
            masks[mask].map((row) => [...row].map(Number)),
            [3, 6],
            'bool',
          );
    const apply = (layer: tfjs.layers.Layer, given: tfjs.Tensor) =>
      layer.apply(given, counting === null ? {} : { mask: counting }) as tfjs.Tensor;
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
        const output = apply(layer, x);
        const direction = tf
          .range(1, output.size + 1)
          .reshape(output.shape)
          .sin();
        const { grads } = tf.variableGrads(() => tf.mul(apply(layer, x), direction).sum() as tfjs.Scalar, variables);
        const toInput = tf.grad((given) => tf.mul(apply(layer, given), direction).sum())(x);
        return [output, toInput, ...variables.map((variable) => grads[variable.name]!)].map((tensor) => [
          ...tensor.dataSync(),
        ]);
      });
    const operations = tf.profile(() => apply(fused, x));
    expect((await operations).kernels.length, 'far fewer operations').toBeLessThan(kind === 'gruResetAfter' ? 130 : 60);
    const [one, other] = [measure(plain), measure(fused)];
    expect(other.length).toBe(one.length);
    one.forEach((numbers, index) =>
      numbers.forEach((value, at) => expect(Math.abs(other[index]![at]! - value)).toBeLessThan(1e-5)),
    );
    plain.dispose();
    fused.dispose();
    tf.dispose([x, ...(counting === null ? [] : [counting]), ...values, (await operations).result as tfjs.Tensor]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
