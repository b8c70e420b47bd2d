// Shapes of tensors without their batch dimension, and words for them.

/** A size, or null where it differs from sample to sample (a text's length, for instance). */
export type Dimension = number | null;
/** Sizes without the batch dimension: a 28 by 28 grey picture is [28, 28, 1], one number per sample is [1]. */
export type Shape = readonly Dimension[];
export type DType = 'float32' | 'int32';

/** What flows along a wire: the shape of one sample and the type of its numbers. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

export function spec(shape: Shape, dtype: DType = 'float32'): TensorSpec {
  return { shape, dtype };
}

/** "28×28×16"; an unknown size is "?"; a single number per sample (shape []) is "1 number". */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? '1 number' : shape.map((size) => (size === null ? '?' : String(size))).join('×');
}

/** "[28, 28, 16]", as messages quote it. */
export function listShape(shape: Shape): string {
  return `[${shape.map((size) => (size === null ? '?' : String(size))).join(', ')}]`;
}

/** "a 28 by 28 picture with 16 channels", for tooltips and screen readers. */
export function shapeInWords(shape: Shape): string {
  const word = (size: Dimension | undefined) => (size === null || size === undefined ? 'any number of' : String(size));
  switch (shape.length) {
    case 0:
      return 'a single number';
    case 1:
      return shape[0] === 1 ? 'a single number' : `${word(shape[0])} numbers`;
    case 2:
      return `a sequence of ${word(shape[0])} steps with ${word(shape[1])} ${shape[1] === 1 ? 'number' : 'numbers'} each`;
    case 3:
      return `a ${word(shape[0])} by ${word(shape[1])} picture with ${word(shape[2])} ${shape[2] === 1 ? 'channel' : 'channels'}`;
    case 4:
      return `${word(shape[0])} by ${word(shape[1])} by ${word(shape[2])} blocks with ${word(shape[3])} channels`;
    default:
      return `a block of ${formatShape(shape)} numbers`;
  }
}

/** Numbers in a tensor of these sizes. */
export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** Numbers in one sample; null if any size is unknown. The empty shape holds 1. */
export function sizeOf(shape: Shape): number | null {
  let size = 1;
  for (const dimension of shape) {
    if (dimension === null) return null;
    size *= dimension;
  }
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * Length after a sliding window (convolution, pooling) along one axis.
 * 'same': ceil(n / stride); 'valid': ceil((n - dilation * (kernel - 1)) / stride); 'causal' as 'same'.
 * Source: TensorFlow's padding rules (tf.nn.convolution). Null in, null out; below 1 means "does not fit".
 */
export function windowLength(
  length: Dimension,
  kernel: number,
  stride: number,
  padding: string,
  dilation = 1,
): Dimension {
  if (length === null) return null;
  if (padding === 'valid') return Math.ceil((length - dilation * (kernel - 1)) / stride);
  return Math.ceil(length / stride);
}
