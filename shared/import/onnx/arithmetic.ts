// Sums, products and the like of ONNX graphs: with numbers of the file (biases, factors, constants) or of two branches.
import { clipped } from './activations';
import { type Constant, mapped, reshaped, singleOf, spread, transposed } from './constant';
import { inOurOrder } from './dense';
import { type Flow, axesOf, batchAxis, flowOf, sizesOf } from './flow';
import { product } from '../../shape';
import { filled } from './normalization';
import { bidirectional } from './recurrent';
import { type Read, type Step, type Value, weight } from './step';

/** The same flow with ones in front, so that it has that many axes. */
function raised(flow: Flow, rank: number): Flow {
  const lead = rank - flow.axes.length;
  return lead <= 0 ? flow : { ...flow, axes: [...Array.from({ length: lead }, () => -1), ...flow.axes] };
}

function scaled(step: Step, flow: Flow, scale: number, offset: number): Flow {
  if (scale === 1 && offset === 0) return flow;
  return step.everywhere(flow, 'rescaling', { scale, offset });
}

const holdsBias: ReadonlySet<string> = new Set([
  'dense',
  'conv1d',
  'conv2d',
  'conv3d',
  'depthwiseConv2d',
  'conv2dTranspose',
]);

/** x · scale + offset with one number per place of some axes. */
function affine(step: Step, given: Flow, values: Constant, how: 'scale' | 'offset', place: number): Flow {
  const rank = Math.max(given.axes.length, values.shape.length);
  const flow = raised(given, rank);
  const sizes = step.shape(flow);
  const full = reshaped(values, [...Array.from({ length: rank - values.shape.length }, () => 1), ...values.shape]);
  const used = full.shape.flatMap((size, axis) => (size !== 1 && size !== null ? [axis] : []));
  if (used.some((axis) => sizes[axis] !== full.shape[axis]))
    step.refuse(
      `[${full.shape.map((size) => size ?? 'batch').join(', ')}] numbers of the file meet [${sizes.map((size) => size ?? 'batch').join(', ')}] of the sample; that enlarges the sample, which is not known here.`,
    );
  const { builder, reading } = step;
  const [axis] = used;
  if (used.length === 1 && axis !== undefined) {
    const list = inOurOrder(reshaped(full, [sizes[axis]!]), flow, 0);
    const last = sizesOf(builder, flow.at).length;
    const layer = flow.at;
    if (
      how === 'offset' &&
      flow.axes[axis] === last &&
      holdsBias.has(builder.kind(layer)) &&
      builder.params(layer)['useBias'] === false &&
      builder.params(layer)['activation'] === 'linear' &&
      reading.isAlone(step.node.inputs[place]!, flow)
    ) {
      builder.change(layer, { useBias: true }, { bias: weight(list) }, step.where);
      return flow;
    }
    return perChannel(step, flow, axis, list, how);
  }
  const order = reading.arranger.ownOrder(flow);
  const batch = batchAxis(flow);
  const at = step.arrange(flow, order);
  const shape = order.map((one) => sizes[one]!);
  const table = spread(
    reshaped(
      transposed(full, [batch, ...order]),
      order.map((one) => full.shape[one]!),
    ),
    shape,
  );
  if (how === 'offset' && shape.length === 2) {
    const positions = step.add('positionEmbedding', { maxLength: shape[0]! }, [at], { positions: weight(table) });
    return flowOf(positions, axesOf(order, batch));
  }
  const count = product(shape);
  const row = flowOf(step.reshape(at, [count]), [0, 1]);
  const done = perChannel(step, row, 1, reshaped(table, [count]), how);
  return flowOf(step.reshape(done.at, shape), axesOf(order, batch));
}

/** Offsets are a batch normalization that only shifts: Layerloom has no other layer with a number per channel to add. */
function perChannel(step: Step, flow: Flow, axis: number, list: Constant, how: 'scale' | 'offset'): Flow {
  const count = list.values.length;
  const put = (
    kind: string,
    params: { readonly [name: string]: number },
    weights: Parameters<Step['along']>[4],
  ): Flow =>
    flow.mixed === undefined
      ? step.along(flow, axis, kind, params, weights)
      : { ...flow, at: step.add(kind, params, [flow.at], weights) };
  if (how === 'scale') return put('layerScale', {}, { gamma: weight(list) });
  const epsilon = 0.001;
  return put(
    'batchNormalization',
    { epsilon },
    {
      gamma: weight(filled(count, 1)),
      beta: weight(list),
      moving_mean: weight(filled(count, 0)),
      moving_variance: weight(filled(count, 1 - epsilon)),
    },
  );
}

/** Two branches in the same order of axes. */
function aligned(
  step: Step,
  a: Flow,
  b: Flow,
): { readonly inputs: readonly string[]; readonly axes: readonly number[] } | null {
  const rank = Math.max(a.axes.length, b.axes.length);
  const [x, y] = [raised(a, rank), raised(b, rank)];
  const same = (p: Flow, q: Flow): boolean =>
    p.axes.join() === q.axes.join() &&
    JSON.stringify(p.mixed) === JSON.stringify(q.mixed) &&
    p.flipped === q.flipped &&
    p.steps === q.steps;
  if (same(x, y)) return null;
  if (batchAxis(x) !== batchAxis(y)) step.refuse('its inputs have the samples of a batch along different axes.');
  const { arranger, builder } = step.reading;
  // The larger one keeps its order.
  const size = (flow: Flow): number => product(sizesOf(builder, flow.at));
  const lead = size(x) >= size(y) ? x : y;
  const order = arranger.ownOrder(lead);
  return { inputs: [x, y].map((flow) => step.arrange(flow, order)), axes: axesOf(order, batchAxis(lead)) };
}

const mergeModes: { readonly [kind: string]: string } = { add: 'sum', multiply: 'mul' };

function merged(step: Step, a: Flow, b: Flow, kind: string): Flow {
  const mode = mergeModes[kind];
  const both = mode === undefined ? null : bidirectional(step, [a, b], -1, mode);
  if (both !== null) return both;
  return mergedBranches(step, a, b, kind);
}

function mergedBranches(step: Step, a: Flow, b: Flow, kind: string): Flow {
  const both = aligned(step, a, b);
  if (both === null) {
    const lead = raised(a, Math.max(a.axes.length, b.axes.length));
    return { ...lead, at: step.add(kind, {}, [a.at, b.at]) };
  }
  return flowOf(step.add(kind, {}, both.inputs), both.axes);
}

type Pair = readonly [a: Value, b: Value];

/** Both inputs; what is not known to be one number stays as it is. */
function pairOf(step: Step): Pair {
  const [a, b] = step.values;
  if (a === null || a === undefined || b === null || b === undefined) step.refuse('an input is missing.');
  return [a!, b!];
}

/** A number that all places share, where the array does not enlarge the sample. */
function singleFor(flow: Flow, values: Constant): number | null {
  const enlarges = values.shape.some((size) => size !== 1 && size !== null) && values.shape.length > flow.axes.length;
  return enlarges ? null : singleOf(values);
}

function withNumbers(step: Step, flow: Flow, values: Constant, how: 'scale' | 'offset', place: number): Flow {
  if (how === 'offset' && values.values.length > 1 && holdsBias.has(step.builder.kind(flow.at)))
    return affine(step, flow, values, how, place);
  const one = singleFor(flow, values);
  if (one !== null) {
    const lead = raised(flow, values.shape.length);
    return how === 'scale' ? scaled(step, lead, one, 0) : scaled(step, lead, 1, one);
  }
  return affine(step, flow, values, how, place);
}

const sameFlow = (a: Value, b: Value): boolean =>
  a.is === 'flow' && b.is === 'flow' && a.at === b.at && a.axes.join() === b.axes.join() && a.mixed === b.mixed;

const add: Read = (step) => {
  const [a, b] = pairOf(step);
  if (b.is === 'constant') return withNumbers(step, step.flow(0), b, 'offset', 0);
  if (a.is === 'constant') return withNumbers(step, b, a, 'offset', 1);
  if (sameFlow(a, b)) return scaled(step, a, 2, 0);
  return merged(step, a, b, 'add');
};

const subtract: Read = (step) => {
  const [a, b] = pairOf(step);
  if (b.is === 'constant')
    return withNumbers(
      step,
      step.flow(0),
      mapped(b, (x) => -x),
      'offset',
      0,
    );
  if (a.is === 'constant') {
    const one = singleFor(b, a);
    if (one !== null) return scaled(step, b, -1, one);
    return affine(step, scaled(step, b, -1, 0), a, 'offset', 1);
  }
  return merged(step, a, b, 'subtract');
};

const multiply: Read = (step) => {
  const [a, b] = pairOf(step);
  if (b.is === 'constant') return withNumbers(step, step.flow(0), b, 'scale', 0);
  if (a.is === 'constant') return withNumbers(step, b, a, 'scale', 1);
  if (sameFlow(a, b)) return step.everywhere(a, 'elementwise', { function: 'square' });
  return merged(step, a, b, 'multiply');
};

const divide: Read = (step) => {
  const [, b] = pairOf(step);
  if (b.is === 'constant')
    return withNumbers(
      step,
      step.flow(0),
      mapped(b, (x) => 1 / x, 'float'),
      'scale',
      0,
    );
  return step.refuse('it divides by numbers that depend on the sample, which no layer here does.');
};

const power: Read = (step) => {
  const exponent = singleOf(step.constant(1, 'the exponent'));
  const flow = step.flow(0);
  if (exponent === null) step.refuse('it has several exponents.');
  if (exponent === 1) return flow;
  if (exponent === 2) return step.everywhere(flow, 'elementwise', { function: 'square' });
  if (exponent === 0.5) return step.everywhere(flow, 'elementwise', { function: 'squareRoot' });
  return step.everywhere(flow, 'power', { exponent: exponent! });
};

/** Any number of inputs, constants among them. */
function extreme(kind: 'maximum' | 'minimum'): Read {
  return (step) => {
    const values = step.values.filter((value): value is Value => value !== null);
    const flows = values.filter((value): value is Flow => value.is === 'flow');
    const numbers = values.filter((value): value is Constant => value.is === 'constant');
    const [first, ...others] = flows;
    if (first === undefined) step.refuse('it computes with constants alone.');
    let result = others.reduce((all, one) => merged(step, all, one, kind), first!);
    for (const one of numbers) {
      const bound = singleFor(result, one);
      if (bound === null) step.refuse('it compares with a different number at every place.');
      result = kind === 'maximum' ? clipped(step, result, bound!, Infinity) : clipped(step, result, -Infinity, bound!);
    }
    return result;
  };
}

const total: Read = (step) => {
  const flows = step.values.map((_, i) => step.flow(i));
  return flows.slice(1).reduce((all, one) => merged(step, all, one, 'add'), flows[0]!);
};
const mean: Read = (step) => scaled(step, total(step) as Flow, 1 / step.values.length, 0);

/** What the patterns found: distances between two branches. */
function distance(measure: string): Read {
  return (step) => {
    const [a, b] = [step.flow(0), step.flow(1)];
    const rank = a.axes.length;
    const { arranger } = step.reading;
    const [x, y] = [arranger.straight(a, step.where), arranger.straight(b, step.where)];
    return flowOf(step.add('distance', { measure }, [x.at, y.at]), [...x.axes.slice(0, rank - 1), rank - 1]);
  };
}

export const arithmeticOps: { readonly [op: string]: Read } = {
  Add: add,
  Sub: subtract,
  Mul: multiply,
  Div: divide,
  Pow: power,
  Max: extreme('maximum'),
  Min: extreme('minimum'),
  Sum: total,
  Mean: mean,
  'Layerloom.Distance.euclidean': distance('euclidean'),
  'Layerloom.Distance.manhattan': distance('manhattan'),
  'Layerloom.Distance.squared': distance('squared'),
};
