// Kernels and slopes that go through TensorFlow's joined operations: the numbers of tfjs' plain JavaScript engine, and the
// operations that they are there for.
import type * as tfjs from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { nativeBackend, record } from '../../../electron/engine/graph/record';
import { createRandom, hash32 } from '../../../shared/random';

const tf = loadTensorFlow();
const found = native.find({ report: null }).available;

type Body = (...given: tfjs.Tensor[]) => tfjs.Tensor;
type Row = readonly [title: string, operation: string, shapes: readonly (readonly number[])[], body: Body];

const unary = (title: string, operation: string, body: (x: tfjs.Tensor) => tfjs.Tensor): Row => [
  title,
  operation,
  [[4, 5]],
  body,
];

const sum = (shape: readonly number[], axes: number[], keepDims: boolean, operation: string): Row => [
  `${shape.join('×')} summed over ${axes.join()}${keepDims ? ', axes kept' : ''}`,
  operation,
  [shape],
  (x) => tf.sum(x!, axes, keepDims),
];

const rows: readonly Row[] = [
  unary('relu', 'ReluGrad', tf.relu),
  unary('relu6', 'Relu6Grad', (x) => tf.relu6(tf.mul(x, 5))),
  unary('selu', 'SeluGrad', tf.selu),
  unary('leakyRelu', 'LeakyReluGrad', (x) => tf.leakyRelu(x, 0.3)),
  unary('sigmoid', 'SigmoidGrad', tf.sigmoid),
  unary('tanh', 'TanhGrad', tf.tanh),
  unary('softplus', 'SoftplusGrad', tf.softplus),
  unary('sqrt', 'SqrtGrad', (x) => tf.sqrt(tf.add(tf.square(x), 0.5))),
  unary('rsqrt', 'RsqrtGrad', (x) => tf.rsqrt(tf.add(tf.square(x), 0.5))),
  sum([5, 3], [0], false, 'BiasAddGrad'),
  sum([2, 3, 4, 5], [0, 1, 2], false, 'BiasAddGrad'),
  sum([2, 3, 4, 5], [0, 1], true, 'BiasAddGrad'),
  sum([5, 3], [1], false, 'Sum'),
  sum([5, 3], [0, 1], false, 'Sum'),
];

/** The result and the slope in everything given, as lists. */
async function measured(engine: string, [title, , shapes, body]: Row): Promise<readonly (readonly number[])[]> {
  await tf.setBackend(engine);
  return tf.tidy(() => {
    const random = createRandom(hash32(title));
    const draw = (shape: readonly number[]) =>
      tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal), [...shape]);
    const given = shapes.map(draw);
    const value = body(...given);
    const slopes = tf.grads(body)(given, draw(value.shape));
    return [value, ...slopes].map((tensor) => [...tensor.dataSync()]);
  });
}

/** The names of all operations, forward and back, as on a processor or on a GPU. */
async function operationsOf([, , shapes, body]: Row, isUsingGpuDevice: boolean): Promise<readonly string[]> {
  await tf.setBackend('tensorflow');
  const backend = nativeBackend(tf)!;
  const device = { isUsingGpuDevice: backend.isUsingGpuDevice };
  Object.assign(backend, { isUsingGpuDevice });
  try {
    return tf.tidy(() => {
      const given = shapes.map((shape) => tf.ones([...shape]));
      const { operations } = record(tf, given, () => {
        const value = body(...given);
        tf.grads(body)(given, tf.ones(value.shape));
      });
      return operations.map(({ name }) => name);
    });
  } finally {
    Object.assign(backend, device);
  }
}

describe.skipIf(!found)('kernels and slopes of the native engine', () => {
  it.each(rows)('%s', async (...row) => {
    const before = tf.memory().numTensors;
    const [expected, given] = [await measured('cpu', row), await measured('tensorflow', row)];
    expect(tf.memory().numTensors).toBe(before);
    given.forEach((list, at) => {
      expect(list.length).toBe(expected[at]!.length);
      list.forEach((value, index) => expect(value).toBeCloseTo(expected[at]![index]!, 4));
    });
  });

  it.each(rows)('%s through %s', async (...row) => {
    expect(await operationsOf(row, false)).toContain(row[1]);
  });

  it('a GPU, where BiasAddGrad adds in no fixed order, sums in the usual way', async () => {
    const names = await operationsOf(sum([5, 3], [0], false, 'Sum'), true);
    expect(names).toContain('Sum');
    expect(names).not.toContain('BiasAddGrad');
  });
});
