// Dense layers, embeddings, normalization and activations of ONNX graphs.
import type { ParamValues } from '../../result';
import { type Constant, mapped, reshaped, spread, transposed } from './constant';
import { type Flow, axesOf, batchAxis, flowOf, product, sizesOf } from './flow';
import { type Read, type Step, type Weights, weight } from './step';

/** Numbers of the file's flat row in our order. */
export function inOurOrder(values: Constant, { mixed }: Flow, axis: number): Constant {
  if (mixed === undefined) return values;
  const { sizes, order } = mixed;
  const fileSizes = order.map((place) => sizes[place]!);
  const apart = reshaped(values, [...values.shape.slice(0, axis), ...fileSizes, ...values.shape.slice(axis + 1)]);
  const turned = sizes.map((_, place) => axis + order.indexOf(place));
  const rest = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const moved = transposed(apart, [...rest(0, axis), ...turned, ...rest(axis + sizes.length, apart.shape.length)]);
  return reshaped(moved, values.shape);
}

/** Weights [in, out] on the file's last axis. */
function denseLayer(step: Step, flow: Flow, kernel: Constant, bias: Constant | null, axis: number): Flow {
  const [rows, units] = kernel.shape as [number, number];
  const size = step.shape(flow)[axis];
  if (size !== rows)
    step.refuse(`its weights have the shape [${rows}, ${units}], but ${size} numbers arrive for each of them.`);
  const weights: Weights = {
    kernel: weight(inOurOrder(kernel, flow, 0)),
    ...(bias === null ? {} : { bias: weight(bias) }),
  };
  const params = { units, activation: 'linear', useBias: bias !== null };
  if (flow.mixed !== undefined && flow.flipped === undefined)
    return flowOf(step.add('dense', params, [flow.at], weights), flow.axes);
  return step.along(flow, axis, 'dense', params, weights);
}

const gemm: Read = (step) => {
  const flow = step.flow(0);
  if (step.int('transA', 0) !== 0) step.refuse('transA is not known here.');
  const given = step.constant(1, 'its weights');
  const alpha = step.float('alpha', 1);
  const kernel = step.int('transB', 0) === 0 ? given : transposed(given, [1, 0]);
  const c = step.optional(2, 'its bias');
  const units = kernel.shape[1]!;
  const bias =
    c === null
      ? null
      : reshaped(
          spread(
            mapped(c, (x) => x * step.float('beta', 1)),
            [1, units],
          ),
          [units],
        );
  return denseLayer(step, flow, alpha === 1 ? kernel : mapped(kernel, (x) => x * alpha), bias, 1);
};

const matMul: Read = (step) => {
  const [a, b] = step.values;
  if (a?.is === 'flow' && b?.is === 'constant') {
    const rank = a.axes.length;
    // Ones in front do not change a matrix.
    const kernel =
      b.shape.length > 2 && b.shape.slice(0, -2).every((size) => size === 1) ? reshaped(b, b.shape.slice(-2)) : b;
    if (kernel.shape.length === 1) step.refuse('it multiplies with a single row of numbers. Give it two axes.');
    if (kernel.shape.length > 2) step.refuse(`it multiplies with an array of ${kernel.shape.length} axes.`);
    return denseLayer(step, a, kernel, null, rank - 1);
  }
  if (a?.is === 'constant' && b?.is === 'flow') {
    if (a.shape.length !== 2) step.refuse(`it multiplies with an array of ${a.shape.length} axes.`);
    const rank = b.axes.length;
    const swap = (axes: readonly number[]): readonly number[] => [
      ...axes.slice(0, -2),
      axes[rank - 1]!,
      axes[rank - 2]!,
    ];
    const result = denseLayer(step, { ...b, axes: swap(b.axes) }, transposed(a, [1, 0]), null, rank - 1);
    return { ...result, axes: swap(result.axes) };
  }
  const [first, second] = [step.flow(0), step.flow(1)];
  const rank = first.axes.length;
  const sizes = [step.shape(first), step.shape(second)];
  if (rank > 3 || second.axes.length !== rank || rank < 3 || batchAxis(first) !== 0 || batchAxis(second) !== 0)
    step.refuse(
      `it multiplies two arrays that both depend on the sample, [${sizes[0]!.map((size) => size ?? 'batch').join(', ')}] and [${sizes[1]!.map((size) => size ?? 'batch').join(', ')}]; here that is known for two sequences, and for attention with heads written as usual.`,
    );
  // Turned factors are said by Dot's axes instead of a layer.
  const side = (flow: Flow, summed: number): { readonly at: string; readonly axis: number } => {
    const { arranger } = step.reading;
    const order = arranger.ownOrder(flow);
    return { at: step.arrange(flow, order), axis: order.indexOf(summed) + 1 };
  };
  const [x, y] = [side(first, 2), side(second, 1)];
  return flowOf(step.add('dot', { axes: [x.axis, y.axis] }, [x.at, y.at]), [0, 1, 2]);
};

/** Four numbers per channel; a row that was flattened in another order takes them in ours. */
function normalizeChannels(
  step: Step,
  flow: Flow,
  kind: string,
  params: ParamValues,
  list: { readonly [name: string]: Constant },
): Flow {
  const rank = flow.axes.length;
  const weights = Object.fromEntries(
    Object.entries(list).map(([name, values]) => [name, weight(inOurOrder(values, flow, 0))]),
  );
  if (flow.mixed !== undefined) return { ...flow, at: step.add(kind, params, [flow.at], weights) };
  const sizes = sizesOf(step.builder, flow.at);
  if (sizes.length > 3) {
    const order = [...step.reading.arranger.ownOrder(flow).filter((axis) => axis !== 1), 1];
    const at = step.arrange(flow, order);
    const full = sizesOf(step.builder, at);
    const channels = full[full.length - 1]!;
    const flat = step.add(kind, params, [step.reshape(at, [product(full.slice(0, -1)), channels])], weights);
    return flowOf(step.reshape(flat, full), axesOf(order, batchAxis(flow)));
  }
  if (rank === 1) step.refuse('it normalizes a single number.');
  return step.along(flow, 1, kind, params, weights);
}

const least = 1e-8;

const batchNormalization: Read = (step) => {
  if (step.int('training_mode', 0) !== 0) step.refuse('it is set to training. Export the model for inference.');
  const epsilon = step.float('epsilon', 1e-5);
  const variance = step.constant(4, 'its variances');
  return normalizeChannels(
    step,
    step.flow(0),
    'batchNormalization',
    {
      epsilon: Number(Math.max(epsilon, least).toPrecision(7)),
      momentum: Math.min(Number(step.float('momentum', 0.9).toPrecision(7)), 0.9999),
    },
    {
      gamma: step.constant(1, 'its factors'),
      beta: step.constant(2, 'its offsets'),
      moving_mean: step.constant(3, 'its means'),
      moving_variance: epsilon < least ? mapped(variance, (x) => x + epsilon - least) : variance,
    },
  );
};

export const filled = (count: number, value: number): Constant => ({
  is: 'constant',
  type: 'float',
  shape: [count],
  values: new Float32Array(count).fill(value),
});

const layerNormalization: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const axis = step.axis(step.int('axis', -1), rank);
  const sizes = step.shape(flow).slice(axis) as readonly number[];
  const count = product(sizes);
  const params = { epsilon: Number(step.float('epsilon', 1e-5).toPrecision(7)) };
  const row = (values: Constant | null, otherwise: number): Constant =>
    values === null ? filled(count, otherwise) : reshaped(spread(values, sizes), [count]);
  const gamma = row(step.optional(1, 'its factors'), 1);
  const beta = row(step.optional(2, 'its offsets'), 0);
  const weights: Weights = { gamma: weight(gamma), beta: weight(beta) };
  if (axis === rank - 1 && flow.mixed === undefined)
    return step.along(flow, axis, 'layerNormalization', params, weights);
  const straight = step.reading.arranger.straight(flow, step.where);
  const full = sizesOf(step.builder, straight.at);
  const lead = full.slice(0, full.length - sizes.length);
  const flat = step.reshape(straight.at, [...lead, count]);
  const normal = step.add('layerNormalization', params, [flat], weights);
  return flowOf(step.reshape(normal, full), straight.axes);
};

const rmsNormalization: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  if (step.axis(step.int('axis', -1), rank) !== rank - 1) step.refuse('it normalizes over several axes.');
  const size = step.shape(flow)[rank - 1]!;
  const scale = reshaped(spread(step.optional(1, 'its factors') ?? filled(1, 1), [size]), [size]);
  const params = { epsilon: Number(step.float('epsilon', 1e-5).toPrecision(7)) };
  return step.along(flow, rank - 1, 'rmsNormalization', params, { scale: weight(scale) });
};

/** Factors per group (before opset 21) or per channel. */
export function groupsOf(values: Constant, channels: number, groups: number): Constant {
  if (values.values.length === channels) return reshaped(values, [channels]);
  const one = reshaped(values, [groups, 1]);
  return reshaped(spread(one, [groups, channels / groups]), [channels]);
}

const groupNormalization: Read = (step) => {
  const flow = step.flow(0);
  const channels = step.shape(flow)[1]!;
  const groups = step.int('num_groups', 1);
  const sizes = step.shape(flow);
  // A row, normalized in groups, is written with an axis of size 1 behind it.
  const given = sizes.length === 3 && flow.axes[2] === -1 ? { ...flow, axes: flow.axes.slice(0, 2) } : flow;
  const result = step.along(
    given,
    1,
    groups === channels && sizes.length > 2 ? 'instanceNormalization' : 'groupNormalization',
    {
      epsilon: Number(step.float('epsilon', 1e-5).toPrecision(7)),
      ...(groups === channels && sizes.length > 2 ? {} : { groups }),
    },
    {
      gamma: weight(groupsOf(step.constant(1, 'its factors'), channels, groups)),
      beta: weight(groupsOf(step.constant(2, 'its offsets'), channels, groups)),
    },
  );
  return given === flow ? result : { ...result, axes: [...result.axes, -1] };
};

const instanceNormalization: Read = (step) => {
  const flow = step.flow(0);
  return step.along(
    flow,
    1,
    'instanceNormalization',
    { epsilon: Number(step.float('epsilon', 1e-5).toPrecision(7)) },
    { gamma: weight(step.constant(1, 'its factors')), beta: weight(step.constant(2, 'its offsets')) },
  );
};

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

const functions: { readonly [op: string]: string } = {
  Abs: 'abs',
  Neg: 'negative',
  Sqrt: 'squareRoot',
  Log: 'logarithm',
  Sin: 'sine',
  Cos: 'cosine',
};

/** Rows of a table by codes, or a place along an axis. */
const gather: Read = (step) => {
  const [table, codes] = step.values;
  if (table?.is === 'constant') {
    const flow = step.flow(1);
    if (table.shape.length !== 2 || step.int('axis', 0) !== 0)
      step.refuse('it looks numbers up in an array that is no table of rows.');
    const [inputDim, outputDim] = table.shape as [number, number];
    const straight = step.reading.arranger.straight(flow, step.where);
    const at = step.add('embedding', { inputDim, outputDim }, [straight.at], { embeddings: weight(table) });
    return flowOf(at, [...straight.axes, straight.axes.length]);
  }
  const flow = step.flow(0);
  if (codes?.is !== 'constant') step.refuse('which places it takes depends on the sample.');
  const rank = flow.axes.length;
  const axis = step.axis(step.int('axis', 0), rank);
  const size = step.shape(flow)[axis];
  if (size === null || size === undefined) step.refuse('it picks samples out of the batch.');
  const index = codes as Constant;
  const places = Array.from(index.values, (value) => (value < 0 ? value + size! : value));
  const run = places.every((value, i) => i === 0 || value === places[i - 1]! + 1);
  if (!run || places.length === 0) step.refuse('it picks places that do not follow each other.');
  const cut = sliced(step, flow, axis, places[0]!, places.length);
  if (index.shape.length > 0) return cut;
  return { ...cut, axes: cut.axes.filter((_, at) => at !== axis) };
};

/** Places of one axis, as a Slice layer; all of them need none. */
export function sliced(step: Step, flow: Flow, axis: number, start: number, length: number): Flow {
  const size = step.shape(flow)[axis];
  if (size === length && start === 0) return flow;
  if (size === null || size === undefined) step.refuse('it picks samples out of the batch.');
  if (start < 0 || length < 1 || start + length > size!)
    step.refuse(`it takes the places ${start} to ${start + length - 1} of an axis of ${size}.`);
  const { arranger } = step.reading;
  const given =
    flow.mixed === undefined && flow.flipped === undefined && flow.steps === undefined
      ? flow
      : arranger.plain(flow, step.where);
  const own = given.axes[axis]!;
  if (own === -1) return given;
  const rank = sizesOf(step.builder, given.at).length;
  if (own > 3 && own !== rank) step.refuse('it cuts along an axis that cannot be cut here.');
  const at = step.add('slice', { axis: own === rank ? '-1' : String(own), start, length, drop: false }, [given.at]);
  return flowOf(at, given.axes);
}

const pass: Read = (step) => {
  const value = step.values[0];
  if (value === null || value === undefined) step.refuse('an input is missing.');
  return [value!];
};

export const coreOps: { readonly [op: string]: Read } = {
  Gemm: gemm,
  MatMul: matMul,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  Relu: plainActivation('relu'),
  Sigmoid: plainActivation('sigmoid'),
  Tanh: plainActivation('tanh'),
  Softplus: plainActivation('softplus'),
  Softsign: plainActivation('softsign'),
  Mish: plainActivation('mish'),
  HardSwish: plainActivation('hardSwish'),
  Exp: plainActivation('exponential'),
  'Layerloom.Swish': plainActivation('swish'),
  'Layerloom.HardSwish': plainActivation('hardSwish'),
  'Layerloom.LogSigmoid': plainActivation('logSigmoid'),
  'Layerloom.Mish': plainActivation('mish'),
  'Layerloom.Gelu': plainActivation('gelu'),
  'Layerloom.GeluTanh': plainActivation('geluTanh'),
  Elu: elu,
  Selu: selu,
  LeakyRelu: leaky,
  Gelu: gelu,
  HardSigmoid: hardSigmoid,
  Clip: clip,
  PRelu: prelu,
  Softmax: softmax('softmax'),
  LogSoftmax: softmax('logSoftmax'),
  Gather: gather,
  Identity: pass,
  Dropout: pass,
  Cast: pass,
  ...Object.fromEntries(
    Object.entries(functions).map(([op, name]): [string, Read] => [
      op,
      (step) => step.everywhere(step.flow(0), 'elementwise', { function: name }),
    ]),
  ),
  'Layerloom.Sqrt': (step) => step.everywhere(step.flow(0), 'elementwise', { function: 'squareRoot' }),
  'Layerloom.Log': (step) => step.everywhere(step.flow(0), 'elementwise', { function: 'logarithm' }),
  'Layerloom.Unit': (step) => {
    const flow = step.flow(0);
    return step.along(flow, flow.axes.length - 1, 'unitNormalization', {});
  },
};
