// What a layer's expression as tensor operations is given, and what several of them share.
import { cannot, weightOf } from '../given';
import type { GivenLayer } from '../walk';
import type { ProgramBuilder, Tensor } from './program';

export interface Given extends GivenLayer<Tensor, Given> {
  readonly build: ProgramBuilder;
}

/** One layer as tensor operations: its result, batch first and channels last. */
export type Express = (given: Given) => Tensor;

/** The weight as a constant; null where the layer has none of that name. */
export function maybe(given: Given, name: string): Tensor | null {
  const found = given.weights.get(name);
  return found === undefined ? null : given.build.weight(name, found);
}

export const put = (given: Given, name: string): Tensor => given.build.weight(name, weightOf(given, name));

/** The first input, as float32. */
export const first = (given: Given): Tensor => given.build.real(given.inputs[0]!);

/** A tensor's sizes behind the batch, which must all be fixed. */
export function fixed(given: Given, x: Tensor): readonly number[] {
  const sizes = x.shape.slice(1);
  if (sizes.includes(null)) cannot(given, 'TensorFlow graphs and TFLite files need a fixed size here.');
  return sizes as readonly number[];
}

/** ln(1 + e^x), without overflow. */
function softplus(b: ProgramBuilder, x: Tensor): Tensor {
  const tail = b.unary('log', b.plus(b.unary('exp', b.unary('neg', b.unary('abs', x))), 1));
  return b.add(b.unary('relu', x), tail);
}

/** Activations by id. Sources of the formulas: shared/choices/activations.ts. */
const activations: { readonly [id: string]: (b: ProgramBuilder, x: Tensor) => Tensor } = {
  linear: (_b, x) => x,
  relu: (b, x) => b.unary('relu', x),
  sigmoid: (b, x) => b.unary('sigmoid', x),
  softmax: (b, x) => b.unary('softmax', x),
  tanh: (b, x) => b.unary('tanh', x),
  elu: (b, x) => b.unary('elu', x),
  selu: (b, x) =>
    b.add(b.times(b.unary('relu', x), 1.0507009873554805), b.times(b.unary('elu', b.atMost(x, 0)), 1.7580993408473766)),
  gelu: (b, x) => b.unary('gelu', x),
  geluTanh: (b, x) => {
    const inner = b.times(b.add(x, b.times(b.mul(b.unary('square', x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return b.mul(b.times(x, 0.5), b.plus(b.unary('tanh', inner), 1));
  },
  swish: (b, x) => b.mul(x, b.unary('sigmoid', x)),
  mish: (b, x) => b.mul(x, b.unary('tanh', softplus(b, x))),
  relu6: (b, x) => b.unary('relu6', x),
  softplus,
  softsign: (b, x) => b.binary('div', x, b.plus(b.unary('abs', x), 1)),
  hardSigmoid: (b, x) => b.atMost(b.atLeast(b.plus(b.times(x, 0.2), 0.5), 0), 1),
  logSoftmax: (b, x) => b.unary('logSoftmax', x),
  hardSwish: (b, x) => b.mul(x, b.times(b.unary('relu6', b.plus(x, 3)), 1 / 6)),
  hardTanh: (b, x) => b.atMost(b.atLeast(x, -1), 1),
  logSigmoid: (b, x) => b.unary('neg', softplus(b, b.unary('neg', x))),
  exponential: (b, x) => b.unary('exp', x),
};

/** Names of activations for which there is an expression; a test compares them with the list. */
export const programActivations = Object.keys(activations);

export function activate(given: Given, id: string, x: Tensor): Tensor {
  return (activations[id] ?? cannot(given, `There is no expression for the activation "${id}".`))(given.build, x);
}
