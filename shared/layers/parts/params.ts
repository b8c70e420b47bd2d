// Parameters that several layers share, word for word as Keras means them.
import { activations } from '../../choices/activations';
import { initializers } from '../../choices/initializers';
import { choice, flag, float, int, ints } from '../../params';
import type { ChoiceParam, FlagParam, FloatParam, IntParam, IntsParam } from '../../params';

const activationOptions = activations.map(({ id, title, summary }) => ({ value: id, title, help: summary }));

/**
 * ReLU unless a layer has a better habit. Keras begins with none, which lets a beginner stack layers that together are
 * no more than one; here none is a choice, and Outputs ask for the activation that suits their target.
 */
export function activationParam(fallback = 'relu'): ChoiceParam {
  return choice({
    title: 'Activation',
    help: 'The function applied to every result. Without one, stacked layers can only learn straight-line relations; ReLU is a good first choice between layers.',
    default: fallback,
    options: activationOptions,
  });
}

export function useBiasParam(): FlagParam {
  return flag({
    title: 'Use bias',
    help: 'Adds one learned number to every result. Switch it off when a batch normalization follows, which has its own.',
    default: true,
    advanced: true,
  });
}

/**
 * The choices that suit weights of any number of axes ('list'), of two and more ('kernel') or of exactly two ('matrix'):
 * Keras has orthogonal weights from two axes on, and the identity for two only.
 */
export function initializerParam(
  title: string,
  fallback: string,
  help = 'How the weights start out before training. He normal suits ReLU in deep networks, LeCun normal suits SELU.',
  form: 'list' | 'kernel' | 'matrix' = 'kernel',
): ChoiceParam {
  return choice({
    title,
    help,
    default: fallback,
    advanced: true,
    options: initializers
      .filter(
        ({ id }) =>
          id !== 'lstmBias' && (form === 'matrix' || id !== 'identity') && (form !== 'list' || id !== 'orthogonal'),
      )
      .map(({ id, title: name, summary }) => ({ value: id, title: name, help: summary })),
  });
}

export function l1Param(): FloatParam {
  return float({
    title: 'L1 regularization',
    help: 'Adds this times the sum of the absolute weights to the loss, which pushes useless weights to exactly 0. 0 switches it off; 0.0001 is a mild start.',
    default: 0,
    min: 0,
    max: 1,
    step: 0.0001,
    advanced: true,
  });
}

export function l2Param(): FloatParam {
  return float({
    title: 'L2 regularization',
    help: 'Adds this times the sum of the squared weights to the loss, which keeps weights small and fights overfitting. 0 switches it off; 0.001 is a mild start.',
    default: 0,
    min: 0,
    max: 1,
    step: 0.0001,
    advanced: true,
  });
}

export function paddingParam(fallback: 'valid' | 'same' = 'valid'): ChoiceParam {
  return choice({
    title: 'Padding',
    help: 'What happens at the borders: whether the window may stick out over them, filled up, or has to stay inside.',
    default: fallback,
    options: [
      { value: 'valid', title: 'None (valid)', help: 'The window stays inside, so the result is a little smaller.' },
      { value: 'same', title: 'Keep size (same)', help: 'Borders are filled up, so that a step of 1 keeps the size.' },
    ],
  });
}

export function filtersParam(): IntParam {
  return int({
    title: 'Filters',
    help: 'How many different patterns the layer learns; each gives one channel of the result. More filters see more and train slower.',
    default: 32,
    min: 1,
    max: 4096,
  });
}

const axisNames = {
  1: ['Length'],
  2: ['Height', 'Width'],
  3: ['Depth', 'Height', 'Width'],
} as const;

/** A size along 1, 2 or 3 axes. */
export function sizesParam(
  axes: 1 | 2 | 3,
  definition: {
    readonly title: string;
    readonly help: string;
    readonly default: number;
    readonly min?: number;
    readonly max: number;
    readonly advanced?: boolean;
  },
): IntsParam {
  const { default: size, ...rest } = definition;
  return ints({ min: 1, ...rest, default: axisNames[axes].map(() => size), labels: axisNames[axes] });
}

export function kernelSizeParam(axes: 1 | 2 | 3): IntsParam {
  return sizesParam(axes, {
    title: 'Kernel size',
    help: 'The size of the window that slides over the input. 3 is the usual choice; larger windows see more at once and cost more.',
    default: 3,
    max: 64,
  });
}

export function stridesParam(axes: 1 | 2 | 3): IntsParam {
  return sizesParam(axes, {
    title: 'Strides',
    help: 'How far the window moves at each step. 2 halves the size of the result.',
    default: 1,
    max: 64,
  });
}

/** For layers whose window moves equally far along both axes. */
export function strideParam(): IntParam {
  return int({
    title: 'Stride',
    help: 'How far the window moves at each step, both down and across. 2 halves the size of the result.',
    default: 1,
    min: 1,
    max: 64,
  });
}

export function dilationParam(axes: 1 | 2): IntsParam {
  return sizesParam(axes, {
    title: 'Dilation',
    help: 'Spreads the window out with gaps, so that it sees further with as many weights. 1 means no gaps; it cannot be combined with strides above 1.',
    default: 1,
    max: 64,
    advanced: true,
  });
}
