// Layers that move numbers, and those that join branches, in PyTorch.
import {
  type TorchExpress,
  type TorchGiven,
  first,
  firstValue,
  last,
  lastValue,
  moved,
  quoted,
  tuple,
} from './express';
import { cannot, flag, list, number, word } from '../given';

const reshape: TorchExpress = (given) => {
  const unknown = given.output.shape.filter((size) => size === null).length;
  if (unknown > 0) cannot(given, 'PyTorch cannot reshape to a size that differs from sample to sample.');
  const x = last(given.inputs[0]!);
  return lastValue(given, `${x}.reshape(-1, ${given.output.shape.join(', ')})`);
};

function axisOf(given: TorchGiven): number {
  const axis = Number(given.params['axis']);
  return axis === -1 ? given.inputs[0]!.shape.length : axis;
}

const slice = moved((x, given) => {
  const axis = axisOf(given);
  const start = number(given, 'start');
  const { length } = given.params;
  const colons = ':, '.repeat(axis);
  const dropped = given.output.shape.length < given.inputs[0]!.shape.length;
  if (dropped) return `${x}[${colons}${start}]`;
  const all = typeof length !== 'number' || length === 0;
  const end = all || start + length === 0 ? '' : String(start + length);
  return `${x}[${colons}${start}:${end}]`;
});

const splitPart = moved((x, given) => {
  const axis = axisOf(given);
  const length = (given.inputs[0]!.shape[axis - 1] ?? 0) / number(given, 'parts');
  const start = (number(given, 'part') - 1) * length;
  return `${x}[${':, '.repeat(axis)}${start}:${start + length}]`;
});

/** Number by number, in the order of axes that all branches have at hand. */
function merge(join: (names: readonly string[]) => string): TorchExpress {
  return (given) => {
    const behind = given.inputs.every((value) => value.last === undefined);
    const names = given.inputs.map(behind ? first : last);
    return behind ? firstValue(given, join(names)) : lastValue(given, join(names));
  };
}

const concatenate: TorchExpress = (given) => {
  const axis = axisOf(given);
  if (axis === given.inputs[0]!.shape.length && given.inputs.every((value) => value.last === undefined))
    return firstValue(given, `torch.cat([${given.inputs.map(first).join(', ')}], dim=1)`);
  const dim = axis === given.inputs[0]!.shape.length ? -1 : axis;
  return lastValue(given, `torch.cat([${given.inputs.map(last).join(', ')}], dim=${dim})`);
};

const pairs =
  (call: string): TorchExpress =>
  (given) =>
    lastValue(given, `${call}(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)})`);

export const shapes: { readonly [kind: string]: TorchExpress } = {
  resizing: (given) => {
    const size = `(${number(given, 'height')}, ${number(given, 'width')})`;
    const mode =
      word(given, 'interpolation') === 'nearest' ? 'mode="nearest-exact"' : 'mode="bilinear", align_corners=False';
    return firstValue(given, `F.interpolate(${first(given.inputs[0]!)}, ${size}, ${mode})`);
  },
  flatten: moved((x) => `${x}.flatten(1)`),
  reshape,
  permute: moved((x, given) => `${x}.permute(0, ${list(given, 'dims').join(', ')})`),
  repeatVector: moved((x, given) => `${x}.unsqueeze(1).repeat(1, ${number(given, 'n')}, 1)`),
  zeroPadding2d: (given) => {
    const [top, bottom, left, right] = list(given, 'padding');
    return firstValue(given, `F.pad(${first(given.inputs[0]!)}, (${left}, ${right}, ${top}, ${bottom}))`);
  },
  cropping2D: (given) => {
    const [top, bottom, left, right] = list(given, 'cropping').map((off) => (off === 0 ? '0' : String(-off)));
    return firstValue(given, `F.pad(${first(given.inputs[0]!)}, (${left}, ${right}, ${top}, ${bottom}))`);
  },
  upSampling2d: (given) =>
    firstValue(
      given,
      `F.interpolate(${first(given.inputs[0]!)}, scale_factor=${tuple(list(given, 'size'))}, mode="nearest")`,
    ),
  depthToSpace: moved((x, given) => `layers.depth_to_space(${x}, ${number(given, 'size')})`),
  spaceToDepth: moved((x, given) => `layers.space_to_depth(${x}, ${number(given, 'size')})`),
  slice,
  splitPart,
  add: merge((names) => names.join(' + ')),
  subtract: merge((names) => names.join(' - ')),
  multiply: merge((names) => names.join(' * ')),
  average: merge((names) => `(${names.join(' + ')}) / ${names.length}`),
  maximum: merge((names) => names.slice(1).reduce((all, name) => `torch.maximum(${all}, ${name})`, names[0]!)),
  minimum: merge((names) => names.slice(1).reduce((all, name) => `torch.minimum(${all}, ${name})`, names[0]!)),
  concatenate,
  dot: (given) =>
    lastValue(
      given,
      `layers.dot(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)}, ${tuple(list(given, 'axes'))}${flag(given, 'normalize') ? ', normalize=True' : ''})`,
    ),
  cosineSimilarity: pairs('layers.cosine'),
  distance: (given) =>
    lastValue(
      given,
      `layers.distance(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)}, ${quoted(word(given, 'measure'))})`,
    ),
};
