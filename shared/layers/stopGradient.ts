// StopGradient: what lies before it does not learn from what comes behind.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { kerasLambda } from './parts/keras';
import { stopGradient as operation } from './parts/operations/elementwise';
import { ownLayer } from './parts/ownLayer';

export const stopGradient = defineLayer({
  kind: 'stopGradient',
  title: 'StopGradient',
  role: 'hidden',
  family: 'core',
  icon: 'Ban',
  summary: 'Passes numbers on unchanged, and lets nothing be learned through it.',
  help: 'Layers before it are not changed by mistakes that are measured behind it. Use it to keep a pretrained part as it is, or so that one of two branches is the measure for the other, as in BYOL and SimSiam.',
  formula: 'y = x, ∂y/∂x = 0',
  synonyms: ['detach', 'freeze', 'gradient stop', 'block', 'siamese', 'simsiam'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('StopGradient', input);
    return shape.ok ? give('StopGradient', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  custom: true,
  build: (tf, _params, name, _context, [input]) => ownLayer(tf, operation, name, {}, input!.shape),
  keras: () => kerasLambda('keras.ops.stop_gradient(x)'),
  examples: [
    { inputs: [spec([4])], output: spec([4]), weightCount: 0 },
    { title: 'A sequence', inputs: [spec([null, 3])], output: spec([null, 3]), weightCount: 0 },
  ],
});
