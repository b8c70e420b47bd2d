// The rule of sliding windows (convolution and pooling) with its messages: does the window fit, and what comes out.
import { fail, ok } from '../../result';
import type { Fix, ParamValues, Result } from '../../result';
import { windowLength } from '../../shape';
import type { Dimension, Shape } from '../../shape';
import { times } from './words';

export interface Window {
  /** The layer's title, for messages. */
  readonly title: string;
  /** Name of the parameter that holds the window's size, for the fix. */
  readonly sizeParam: string;
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilation?: readonly number[];
}

/** Lengths after sliding the window over the axes before the last; a Problem when it does not fit or cannot be run. */
export function slide(window: Window, input: Shape): Result<readonly Dimension[]> {
  const space = input.slice(0, -1);
  const dilation = window.dilation ?? space.map(() => 1);
  if (dilation.some((rate) => rate > 1) && window.strides.some((stride) => stride > 1)) {
    const ones = space.map(() => 1);
    return fail(
      'window.strideAndDilation',
      `${window.title} can have strides or dilation above 1, not both. Strides are ${times(window.strides)}, dilation is ${times(dilation)}. Set one of them to 1.`,
      {
        param: 'dilationRate',
        fixes: [
          setParams('Set strides to 1', { strides: ones }),
          setParams('Set dilation to 1', { dilationRate: ones }),
        ],
      },
    );
  }
  const lengths = space.map((length, axis) =>
    windowLength(length, window.size[axis]!, window.strides[axis]!, window.padding, dilation[axis]!),
  );
  if (lengths.every((length) => length === null || length >= 1)) return ok(lengths);

  const spread = window.size.map((size, axis) => dilation[axis]! * (size - 1) + 1);
  const smaller = window.size.map((size, axis) =>
    Math.max(1, Math.min(size, Math.floor(((space[axis] ?? Infinity) - 1) / dilation[axis]!) + 1)),
  );
  const arrived = space.map((length) => length ?? '?').join('×');
  return fail(
    'window.tooLarge',
    `The window of ${window.title} covers ${times(spread)}, but only ${arrived} is left of the input here. Make the window smaller, or set padding to "same".`,
    {
      param: window.sizeParam,
      fixes: [
        setParams('Set padding to "same"', { padding: 'same' }),
        setParams(`Make the window ${times(smaller)}`, { [window.sizeParam]: smaller }),
      ],
    },
  );
}

function setParams(title: string, params: ParamValues): Fix {
  return { type: 'setParams', title, params };
}
