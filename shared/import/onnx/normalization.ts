// Normalizations of ONNX graphs.
import type { ParamValues } from '../../result';
import { type Constant, mapped, reshaped, spread } from './constant';
import { inOurOrder } from './dense';
import { type Flow, axesOf, batchAxis, flowOf, sizesOf } from './flow';
import { product } from '../../shape';
import { type Read, type Step, type Weights, weight } from './step';

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
function groupsOf(values: Constant, channels: number, groups: number): Constant {
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

const unit: Read = (step) => {
  const flow = step.flow(0);
  return step.along(flow, flow.axes.length - 1, 'unitNormalization', {});
};

export const normalizationOps: { readonly [op: string]: Read } = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  'Layerloom.Unit': unit,
};
