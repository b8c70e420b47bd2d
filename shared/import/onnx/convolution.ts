// Convolutions of ONNX graphs. What pads in a way that ours do not is padded by a layer of its own.
import type { ParamValues } from '../../result';
import { type Constant, cutOut, reshaped, transposed } from './constant';
import { type Flow, channelsFirst, flowOf, sizesOf } from './flow';
import { type Read, type Step, type Weights, weight } from './step';
import { type Window, isNone, isSame, lastOrder, padded, thinned, windowOf } from './window';

function slid(step: Step, flow: Flow, kind: string, window: Window, params: ParamValues, weights: Weights): Flow {
  const rank = flow.axes.length;
  const causal =
    kind === 'conv1d' &&
    window.after[0] === 0 &&
    window.before[0]! > 0 &&
    window.before[0] === window.dilations[0]! * (window.kernel[0]! - 1);
  const padding = isNone(window) ? 'valid' : isSame(window) ? 'same' : causal ? 'causal' : 'valid';
  const given = padding === 'valid' ? padded(step, flow, window.before, window.after) : flow;
  return step.apply(given, lastOrder(rank), kind, { ...params, padding }, weights, channelsFirst(rank));
}

/** Padded and slid one place at a time, of which every s-th is kept: for strides that the layer does not know. */
function slidThinned(
  step: Step,
  flow: Flow,
  kind: string,
  window: Window,
  params: ParamValues,
  weights: Weights,
): Flow {
  const room = padded(step, flow, window.before, window.after);
  const zeros = window.kernel.map(() => 0);
  const single = { ...window, strides: window.kernel.map(() => 1), before: zeros, after: zeros };
  return thinned(step, slid(step, room, kind, single, params, weights), window.strides);
}

const biasOf = (bias: Constant | null): Weights => (bias === null ? {} : { bias: weight(bias) });

const conv: Read = (step) => {
  const flow = step.flow(0);
  const kernel = step.constant(1, 'its weights');
  const bias = step.optional(2, 'its bias');
  const groups = step.int('group', 1);
  const rank = flow.axes.length;
  const [filters, each, ...size] = kernel.shape as readonly number[];
  const channels = step.shape(flow)[1];
  if (rank !== kernel.shape.length || rank < 3 || channels !== each! * groups)
    step.refuse(
      `its weights have the shape [${kernel.shape.join(', ')}], which does not fit [${step
        .shape(flow)
        .map((one) => one ?? 'batch')
        .join(', ')}].`,
    );
  const window = windowOf(step, flow, size);
  if (groups === channels && groups > 1 && size.length === 2) return depthwise(step, flow, kernel, bias, window);
  if (groups > 64) step.refuse(`${groups} groups of channels are too many to write out.`);
  if (groups === 1) return plainConvolution(step, flow, kernel, bias, window);
  const at = step.arrange(flow, lastOrder(rank));
  const per = filters! / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const piece = step.add('splitPart', { axis: '-1', parts: groups, part: group + 1 }, [at]);
    const own = bias === null ? null : cutOut(bias, 0, group * per, per, 1);
    const part = cutOut(kernel, 0, group * per, per, 1);
    return plainConvolution(step, flowOf(piece, channelsFirst(rank)), part, own, window).at;
  });
  return flowOf(step.add('concatenate', { axis: '-1' }, parts), channelsFirst(rank));
};

/** Kernel [filters, channels, …] over all channels. */
function plainConvolution(step: Step, flow: Flow, kernel: Constant, bias: Constant | null, window: Window): Flow {
  const size = window.kernel;
  const dilated = window.dilations.some((rate) => rate !== 1);
  const wide = dilated && window.strides.some((stride) => stride !== 1);
  if (size.length === 3 && dilated)
    step.refuse('gaps (dilation) between three-dimensional windows are not known here.');
  const params = {
    activation: 'linear',
    useBias: bias !== null,
    filters: kernel.shape[0]!,
    kernelSize: size,
    strides: wide ? size.map(() => 1) : window.strides,
    ...(size.length < 3 ? { dilationRate: window.dilations } : {}),
  };
  const turned = transposed(kernel, [...size.map((_, i) => i + 2), 1, 0]);
  const weights: Weights = { kernel: weight(turned), ...biasOf(bias) };
  return (wide ? slidThinned : slid)(step, flow, `conv${size.length}d`, window, params, weights);
}

/** Kernel [channels · multiplier, 1, h, w], a window for every channel alone. */
function depthwise(step: Step, flow: Flow, kernel: Constant, bias: Constant | null, window: Window): Flow {
  if (window.dilations.some((rate) => rate !== 1))
    step.refuse('a depthwise convolution with gaps (dilation) is not known here.');
  const groups = step.int('group', 1);
  const depthMultiplier = kernel.shape[0]! / groups;
  const apart = reshaped(kernel, [groups, depthMultiplier, ...window.kernel]);
  const weights: Weights = { kernel: weight(transposed(apart, [2, 3, 0, 1])), ...biasOf(bias) };
  const even = window.strides[0] === window.strides[1];
  const params = {
    activation: 'linear',
    useBias: bias !== null,
    kernelSize: window.kernel,
    depthMultiplier,
    stride: even ? window.strides[0]! : 1,
  };
  return (even ? slid : slidThinned)(step, flow, 'depthwiseConv2d', window, params, weights);
}

/** Whole and cut to size afterwards, where the file's borders are not ours. */
const convTranspose: Read = (step) => {
  const flow = step.flow(0);
  const given = step.constant(1, 'its weights');
  const bias = step.optional(2, 'its bias');
  const rank = flow.axes.length;
  if (step.int('group', 1) !== 1) step.refuse('groups of channels are not known here.');
  if (rank === 5) step.refuse('transposed convolutions of blocks are not known here.');
  const [channels, filters, ...size] = given.shape as readonly number[];
  if (rank !== given.shape.length || rank < 3 || step.shape(flow)[1] !== channels)
    step.refuse(`its weights have the shape [${given.shape.join(', ')}], which does not fit.`);
  const window = windowOf(step, flow, size);
  if (window.dilations.some((rate) => rate !== 1)) step.refuse('gaps (dilation) are not known here.');
  // [in, out, h, w] → [h, w, out, in]; a sequence is a picture of width 1.
  const flat = size.length === 1;
  const kernel = flat ? reshaped(given, [channels!, filters!, size[0]!, 1]) : given;
  const two = <T>(list: readonly T[], other: T): readonly T[] => (flat ? [list[0]!, other] : list);
  const kernelSize = two(size, 1);
  const strides = two(window.strides, 1);
  const extra = two(step.node.attributes.ints('output_padding') ?? size.map(() => 0), 0);
  const lengths = two(window.sizes, 1);
  let before = two(window.before, 0);
  let after = two(window.after, 0);
  const output = step.node.attributes.ints('output_shape');
  const auto = step.word('auto_pad', 'NOTSET');
  if (output !== null || auto.startsWith('SAME')) {
    const wanted =
      output === null ? lengths.map((length, i) => length * strides[i]!) : two(output.slice(-size.length), 1);
    const totals = lengths.map((length, i) =>
      Math.max((length - 1) * strides[i]! + extra[i]! + kernelSize[i]! - wanted[i]!, 0),
    );
    const upper = auto === 'SAME_UPPER';
    before = totals.map((total) => (upper ? Math.floor(total / 2) : total - Math.floor(total / 2)));
    after = totals.map((total, i) => total - before[i]!);
  }
  const weights: Weights = { kernel: weight(transposed(kernel, [2, 3, 1, 0])), ...biasOf(bias) };
  const params = { filters: filters!, kernelSize, strides, activation: 'linear', useBias: bias !== null };
  const over = kernelSize.map((one, i) => Math.max(one - strides[i]!, 0));
  const missing = kernelSize.map((one, i) => Math.max(strides[i]! - one, 0));
  const same = over.every(
    (total, i) =>
      before[i] === Math.floor(total / 2) && after[i]! - extra[i]! === total - Math.floor(total / 2) - missing[i]!,
  );
  const at = step.arrange(flow, lastOrder(rank));
  const picture = flat ? step.reshape(at, [lengths[0]!, 1, channels!]) : at;
  let result = step.add('conv2dTranspose', { ...params, padding: same ? 'same' : 'valid' }, [picture], weights);
  if (!same) {
    const cut = before.map((front, i) => [front, after[i]! - extra[i]! + missing[i]!] as const);
    if (cut.some(([, end]) => end < 0)) step.refuse('its result is larger than what its windows reach.');
    if (cut.some(([front, end]) => front + end > 0))
      result = step.add('cropping2D', { cropping: cut.flat() }, [result]);
  }
  const shape = sizesOf(step.builder, result);
  return flowOf(flat ? step.reshape(result, [shape[0]!, shape[2]!]) : result, channelsFirst(rank));
};

export const convolutionOps: { readonly [op: string]: Read } = { Conv: conv, ConvTranspose: convTranspose };
