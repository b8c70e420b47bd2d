// Colours of pictures changed at random while training, each sample by a draw of its own; otherwise passed on as they are.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';
import { drawn, perPicture } from './augmenting';

type Tensor = import('@tensorflow/tfjs').Tensor;

interface Range {
  readonly [name: string]: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What is closer together counts as gray. */
const gray = 1e-7;

/** Applies a change of pictures from 0 to 1 to those of another range, and keeps the result within it. */
function within(tf: TensorFlow, x: Tensor, { lowest, highest }: Range, change: (x: Tensor) => Tensor): Tensor {
  const wide = highest - lowest;
  const changed = change(tf.div(tf.sub(x, lowest), wide));
  return tf.clipByValue(tf.add(tf.mul(changed, wide), lowest), lowest, highest);
}

/** Red, green and blue from 0 to 1 as hue in sixths of the circle, value, and how far the channels lie apart. */
function hueOf(tf: TensorFlow, x: Tensor): readonly [hue: Tensor, value: Tensor, spread: Tensor] {
  const [red, green, blue] = tf.split(x, 3, 3) as [Tensor, Tensor, Tensor];
  const value = tf.max(x, 3, true);
  const spread = tf.sub(value, tf.min(x, 3, true));
  const by = tf.maximum(spread, gray);
  const step = (a: Tensor, b: Tensor, from: number): Tensor => tf.add(tf.div(tf.sub(a, b), by), from);
  // Comparisons have no slope in tfjs; a step has.
  const isBelow = (channel: Tensor): Tensor => tf.step(tf.sub(value, channel));
  const choose = (below: Tensor, reached: Tensor, other: Tensor): Tensor =>
    tf.add(tf.mul(tf.sub(1, below), reached), tf.mul(below, other));
  const greenOrBlue = choose(isBelow(green), step(blue, red, 2), step(red, green, 4));
  return [choose(isBelow(red), step(green, blue, 0), greenOrBlue), value, spread];
}

/** The way back, for a hue of any number of turns: f(n) = value - spread · clip(min(k, 4 - k), 0, 1), k = (n + hue) mod 6. */
function coloursOf(tf: TensorFlow, hue: Tensor, value: Tensor, spread: Tensor): Tensor {
  const channel = (n: number): Tensor => {
    const at = tf.add(hue, n);
    const k = tf.sub(at, tf.mul(tf.floor(tf.div(at, 6)), 6));
    return tf.sub(value, tf.mul(spread, tf.clipByValue(tf.minimum(k, tf.sub(4, k)), 0, 1)));
  };
  return tf.concat([channel(5), channel(3), channel(1)], 3);
}

/** Turns the hue by up to `turns` of the circle either way: keras.layers.RandomHue. */
export const randomHue: Operation<Range & { readonly turns: number }> = {
  name: 'LayerloomRandomHue',
  compute(tf, { inputs, random }, settings) {
    const x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const most = 6 * settings.turns;
    const by = perPicture(tf, drawn(tf, random, 'angle', x.shape[0]!, -most, most));
    return within(tf, x, settings, (picture) => {
      const [hue, value, spread] = hueOf(tf, picture);
      return coloursOf(tf, tf.add(hue, by), value, spread);
    });
  },
};

/**
 * Multiplies the saturation by f / (1 - f), f evenly between (1 ± factor) / 2, at most up to 1: keras.layers.RandomSaturation.
 * In HSV every channel then keeps its way to the value: value - (value - x) · by.
 */
export const randomSaturation: Operation<Range & { readonly factor: number }> = {
  name: 'LayerloomRandomSaturation',
  compute(tf, { inputs, random }, settings) {
    const x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const f = drawn(tf, random, 'factor', x.shape[0]!, (1 - settings.factor) / 2, (1 + settings.factor) / 2);
    const factor = perPicture(tf, tf.div(f, tf.add(tf.sub(1, f), gray)));
    return within(tf, x, settings, (picture) => {
      const value = tf.max(picture, 3, true);
      const spread = tf.sub(value, tf.min(picture, 3, true));
      const by = tf.minimum(factor, tf.div(value, tf.maximum(spread, gray)));
      return tf.sub(value, tf.mul(tf.sub(value, picture), by));
    });
  },
};
