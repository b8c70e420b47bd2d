// Activations of ONNX graphs, and functions of one number at a time.
import { reshaped, transposed } from './constant';
import { type Flow, axesOf, batchAxis, flowOf, sizesOf } from './flow';
import { type Read, type Step, weight } from './step';

const plainActivation =
  (activation: string): Read =>
  (step) =>
    step.activate(step.flow(0), activation);

/** Along one axis; before opset 13 over all axes from there on, which is the same for the last. */
function softmax(activation: string): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    const axis = step.axis(step.int('axis', step.reading.opset < 13 ? 1 : -1), rank);
    if (
      step.reading.opset < 13 &&
      axis !== rank - 1 &&
      step
        .shape(flow)
        .slice(axis + 1)
        .some((size) => size !== 1)
    )
      step.refuse('it takes several axes together. Export the model with opset 13 or newer.');
    const last = sizesOf(step.builder, flow.at).length;
    if (flow.axes[axis] === last && flow.mixed === undefined) return step.activate(flow, activation);
    if (flow.mixed !== undefined) return step.activate(flow, activation);
    return step.along(flow, axis, 'activation', { activation });
  };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));

const elu: Read = (step) => {
  const alpha = step.float('alpha', 1);
  return near(alpha, 1)
    ? step.activate(step.flow(0), 'elu')
    : step.refuse(`ELU with alpha ${alpha} is not known here; 1 is.`);
};

const selu: Read = (step) => {
  const usual = near(step.float('alpha', 1.6732632), 1.6732632) && near(step.float('gamma', 1.050701), 1.050701);
  return usual
    ? step.activate(step.flow(0), 'selu')
    : step.refuse('SELU with other numbers than its own is not known here.');
};

const leaky: Read = (step) =>
  step.everywhere(step.flow(0), 'leakyReLU', { negativeSlope: Number(step.float('alpha', 0.01).toPrecision(7)) });

const gelu: Read = (step) =>
  step.activate(step.flow(0), step.word('approximate', 'none') === 'tanh' ? 'geluTanh' : 'gelu');

const swish: Read = (step) => {
  const alpha = step.float('alpha', 1);
  return near(alpha, 1)
    ? step.activate(step.flow(0), 'swish')
    : step.refuse(`Swish with alpha ${alpha} is not known here; 1 is.`);
};

/** min(max(0, alpha x + beta), 1); Keras' 1/6 is the hard sigmoid of 1.2 · x / 1.2 … of ours, which rises by 1/5. */
const hardSigmoid: Read = (step) => {
  const alpha = step.float('alpha', 0.2);
  const beta = step.float('beta', 0.5);
  const flow = step.flow(0);
  if (near(alpha, 0.2) && near(beta, 0.5)) return step.activate(flow, 'hardSigmoid');
  const scaled = step.everywhere(flow, 'rescaling', {
    scale: Number((alpha / 0.2).toPrecision(9)),
    offset: Number(((beta - 0.5) / 0.2).toPrecision(9)) || 0,
  });
  return step.everywhere(scaled, 'activation', { activation: 'hardSigmoid' });
};

const clip: Read = (step) => {
  const flow = step.flow(0);
  const bound = (name: string, place: number, otherwise: number): number =>
    step.has(place)
      ? (step.constant(place, 'its bounds').values[0] ?? otherwise)
      : step.node.attributes.has(name)
        ? step.float(name, otherwise)
        : otherwise;
  const low = bound('min', 1, -Infinity);
  const high = bound('max', 2, Infinity);
  return clipped(step, flow, low < -3e38 ? -Infinity : low, high > 3e38 ? Infinity : high);
};

/** Between two bounds, either of which may be missing. */
export function clipped(step: Step, flow: Flow, low: number, high: number): Flow {
  if (low === -Infinity && high === Infinity) return flow;
  if (low === 0 && high === 6) return step.activate(flow, 'relu6');
  if (low === -1 && high === 1) return step.activate(flow, 'hardTanh');
  if (low === 0 && high === Infinity) return step.activate(flow, 'relu');
  const rescale = (from: Flow, scale: number, offset: number): Flow =>
    scale === 1 && offset === 0 ? from : step.everywhere(from, 'rescaling', { scale, offset });
  // Through ReLU of what is shifted, or through a stretched hard tanh.
  if (high === Infinity)
    return rescale(step.everywhere(rescale(flow, 1, -low), 'activation', { activation: 'relu' }), 1, low);
  if (low === -Infinity)
    return rescale(step.everywhere(rescale(flow, -1, high), 'activation', { activation: 'relu' }), -1, high);
  const [middle, reach] = [(low + high) / 2, (high - low) / 2];
  if (!(reach > 0)) step.refuse(`it cuts numbers off at ${low} and ${high}.`);
  const inside = step.everywhere(rescale(flow, 1 / reach, -middle / reach || 0), 'activation', {
    activation: 'hardTanh',
  });
  return rescale(inside, reach, middle);
}

const prelu: Read = (step) => {
  const flow = step.flow(0);
  const slope = step.constant(1, 'its slopes');
  const { arranger } = step.reading;
  const given = flow.mixed === undefined ? flow : arranger.plain(flow, step.where);
  const rank = given.axes.length;
  const full = reshaped(slope, [...Array.from({ length: rank - slope.shape.length }, () => 1), ...slope.shape]);
  const order = arranger.ownOrder(given);
  const turned = transposed(full, [batchAxis(given), ...order]);
  const shape = turned.shape.slice(1);
  const sizes = order.map((axis) => step.shape(given)[axis]!);
  const shared = shape.flatMap((size, i) => (size === 1 && sizes[i] !== 1 ? [i + 1] : []));
  const at = step.add('prelu', { sharedAxes: shared }, [step.arrange(given, order)], {
    alpha: weight(reshaped(turned, shape)),
  });
  return flowOf(at, axesOf(order, batchAxis(given)));
};

/** Kinds of node that are one function of ours; 'Layerloom.…' are those that patterns found. */
const plain: { readonly [op: string]: string } = {
  Relu: 'relu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
  Softsign: 'softsign',
  Mish: 'mish',
  HardSwish: 'hardSwish',
  Exp: 'exponential',
  'Layerloom.Swish': 'swish',
  'Layerloom.HardSwish': 'hardSwish',
  'Layerloom.LogSigmoid': 'logSigmoid',
  'Layerloom.Mish': 'mish',
  'Layerloom.Gelu': 'gelu',
  'Layerloom.GeluTanh': 'geluTanh',
};

const functions: { readonly [op: string]: string } = {
  Abs: 'abs',
  Neg: 'negative',
  Sqrt: 'squareRoot',
  Log: 'logarithm',
  Sin: 'sine',
  Cos: 'cosine',
  'Layerloom.Sqrt': 'squareRoot',
  'Layerloom.Log': 'logarithm',
};

const elementwise =
  (name: string): Read =>
  (step) =>
    step.everywhere(step.flow(0), 'elementwise', { function: name });

/** A reader for every kind in a list. */
function readers(
  names: { readonly [op: string]: string },
  by: (name: string) => Read,
): { readonly [op: string]: Read } {
  return Object.fromEntries(Object.entries(names).map(([op, name]) => [op, by(name)]));
}

export const activationOps: { readonly [op: string]: Read } = {
  ...readers(plain, plainActivation),
  ...readers(functions, elementwise),
  Elu: elu,
  Selu: selu,
  LeakyRelu: leaky,
  Gelu: gelu,
  Swish: swish,
  HardSigmoid: hardSigmoid,
  Clip: clip,
  PRelu: prelu,
  Softmax: softmax('softmax'),
  LogSoftmax: softmax('logSoftmax'),
};
