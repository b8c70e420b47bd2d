// UnitNormalization: brings each row to length 1.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { unitNormalization as operation } from './parts/operations/normalizing';
import { ownLayer } from './parts/ownLayer';

export const unitNormalization = defineLayer({
  kind: 'unitNormalization',
  title: 'UnitNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'Compass',
  summary: 'Brings every row of numbers to length 1, so that only its direction counts.',
  help: 'After it, the product of two rows is the cosine of the angle between them. Use it at the end of networks that compare things, such as faces, sentences or users and films.',
  formula: 'y = x / |x|, over the last axis',
  synonyms: ['l2 normalize', 'unit length', 'direction', 'embedding', 'siamese', 'contrastive'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('UnitNormalization', input);
    return shape.ok ? give('UnitNormalization', shape.value) : shape;
  },
  weights: () => [],
  custom: true,
  build: (tf, _params, name, _context, [input]) => ownLayer(tf, operation, name, {}, input!.shape),
  keras: () => ({ className: 'UnitNormalization', args: {} }),
  examples: [
    { inputs: [spec([5])], output: spec([5]), weightCount: 0 },
    { title: 'A sequence', inputs: [spec([null, 3])], output: spec([null, 3]), weightCount: 0 },
  ],
});
