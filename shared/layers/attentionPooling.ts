// AttentionPooling: a sequence becomes one row by a learned, weighted mean.
import { spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectRank, give, size } from './parts/expect';
import { kerasInitializer, pythonLayer } from './parts/keras';
import { attentionPooling as operation } from './parts/operations/attention';
import { ownLayer } from './parts/ownLayer';
import { initializerParam } from './parts/params';

const define = pythonLayer({
  className: 'AttentionPooling',
  doc: 'The mean over the steps, weighted by softmax of a learned score per step.',
  options: ['kernel_initializer'],
  build: ['self.kernel = self.add_weight(name="kernel", shape=(shape[-1], 1), initializer=self.kernel_initializer)'],
  call: [
    'shares = keras.ops.softmax(keras.ops.matmul(x, self.kernel), axis=1)',
    'return keras.ops.sum(shares * x, axis=1)',
  ],
});

export const attentionPooling: LayerDefinition = defineLayer({
  kind: 'attentionPooling',
  title: 'AttentionPooling',
  role: 'hidden',
  family: 'attention',
  icon: 'Target',
  summary: 'Sums a sequence up in one row, and learns which steps count most.',
  help: 'Like GlobalAveragePooling1D, but steps that matter get more say. Use it at the end of a network that reads text or signals, before Dense layers. The shares it gives show where the network looked.',
  formula: 'y = Σₜ softmax(x w)ₜ · xₜ',
  synonyms: ['weighted average', 'pooling', 'sequence', 'summary', 'text', 'self attention pooling'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: { kernelInitializer: initializerParam('Weights start as', 'glorotUniform') },
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('AttentionPooling', input, 2);
    return shape.ok ? give('AttentionPooling', [shape.value[1]!]) : shape;
  },
  weights: ([input], { kernelInitializer }) => [
    { name: 'kernel', shape: [size(input!.shape[1]), 1], trainable: true, initializer: kernelInitializer },
  ],
  custom: true,
  build: (tf, params, name, context, inputs) =>
    ownLayer(tf, operation, name, {}, [inputs[0]!.shape[1]!], attentionPooling.weights(inputs, params, context)),
  keras: ({ kernelInitializer }) => ({
    className: 'AttentionPooling',
    define,
    args: { kernel_initializer: 'glorot_uniform', ...kerasInitializer('kernel_initializer', kernelInitializer) },
  }),
  examples: [
    { inputs: [spec([6, 4])], output: spec([4]), weightCount: 4 },
    { title: 'Any length', inputs: [spec([null, 3])], output: spec([3]), weightCount: 3 },
  ],
});
