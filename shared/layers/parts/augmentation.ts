// What the layers that vary pictures at random share.
import { choice } from '../../params';
import type { ChoiceParam } from '../../params';
import { fail } from '../../result';
import type { Result } from '../../result';
import { listShape } from '../../shape';
import type { TensorSpec } from '../../shape';
import type { KerasCall, KerasValue } from '../layer';
import { expectRank, give } from './expect';
import { pythonLayer, tuple } from './keras';

/** Pictures of a fixed size give pictures of the same size. */
export function sameShape(title: string, input: TensorSpec | undefined): Result<TensorSpec> {
  const shape = expectRank(title, input, 3);
  return shape.ok ? give(title, shape.value) : shape;
}

/** The same of pictures in red, green and blue. */
export function coloured(title: string, input: TensorSpec | undefined): Result<TensorSpec> {
  const shape = sameShape(title, input);
  if (!shape.ok || shape.value.shape[2] === 3) return shape;
  return fail(
    'shape.channels',
    `${title} changes colours and needs pictures of 3 channels: red, green and blue. It received ${listShape(shape.value.shape)}. Remove it, or read the pictures in colour.`,
    { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
  );
}

export function fillParam(): ChoiceParam {
  return choice({
    title: 'Beyond the border',
    help: 'What is seen where the picture has moved away.',
    default: 'reflect',
    options: [
      { value: 'reflect', title: 'Mirror', help: 'The picture, mirrored at its border.' },
      { value: 'nearest', title: 'Stretch the border', help: 'The last pixel, again and again.' },
      { value: 'wrap', title: 'Other side', help: 'The picture again, as on tiles.' },
      { value: 'constant', title: 'Black', help: 'Zeros.' },
    ],
  });
}

const ranges: { readonly [id: string]: readonly [number, number] } = {
  zeroToOne: [0, 1],
  minusOneToOne: [-1, 1],
  zeroTo255: [0, 255],
};

export function rangeParam(): ChoiceParam {
  return choice({
    title: 'Range of pixels',
    help: 'From black to white in the numbers that arrive here; results are kept within it.',
    default: 'zeroToOne',
    options: [
      { value: 'zeroToOne', title: '0 to 1', help: 'As the Data step scales pictures unless you choose otherwise.' },
      { value: 'minusOneToOne', title: '-1 to 1', help: 'As MobileNet and generators expect.' },
      { value: 'zeroTo255', title: '0 to 255', help: 'Bytes as they stand in a file.' },
    ],
  });
}

export function rangeOf(id: string): { readonly lowest: number; readonly highest: number } {
  const [lowest, highest] = ranges[id] ?? [0, 1];
  return { lowest, highest };
}

export function kerasRange(id: string): KerasValue {
  const { lowest, highest } = rangeOf(id);
  return tuple([lowest, highest]);
}

/** Keras' layer computes with pictures from 0 on; of others it would make colours that are none. */
const saturateFromMinusOne = pythonLayer({
  className: 'RandomSaturationFromMinusOne',
  base: 'keras.layers.RandomSaturation',
  doc: 'RandomSaturation for pictures from -1 to 1.',
  methods: [
    'def transform_images(self, images, transformation=None, training=True):',
    '    if not training:',
    '        return images',
    '    return 2 * super().transform_images((images + 1) / 2, transformation, training) - 1',
  ],
});

/** Between which two of Keras' factors is drawn; 1/2 changes nothing. */
export const saturationFactor = (factor: number): readonly [number, number] => [(1 - factor) / 2, (1 + factor) / 2];

/** Keras keeps the saturation itself within `value_range`, whatever the pixels' range: from 0 to 1 is right for all. */
export function kerasSaturation(factor: number, range: string): KerasCall {
  const args = { factor: tuple(saturationFactor(factor)), value_range: tuple([0, 1]) };
  return rangeOf(range).lowest === 0
    ? { className: 'RandomSaturation', args }
    : { className: 'RandomSaturationFromMinusOne', define: saturateFromMinusOne, args };
}
