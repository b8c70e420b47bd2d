// The WebGPU engine, where a driver answers (a software one will do, slowly): numbers can be read at once, small networks
// train to the native engine's numbers, and what the GPU cannot do is said.
import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { createRandom } from '../../../shared/random';
import { findWebGpu } from '../webgpuHere';

const tf = loadTensorFlow();
const found = await findWebGpu();
const nativeFound = native.find({ report: null }).available;

it('is there, or says why not and what to do', () => {
  expect(found.info.id).toBe('webgpu');
  expect(found.info.reason).not.toBe('');
  if (!found.available || found.onlyByHand === true) expect(found.info.nextStep).not.toBe('');
});

describe.runIf(found.available && nativeFound)('WebGPU', () => {
  beforeAll(async () => {
    await tf.setBackend('tensorflow');
    await tf.setBackend('webgpu');
  });

  const drawn = (seed: number, shape: readonly number[]) => {
    const random = createRandom(seed);
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
    return tf.tensor(values, [...shape]);
  };
  const onBoth = (body: () => tfjs.Tensor) =>
    ['tensorflow', 'webgpu'].map((engine) => {
      void tf.setBackend(engine);
      const result = tf.tidy(body);
      const values = Float32Array.from(result.dataSync());
      result.dispose();
      return values;
    });
  const expectSame = ([wanted, given]: readonly Float32Array[], tolerance: number) =>
    given!.forEach((value, at) => expect(Math.abs(value - wanted![at]!), `number ${at}`).toBeLessThan(tolerance));

  it('reads what it computed without waiting for the next turn', () => {
    void tf.setBackend('webgpu');
    expect([...tf.add(tf.tensor1d([1, 2, 3]), 1).dataSync()]).toEqual([2, 3, 4]);
  });

  it('leaves the resolvers of promises to setImmediate', async () => {
    let turns = 0;
    const waiting = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      turns += 1;
    });
    expect(tf.mul(tf.fill([300], 2), 3).dataSync()[299]).toBe(6);
    expect(turns).toBe(0);
    await waiting;
    expect(turns).toBe(1);
    // Its own promisified form stays as Node has it.
    const { promisify } = createRequire(__filename)('node:util') as typeof import('node:util');
    expect(await promisify(setImmediate)('value')).toBe('value');
  });

  it('knows sine and cosine to float32, far from zero too', () => {
    const points = () => tf.linspace(-40, 40, 401);
    expectSame(
      onBoth(() => tf.sin(points())),
      1e-5,
    );
    expectSame(
      onBoth(() => tf.cos(points())),
      1e-5,
    );
  });

  it('has the native slopes of a convolutional network', () => {
    const slopes = () => {
      const x = drawn(1, [2, 6, 6, 2]) as tfjs.Tensor4D;
      const loss = (kernel: tfjs.Tensor) =>
        tf.sum(tf.square(tf.maxPool(tf.relu(tf.conv2d(x, kernel as tfjs.Tensor4D, 1, 'same')), 2, 2, 'valid')));
      return tf.grad(loss)(drawn(2, [3, 3, 2, 3]));
    };
    expectSame(onBoth(slopes), 1e-3);
  });
});
