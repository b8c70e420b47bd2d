// Layers that vary pictures while training, where Keras' own does not do the same for every picture.
import { rangeOf, saturationFactor } from '../../layers/parts/augmentation';
import { number, word } from '../given';
import { type Compose, layer } from './express';

/** What the trained network does: the window in the middle, resized. Keras' RandomCrop leaves the picture whole. */
const randomCrop: Compose = (given) =>
  layer(given, '', 'Resizing', given.inputs, {
    config: { height: number(given, 'height'), width: number(given, 'width'), crop_to_aspect_ratio: true },
  });

/** From 0 on and back around Keras' layer. */
const randomSaturation: Compose = (given) => {
  const config = { factor: saturationFactor(number(given, 'factor')), value_range: [0, 1] };
  const { lowest, highest } = rangeOf(word(given, 'range'));
  const { shape } = given.output;
  if (lowest === 0) return layer(given, '', 'RandomSaturation', given.inputs, { config });
  const wide = highest - lowest;
  const rescaled = (part: string, inputs: typeof given.inputs, scale: number, offset: number) =>
    layer(given, part, 'Rescaling', inputs, { config: { scale, offset }, shape });
  const from = rescaled('from_zero', given.inputs, 1 / wide, -lowest / wide);
  const varied = layer(given, 'varied', 'RandomSaturation', [from], { config, shape });
  return rescaled('', [varied], wide, lowest);
};

export const varying: { readonly [kind: string]: Compose } = { randomCrop, randomSaturation };
