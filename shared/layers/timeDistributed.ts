// TimeDistributed: one layer applied to every step of a sequence.
import { layer } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { TensorSpec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { innerLayer, soundInner } from './parts/inner';

/** Layers that treat every sample on its own, so that steps may stand in for samples. */
const kinds = [
  'dense',
  'conv1d',
  'conv2d',
  'depthwiseConv2d',
  'separableConv2d',
  'maxPooling1d',
  'maxPooling2d',
  'averagePooling1d',
  'averagePooling2d',
  'globalMaxPooling1d',
  'globalMaxPooling2d',
  'globalAveragePooling1d',
  'globalAveragePooling2d',
  'flatten',
  'activation',
  'layerNormalization',
] as const;

function step(input: TensorSpec): TensorSpec {
  return spec(input.shape.slice(1), input.dtype);
}

export const timeDistributed = defineLayer({
  kind: 'timeDistributed',
  title: 'TimeDistributed',
  role: 'hidden',
  family: 'recurrent',
  icon: 'Rows3',
  summary: 'Applies one and the same layer to every step of a sequence.',
  help: 'Put a Conv2D in it to look at every picture of a video with the same filters, or a Flatten to lay out every picture before an LSTM. All steps share the weights.',
  formula: 'y[t] = layer(x[t])',
  synonyms: ['every step', 'each frame', 'video', 'per step', 'wrapper', 'map', 'sequence'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    layer: layer({
      title: 'Layer',
      help: 'The layer that sees one step at a time.',
      default: { kind: 'dense', params: { units: 32 } },
      kinds,
    }),
  },
  words: ({ layer: { kind } }) => kind.charAt(0).toUpperCase() + kind.slice(1),
  inferShape([input], params, context) {
    const shape = expectNumbers('TimeDistributed', input);
    if (!shape.ok) return shape;
    if (shape.value.length < 2) {
      return fail(
        'shape.rank',
        `TimeDistributed needs a sequence, [steps, …] with at least one more axis. It received ${listShape(shape.value)}. Connect a sequence, or use the inner layer without TimeDistributed.`,
        { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
      );
    }
    const inner = innerLayer('TimeDistributed', params.layer, context);
    if (!inner.ok) return inner;
    const one = inner.value.definition.inferShape([step(input!)], inner.value.params, context);
    if (!one.ok) {
      // Fixes of the inner layer speak of its own parameters and neighbours, which are not this node's.
      const { code, message } = one.problem;
      return fail(code, `For every step of TimeDistributed: ${message}`, { param: 'layer' });
    }
    return give('TimeDistributed', [shape.value[0]!, ...one.value.shape]);
  },
  weights([input], params, context) {
    const inner = soundInner('TimeDistributed', params.layer, context);
    return inner.definition.weights([step(input!)], inner.params, context);
  },
  build(tf, params, name, context, [input]) {
    const inner = soundInner('TimeDistributed', params.layer, context);
    const built = inner.definition.build(tf, inner.params, `${name}_layer`, context, [step(input!)]);
    return built === null ? null : tf.layers.timeDistributed({ layer: built, name });
  },
  keras(params, context, [input]) {
    const inner = soundInner('TimeDistributed', params.layer, context);
    const call = inner.definition.keras(inner.params, context, [step(input!)]);
    return call === null ? null : { className: 'TimeDistributed', args: { layer: call } };
  },
  examples: [
    {
      inputs: [spec([5, 3])],
      params: { layer: { kind: 'dense', params: { units: 4, activation: 'relu' } } },
      output: spec([5, 4]),
      weightCount: 16,
    },
    {
      title: 'Pictures of a video',
      inputs: [spec([3, 6, 6, 1])],
      params: { layer: { kind: 'conv2d', params: { filters: 2 } } },
      output: spec([3, 4, 4, 2]),
      weightCount: 20,
    },
    {
      title: 'Every picture in a row',
      inputs: [spec([3, 2, 2, 2])],
      params: { layer: { kind: 'flatten', params: {} } },
      output: spec([3, 8]),
      weightCount: 0,
    },
    {
      title: 'One summary per picture',
      inputs: [spec([2, 4, 4, 3])],
      params: { layer: { kind: 'globalAveragePooling2d', params: {} } },
      output: spec([2, 3]),
      weightCount: 0,
    },
  ],
});
