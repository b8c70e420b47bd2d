// CosineSimilarity: how alike the directions of two rows are.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { kerasLambda } from './parts/keras';
import { compareShape, pair } from './parts/merge';
import { cosineSimilarity as operation } from './parts/operations/heads';
import { ownLayer } from './parts/ownLayer';

export const cosineSimilarity = defineLayer({
  kind: 'cosineSimilarity',
  title: 'CosineSimilarity',
  role: 'hidden',
  family: 'merge',
  icon: 'EqualApproximately',
  summary: 'Tells how alike two rows of numbers are, from -1 (opposite) over 0 to 1 (same direction).',
  help: 'The end of networks that compare: two branches turn two faces, sentences or a user and a film into rows, and this layer tells how well they fit. Lengths do not count, only directions.',
  formula: 'y = a · b / (|a| |b|), over the last axis',
  synonyms: ['cosine', 'similarity', 'compare', 'siamese', 'two tower', 'recommendation', 'contrastive', 'faces'],
  inputs: pair,
  params: {},
  words: () => '',
  inferShape: (inputs) => compareShape('CosineSimilarity', inputs),
  weights: () => [],
  custom: true,
  build: (tf, _params, name, _context, [input]) => ownLayer(tf, operation, name, {}, [...input!.shape.slice(0, -1), 1]),
  keras: () => {
    const unit = (at: number) => `keras.ops.normalize(x[${at}], axis=-1, epsilon=1e-12)`;
    return kerasLambda(`keras.ops.sum(${unit(0)} * ${unit(1)}, axis=-1, keepdims=True)`);
  },
  examples: [
    { inputs: [spec([5]), spec([5])], output: spec([1]), weightCount: 0 },
    { title: 'Step by step', inputs: [spec([4, 3]), spec([4, 3])], output: spec([4, 1]), weightCount: 0 },
  ],
});
