// Dropout of whole channels of pictures and blocks, which tfjs has for sequences only.
import { dropped } from '../noise';
import type { Operation } from '../ownLayer';

export const spatialDropout: Operation<{ readonly rate: number }> = {
  name: 'LayerloomSpatialDropout',
  compute(tf, { inputs, random }, { rate }) {
    const x = inputs[0]!;
    const space = x.shape.map((_, axis) => axis).slice(1, -1);
    return random === null ? tf.clone(x) : dropped(tf, random, 'mask', x, rate, space);
  },
};
