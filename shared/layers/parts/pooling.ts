// What the pooling layers share: their window, strides that follow it unless they are typed, and their rule.
import type { IntsParam } from '../../params';
import type { Result } from '../../result';
import type { TensorSpec } from '../../shape';
import type { KerasCall } from '../layer';
import { expectRank, give } from './expect';
import { sizes, unless } from './keras';
import { paddingParam, sizesParam } from './params';
import { slide } from './windows';
import { line, paddingWord, strideWord, times } from './words';

type Axes = 1 | 2 | 3;

export interface Pooling {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
}

function poolSizeParam(axes: Axes): IntsParam {
  return sizesParam(axes, {
    title: 'Window',
    help: 'The size of the window that is summed up in one number. 2 halves the size of the input.',
    default: 2,
    max: 256,
  });
}

/** 0 stands for Keras' default, strides as large as the window. */
function poolStridesParam(axes: Axes): IntsParam {
  return sizesParam(axes, {
    title: 'Strides',
    help: 'How far the window moves at each step. 0 moves it by its own size, so that windows touch without overlapping.',
    default: 0,
    min: 0,
    max: 256,
    advanced: true,
  });
}

export function poolingParams(axes: Axes) {
  return { poolSize: poolSizeParam(axes), strides: poolStridesParam(axes), padding: paddingParam() };
}

/** The strides in numbers: each 0 replaced by the window's size along that axis. */
export function poolStrides({ poolSize, strides }: Pooling): readonly number[] {
  return strides.map((stride, axis) => (stride === 0 ? poolSize[axis]! : stride));
}

function follows({ strides }: Pooling): boolean {
  return strides.every((stride) => stride === 0);
}

export function poolingWords(params: Pooling): string {
  return line(times(params.poolSize), !follows(params) && strideWord(poolStrides(params)), paddingWord(params.padding));
}

/** [...space, channels] → [...smaller space, channels]. */
export function poolingShape(
  title: string,
  axes: Axes,
  input: TensorSpec | undefined,
  params: Pooling,
): Result<TensorSpec> {
  const shape = expectRank(title, input, (axes + 1) as 2 | 3 | 4);
  if (!shape.ok) return shape;
  const { poolSize: size, padding } = params;
  const space = slide({ title, sizeParam: 'poolSize', size, strides: poolStrides(params), padding }, shape.value);
  return space.ok ? give(title, [...space.value, shape.value[axes]!]) : space;
}

/** What all tfjs pooling factories take but the window, whose type depends on the number of axes. */
export function poolPadding({ padding }: Pooling): 'same' | 'valid' {
  return padding === 'same' ? 'same' : 'valid';
}

export function poolingKeras(className: string, params: Pooling): KerasCall {
  return {
    className,
    args: {
      pool_size: sizes(params.poolSize),
      ...(follows(params) ? {} : { strides: sizes(poolStrides(params)) }),
      ...unless('padding', params.padding, 'valid'),
    },
  };
}
