// LayerScale: a learned factor for every channel.
import { spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { kerasInitializer, pythonLayer } from './parts/keras';
import { layerScale as operation } from './parts/operations/elementwise';
import { ownLayer } from './parts/ownLayer';
import { initializerParam } from './parts/params';

const define = pythonLayer({
  className: 'LayerScale',
  doc: 'Multiplies every channel by a learned factor.',
  options: ['gamma_initializer'],
  build: ['self.gamma = self.add_weight(name="gamma", shape=(shape[-1],), initializer=self.gamma_initializer)'],
  call: ['return x * self.gamma'],
});

export const layerScale: LayerDefinition = defineLayer({
  kind: 'layerScale',
  title: 'LayerScale',
  role: 'hidden',
  family: 'normalization',
  icon: 'Gauge',
  summary: 'Multiplies every channel by a factor that it learns.',
  help: 'Put it at the end of a branch before Add: it lets a deep network start with quiet branches and turn them up as they learn, as ConvNeXt and large picture transformers do.',
  formula: 'y = gamma · x',
  synonyms: ['scale', 'gain', 'gamma', 'convnext', 'residual', 'learned factor'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    gammaInitializer: initializerParam(
      'Factors start as',
      'ones',
      'How the factors start out before training.',
      'list',
    ),
  },
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('LayerScale', input);
    if (!shape.ok) return shape;
    if (shape.value[shape.value.length - 1] === null) {
      return unknownSize('LayerScale', shape.value, 'the number of channels');
    }
    return give('LayerScale', shape.value);
  },
  weights: ([input], { gammaInitializer }) => [
    {
      name: 'gamma',
      shape: [size(input!.shape[input!.shape.length - 1])],
      trainable: true,
      initializer: gammaInitializer,
    },
  ],
  custom: true,
  build: (tf, params, name, context, inputs) =>
    ownLayer(tf, operation, name, {}, inputs[0]!.shape, layerScale.weights(inputs, params, context)),
  keras: ({ gammaInitializer }) => ({
    className: 'LayerScale',
    define,
    args: { gamma_initializer: 'ones', ...kerasInitializer('gamma_initializer', gammaInitializer, 'ones') },
  }),
  examples: [
    { inputs: [spec([4])], output: spec([4]), weightCount: 4 },
    { title: 'A picture', inputs: [spec([3, 2, 3])], output: spec([3, 2, 3]), weightCount: 3 },
  ],
});
