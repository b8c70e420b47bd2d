// Adam and AdamW, as keras/src/optimizers/adam.py and adamw.py: epsilon stands beside √v, not beside √v̂.
import type { TensorFlow } from '../../layers/layer';
import { flag, float } from '../../params';
import { defineOptimizer } from '../choice';
import type { OptimizerSlot, UpdateInput, UpdateResult } from '../choice';
import { decayWeight } from '../weightDecay';
import { beta1, beta2, correction, epsilon, learningRate, pythonFloat, towards } from './parts';

interface AdamValues {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

const params = {
  learningRate: learningRate(0.001),
  beta1: beta1(),
  beta2: beta2(),
  epsilon: epsilon(),
  amsgrad: flag({
    title: 'AMSGrad',
    help: 'Never lets a weight’s pace grow again once its slopes were steep. Steadier late in training, sometimes slower.',
    default: false,
    advanced: true,
  }),
};

function slots({ amsgrad }: AdamValues, shape: readonly number[]): readonly OptimizerSlot[] {
  return ['momentum', 'velocity', ...(amsgrad ? ['velocityHat'] : [])].map((name) => ({ name, shape, initial: 0 }));
}

function update(
  tf: TensorFlow,
  values: AdamValues,
  { weight, gradient, slots: kept, learningRate: rate, step }: UpdateInput,
): UpdateResult {
  const pace = tf.div(tf.mul(rate, tf.sqrt(correction(tf, values.beta2, step))), correction(tf, values.beta1, step));
  const momentum = towards(tf, kept['momentum']!, gradient, values.beta1);
  const velocity = towards(tf, kept['velocity']!, tf.square(gradient), values.beta2);
  const velocityHat = values.amsgrad ? tf.maximum(kept['velocityHat']!, velocity) : null;
  const size = tf.add(tf.sqrt(velocityHat ?? velocity), values.epsilon);
  return {
    weight: tf.sub(weight, tf.div(tf.mul(momentum, pace), size)),
    slots: { momentum, velocity, ...(velocityHat === null ? {} : { velocityHat }) },
  };
}

function kerasArgs(values: AdamValues & { readonly learningRate: number }) {
  return {
    learning_rate: pythonFloat(values.learningRate),
    beta_1: values.beta1,
    beta_2: values.beta2,
    epsilon: values.epsilon,
    ...(values.amsgrad ? { amsgrad: true } : {}),
  };
}

export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  summary: 'Gives every weight its own pace from the recent slopes. Works well nearly everywhere; start here.',
  formula: 'w ← w - lr · √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε)',
  params,
  slots,
  update,
  keras: (values) => ({ className: 'optimizers.Adam', args: kerasArgs(values) }),
});

export const adamw = defineOptimizer({
  id: 'adamw',
  title: 'AdamW',
  summary:
    'Adam that also pulls every weight a little towards 0, apart from the slopes. The usual choice for transformers.',
  formula: 'w ← w - lr · decay · w, then Adam’s step',
  params: {
    ...params,
    weightDecay: float({
      title: 'Weight decay',
      help: 'How hard weights are pulled towards 0 at each step, times the learning rate. Larger values hold overfitting back.',
      default: 0.004,
      min: 0,
      max: 1,
      step: 0.001,
    }),
  },
  slots,
  update: (tf, values, given) =>
    update(tf, values, {
      ...given,
      weight: decayWeight(tf, given.weight, values.weightDecay, given.learningRate),
    }),
  keras: (values) => ({
    className: 'optimizers.AdamW',
    args: { ...kerasArgs(values), weight_decay: values.weightDecay },
  }),
});
