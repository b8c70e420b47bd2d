// Dense, embeddings, normalization, activations, arithmetic, and what does nothing after training.
import { sinusoids, turns } from '../../layers/parts/positions';
import { centringOf, normalizingOf } from '../normalizing';
import { passing } from '../walk';
import { type Express, type Given, activate, everywhere, firstValue, lastValue, put } from './express';
import { cannot, flag, number, word } from '../given';
import { type Value, olderOpset } from './graph';

const dense: Express = (given) => {
  const { graph, inputs } = given;
  const product = graph.node('MatMul', [graph.last(inputs[0]!), put(given, 'kernel')!]);
  const bias = put(given, 'bias');
  const sum = bias === null ? product : graph.node('Add', [product, bias]);
  return activate(given, word(given, 'activation'), lastValue(given, sum));
};

/** Rows of a table by codes, fractions cut off as TensorFlow does. */
function rows(given: Given, table: string): string {
  const { graph, inputs } = given;
  return graph.node('Gather', [put(given, table)!, graph.node('Cast', [graph.last(inputs[0]!)], { to: 7 })], {
    axis: 0,
  });
}

const embedding: Express = (given) => {
  if (flag(given, 'maskZero'))
    cannot(given, 'it skips code 0, and ONNX has no masks that one layer hands to the next.');
  return lastValue(given, rows(given, 'embeddings'));
};

/** The first `steps` rows of a learned table; the number of steps is known where it is fixed, else asked for. */
function firstRows(given: Given, table: string): string {
  const { graph, inputs } = given;
  const steps = inputs[0]!.shape[0];
  const end =
    steps === null || steps === undefined
      ? graph.node('Slice', [graph.node('Shape', [graph.last(inputs[0]!)]), graph.ints([1]), graph.ints([2])])
      : graph.ints([steps]);
  return graph.node('Slice', [put(given, table)!, graph.ints([0]), end, graph.ints([0])]);
}

const positionEmbedding: Express = (given) =>
  lastValue(given, given.graph.node('Add', [given.graph.last(given.inputs[0]!), firstRows(given, 'positions')]));

const tokenAndPosition: Express = (given) =>
  lastValue(given, given.graph.node('Add', [rows(given, 'tokens'), firstRows(given, 'positions')]));

function fixedSteps(given: Given): readonly [steps: number, features: number] {
  const [steps, features] = given.inputs[0]!.shape;
  if (steps === null || features === null || steps === undefined || features === undefined)
    cannot(given, 'ONNX needs a fixed number of steps for it.');
  return [steps!, features!];
}

const sinusoidal: Express = (given) => {
  const [steps, features] = fixedSteps(given);
  const values = sinusoids(steps, features, number(given, 'longest'));
  const table = given.graph.weight('positions', { shape: [steps, features], values });
  return lastValue(given, given.graph.node('Add', [given.graph.last(given.inputs[0]!), table]));
};

const rotary: Express = (given) => {
  const { graph, inputs } = given;
  const [steps, features] = fixedSteps(given);
  const heads = number(given, 'heads');
  const size = features / heads;
  const half = size / 2;
  const { cosines, sines } = turns(steps, size, number(given, 'longest'));
  const cos = graph.weight('cosines', { shape: [steps, 1, half], values: cosines });
  const sin = graph.weight('sines', { shape: [steps, 1, half], values: sines });
  const parts = graph.node('Reshape', [graph.last(inputs[0]!), graph.ints([0, steps, heads, size])]);
  const [a, b] = graph.many('Split', [parts, graph.ints([half, half])], { axis: 3 }, 2) as [string, string];
  const mul = (x: string, y: string) => graph.node('Mul', [x, y]);
  const turned = graph.node(
    'Concat',
    [graph.node('Sub', [mul(a, cos), mul(b, sin)]), graph.node('Add', [mul(b, cos), mul(a, sin)])],
    { axis: 3 },
  );
  return lastValue(given, graph.node('Reshape', [turned, graph.ints([0, steps, features])]));
};

/** In whichever order of axes a picture is at hand: channels are right behind the batch for ONNX. */
const batchNormalization: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = normalizingOf(given.weights);
  const names = [
    graph.weight('gamma', gamma),
    graph.weight('beta', beta),
    graph.weight('moving_mean', mean),
    graph.weight('moving_variance', variance),
  ];
  const attributes = { epsilon: { float: number(given, 'epsilon') } };
  if (x!.shape.length === 1)
    return lastValue(given, graph.node('BatchNormalization', [graph.last(x!), ...names], attributes));
  return firstValue(given, graph.node('BatchNormalization', [graph.first(x!), ...names], attributes));
};

const normalization: Express = (given) => {
  const { graph, inputs } = given;
  const { factors, summands, order } = centringOf(given.params, given.weights);
  const add = (x: string) => graph.node('Add', [x, graph.weight('summands', summands)]);
  const multiply = (x: string) => graph.node('Mul', [x, graph.weight('factors', factors)]);
  const x = graph.last(inputs[0]!);
  return lastValue(given, order === 'addFirst' ? multiply(add(x)) : add(multiply(x)));
};

const layerNormalization: Express = (given) => {
  const { graph, inputs } = given;
  const attributes = { axis: -1, epsilon: { float: number(given, 'epsilon') } };
  const names = [graph.last(inputs[0]!), put(given, 'gamma')!, put(given, 'beta')!];
  return lastValue(given, graph.node('LayerNormalization', names, attributes));
};

/** As one group per channel for instances; a row without places is evened out over its groups of numbers. */
function groupNormalization(groupsOf: (given: Given, channels: number) => number): Express {
  return (given) => {
    const { graph, inputs } = given;
    const [x] = inputs;
    const channels = x!.shape[x!.shape.length - 1]!;
    const attributes = { num_groups: groupsOf(given, channels), epsilon: { float: number(given, 'epsilon') } };
    const names = [put(given, 'gamma')!, put(given, 'beta')!];
    if (x!.shape.length === 1) {
      const wide = graph.node('Unsqueeze', [graph.last(x!), graph.ints([2])]);
      const even = graph.node('GroupNormalization', [wide, ...names], attributes);
      return lastValue(given, graph.node('Squeeze', [even, graph.ints([2])]));
    }
    return firstValue(given, graph.node('GroupNormalization', [graph.first(x!), ...names], attributes));
  };
}

/** x / √(something over the last axis). */
function scaledBy(given: Given, square: (x: string) => string): string {
  const { graph, inputs } = given;
  const x = graph.last(inputs[0]!);
  return graph.node('Div', [x, graph.node('Sqrt', [square(x)])]);
}

const rmsNormalization: Express = (given) => {
  const { graph, inputs } = given;
  if (graph.opset > olderOpset) {
    const attributes = { axis: -1, epsilon: { float: number(given, 'epsilon') } };
    return lastValue(given, graph.node('RMSNormalization', [graph.last(inputs[0]!), put(given, 'scale')!], attributes));
  }
  const even = scaledBy(given, (x) =>
    graph.node('Add', [
      graph.node('ReduceMean', [graph.node('Mul', [x, x]), graph.ints([-1])]),
      graph.scalar(number(given, 'epsilon')),
    ]),
  );
  return lastValue(given, graph.node('Mul', [even, put(given, 'scale')!]));
};

/** The unit vector along the last axis; a row of zeros stays zero. */
export function unit(given: Given, x: string): string {
  const { graph } = given;
  const square = graph.node('ReduceSum', [graph.node('Mul', [x, x]), graph.ints([-1])]);
  return graph.node('Div', [x, graph.node('Sqrt', [graph.node('Max', [square, graph.scalar(1e-24)])])]);
}

const squeezeAndExcite: Express = (given) => {
  const { graph, inputs } = given;
  const x = graph.last(inputs[0]!);
  const mean = graph.node('ReduceMean', [x, graph.ints([1, 2])]);
  const layer = (from: string, kernel: string, bias: string) =>
    graph.node('Add', [graph.node('MatMul', [from, put(given, kernel)!]), put(given, bias)!]);
  const small = graph.node('Relu', [layer(mean, 'reduce_kernel', 'reduce_bias')]);
  const factors = graph.node('Sigmoid', [layer(small, 'expand_kernel', 'expand_bias')]);
  return lastValue(given, graph.node('Mul', [x, factors]));
};

/** Training's noise is off: the numbers pass. */
const pass: Express = ({ inputs, output }) => ({ ...inputs[0]!, shape: output.shape });

const scaled: Express = (given) => {
  const { graph, inputs } = given;
  return everywhere(given, inputs[0]!, (x) =>
    graph.node('Add', [
      graph.node('Mul', [x, graph.scalar(number(given, 'scale'))]),
      graph.scalar(number(given, 'offset')),
    ]),
  );
};

const prelu: Express = (given) => {
  const { graph, inputs } = given;
  return lastValue(given, graph.node('PRelu', [graph.last(inputs[0]!), put(given, 'alpha')!]));
};

const functions: { readonly [id: string]: (given: Given, x: string) => string } = {
  abs: ({ graph }, x) => graph.node('Abs', [x]),
  negative: ({ graph }, x) => graph.node('Neg', [x]),
  square: ({ graph }, x) => graph.node('Mul', [x, x]),
  squareRoot: ({ graph }, x) => graph.node('Sqrt', [graph.node('Max', [x, graph.scalar(1e-7)])]),
  exponential: ({ graph }, x) => graph.node('Exp', [x]),
  logarithm: ({ graph }, x) => graph.node('Log', [graph.node('Max', [x, graph.scalar(1e-7)])]),
  sine: ({ graph }, x) => graph.node('Sin', [x]),
  cosine: ({ graph }, x) => graph.node('Cos', [x]),
};

const elementwise: Express = (given) => {
  const apply =
    functions[word(given, 'function')] ?? cannot(given, `ONNX has no function "${word(given, 'function')}".`);
  return everywhere(given, given.inputs[0]!, (x) => apply(given, x));
};

const power: Express = (given) => {
  const { graph, inputs } = given;
  const exponent = number(given, 'exponent');
  return everywhere(given, inputs[0]!, (x) =>
    graph.node('Pow', [
      Number.isInteger(exponent) ? x : graph.node('Max', [x, graph.scalar(1e-7)]),
      graph.scalar(exponent),
    ]),
  );
};

const slope = (given: Given, value: Value, alpha: number): Value =>
  everywhere(given, value, (x) => given.graph.node('LeakyRelu', [x], { alpha: { float: alpha } }));

export const core: { readonly [kind: string]: Express } = {
  dense,
  embedding,
  positionEmbedding,
  tokenAndPositionEmbedding: tokenAndPosition,
  sinusoidalPosition: sinusoidal,
  rotaryEmbedding: rotary,
  batchNormalization,
  normalization,
  layerNormalization,
  groupNormalization: groupNormalization((given) => number(given, 'groups')),
  instanceNormalization: groupNormalization((_given, channels) => channels),
  rmsNormalization,
  unitNormalization: (given) => lastValue(given, unit(given, given.graph.last(given.inputs[0]!))),
  layerScale: (given) =>
    lastValue(given, given.graph.node('Mul', [given.graph.last(given.inputs[0]!), put(given, 'gamma')!])),
  squeezeAndExcite,
  ...passing(pass),
  activation: (given) => activate(given, word(given, 'activation'), given.inputs[0]!),
  leakyReLU: (given) => slope(given, given.inputs[0]!, number(given, 'negativeSlope')),
  prelu,
  elu: (given) => activate(given, 'elu', given.inputs[0]!),
  softmax: (given) => activate(given, 'softmax', given.inputs[0]!),
  rescaling: scaled,
  elementwise,
  power,
};
