// RMSNormalization: divides each row by its root mean square.
import { spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { unless } from './parts/keras';
import { epsilonParam } from './parts/normalization';
import { rmsNormalization as operation } from './parts/operations/normalizing';
import { ownLayer } from './parts/ownLayer';

export const rmsNormalization: LayerDefinition = defineLayer({
  kind: 'rmsNormalization',
  title: 'RMSNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'Radical',
  summary: 'Divides each row of numbers by its typical size.',
  help: 'A simpler LayerNormalization: it scales but does not shift, is a little faster and as good. The usual choice in recent language models such as Llama.',
  formula: 'y = scale · x / √(mean(x²) + ε), over the last axis',
  synonyms: ['rms norm', 'root mean square', 'normalize', 'llama', 'transformer'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: { epsilon: epsilonParam(1e-6) },
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('RMSNormalization', input);
    if (!shape.ok) return shape;
    if (shape.value[shape.value.length - 1] === null) {
      return unknownSize('RMSNormalization', shape.value, 'the number of features');
    }
    return give('RMSNormalization', shape.value);
  },
  weights: ([input]) => [
    { name: 'scale', shape: [size(input!.shape[input!.shape.length - 1])], trainable: true, initializer: 'ones' },
  ],
  custom: true,
  build(tf, params, name, context, inputs) {
    const weights = rmsNormalization.weights(inputs, params, context);
    return ownLayer(tf, operation, name, { epsilon: params.epsilon }, inputs[0]!.shape, weights);
  },
  keras: ({ epsilon }) => ({ className: 'RMSNormalization', args: unless('epsilon', epsilon, 1e-6) }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 6 },
    {
      title: 'A sequence',
      inputs: [spec([null, 3])],
      params: { epsilon: 0.01 },
      output: spec([null, 3]),
      weightCount: 3,
    },
    { title: 'A picture', inputs: [spec([3, 4, 2])], output: spec([3, 4, 2]), weightCount: 2 },
  ],
});
