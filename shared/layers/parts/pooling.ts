// What the pooling layers share: the window's size, and strides that follow it unless they are typed.
import type { IntsParam } from '../../params';
import { sizesParam } from './params';

export function poolSizeParam(axes: 1 | 2 | 3): IntsParam {
  return sizesParam(axes, {
    title: 'Window',
    help: 'The size of the window that is summed up in one number. 2 halves the size of the input.',
    default: 2,
    max: 256,
  });
}

/** 0 stands for Keras' default, strides as large as the window. */
export function poolStridesParam(axes: 1 | 2 | 3): IntsParam {
  return sizesParam(axes, {
    title: 'Strides',
    help: 'How far the window moves at each step. 0 moves it by its own size, so that windows touch without overlapping.',
    default: 0,
    min: 0,
    max: 256,
    advanced: true,
  });
}

/** The strides in numbers: each 0 replaced by the window's size along that axis. */
export function poolStrides(poolSize: readonly number[], strides: readonly number[]): readonly number[] {
  return strides.map((stride, axis) => (stride === 0 ? poolSize[axis]! : stride));
}

/** As Keras takes them: nothing where all follow the window. */
export function typedStrides(poolSize: readonly number[], strides: readonly number[]): readonly number[] | null {
  return strides.every((stride) => stride === 0) ? null : poolStrides(poolSize, strides);
}
