// What a shipped block is: layers that are used together again and again, made to fit what comes before them.
import type { NodeId } from '../../network/document';
import type { ParamValues } from '../../result';
import type { Builder } from '../architectures/builder';

export interface BlockSample {
  readonly id: string;
  /** Sentence case; the name of the block that it becomes. */
  readonly title: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** One plain sentence for a beginner. */
  readonly summary: string;
  /** Where it was published. */
  readonly source: string;
  readonly synonyms: readonly string[];
  /** Axes of one sample that it reads: 1 a row, 2 a sequence, 3 a picture. */
  readonly rank: 1 | 2 | 3;
  /** Whether it gives the shape that it reads, so that it can be repeated as it is. */
  readonly keepsShape: boolean;
  /** Inputs of its layers that ask another sequence: how many. They are wired where it is plain which, else by hand. */
  readonly open?: number;
  /** Adds its layers behind `from`, which gives this shape, and gives the last one. */
  build(add: Builder['add'], from: NodeId, shape: readonly (number | null)[]): NodeId;
}

/** Channels or features: the last axis, which is known wherever a block may stand. */
export function lastOf(shape: readonly (number | null)[]): number {
  return shape[shape.length - 1] ?? 1;
}

const plain: ParamValues = { useBias: false, activation: 'linear', padding: 'same' };

/** Convolution, normalization and, unless told otherwise, ReLU. */
export function convolution(
  add: Builder['add'],
  from: NodeId,
  filters: number,
  size: number,
  activation: string | null = 'relu',
): NodeId {
  const conv = add('conv2d', 'conv', from, { ...plain, filters, kernelSize: [size, size] });
  const even = add('batchNormalization', 'norm', conv);
  return activation === null ? even : add('activation', 'activation', even, { activation });
}

export function depthwise(add: Builder['add'], from: NodeId, activation: string): NodeId {
  const conv = add('depthwiseConv2d', 'depthwise', from, { ...plain });
  return add('activation', 'activation', add('batchNormalization', 'norm', conv), { activation });
}

/** The largest number of heads up to 8 that share the features equally. */
export function headsFor(features: number): { readonly numHeads: number; readonly keyDim: number } {
  const numHeads = [8, 4, 2].find((heads) => features % heads === 0 && features / heads >= 4) ?? 1;
  return { numHeads, keyDim: Math.max(1, features / numHeads) };
}
