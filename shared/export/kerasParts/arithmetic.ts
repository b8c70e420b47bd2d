// Numbers worked on one by one, compared, weighted and drawn.
import type { KerasPlace } from '../kerasNodes';
import { type Compose, type KerasGiven, cannot, layer, operation, shapeOf, weights } from './express';
import { number } from '../given';

const layerScale: Compose = (given) => {
  const letters = 'abcdefg'.slice(0, given.output.shape.length + 1);
  return layer(given, '', 'EinsumDense', given.inputs, {
    config: { equation: `${letters},${letters.slice(-1)}->${letters}`, output_shape: given.output.shape },
    weights: weights(given, 'gamma'),
  });
};

/** The noise is none after training, as GaussianNoise adds none. */
const sampling: Compose = (given) => {
  const [mean, logVariance] = given.inputs;
  const zeros = operation(given, 'zeros', 'ZerosLike', [mean!]);
  const noise = layer(given, 'noise', 'GaussianNoise', [zeros], { config: { stddev: 1 } });
  const half = operation(given, 'half', 'Multiply', [logVariance!], { kwargs: { x2: 0.5 } });
  const deviation = operation(given, 'deviation', 'Exp', [half]);
  const drawn = operation(given, 'drawn', 'Multiply', [deviation, noise]);
  return layer(given, '', 'Add', [mean!, drawn], { many: true });
};

const sumOfLast = (given: KerasGiven, part: string, x: KerasPlace): KerasPlace =>
  operation(given, part, 'Sum', [x], { config: { axis: -1, keepdims: true } });

const cosineSimilarity: Compose = (given) => {
  const shape = shapeOf(given);
  const [a, b] = given.inputs.map((input, i) =>
    layer(given, `unit_${i + 1}`, 'UnitNormalization', [input], { config: { axis: -1 }, shape }),
  );
  return sumOfLast(given, '', operation(given, 'products', 'Multiply', [a!, b!], { shape }));
};

const distance: Compose = (given) => {
  const shape = shapeOf(given);
  const measure = String(given.params['measure']);
  const gaps = operation(given, 'gaps', 'Subtract', given.inputs, { shape });
  const sizes = operation(given, 'sizes', measure === 'manhattan' ? 'Absolute' : 'Square', [gaps], { shape });
  if (measure !== 'euclidean') return sumOfLast(given, '', sizes);
  const sum = sumOfLast(given, 'sum', sizes);
  const least = operation(given, 'least', 'Maximum', [sum], { kwargs: { x2: 1e-12 } });
  return operation(given, '', 'Sqrt', [least]);
};

const attentionPooling: Compose = (given) => {
  const [x] = given.inputs;
  const [steps = null] = shapeOf(given);
  const scores = layer(given, 'scores', 'Dense', [x!], {
    config: { units: 1, use_bias: false },
    shape: [steps, 1],
    weights: weights(given, 'kernel'),
  });
  const shares = layer(given, 'shares', 'Softmax', [scores], { config: { axis: 1 }, shape: [steps, 1] });
  const parts = operation(given, 'parts', 'Multiply', [shares, x!], { shape: shapeOf(given) });
  return operation(given, '', 'Sum', [parts], { config: { axis: 1, keepdims: false } });
};

const squeezeAndExcite: Compose = (given) => {
  const [x] = given.inputs;
  const channels = shapeOf(given)[2]!;
  const units = given.weights.get('reduce_bias')!.shape[0]!;
  const dense = (part: string, from: KerasPlace, size: number, activation: string) =>
    layer(given, part, 'Dense', [from], {
      config: { units: size, activation },
      shape: [1, 1, size],
      weights: weights(given, `${part}_kernel`, `${part}_bias`),
    });
  const mean = layer(given, 'mean', 'GlobalAveragePooling2D', [x!], {
    config: { keepdims: true },
    shape: [1, 1, channels],
  });
  const factors = dense('expand', dense('reduce', mean, units, 'relu'), channels, 'sigmoid');
  return operation(given, '', 'Multiply', [x!, factors]);
};

/** Operations in their order; a number is the least that goes on. */
const functions: { readonly [id: string]: readonly (string | number)[] } = {
  abs: ['Absolute'],
  negative: ['Negative'],
  square: ['Square'],
  squareRoot: [1e-7, 'Sqrt'],
  exponential: ['Exp'],
  logarithm: [1e-7, 'Log'],
  sine: ['Sin'],
  cosine: ['Cos'],
};

const atLeast = (given: KerasGiven, x: KerasPlace, least: number): KerasPlace =>
  operation(given, 'least', 'Maximum', [x], { kwargs: { x2: least } });

const elementwise: Compose = (given) => {
  const id = String(given.params['function']);
  const steps = functions[id] ?? cannot(given, `Keras has no operation like "${id}".`);
  return steps.reduce<KerasPlace>(
    (x, step) => (typeof step === 'number' ? atLeast(given, x, step) : operation(given, '', step, [x])),
    given.inputs[0]!,
  );
};

const power: Compose = (given) => {
  const exponent = number(given, 'exponent');
  const [x] = given.inputs;
  const base = Number.isInteger(exponent) ? x! : atLeast(given, x!, 1e-7);
  return operation(given, '', 'Power', [base], { kwargs: { x2: exponent } });
};

const stopGradient: Compose = (given) => operation(given, '', 'StopGradient', given.inputs, { module: 'core' });

export const arithmetic: { readonly [kind: string]: Compose } = {
  attentionPooling,
  cosineSimilarity,
  distance,
  elementwise,
  layerScale,
  power,
  sampling,
  squeezeAndExcite,
  stopGradient,
};
