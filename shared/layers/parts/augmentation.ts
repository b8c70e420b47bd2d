// What the layers that vary pictures at random share.
import { choice } from '../../params';
import type { ChoiceParam } from '../../params';
import type { Result } from '../../result';
import type { TensorSpec } from '../../shape';
import type { KerasValue } from '../layer';
import { expectRank, give } from './expect';
import { tuple } from './keras';

/** Pictures of a fixed size give pictures of the same size. */
export function sameShape(title: string, input: TensorSpec | undefined): Result<TensorSpec> {
  const shape = expectRank(title, input, 3);
  return shape.ok ? give(title, shape.value) : shape;
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
