// Clipping where Keras' answer is not a number: gradients that are not finite stay so, whatever the limit.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Clipping, clipGradients } from '../../../shared/choices/clipping';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const kinds: readonly Clipping['by'][] = ['none', 'value', 'norm', 'globalNorm'];

describe('clipping', () => {
  it.each(kinds)('by %s keeps NaN', (by) => {
    const [clipped] = clipGradients(tf, { by, limit: 1 }, [tf.tensor1d([1, Number.NaN])]);
    expect([...clipped!.dataSync()].some(Number.isNaN)).toBe(true);
  });
  it.each(kinds)('by %s leaves gradients of 0 alone', (by) => {
    const [clipped] = clipGradients(tf, { by, limit: 1 }, [tf.zeros([2, 2])]);
    expect([...clipped!.dataSync()]).toEqual([0, 0, 0, 0]);
  });
  it.each(kinds)('by %s takes a network without gradients', (by) => {
    expect(clipGradients(tf, { by, limit: 1 }, [])).toEqual([]);
  });
});
