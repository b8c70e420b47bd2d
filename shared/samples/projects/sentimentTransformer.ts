// The sample project “Sentiment with a transformer”.
import { createDraft } from '../../network/draft';
import { headFor } from '../../network/chain';
import { findBlockSample } from '../blocks';
import { adam, generated, type Sample } from '../sample';

export const sentimentTransformer: Sample = {
  id: 'sentiment-transformer',
  title: 'Sentiment with a transformer',
  group: 'language',
  synonyms: ['attention', 'bert', 'encoder', 'opinion', 'reviews'],
  icon: 'ScanEye',
  seconds: 20,
  figure: { metric: 'accuracy', atLeast: 0.9, beside: 'Two of a hundred labels are wrong on purpose.' },
  summary:
    'Every word looks at all others: the encoder behind today’s language models, small enough to watch it learn.',
  source: generated('reviews', { count: 5000 }),
  options: {},
  training: { epochs: 12, batchSize: 32, optimizerParams: adam(0.001), schedule: { id: 'cosineWarmup', params: {} } },
  network(data) {
    const draft = createDraft(data);
    const [text] = Object.values(data.inputs);
    let x = draft.add('input', []);
    x = draft.add(
      'tokenAndPositionEmbedding',
      x,
      { inputDim: text?.codes ?? 1000, maxLength: text?.tensor.shape[0] ?? 32, outputDim: 32 },
      'Attention does not know the order of words, so each place gets numbers of its own beside the word’s.',
    );
    x = draft.block(
      findBlockSample('transformer-encoder')!,
      x,
      'Each word gathers what it needs from the others: the “not” finds its “boring”.',
    );
    x = draft.add('attentionPooling', x, {}, 'A mean in which the words that matter count more.');
    const [kind, params] = headFor(data);
    draft.add('output', draft.add(kind, x, params));
    return draft.network();
  },
};
