// Dense, embeddings, normalization, activations, arithmetic, and what does nothing after training.
import { sinusoids, turns } from '../../layers/parts/positions';
import { affineOf, centringOf } from '../normalizing';
import { passing } from '../walk';
import { type Express, type Given, activate, first, fixed, maybe, put } from './express';
import { cannot, flag, number, weightOf, word } from '../given';
import type { Tensor } from './program';
import { product } from '../../shape';

const dense: Express = (given) =>
  activate(
    given,
    word(given, 'activation'),
    given.build.dense(first(given), put(given, 'kernel'), maybe(given, 'bias')),
  );

const rows = (given: Given, table: string): Tensor => given.build.gather(put(given, table), given.inputs[0]!);

/** The first steps' rows of a learned table, as many as the input has. */
function firstRows(given: Given, table: string): Tensor {
  const { shape, values } = weightOf(given, table);
  const steps = fixed(given, given.inputs[0]!)[0]!;
  const width = shape[1]!;
  return given.build.weight(table, { shape: [steps, width], values: values.slice(0, steps * width) });
}

const sinusoidal: Express = (given) => {
  const [steps, features] = fixed(given, given.inputs[0]!) as [number, number];
  const values = sinusoids(steps, features, number(given, 'longest'));
  return given.build.add(first(given), given.build.weight('positions', { shape: [steps, features], values }));
};

const rotary: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [steps, features] = fixed(given, x) as [number, number];
  const heads = number(given, 'heads');
  const size = features / heads;
  const half = size / 2;
  const { cosines, sines } = turns(steps, size, number(given, 'longest'));
  const cos = b.weight('cosines', { shape: [steps, 1, half], values: cosines });
  const sin = b.weight('sines', { shape: [steps, 1, half], values: sines });
  const parts = b.reshape(x, [null, steps, heads, size]);
  const low = b.slice(parts, 3, 0, half);
  const high = b.slice(parts, 3, half, half);
  const turned = b.concat([b.sub(b.mul(low, cos), b.mul(high, sin)), b.add(b.mul(high, cos), b.mul(low, sin))], 3);
  return b.reshape(turned, [null, steps, features]);
};

/** With the moving statistics one factor and one summand per channel. */
const batchNormalization: Express = (given) => {
  const { factors, summands } = affineOf(given.weights, number(given, 'epsilon'));
  const scaled = given.build.mul(first(given), given.build.weight('factors', factors));
  return given.build.add(scaled, given.build.weight('summands', summands));
};

const normalization: Express = (given) => {
  const b = given.build;
  const { factors, summands, order } = centringOf(given.params, given.weights);
  const add = (x: Tensor) => b.add(x, b.weight('summands', summands));
  const multiply = (x: Tensor) => b.mul(x, b.weight('factors', factors));
  return order === 'addFirst' ? multiply(add(first(given))) : add(multiply(first(given)));
};

/** (x - mean) / √(variance + epsilon) over `axes`. */
function standardized(given: Given, x: Tensor, axes: readonly number[]): Tensor {
  const b = given.build;
  const centred = b.sub(x, b.reduce('mean', x, axes, true));
  const variance = b.reduce('mean', b.unary('square', centred), axes, true);
  return b.mul(centred, b.unary('rsqrt', b.plus(variance, number(given, 'epsilon'))));
}

/** gamma · x + beta. */
const stretched = (given: Given, x: Tensor): Tensor =>
  given.build.add(given.build.mul(x, put(given, 'gamma')), put(given, 'beta'));

const layerNormalization: Express = (given) => stretched(given, standardized(given, first(given), [-1]));

function groupNormalization(groupsOf: (given: Given, channels: number) => number): Express {
  return (given) => {
    const x = first(given);
    const sizes = fixed(given, x);
    const channels = sizes[sizes.length - 1]!;
    const groups = groupsOf(given, channels);
    const places = product(sizes.slice(0, -1));
    const grouped = given.build.reshape(x, [null, places, groups, channels / groups]);
    return stretched(given, given.build.reshape(standardized(given, grouped, [1, 3]), x.shape));
  };
}

const rmsNormalization: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const square = b.reduce('mean', b.unary('square', x), [-1], true);
  return b.mul(b.mul(x, b.unary('rsqrt', b.plus(square, number(given, 'epsilon')))), put(given, 'scale'));
};

/** The unit vector along the last axis; a row of zeros stays zero. */
export function unit({ build: b }: Given, x: Tensor): Tensor {
  const square = b.reduce('sum', b.unary('square', x), [-1], true);
  return b.mul(x, b.unary('rsqrt', b.atLeast(square, 1e-24)));
}

const squeezeAndExcite: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const mean = b.reduce('mean', x, [1, 2], false);
  const small = b.unary('relu', b.dense(mean, put(given, 'reduce_kernel'), put(given, 'reduce_bias')));
  const factors = b.unary('sigmoid', b.dense(small, put(given, 'expand_kernel'), put(given, 'expand_bias')));
  return b.mul(x, b.reshape(factors, [null, 1, 1, x.shape[3]!]));
};

/** Training's noise is off: the numbers pass. */
const pass: Express = (given) => first(given);

const prelu: Express = (given) => {
  const b = given.build;
  const x = first(given);
  return b.add(b.unary('relu', x), b.mul(b.atMost(x, 0), put(given, 'alpha')));
};

const functions: { readonly [id: string]: (given: Given, x: Tensor) => Tensor } = {
  abs: ({ build }, x) => build.unary('abs', x),
  negative: ({ build }, x) => build.unary('neg', x),
  square: ({ build }, x) => build.unary('square', x),
  squareRoot: ({ build }, x) => build.unary('sqrt', build.atLeast(x, 1e-7)),
  exponential: ({ build }, x) => build.unary('exp', x),
  logarithm: ({ build }, x) => build.unary('log', build.atLeast(x, 1e-7)),
  sine: ({ build }, x) => build.unary('sin', x),
  cosine: ({ build }, x) => build.unary('cos', x),
};

const elementwise: Express = (given) =>
  (functions[word(given, 'function')] ?? cannot(given, `There is no function "${word(given, 'function')}".`))(
    given,
    first(given),
  );

const power: Express = (given) => {
  const b = given.build;
  const exponent = number(given, 'exponent');
  const x = first(given);
  // TFLite's own power takes negative numbers to whole exponents alone, as this does.
  return b.binary('pow', Number.isInteger(exponent) ? x : b.atLeast(x, 1e-7), b.scalar(exponent));
};

const embedding: Express = (given) => {
  if (flag(given, 'maskZero'))
    cannot(given, 'it skips code 0, and these files have no masks that one layer hands to the next.');
  return rows(given, 'embeddings');
};

export const core: { readonly [kind: string]: Express } = {
  dense,
  embedding,
  positionEmbedding: (given) => given.build.add(first(given), firstRows(given, 'positions')),
  tokenAndPositionEmbedding: (given) => given.build.add(rows(given, 'tokens'), firstRows(given, 'positions')),
  sinusoidalPosition: sinusoidal,
  rotaryEmbedding: rotary,
  batchNormalization,
  normalization,
  layerNormalization,
  groupNormalization: groupNormalization((given) => number(given, 'groups')),
  instanceNormalization: groupNormalization((_given, channels) => channels),
  rmsNormalization,
  unitNormalization: (given) => unit(given, first(given)),
  layerScale: (given) => given.build.mul(first(given), put(given, 'gamma')),
  squeezeAndExcite,
  ...passing(pass),
  activation: (given) => activate(given, word(given, 'activation'), first(given)),
  leakyReLU: (given) => given.build.leakyRelu(first(given), number(given, 'negativeSlope')),
  prelu,
  elu: (given) => activate(given, 'elu', first(given)),
  softmax: (given) => activate(given, 'softmax', first(given)),
  rescaling: (given) =>
    given.build.plus(given.build.times(first(given), number(given, 'scale')), number(given, 'offset')),
  elementwise,
  power,
};
