// Nodes of ONNX graphs that make pictures larger or smaller: resized, regrouped, with zeros around them.
import type { ParamValues } from '../../result';
import { type Flow, channelsFirst, sizesOf } from './flow';
import { product } from '../../shape';
import type { Read } from './step';
import { lastOrder, padded, sumOf } from './window';

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

export const resizeOps: { readonly [op: string]: Read } = {
  Resize: resize,
  Upsample: resize,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Pad: pad,
};
