// Layers that move numbers without computing, and layers that bring branches together.
import { largestWindow } from '../../layers/parts/cutting';
import { unit } from './core';
import { type Express, type Given, first, fixed } from './express';
import { cannot, flag, list, number, word } from '../given';
import type { Binary, ProgramBuilder, Tensor } from './program';
import { product } from '../../shape';

const flatten: Express = (given) => {
  const sizes = fixed(given, given.inputs[0]!);
  return given.build.reshape(first(given), [null, product(sizes)]);
};

const reshape: Express = (given) => {
  fixed(given, given.inputs[0]!);
  return given.build.reshape(first(given), [null, ...given.output.shape]);
};

const repeat: Express = (given) =>
  given.build.tile(given.build.expandDims(first(given), 1), [1, number(given, 'n'), 1]);

const pad: Express = (given) => {
  const [top, bottom, left, right] = list(given, 'padding') as [number, number, number, number];
  return given.build.pad(first(given), [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
};

const crop: Express = (given) => {
  const [top, , left] = list(given, 'cropping') as [number, number, number, number];
  const x = first(given);
  fixed(given, x);
  const [height, width] = given.output.shape as [number, number];
  return given.build.slice(given.build.slice(x, 1, top, height), 2, left, width);
};

/** The window in the middle, resized: what a trained network does. */
const randomCrop: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [high, wide] = fixed(given, x) as [number, number];
  const target = [number(given, 'height'), number(given, 'width')] as const;
  const { top, left, height, width } = largestWindow([high, wide], target);
  const window = b.slice(b.slice(x, 1, top, height), 2, left, width);
  return height === target[0] && width === target[1] ? window : b.resize(window, 'bilinear', [...target]);
};

/** Each pixel as a block, one axis after the other. */
const upSampling: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [height, width, channels] = fixed(given, x) as [number, number, number];
  const [rows, columns] = list(given, 'size') as [number, number];
  const tall = b.tile(b.reshape(x, [null, height, 1, width * channels]), [1, 1, rows, 1]);
  const wide = b.tile(b.reshape(tall, [null, height * rows * width, 1, channels]), [1, 1, columns, 1]);
  return b.reshape(wide, [null, height * rows, width * columns, channels]);
};

const resizing: Express = (given) =>
  given.build.resize(first(given), word(given, 'interpolation') === 'nearest' ? 'nearest' : 'bilinear', [
    number(given, 'height'),
    number(given, 'width'),
  ]);

/** [h, w, s·s·c] → [h·s, w·s, c]. */
const depthToSpace: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [height, width, depth] = fixed(given, x) as [number, number, number];
  const size = number(given, 'size');
  const rows = b.transpose(b.reshape(x, [null, width, size, depth / size]), [0, 2, 1, 3]);
  return b.reshape(rows, [null, height * size, width * size, depth / (size * size)]);
};

/** The way back. */
const spaceToDepth: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [height, width, channels] = fixed(given, x) as [number, number, number];
  const size = number(given, 'size');
  const rows = b.transpose(b.reshape(x, [null, size, width / size, size * channels]), [0, 2, 1, 3]);
  return b.reshape(rows, [null, height / size, width / size, size * size * channels]);
};

/** The axis that a parameter names ("-1" is the last), the batch counted as 0. */
function axisOf(given: Given): number {
  const axis = Number(given.params['axis']);
  return axis === -1 ? given.inputs[0]!.shape.length - 1 : axis;
}

const slice: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const axis = axisOf(given);
  const whole = x.shape[axis];
  const start = number(given, 'start');
  const dropped = given.output.shape.length < x.shape.length - 1;
  const length = dropped ? 1 : given.output.shape[axis - 1];
  if (whole === null || whole === undefined) cannot(given, 'TensorFlow graphs need a fixed length here.');
  const piece = b.slice(x, axis, start < 0 ? whole! + start : start, length ?? undefined);
  return dropped ? b.squeeze(piece, axis) : piece;
};

const splitPart: Express = (given) => {
  const x = first(given);
  const axis = axisOf(given);
  const whole = x.shape[axis];
  if (whole === null || whole === undefined) cannot(given, 'TensorFlow graphs need a fixed length here.');
  const length = whole! / number(given, 'parts');
  return given.build.slice(x, axis, (number(given, 'part') - 1) * length, length);
};

function merge(op: Binary, finish?: (given: Given, x: Tensor) => Tensor): Express {
  return (given) => {
    const b = given.build;
    const [start, ...rest] = given.inputs.map((input) => b.real(input));
    const sum = rest.reduce((so, each) => b.binary(op, so, each), start!);
    return finish === undefined ? sum : finish(given, sum);
  };
}

const concatenate: Express = (given) =>
  given.build.concat(
    given.inputs.map((input) => given.build.real(input)),
    axisOf(given),
  );

/** a as [batch, …, k], b as [batch, k, …], one matrix product. */
const dot: Express = (given) => {
  const b = given.build;
  const [axisA, axisB] = list(given, 'axes') as [number, number];
  /** [batch, n, k], or [batch, k] as one row. */
  const prepared = (input: Tensor, axis: number): Tensor => {
    const x = b.real(input);
    const last = x.shape.length === 3 && axis === 1 ? b.transpose(x, [0, 2, 1]) : x;
    const even = flag(given, 'normalize') ? unit(given, last) : last;
    return x.shape.length === 2 ? b.expandDims(even, 1) : even;
  };
  const product = b.matmul(prepared(given.inputs[0]!, axisA), prepared(given.inputs[1]!, axisB), [false, true]);
  return b.reshape(product, [null, ...given.output.shape]);
};

const cosine: Express = (given) => {
  const b = given.build;
  const [x, y] = given.inputs.map((input) => unit(given, b.real(input))) as [Tensor, Tensor];
  return b.reduce('sum', b.mul(x, y), [-1], true);
};

const distance: Express = (given) => {
  const b = given.build;
  const difference = b.sub(b.real(given.inputs[0]!), b.real(given.inputs[1]!));
  const measure = word(given, 'measure');
  if (measure === 'manhattan') return b.reduce('sum', b.unary('abs', difference), [-1], true);
  const square = b.reduce('sum', b.unary('square', difference), [-1], true);
  return measure === 'squared' ? square : b.unary('sqrt', b.atLeast(square, 1e-12));
};

const permute: Express = (given) => given.build.transpose(first(given), [0, ...list(given, 'dims')]);

/** Kept for the attention layers: x with every place after its own pushed far down. */
export function causal(b: ProgramBuilder, scores: Tensor, queries: number, keys: number): Tensor {
  const values = Float32Array.from({ length: queries * keys }, (_, i) => (i % keys > Math.floor(i / keys) ? -1e9 : 0));
  return b.add(scores, b.weight('later', { shape: [queries, keys], values }));
}

export const shapes: { readonly [kind: string]: Express } = {
  flatten,
  reshape,
  permute,
  repeatVector: repeat,
  zeroPadding2d: pad,
  cropping2D: crop,
  randomCrop,
  upSampling2d: upSampling,
  resizing,
  depthToSpace,
  spaceToDepth,
  slice,
  splitPart,
  add: merge('add'),
  subtract: merge('sub'),
  multiply: merge('mul'),
  average: merge('add', (given, x) => given.build.times(x, 1 / given.inputs.length)),
  maximum: merge('maximum'),
  minimum: merge('minimum'),
  concatenate,
  dot,
  cosineSimilarity: cosine,
  distance,
  // Outside of training it hands on the mean.
  sampling: first,
};
