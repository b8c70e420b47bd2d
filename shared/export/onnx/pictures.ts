// Pictures cut, padded, resized, and their pixels and channels turned into each other.
import { largestWindow } from '../../layers/parts/cutting';
import { type Express, type Given, cut, end, firstValue, lastValue } from './express';
import { list, number, word } from '../given';
import type { Value } from './graph';

const pad: Express = (given) => {
  const { graph, inputs } = given;
  const [top, bottom, left, right] = list(given, 'padding') as [number, number, number, number];
  return firstValue(
    given,
    graph.node('Pad', [graph.first(inputs[0]!), graph.ints([0, 0, top, left, 0, 0, bottom, right])]),
  );
};

const crop: Express = (given) => {
  const [top, bottom, left, right] = list(given, 'cropping') as [number, number, number, number];
  const ends = [bottom, right].map((off) => (off === 0 ? end : -off));
  return lastValue(given, cut(given, given.graph.last(given.inputs[0]!), [1, 2], [top, left], ends));
};

/** Each pixel `size` times, rows and columns. */
const upSampling: Express = (given) => {
  const { graph, inputs } = given;
  const [rows, columns] = list(given, 'size') as [number, number];
  return firstValue(
    given,
    graph.node('Resize', [graph.first(inputs[0]!), '', graph.numbers([1, 1, rows, columns])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
  );
};

/** tf.image.resize to `height` and `width`: centres of pixels at halves. */
function resized(given: Given, x: Value, nearest: boolean): Value {
  const { graph } = given;
  const channels = x.shape[2]!;
  // The batch of the output is the input's: sizes are asked of the tensor.
  const head = graph.node('Slice', [graph.node('Shape', [graph.first(x)]), graph.ints([0]), graph.ints([1])]);
  const sizes = graph.node('Concat', [head, graph.ints([channels, number(given, 'height'), number(given, 'width')])], {
    axis: 0,
  });
  return firstValue(
    given,
    graph.node('Resize', [graph.first(x), '', '', sizes], {
      mode: nearest ? 'nearest' : 'linear',
      coordinate_transformation_mode: 'half_pixel',
      ...(nearest ? { nearest_mode: 'round_prefer_ceil' } : {}),
    }),
  );
}

const resizing: Express = (given) => resized(given, given.inputs[0]!, word(given, 'interpolation') === 'nearest');

/** The window in the middle, resized: what a trained network does. */
const randomCrop: Express = (given) => {
  const x = given.inputs[0]!;
  const [high, wide, channels] = x.shape as [number, number, number];
  const [toHeight, toWidth] = [number(given, 'height'), number(given, 'width')];
  const { top, left, height, width } = largestWindow([high, wide], [toHeight, toWidth]);
  const name = cut(given, given.graph.last(x), [1, 2], [top, left], [top + height, left + width]);
  const window = lastValue(given, name, [height, width, channels]);
  return height === toHeight && width === toWidth ? window : resized(given, window, false);
};

const depthToSpace: Express = (given) =>
  firstValue(
    given,
    given.graph.node('DepthToSpace', [given.graph.first(given.inputs[0]!)], {
      blocksize: number(given, 'size'),
      mode: 'DCR',
    }),
  );

const spaceToDepth: Express = (given) =>
  firstValue(
    given,
    given.graph.node('SpaceToDepth', [given.graph.first(given.inputs[0]!)], { blocksize: number(given, 'size') }),
  );

export const pictures: { readonly [kind: string]: Express } = {
  zeroPadding2d: pad,
  cropping2D: crop,
  randomCrop,
  upSampling2d: upSampling,
  resizing,
  depthToSpace,
  spaceToDepth,
};
