// Pictures changed at random while training, each sample by a draw of its own; otherwise passed on as they are.
import type { StepRandom, TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';
import { largestWindow } from '../cutting';
import { mixPicture, mixing } from './pictures';
import { rowsAt } from './rows';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor2D = import('@tensorflow/tfjs').Tensor2D;

/** One number per sample, [batch, 1], evenly between two ends. */
export function drawn(
  tf: TensorFlow,
  random: StepRandom,
  key: string,
  batch: number,
  from: number,
  to: number,
): Tensor {
  return tf.add(tf.mul(random.uniform(key, [batch, 1]), to - from), from);
}

/** One number per sample as [batch, 1, 1, 1]. */
export function perPicture(tf: TensorFlow, values: Tensor): Tensor {
  return tf.reshape(values, [values.size, 1, 1, 1]);
}

/** 0 … size - 1 as [1, size]. */
function places(tf: TensorFlow, size: number): Tensor {
  return tf.reshape(tf.range(0, size), [1, size]);
}

/** What is left after whole turns of `length`, never negative. */
function within(tf: TensorFlow, at: Tensor, length: number): Tensor {
  return tf.sub(at, tf.mul(tf.floor(tf.div(at, length)), length));
}

/**
 * Where to look for places that lie outside of 0 … size - 1: 'nearest' at the border, 'reflect' mirrored at it, 'wrap'
 * from the other side. 'constant' leaves them outside, where nothing is.
 */
function inside(tf: TensorFlow, at: Tensor, size: number, fill: string): Tensor {
  const last = size - 1;
  switch (fill) {
    case 'nearest':
      return tf.clipByValue(at, 0, last);
    case 'reflect': {
      const turn = within(tf, tf.add(at, 0.5), 2 * size);
      return tf.clipByValue(tf.sub(tf.minimum(turn, tf.sub(2 * size, turn)), 0.5), 0, last);
    }
    case 'wrap':
      return tf.clipByValue(within(tf, at, size), 0, last);
    default:
      return at;
  }
}

/** For places [batch, n] the share of each of `size` pixels in them, linear between neighbours: [batch, n, size]. */
function shares(tf: TensorFlow, at: Tensor, size: number, fill: string): Tensor {
  const there = tf.expandDims(inside(tf, at, size, fill), 2);
  const pixels = tf.reshape(tf.range(0, size), [1, 1, size]);
  return tf.relu(tf.sub(1, tf.abs(tf.sub(there, pixels))));
}

export const randomFlip: Operation<{ readonly horizontal: boolean; readonly vertical: boolean }> = {
  name: 'LayerloomRandomFlip',
  compute(tf, { inputs, random }, { horizontal, vertical }) {
    let x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const flipped = (key: string, axis: number): Tensor => {
      const chosen = tf.cast(tf.less(random.uniform(key, [x.shape[0]!, 1, 1, 1]), 0.5), 'float32');
      return tf.add(tf.mul(tf.reverse(x, [axis]), chosen), tf.mul(x, tf.sub(1, chosen)));
    };
    if (horizontal) x = flipped('horizontal', 2);
    if (vertical) x = flipped('vertical', 1);
    return x;
  },
};

/** Moves by up to `height` and `width`, shares of the picture's size. */
export const randomTranslation: Operation<{ readonly height: number; readonly width: number; readonly fill: string }> =
  {
    name: 'LayerloomRandomTranslation',
    compute(tf, { inputs, random }, { height, width, fill }) {
      const x = inputs[0]!;
      if (random === null) return tf.clone(x);
      const [batch, high, wide] = x.shape as [number, number, number];
      const moved = (key: string, size: number, most: number): Tensor =>
        shares(tf, tf.sub(places(tf, size), drawn(tf, random, key, batch, -most * size, most * size)), size, fill);
      return mixPicture(tf, x, moved('height', high, height), moved('width', wide, width));
    },
  };

/** Zooms about the centre, both axes alike: by 1 + factor the picture shrinks, by 1 - factor it grows. */
export const randomZoom: Operation<{ readonly factor: number; readonly fill: string }> = {
  name: 'LayerloomRandomZoom',
  compute(tf, { inputs, random }, { factor, fill }) {
    const x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const [batch, high, wide] = x.shape as [number, number, number];
    const zoom = drawn(tf, random, 'zoom', batch, 1 - factor, 1 + factor);
    const zoomed = (size: number): Tensor => {
      const centre = (size - 1) / 2;
      return shares(tf, tf.add(tf.mul(tf.sub(places(tf, size), centre), zoom), centre), size, fill);
    };
    return mixPicture(tf, x, zoomed(high), zoomed(wide));
  },
};

/**
 * A window of each picture, of whole pixels, at a place of its own; otherwise the largest window of that shape in the
 * middle, resized. keras.layers.RandomCrop as its documentation has it (its draw is the same for a whole batch).
 */
export const randomCrop: Operation<{ readonly height: number; readonly width: number }> = {
  name: 'LayerloomRandomCrop',
  compute(tf, { inputs, random }, { height, width }) {
    const x = inputs[0]!;
    const [batch, high, wide] = x.shape as [number, number, number];
    if (random === null) {
      const window = largestWindow([high, wide], [height, width]);
      const resized = (from: number, to: number, part: number, start: number): Tensor => {
        const matrix = tf.pad(tf.tensor2d(mixing(part, to, false), [to, part]), [
          [0, 0],
          [start, from - part - start],
        ]);
        return tf.tile(tf.expandDims(matrix, 0), [batch, 1, 1]);
      };
      const rows = resized(high, height, window.height, window.top);
      return mixPicture(tf, x, rows, resized(wide, width, window.width, window.left));
    }
    const cut = (key: string, size: number, part: number): Tensor => {
      const last = size - part;
      const start = tf.minimum(tf.floor(drawn(tf, random, key, batch, 0, last + 1)), last);
      return shares(tf, tf.add(places(tf, part), start), size, 'constant');
    };
    return mixPicture(tf, x, cut('top', high, height), cut('left', wide, width));
  },
};

/** Turns about the centre by up to `turns` of a full turn either way, linear between pixels. */
export const randomRotation: Operation<{ readonly turns: number; readonly fill: string }> = {
  name: 'LayerloomRandomRotation',
  compute(tf, { inputs, random }, { turns, fill }) {
    const x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const most = 2 * Math.PI * turns;
    const angle = drawn(tf, random, 'angle', batch, -most, most);
    const [cos, sin] = [tf.cos(angle), tf.sin(angle)];
    const count = height * width;
    const pixel = tf.range(0, count);
    const down = tf.reshape(tf.sub(tf.floor(tf.div(tf.add(pixel, 0.5), width)), (height - 1) / 2), [1, count]);
    const across = tf.reshape(
      tf.sub(tf.sub(pixel, tf.mul(tf.floor(tf.div(tf.add(pixel, 0.5), width)), width)), (width - 1) / 2),
      [1, count],
    );
    const row = inside(tf, tf.add(tf.add(tf.mul(down, cos), tf.mul(across, sin)), (height - 1) / 2), height, fill);
    const column = inside(tf, tf.add(tf.sub(tf.mul(across, cos), tf.mul(down, sin)), (width - 1) / 2), width, fill);
    const flat = tf.reshape(x, [batch * count, channels]) as Tensor2D;
    const first = tf.mul(tf.reshape(tf.range(0, batch), [batch, 1]), count);
    const [top, left] = [tf.floor(row), tf.floor(column)];
    const corner = (by: number, over: number): Tensor => {
      const [y, z] = [tf.add(top, by), tf.add(left, over)];
      const share = tf.mul(tf.relu(tf.sub(1, tf.abs(tf.sub(row, y)))), tf.relu(tf.sub(1, tf.abs(tf.sub(column, z)))));
      const [safeY, safeZ] = [tf.clipByValue(y, 0, height - 1), tf.clipByValue(z, 0, width - 1)];
      const there = tf.cast(tf.logicalAnd(tf.equal(y, safeY), tf.equal(z, safeZ)), 'float32');
      const index = tf.cast(tf.add(tf.add(tf.mul(safeY, width), safeZ), first), 'int32');
      const found = rowsAt(tf, flat, tf.reshape(index, [batch * count]));
      return tf.mul(found, tf.reshape(tf.mul(share, there), [batch * count, 1]));
    };
    const mixed = tf.addN([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]);
    return tf.reshape(mixed, x.shape);
  },
};

/** (x - mean) · factor + mean within each channel, kept within the range of values. */
export const randomContrast: Operation<{ readonly factor: number; readonly lowest: number; readonly highest: number }> =
  {
    name: 'LayerloomRandomContrast',
    compute(tf, { inputs, random }, { factor, lowest, highest }) {
      const x = inputs[0]!;
      if (random === null) return tf.clone(x);
      const by = perPicture(tf, drawn(tf, random, 'factor', x.shape[0]!, 1 - factor, 1 + factor));
      const mean = tf.mean(x, [1, 2], true);
      return tf.clipByValue(tf.add(tf.mul(tf.sub(x, mean), by), mean), lowest, highest);
    },
  };

/** x + up to ± factor of the range of values, kept within it. */
export const randomBrightness: Operation<{
  readonly factor: number;
  readonly lowest: number;
  readonly highest: number;
}> = {
  name: 'LayerloomRandomBrightness',
  compute(tf, { inputs, random }, { factor, lowest, highest }) {
    const x = inputs[0]!;
    if (random === null) return tf.clone(x);
    const most = factor * (highest - lowest);
    const by = perPicture(tf, drawn(tf, random, 'delta', x.shape[0]!, -most, most));
    return tf.clipByValue(tf.add(x, by), lowest, highest);
  },
};
