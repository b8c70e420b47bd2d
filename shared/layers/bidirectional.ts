// Bidirectional: one recurrent layer read both ways.
import { choice, layer } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { give } from './parts/expect';
import { innerLayer, soundInner } from './parts/inner';
import { unless } from './parts/keras';

const titles: { readonly [kind: string]: string } = { lstm: 'LSTM', gru: 'GRU', simpleRNN: 'SimpleRNN' };

export const bidirectional = defineLayer({
  kind: 'bidirectional',
  title: 'Bidirectional',
  role: 'hidden',
  family: 'recurrent',
  icon: 'ArrowLeftRight',
  summary: 'Reads a sequence forwards and backwards with two copies of a recurrent layer.',
  help: 'At every step it knows what came before and what comes after. Helps whenever the whole sequence is there at once, as with sentences; not for predicting the future of a series.',
  formula: 'y = merge(forward(x), backward(x))',
  synonyms: ['bilstm', 'bi-lstm', 'two way', 'both directions', 'recurrent', 'rnn', 'wrapper'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    layer: layer({
      title: 'Recurrent layer',
      help: 'The layer of which one copy reads forwards and another backwards.',
      default: { kind: 'lstm', params: { units: 32 } },
      kinds: ['lstm', 'gru', 'simpleRNN'],
    }),
    mergeMode: choice({
      title: 'Merge by',
      help: 'How the two readings are brought together.',
      default: 'concat',
      options: [
        { value: 'concat', title: 'Joining', help: 'Side by side: twice as many numbers.' },
        { value: 'sum', title: 'Adding', help: 'Number by number.' },
        { value: 'ave', title: 'Averaging', help: 'Number by number.' },
        { value: 'mul', title: 'Multiplying', help: 'Number by number.' },
      ],
    }),
  },
  words: ({ layer: { kind, params } }) =>
    [titles[kind] ?? kind, typeof params['units'] === 'number' ? `2 × ${params['units']} units` : '']
      .filter(Boolean)
      .join(' · '),
  inferShape(inputs, params, context) {
    const inner = innerLayer('Bidirectional', params.layer, context);
    if (!inner.ok) return inner;
    const one = inner.value.definition.inferShape(inputs, inner.value.params, context);
    if (!one.ok) return one;
    const { shape } = one.value;
    const width = shape[shape.length - 1]!;
    return give('Bidirectional', [
      ...shape.slice(0, -1),
      params.mergeMode === 'concat' && width !== null ? 2 * width : width,
    ]);
  },
  weights(inputs, params, context) {
    const inner = soundInner('Bidirectional', params.layer, context);
    const weights = inner.definition.weights(inputs, inner.params, context);
    return ['forward', 'backward'].flatMap((way) =>
      weights.map((weight) => ({ ...weight, name: `${way}_${weight.name}` })),
    );
  },
  build(tf, params, name, context, inputs) {
    const inner = soundInner('Bidirectional', params.layer, context);
    const built = inner.definition.build(tf, inner.params, `${name}_layer`, context, inputs);
    if (built === null) return null;
    return tf.layers.bidirectional({
      // Every kind that the parameter allows builds a tfjs RNN.
      layer: built as Parameters<typeof tf.layers.bidirectional>[0]['layer'],
      mergeMode: params.mergeMode as 'concat' | 'sum' | 'ave' | 'mul',
      name,
    });
  },
  keras(params, context, inputs) {
    const inner = soundInner('Bidirectional', params.layer, context);
    const call = inner.definition.keras(inner.params, context, inputs);
    if (call === null) return null;
    return { className: 'Bidirectional', args: { layer: call, ...unless('merge_mode', params.mergeMode, 'concat') } };
  },
  examples: [
    {
      inputs: [spec([5, 3])],
      params: { layer: { kind: 'lstm', params: { units: 4 } } },
      output: spec([8]),
      weightCount: 256,
    },
    {
      title: 'Every step',
      inputs: [spec([5, 3])],
      params: { layer: { kind: 'gru', params: { units: 2, returnSequences: true } } },
      output: spec([5, 4]),
      weightCount: 72,
    },
    {
      title: 'Averaged',
      inputs: [spec([4, 2])],
      params: { layer: { kind: 'simpleRNN', params: { units: 3, useBias: false } }, mergeMode: 'ave' },
      output: spec([3]),
      weightCount: 30,
    },
    {
      title: 'Added at every step',
      inputs: [spec([4, 2])],
      params: { layer: { kind: 'lstm', params: { units: 2, returnSequences: true } }, mergeMode: 'sum' },
      output: spec([4, 2]),
      weightCount: 80,
    },
    {
      title: 'Reset after the product',
      inputs: [spec([4, 2])],
      params: { layer: { kind: 'gru', params: { units: 2, resetAfter: true } } },
      output: spec([4]),
      weightCount: 72,
    },
    {
      title: 'Multiplied',
      inputs: [spec([4, 2])],
      params: { layer: { kind: 'gru', params: { units: 2 } }, mergeMode: 'mul' },
      output: spec([2]),
      weightCount: 60,
    },
  ],
});
