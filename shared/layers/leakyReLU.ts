// LeakyReLU: a ReLU that lets a little through.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';

export const leakyReLU = defineLayer({
  kind: 'leakyReLU',
  title: 'LeakyReLU',
  role: 'hidden',
  family: 'activation',
  icon: 'TrendingUp',
  summary: 'A ReLU that lets a small share of negative numbers through.',
  help: 'A unit that ReLU has silenced gets no slope and may never come back. This one keeps a small slope below 0. Common in networks that generate pictures.',
  formula: 'y = x if x > 0, else slope · x',
  synonyms: ['leaky relu', 'lrelu', 'relu', 'nonlinearity', 'activation'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    negativeSlope: float({
      title: 'Slope below 0',
      help: 'What negative numbers are multiplied by. 0.01 to 0.3 is usual.',
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.01,
    }),
  },
  words: ({ negativeSlope }) => `slope ${negativeSlope}`,
  inferShape([input]) {
    const shape = expectNumbers('LeakyReLU', input);
    return shape.ok ? give('LeakyReLU', shape.value) : shape;
  },
  weights: () => [],
  build: (tf, { negativeSlope }, name) => tf.layers.leakyReLU({ alpha: negativeSlope, name }),
  keras: ({ negativeSlope }) => ({ className: 'LeakyReLU', args: { negative_slope: negativeSlope } }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 0 },
    {
      title: 'A picture',
      inputs: [spec([3, 4, 2])],
      params: { negativeSlope: 0.1 },
      output: spec([3, 4, 2]),
      weightCount: 0,
    },
  ],
});
