// Convolutions, pooling and resizing of ONNX graphs. What pads in a way that ours do not is padded by a layer of its own.
import type { ParamValues } from '../../result';
import { type Constant, cutOut, reshaped, transposed } from './constant';
import { type Flow, channelsFirst, flowOf, product, sizesOf } from './flow';
import { type Read, type Step, type Weights, weight } from './step';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The file's sizes of the input, without batch and channels. */
  readonly sizes: readonly number[];
}

const spatial = (rank: number): readonly number[] => Array.from({ length: rank - 2 }, (_, i) => i + 2);
/** Our order of the file's axes: places first, channels last. */
const lastOrder = (rank: number): readonly number[] => [...spatial(rank), 1];

function sumOf(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

function windowOf(step: Step, flow: Flow, kernel: readonly number[]): Window {
  const sizes = step.shape(flow).slice(2) as readonly number[];
  const ones = kernel.map(() => 1);
  const { attributes } = step.node;
  const list = (name: string, otherwise: readonly number[]): readonly number[] => {
    const found = attributes.ints(name) ?? otherwise;
    if (
      found.length !== otherwise.length ||
      !found.every((one) => Number.isInteger(one) && one >= 0 && one <= 1_000_000)
    )
      step.refuse(`${name} is [${found.slice(0, 8).join(', ')}], which makes no sense for ${kernel.length} axes.`);
    return found;
  };
  if (sizes.length !== kernel.length || kernel.length < 1 || kernel.length > 3)
    step.refuse(`its window has ${kernel.length} axes, and ${sizes.length} arrive.`);
  const strides = list('strides', ones);
  const dilations = list('dilations', ones);
  if (strides.includes(0) || dilations.includes(0)) step.refuse('a stride or dilation is 0.');
  const auto = step.word('auto_pad', 'NOTSET');
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const totals = kernel.map((size, i) => {
      const reach = dilations[i]! * (size - 1) + 1;
      return Math.max((Math.ceil(sizes[i]! / strides[i]!) - 1) * strides[i]! + reach - sizes[i]!, 0);
    });
    const less = totals.map((one) => Math.floor(one / 2));
    const more = totals.map((one, i) => one - less[i]!);
    return auto === 'SAME_UPPER'
      ? { kernel, strides, dilations, before: less, after: more, sizes }
      : { kernel, strides, dilations, before: more, after: less, sizes };
  }
  const pads =
    auto === 'VALID'
      ? [...ones, ...ones].map(() => 0)
      : list(
          'pads',
          [...ones, ...ones].map(() => 0),
        );
  return { kernel, strides, dilations, before: pads.slice(0, kernel.length), after: pads.slice(kernel.length), sizes };
}

/** As TensorFlow's "same" pads: half on each side, the odd one behind. */
function isSame({ kernel, strides, dilations, before, after, sizes }: Window): boolean {
  return kernel.every((size, i) => {
    const reach = dilations[i]! * (size - 1) + 1;
    const total = Math.max((Math.ceil(sizes[i]! / strides[i]!) - 1) * strides[i]! + reach - sizes[i]!, 0);
    return before[i] === Math.floor(total / 2) && after[i] === total - Math.floor(total / 2);
  });
}

const isNone = ({ before, after }: Window): boolean => sumOf(before) + sumOf(after) === 0;

/** Zeros around the places of a flow whose channels are last in ours. */
function padded(step: Step, flow: Flow, before: readonly number[], after: readonly number[]): Flow {
  if (sumOf(before) + sumOf(after) === 0) return flow;
  const rank = flow.axes.length;
  const order = lastOrder(rank);
  const axes = channelsFirst(rank);
  if (before.length === 2)
    return step.apply(
      flow,
      order,
      'zeroPadding2d',
      { padding: [before[0]!, after[0]!, before[1]!, after[1]!] },
      {},
      axes,
    );
  // One axis at a time, as the width of a picture.
  let at = step.arrange(flow, order);
  const sizes = [...sizesOf(step.builder, at)];
  before.forEach((front, i) => {
    if (front === 0 && after[i] === 0) return;
    const wide = step.reshape(at, [product(sizes.slice(0, i)), sizes[i]!, product(sizes.slice(i + 1))]);
    const more = step.add('zeroPadding2d', { padding: [0, 0, front, after[i]!] }, [wide]);
    sizes[i]! += front + after[i]!;
    at = step.reshape(more, sizes);
  });
  return flowOf(at, axes);
}

/** Every s-th place: strides that a layer does not know are taken after it. */
function thinned(step: Step, flow: Flow, strides: readonly number[]): Flow {
  if (strides.every((stride) => stride === 1)) return flow;
  const rank = flow.axes.length;
  const params = { poolSize: strides.map(() => 1), strides: [...strides], padding: 'valid' };
  return step.apply(flow, lastOrder(rank), `maxPooling${strides.length}d`, params, {}, channelsFirst(rank));
}

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
  const common = { activation: 'linear', useBias: bias !== null };
  const dilated = window.dilations.some((rate) => rate !== 1);
  const wide = dilated && window.strides.some((stride) => stride !== 1);
  if (groups === channels && groups > 1 && size.length === 2) {
    if (dilated) step.refuse('a depthwise convolution with gaps (dilation) is not known here.');
    const multiplier = filters! / groups;
    const weights: Weights = {
      // [channels · multiplier, 1, h, w] → [h, w, channels, multiplier].
      kernel: weight(transposed(reshaped(kernel, [groups, multiplier, ...size]), [2, 3, 0, 1])),
      ...(bias === null ? {} : { bias: weight(bias) }),
    };
    const even = window.strides[0] === window.strides[1];
    const params = { ...common, kernelSize: size, depthMultiplier: multiplier };
    if (even) return slid(step, flow, 'depthwiseConv2d', window, { ...params, stride: window.strides[0]! }, weights);
    const single = padded(step, flow, window.before, window.after);
    const none = { ...window, strides: [1, 1], before: [0, 0], after: [0, 0] };
    return thinned(
      step,
      slid(step, single, 'depthwiseConv2d', none, { ...params, stride: 1 }, weights),
      window.strides,
    );
  }
  if (groups > 64) step.refuse(`${groups} groups of channels are too many to write out.`);
  const turn = (part: Constant): Constant => transposed(part, [...size.map((_, i) => i + 2), 1, 0]);
  const kind = `conv${size.length}d`;
  const one = (from: Flow, part: Constant, own: Constant | null): Flow => {
    const params = {
      ...common,
      filters: part.shape[0]!,
      kernelSize: size,
      strides: wide ? size.map(() => 1) : window.strides,
      ...(size.length < 3 ? { dilationRate: window.dilations } : {}),
    };
    if (size.length === 3 && dilated)
      step.refuse('gaps (dilation) between three-dimensional windows are not known here.');
    const weights: Weights = { kernel: weight(turn(part)), ...(own === null ? {} : { bias: weight(own) }) };
    if (!wide) return slid(step, from, kind, window, params, weights);
    const room = padded(step, from, window.before, window.after);
    const none = { ...window, strides: size.map(() => 1), before: size.map(() => 0), after: size.map(() => 0) };
    return thinned(step, slid(step, room, kind, none, params, weights), window.strides);
  };
  if (groups === 1) return one(flow, kernel, bias);
  const at = step.arrange(flow, lastOrder(rank));
  const per = filters! / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const piece = step.add('splitPart', { axis: '-1', parts: groups, part: group + 1 }, [at]);
    const own = bias === null ? null : cutOut(bias, 0, group * per, per, 1);
    return one(flowOf(piece, channelsFirst(rank)), cutOut(kernel, 0, group * per, per, 1), own).at;
  });
  return flowOf(step.add('concatenate', { axis: '-1' }, parts), channelsFirst(rank));
};

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
  const weights: Weights = {
    kernel: weight(transposed(kernel, [2, 3, 1, 0])),
    ...(bias === null ? {} : { bias: weight(bias) }),
  };
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

/** Never below 0, whatever arrives. */
function isNonNegative(step: Step, at: string, depth = 0): boolean {
  if (depth > 50) return false;
  const { builder } = step;
  const kind = builder.kind(at);
  const known = new Set(['relu', 'relu6', 'sigmoid', 'softmax', 'softplus', 'exponential', 'hardSigmoid']);
  const activation = builder.params(at)['activation'];
  if (typeof activation === 'string' && known.has(activation) && kind !== 'lstm' && kind !== 'gru') return true;
  const passes =
    /^(maxPooling|averagePooling|zeroPadding|reshape|permute|flatten|dropout|slice|splitPart|cropping|concatenate|add|multiply|maximum|upSampling)/;
  return passes.test(kind) && builder.inputs(at).every((input) => isNonNegative(step, input, depth + 1));
}

function pooling(kind: 'max' | 'average'): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    const window = windowOf(step, flow, step.node.attributes.ints('kernel_shape') ?? []);
    const { kernel, strides, before, after, sizes } = window;
    if (window.dilations.some((rate) => rate !== 1)) step.refuse('gaps (dilation) are not known here.');
    if (step.node.outputs.length > 1 && step.reading.uses(step.node.outputs[1]!) > 0)
      step.refuse('the places of the largest numbers (Indices) are not known here.');
    const layer = `${kind}Pooling${kernel.length}d`;
    if (kernel.length === 3 && kind === 'average') step.refuse('average pooling of blocks is not known here.');
    const params = (own: readonly number[], padding: string): ParamValues => ({
      poolSize: kernel,
      strides: own,
      padding,
    });
    const put = (from: Flow, own: readonly number[], padding: string): Flow =>
      step.apply(from, lastOrder(rank), layer, params(own, padding), {}, channelsFirst(rank));
    // Rounding up adds places behind; the file counts none of them when averaging.
    const room = kernel.map((size, i) => {
      if (step.int('ceil_mode', 0) === 0) return 0;
      const total = sizes[i]! + before[i]! + after[i]!;
      const steps = Math.ceil((total - size) / strides[i]!);
      const starts = steps * strides[i]! >= sizes[i]! + before[i]! ? steps - 1 : steps;
      return Math.max(starts * strides[i]! + size - total, 0);
    });
    const grown = { ...window, after: after.map((end, i) => end + room[i]!) };
    const counted = kind === 'average' && step.int('count_include_pad', 0) !== 0;
    if (isNone(grown)) return put(flow, strides, 'valid');
    if (!counted && isSame(grown)) return put(flow, strides, 'same');
    if (counted) {
      if (sumOf(room) > 0) step.refuse('an average that is rounded up over its border is not known here.');
      return put(padded(step, flow, before, after), strides, 'valid');
    }
    const centred = kernel.every(
      (size, i) => before[i] === Math.floor((size - 1) / 2) && after[i] === size - 1 - before[i]! && room[i] === 0,
    );
    if (kind === 'max' && isNonNegative(step, flow.at))
      return put(padded(step, flow, grown.before, grown.after), strides, 'valid');
    if (centred)
      return thinned(
        step,
        put(
          flow,
          kernel.map(() => 1),
          'same',
        ),
        strides,
      );
    return step.refuse(
      `it fills up [${grown.before.join(', ')}] places before and [${grown.after.join(', ')}] behind, which no pooling layer here does.`,
    );
  };
}

function globalPooling(kind: 'Max' | 'Average'): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    if (rank < 3 || rank > 4) step.refuse(`${rank - 2} axes are not known here; 1 and 2 are.`);
    const axes = [0, 1, ...spatial(rank).map(() => -1)];
    return step.apply(flow, lastOrder(rank), `global${kind}Pooling${rank - 2}d`, {}, {}, axes);
  };
}

const resize: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const sizes = step.shape(flow);
  if (rank !== 4) step.refuse('only pictures can be resized here.');
  const upsample = step.node.op === 'Upsample';
  const old = upsample || step.reading.opset < 11;
  const scales =
    upsample && step.node.attributes.has('scales')
      ? Array.from(step.node.attributes.floats('scales')!)
      : Array.from((step.optional(old ? 1 : 2, 'its factors') ?? { values: [] }).values);
  const target = old ? [] : Array.from((step.optional(3, 'its sizes') ?? { values: [] }).values);
  const axes = step.node.attributes.ints('axes') ?? [0, 1, 2, 3];
  const wanted = sizes.map((size, axis) => {
    const place = axes.indexOf(axis);
    if (place === -1 || size === null) return size;
    return scales.length > 0 ? Math.floor(size * scales[place]! + 1e-6) : (target[place] ?? size);
  });
  const [, channels, height, width] = sizes as readonly number[];
  const [, wantedChannels, toHeight, toWidth] = wanted as readonly number[];
  if (wantedChannels !== channels) step.refuse('it makes more channels.');
  if (toHeight === height && toWidth === width) return flow;
  const mode = step.word('mode', 'nearest');
  const place = old ? 'asymmetric' : step.word('coordinate_transformation_mode', 'half_pixel');
  const put = (kind: string, params: ParamValues): Flow =>
    step.apply(flow, lastOrder(rank), kind, params, {}, channelsFirst(rank));
  if (mode === 'nearest') {
    const rounding = old ? 'floor' : step.word('nearest_mode', 'round_prefer_floor');
    const whole = toHeight! % height! === 0 && toWidth! % width! === 0;
    const repeats =
      (place === 'asymmetric' && rounding === 'floor') ||
      ((place === 'half_pixel' || place === 'pytorch_half_pixel') && rounding.startsWith('round'));
    if (whole && repeats) return put('upSampling2d', { size: [toHeight! / height!, toWidth! / width!] });
    if (place === 'half_pixel' && rounding === 'round_prefer_ceil')
      return put('resizing', { height: toHeight!, width: toWidth!, interpolation: 'nearest' });
    step.refuse(`picking pixels by "${place}" and "${rounding}" is not known here.`);
  }
  if (mode !== 'linear') step.refuse(`resizing by "${mode}" is not known here; nearest and linear are.`);
  const half = place === 'half_pixel' || (place === 'pytorch_half_pixel' && toHeight! > 1 && toWidth! > 1);
  if (!half)
    step.refuse(
      `resizing with the corners placed by "${place}" is not known here. In PyTorch, set align_corners=False.`,
    );
  if (step.int('antialias', 0) !== 0) step.refuse('antialiasing is not known here.');
  return put('resizing', { height: toHeight!, width: toWidth!, interpolation: 'bilinear' });
};

const depthToSpace: Read = (step) => {
  if (step.word('mode', 'DCR') !== 'DCR')
    step.refuse('the order CRD of channels (PyTorch’s PixelShuffle) is not known here.');
  return step.apply(
    step.flow(0),
    lastOrder(4),
    'depthToSpace',
    { size: step.int('blocksize', 2) },
    {},
    channelsFirst(4),
  );
};
const spaceToDepth: Read = (step) =>
  step.apply(step.flow(0), lastOrder(4), 'spaceToDepth', { size: step.int('blocksize', 2) }, {}, channelsFirst(4));

/** Zeros around any of the axes. */
const pad: Read = (step) => {
  const flow = step.flow(0);
  const mode = step.word('mode', 'constant');
  if (mode !== 'constant') step.refuse(`filling up by "${mode}" is not known here; zeros are.`);
  const filler = step.has(2) ? step.constant(2, 'the number to fill up with').values[0] : step.float('value', 0);
  const pads = step.list('pads', 1) ?? [];
  const rank = flow.axes.length;
  const axes = step.has(3)
    ? Array.from(step.constant(3, 'its axes').values, (axis) => step.axis(axis, rank))
    : flow.axes.map((_, i) => i);
  const front = flow.axes.map((_, axis) => pads[axes.indexOf(axis)] ?? 0);
  const back = flow.axes.map((_, axis) => (axes.includes(axis) ? (pads[axes.length + axes.indexOf(axis)] ?? 0) : 0));
  if (sumOf(front.map(Math.abs)) + sumOf(back.map(Math.abs)) === 0) return flow;
  if ((filler ?? 0) !== 0) step.refuse(`it fills up with ${filler}; zeros are known here.`);
  if ([...front, ...back].some((one) => one < 0)) step.refuse('it cuts off instead of filling up.');
  if (front[0] !== 0 || back[0] !== 0) step.refuse('it adds samples to the batch.');
  if (rank === 4 && front[1] === 0 && back[1] === 0 && flow.axes.join() === channelsFirst(4).join())
    return padded(step, flow, front.slice(2), back.slice(2));
  // One axis after the other, as the width of a picture.
  let given = step.reading.arranger.plain(flow, step.where);
  front.forEach((before, axis) => {
    if (before === 0 && back[axis] === 0) return;
    if (given.axes[axis] === -1) given = step.reading.arranger.straight(given, step.where);
    const own = given.axes[axis]! - 1;
    const sizes = [...sizesOf(step.builder, given.at)];
    const wide = step.reshape(given.at, [product(sizes.slice(0, own)), sizes[own]!, product(sizes.slice(own + 1))]);
    const more = step.add('zeroPadding2d', { padding: [0, 0, before, back[axis]!] }, [wide]);
    sizes[own]! += before + back[axis]!;
    given = { ...given, at: step.reshape(more, sizes) };
  });
  return given;
};

export const convolutionOps: { readonly [op: string]: Read } = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: pooling('max'),
  AveragePool: pooling('average'),
  GlobalMaxPool: globalPooling('Max'),
  GlobalAveragePool: globalPooling('Average'),
  Resize: resize,
  Upsample: resize,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Pad: pad,
};
