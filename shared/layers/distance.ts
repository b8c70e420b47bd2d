// Distance: how far two rows are apart.
import { choice } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { kerasLambda } from './parts/keras';
import { compareShape, pair } from './parts/merge';
import { distance as operation } from './parts/operations/heads';
import { ownLayer } from './parts/ownLayer';

export const distance = defineLayer({
  kind: 'distance',
  title: 'Distance',
  role: 'hidden',
  family: 'merge',
  icon: 'RulerDimensionLine',
  summary: 'Tells how far two rows of numbers are apart.',
  help: 'The end of networks that tell same from different: two branches turn two pictures into rows, and same things should lie close together. Follow it with a Dense layer of one unit and sigmoid to get a probability.',
  formula: 'y = √Σₖ (aₖ - bₖ)², over the last axis',
  synonyms: ['euclidean', 'manhattan', 'difference', 'compare', 'siamese', 'contrastive', 'faces', 'same or different'],
  inputs: pair,
  params: {
    measure: choice({
      title: 'Measured as',
      help: 'How differences are added up.',
      default: 'euclidean',
      options: [
        { value: 'euclidean', title: 'Straight line (Euclidean)', help: 'The root of the sum of squares.' },
        { value: 'manhattan', title: 'Along streets (Manhattan)', help: 'The sum of absolute differences.' },
        { value: 'squared', title: 'Squared', help: 'The sum of squares, without the root.' },
      ],
    }),
  },
  words: ({ measure }) => measure,
  inferShape: (inputs) => compareShape('Distance', inputs),
  weights: () => [],
  custom: true,
  build: (tf, { measure }, name, _context, [input]) =>
    ownLayer(tf, operation, name, { measure }, [...input!.shape.slice(0, -1), 1]),
  keras({ measure }) {
    const sum = (what: string) => `keras.ops.sum(keras.ops.${what}(x[0] - x[1]), axis=-1, keepdims=True)`;
    if (measure === 'manhattan') return kerasLambda(sum('abs'));
    return kerasLambda(
      measure === 'squared' ? sum('square') : `keras.ops.sqrt(keras.ops.maximum(${sum('square')}, 1e-12))`,
    );
  },
  examples: ['euclidean', 'manhattan', 'squared'].map((measure) => ({
    title: measure,
    inputs: [spec([5]), spec([5])],
    params: { measure },
    output: spec([1]),
    weightCount: 0,
  })),
});
