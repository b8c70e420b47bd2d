// Which operations run on whole numbers of 8 bits, and with which scales. Source: TensorFlow Lite's 8-bit quantization
// specification.
import type { Operation, Step, Tensor } from '../program/program';
import type { Quantization } from './model';
import { type Range, asymmetric, centred, rangeOf } from './numbers';

/**
 * product: weights with scales of their own, sums of 32 bits. free: any scales in and out. same: the result has its
 * input's scale. fixed: the specification gives the result's scale.
 */
type IntegerKind = 'product' | 'free' | 'same' | 'fixed';

const kinds: { readonly [op: string]: IntegerKind } = {
  conv2d: 'product',
  depthwise: 'product',
  dense: 'product',
  add: 'free',
  sub: 'free',
  mul: 'free',
  relu: 'free',
  relu6: 'free',
  leakyRelu: 'free',
  mean: 'free',
  matmul: 'free',
  sigmoid: 'fixed',
  tanh: 'fixed',
  softmax: 'fixed',
  maxPool: 'same',
  averagePool: 'same',
  reshape: 'same',
  transpose: 'same',
  slice: 'same',
  squeeze: 'same',
  expandDims: 'same',
  pad: 'same',
  tile: 'same',
  concat: 'same',
  gather: 'same',
  resize: 'same',
  max: 'same',
};

/** Steps that feed their results back lose too much with 8 bits for what they remember: their weights alone are small. */
const remembering = new Set(['simpleRNN', 'lstm', 'gru', 'bidirectional', 'convLstm2d']);

/** Layers that even out numbers square small differences, which 8 bits do not hold. */
const evening = new Set([
  'layerNormalization',
  'groupNormalization',
  'instanceNormalization',
  'rmsNormalization',
  'unitNormalization',
]);

/** Null where the step stays on float32. */
function integerKind({ operation, output, kind, inputs }: Step): IntegerKind | null {
  if (remembering.has(kind) || evening.has(kind) || output.dtype !== 'float32') return null;
  const found = kinds[operation.op] ?? null;
  // Broadcasts of more than four axes exist for float32 alone.
  if (found === 'free' && inputs.some(({ shape }) => shape.length > 4)) return null;
  return found;
}

/** The scale of results that lie between known bounds. */
function fixedParams(operation: Operation): Quantization | null {
  if (operation.op === 'tanh') return { scales: [1 / 128], zeros: [0] };
  if (operation.op === 'sigmoid' || operation.op === 'softmax') return { scales: [1 / 256], zeros: [-128] };
  return null;
}

/** 256 numbers say nothing about what lies so far apart, as scores do that a mask pushes down. */
const widest = 1e6;

/**
 * The scale of a step's result where the step runs on whole numbers, null where it stays on float32. `known` gives the
 * scale of what is at hand in whole numbers, `range` smallest and largest number of what is not a constant.
 */
export function wholeResult(
  step: Step,
  known: (tensor: Tensor) => Quantization | undefined,
  range: (tensor: Tensor) => Range,
): Quantization | null {
  const { operation, inputs, output } = step;
  const kind = integerKind(step);
  if (kind === null) return null;
  const rangeFor = (tensor: Tensor): Range => (tensor.data === undefined ? range(tensor) : rangeOf(tensor.data));
  const numbers = inputs.filter(({ dtype }) => dtype === 'float32');
  const wide = [...numbers, output].some((tensor) => {
    const [least, most] = rangeFor(tensor);
    return !(most - least <= widest);
  });
  if (wide) return null;
  if (kind === 'same') {
    // Moving numbers about is not worth turning them.
    if (!inputs.every((input) => input.data !== undefined || known(input) !== undefined || input.dtype === 'int32'))
      return null;
    if (operation.op !== 'concat') return known(numbers[0]!) ?? asymmetric(rangeFor(numbers[0]!));
  }
  return fixedParams(operation) ?? asymmetric(range(output));
}

/**
 * The scale that a step wants of an input, where it is not the input's own. XNNPACK as TensorFlow 2.21 uses it takes the
 * zero of a product's second factor for 0, whatever the file says (its other kernels and LiteRT's do not).
 */
export function wantedScale(
  { operation, inputs }: Step,
  place: number,
  result: Quantization,
  range: (tensor: Tensor) => Range,
): Quantization | null {
  if (operation.op === 'concat') return result;
  const factor = inputs[place]!;
  if (operation.op !== 'matmul' || place !== 1) return null;
  return centred(factor.data === undefined ? range(factor) : rangeOf(factor.data));
}
