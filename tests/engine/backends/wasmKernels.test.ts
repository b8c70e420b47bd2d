// Kernels of our own on the WebAssembly engine against the native engine's, over strides, paddings and sizes that do not
// come out even.
import type * as tfjs from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { wasm } from '../../../electron/engine/backends/wasm';
import { createRandom, hash32 } from '../../../shared/random';

const tf = loadTensorFlow();
const there = [native, wasm].every((backend) => backend.find({ report: null }).available);

type Given = { readonly [name: string]: readonly number[] };
type Row = readonly [kernel: string, inputs: Given, attributes: object];

/**
 * Of every row the numbers are drawn by its own name; in pictures they repeat, so that windows have several largest ones.
 * In volumes they do not: there TensorFlow gives the slope to each of them.
 */
function drawn(name: string, shape: readonly number[]): tfjs.Tensor {
  const random = createRandom(hash32(name));
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(
    Float32Array.from({ length: count }, () =>
      shape.length > 4 ? random.normal() : Math.round(8 * random.normal()) / 8,
    ),
    [...shape],
  );
}

/** A convolution's and a pooling's own shapes follow from the input's. */
const conv = (
  kernel: string,
  shape: readonly number[],
  filterShape: readonly number[],
  strides: readonly number[],
  pad: 'same' | 'valid',
): Row => {
  const out = (axis: number) => {
    const [size, window, stride] = [shape[axis + 1]!, filterShape[axis]!, strides[axis]!];
    return pad === 'same' ? Math.ceil(size / stride) : Math.ceil((size - window + 1) / stride);
  };
  const channels = kernel.startsWith('Depthwise') ? filterShape[2]! * filterShape[3]! : filterShape.at(-1)!;
  const dy = [shape[0]!, ...strides.map((_, axis) => out(axis)), channels];
  const attributes = { strides, pad, dataFormat: 'NHWC', dilations: strides.map(() => 1) };
  return kernel.includes('Filter')
    ? [kernel, { x: shape, dy }, { ...attributes, filterShape }]
    : [kernel, { dy, filter: filterShape }, { ...attributes, inputShape: shape }];
};

const rows: readonly Row[] = [
  conv('Conv2DBackpropFilter', [2, 7, 8, 3], [3, 3, 3, 4], [1, 1], 'same'),
  conv('Conv2DBackpropFilter', [2, 7, 8, 3], [3, 2, 3, 4], [2, 3], 'valid'),
  conv('Conv2DBackpropFilter', [1, 9, 6, 1], [5, 4, 1, 2], [3, 2], 'same'),
  conv('Conv2DBackpropFilter', [3, 5, 5, 2], [1, 1, 2, 2], [2, 2], 'valid'),
  conv('DepthwiseConv2dNativeBackpropFilter', [2, 7, 8, 3], [3, 3, 3, 2], [1, 1], 'same'),
  conv('DepthwiseConv2dNativeBackpropFilter', [2, 7, 8, 3], [2, 3, 3, 1], [2, 2], 'valid'),
  conv('DepthwiseConv2dNativeBackpropInput', [2, 7, 8, 3], [3, 3, 3, 2], [1, 1], 'same'),
  conv('DepthwiseConv2dNativeBackpropInput', [2, 7, 8, 3], [2, 3, 3, 1], [2, 2], 'valid'),
  conv('DepthwiseConv2dNativeBackpropInput', [1, 6, 9, 2], [1, 1, 2, 1], [3, 3], 'same'),
  conv('Conv3DBackpropFilterV2', [2, 4, 5, 6, 2], [2, 3, 2, 2, 3], [1, 1, 1], 'same'),
  conv('Conv3DBackpropFilterV2', [1, 6, 5, 6, 2], [2, 2, 3, 2, 3], [3, 2, 1], 'valid'),
  conv('Conv3DBackpropInputV2', [2, 4, 5, 6, 2], [2, 3, 2, 2, 3], [1, 1, 1], 'same'),
  conv('Conv3DBackpropInputV2', [1, 6, 5, 6, 2], [2, 2, 3, 2, 3], [3, 2, 1], 'valid'),
];

const pools: readonly (readonly [
  shape: readonly number[],
  window: readonly number[],
  strides: readonly number[],
  pad: 'same' | 'valid',
])[] = [
  [[2, 6, 7, 3], [2, 2], [2, 2], 'valid'],
  [[2, 6, 7, 3], [3, 2], [1, 2], 'same'],
  [[1, 9, 5, 2], [2, 3], [3, 3], 'same'],
  [[2, 4, 5, 6, 2], [2, 2, 2], [2, 2, 2], 'valid'],
  [[1, 5, 4, 7, 2], [3, 2, 3], [2, 1, 2], 'same'],
];

/** What `body` gives on the native engine, then on this one. */
function onBoth(body: () => tfjs.Tensor): readonly Float32Array[] {
  return ['tensorflow', 'wasm'].map((engine) => {
    // Both are initialised: the change happens within this call.
    void tf.setBackend(engine);
    const result = tf.tidy(body);
    const values = Float32Array.from(result.dataSync());
    result.dispose();
    return values;
  });
}

function expectSame([wanted, found]: readonly Float32Array[]): void {
  expect(found!.length).toBe(wanted!.length);
  found!.forEach((value, at) => {
    if (!(Math.abs(value - wanted![at]!) <= 1e-4 * Math.max(1, Math.abs(wanted![at]!)))) {
      expect.fail(`number ${at} is ${value}, natively ${wanted![at]}`);
    }
  });
}

describe.runIf(there)('kernels of the WebAssembly engine', async () => {
  await Promise.all(['tensorflow', 'wasm'].map((name) => tf.setBackend(name)));
  afterAll(() => void tf.setBackend('cpu'));

  it.each(
    rows.map(
      ([kernel, inputs, attributes]) =>
        [`${kernel} ${JSON.stringify(attributes)}`, kernel, inputs, attributes] as const,
    ),
  )('%s', (title, kernel, inputs, attributes) => {
    expectSame(
      onBoth(() => {
        const tensors = Object.entries(inputs).map(([name, shape]) => [name, drawn(title + name, shape)] as const);
        return tf.engine().runKernel(kernel, Object.fromEntries(tensors), attributes as never) as tfjs.Tensor;
      }),
    );
  });

  it.each(pools)('largest of %j in windows of %j, every %j, %s, and its slopes', (shape, window, strides, pad) => {
    const pool = (x: tfjs.Tensor) =>
      shape.length === 4
        ? tf.maxPool(x as tfjs.Tensor4D, [...window] as [number, number], [...strides] as [number, number], pad)
        : tf.maxPool3d(
            x as tfjs.Tensor5D,
            [...window] as [number, number, number],
            [...strides] as [number, number, number],
            pad,
          );
    // Below zero throughout, where zeros around must not win.
    const below = () => tf.sub(drawn(`pool ${shape.join()}`, shape), 10);
    expectSame(onBoth(() => pool(below())));
    expectSame(onBoth(() => tf.grad((x: tfjs.Tensor) => tf.sum(tf.square(pool(x))))(below())));
  });

  it.each([
    [[3, 4], [4, 5], false, false],
    [[4, 3], [4, 5], true, false],
    [[3, 4], [5, 4], false, true],
    [[4, 3], [5, 4], true, true],
    [[1, 4, 3], [1, 5, 4], true, true],
    [[2, 4, 3], [2, 4, 5], true, false],
  ] as const)('the product of %j and %j, turned: %s, %s', (a, b, transposeA, transposeB) => {
    expectSame(onBoth(() => tf.matMul(drawn('a', a), drawn('b', b), transposeA, transposeB)));
  });

  it('sums rows by number, and leaves out those whose number is none', () => {
    expectSame(
      onBoth(() => tf.unsortedSegmentSum(drawn('rows', [6, 2, 3]), tf.tensor1d([4, 0, 4, 2, 0, 4], 'int32'), 5)),
    );
    void tf.setBackend('wasm');
    const sums = tf.unsortedSegmentSum(tf.tensor2d([1, 2, 3, 4], [4, 1]), tf.tensor1d([-1, 1, 7, 1], 'int32'), 2);
    expect([...sums.dataSync()]).toEqual([0, 6]);
  });

  it('leave nothing behind', () => {
    void tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    for (const [kernel, inputs, attributes] of rows) {
      tf.tidy(() => {
        const tensors = Object.entries(inputs).map(([name, shape]) => [name, drawn(name, shape)] as const);
        tf.engine().runKernel(kernel, Object.fromEntries(tensors), attributes as never);
      });
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
