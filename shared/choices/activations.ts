// The activation functions that a layer may apply to its results, as tfjs and Keras both compute them.
import type { TensorFlow } from '../layers/layer';
import type { ActivationDefinition } from './choice';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** An activation that tfjs has none of, under its class name in saved files; registered by the layers' `registerOwn`. */
export interface OwnActivation {
  readonly name: string;
  apply(tf: TensorFlow, x: Tensor): Tensor;
}

export const ownActivations: readonly OwnActivation[] = [
  { name: 'layerloomHardSwish', apply: (tf, x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)) },
  { name: 'layerloomHardTanh', apply: (tf, x) => tf.clipByValue(x, -1, 1) },
  { name: 'layerloomLogSigmoid', apply: (tf, x) => tf.neg(tf.softplus(tf.neg(x))) },
  { name: 'layerloomExponential', apply: (tf, x) => tf.exp(x) },
];

/** In the order in which forms list them: the common ones first. */
export const activations: readonly ActivationDefinition[] = [
  {
    id: 'linear',
    title: 'None (linear)',
    summary: 'Passes the numbers on as they are. The usual end of a network that predicts a quantity.',
    formula: 'f(x) = x',
    tfjs: 'linear',
    keras: { name: 'linear' },
  },
  {
    id: 'relu',
    title: 'ReLU',
    summary: 'Turns negative numbers into 0 and keeps positive ones. Fast and a good first choice between layers.',
    formula: 'f(x) = max(0, x)',
    tfjs: 'relu',
    keras: { name: 'relu' },
  },
  {
    id: 'sigmoid',
    title: 'Sigmoid',
    summary: 'Squeezes every number into 0 to 1, to be read as the probability of "yes".',
    formula: 'f(x) = 1 / (1 + e^-x)',
    tfjs: 'sigmoid',
    keras: { name: 'sigmoid' },
  },
  {
    id: 'softmax',
    title: 'Softmax',
    summary:
      'Turns a row of numbers into probabilities that add up to 1. The usual end of a network that picks a class.',
    formula: 'f(x)ᵢ = e^xᵢ / Σⱼ e^xⱼ',
    tfjs: 'softmax',
    keras: { name: 'softmax' },
  },
  {
    id: 'tanh',
    title: 'Tanh',
    summary: 'Squeezes every number into -1 to 1, symmetric around 0. Common in recurrent layers.',
    formula: 'f(x) = (e^x - e^-x) / (e^x + e^-x)',
    tfjs: 'tanh',
    keras: { name: 'tanh' },
  },
  {
    id: 'elu',
    title: 'ELU',
    summary: 'Like ReLU, but negative numbers fade smoothly to -1, so that no unit goes silent.',
    formula: 'f(x) = x if x > 0, else e^x - 1',
    tfjs: 'elu',
    keras: { name: 'elu' },
  },
  {
    id: 'selu',
    title: 'SELU',
    summary: 'A scaled ELU that keeps mean and variance steady through deep dense networks with LeCun normal weights.',
    formula: 'f(x) = 1.0507 · (x if x > 0, else 1.6733 · (e^x - 1))',
    tfjs: 'selu',
    keras: { name: 'selu' },
  },
  {
    id: 'gelu',
    title: 'GELU',
    summary: 'A smooth ReLU that weighs each number by how likely it is to be large. Used in transformers.',
    formula: 'f(x) = x · Φ(x), Φ the normal distribution function',
    tfjs: 'gelu',
    keras: { name: 'gelu' },
  },
  {
    id: 'geluTanh',
    title: 'GELU (tanh approximation)',
    summary: 'GELU computed through tanh, as GPT-2 does: slightly faster and nearly the same.',
    formula: 'f(x) = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))',
    tfjs: 'gelu_new',
    keras: { source: 'lambda x: keras.activations.gelu(x, approximate=True)' },
  },
  {
    id: 'swish',
    title: 'Swish (SiLU)',
    summary: 'A smooth ReLU that dips slightly below 0. Often a little better than ReLU in deep networks.',
    formula: 'f(x) = x / (1 + e^-x)',
    tfjs: 'swish',
    keras: { name: 'silu' },
  },
  {
    id: 'mish',
    title: 'Mish',
    summary: 'Very smooth, close to Swish; used in some object detectors.',
    formula: 'f(x) = x · tanh(ln(1 + e^x))',
    tfjs: 'mish',
    keras: { name: 'mish' },
  },
  {
    id: 'relu6',
    title: 'ReLU6',
    summary: 'ReLU with a ceiling of 6, made for networks on phones with few bits per number.',
    formula: 'f(x) = min(max(0, x), 6)',
    tfjs: 'relu6',
    keras: { name: 'relu6' },
  },
  {
    id: 'softplus',
    title: 'Softplus',
    summary: 'A smooth ReLU that is always above 0. Fits quantities that cannot be negative.',
    formula: 'f(x) = ln(1 + e^x)',
    tfjs: 'softplus',
    keras: { name: 'softplus' },
  },
  {
    id: 'softsign',
    title: 'Softsign',
    summary: 'Squeezes into -1 to 1 like tanh, but with gentler ends.',
    formula: 'f(x) = x / (1 + |x|)',
    tfjs: 'softsign',
    keras: { name: 'softsign' },
  },
  {
    id: 'hardSigmoid',
    title: 'Hard sigmoid',
    summary: 'A sigmoid made of straight lines: faster and rougher.',
    formula: 'f(x) = min(max(0, 0.2 x + 0.5), 1)',
    tfjs: 'hardSigmoid',
    // Keras 3's hard_sigmoid has slope 1/6; tfjs keeps the slope 0.2 of Keras 2.
    keras: { source: 'lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)' },
  },
  {
    id: 'logSoftmax',
    title: 'Log softmax',
    summary: 'The logarithm of softmax: 0 for a certain class, large negative numbers for unlikely ones.',
    formula: 'f(x)ᵢ = xᵢ - ln Σⱼ e^xⱼ',
    tfjs: 'logSoftmax',
    keras: { name: 'log_softmax' },
  },
  {
    id: 'hardSwish',
    title: 'Hard swish',
    summary: 'Swish made of straight lines: as good on phones and cheaper. Used in MobileNetV3.',
    formula: 'f(x) = x · min(max(0, x + 3), 6) / 6',
    tfjs: 'layerloomHardSwish',
    keras: { name: 'hard_silu' },
  },
  {
    id: 'hardTanh',
    title: 'Hard tanh',
    summary: 'Cuts every number off at -1 and 1: a tanh made of straight lines.',
    formula: 'f(x) = min(max(-1, x), 1)',
    tfjs: 'layerloomHardTanh',
    keras: { name: 'hard_tanh' },
  },
  {
    id: 'logSigmoid',
    title: 'Log sigmoid',
    summary: 'The logarithm of sigmoid: near 0 for a sure "yes", large and negative for an unlikely one.',
    formula: 'f(x) = -ln(1 + e^-x)',
    tfjs: 'layerloomLogSigmoid',
    keras: { name: 'log_sigmoid' },
  },
  {
    id: 'exponential',
    title: 'Exponential',
    summary: 'Makes every number positive, and large ones very large. For counts and rates that cannot be negative.',
    formula: 'f(x) = e^x',
    tfjs: 'layerloomExponential',
    keras: { name: 'exponential' },
  },
];

export function findActivation(id: string): ActivationDefinition | undefined {
  return activations.find((activation) => activation.id === id);
}
