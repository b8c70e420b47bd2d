// BERT-base: the transformer encoder that reads whole texts at once.
import type { NodeId } from '../../network/document';
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

const width = 768;

export const bertBase: Architecture = {
  id: 'bert-base',
  title: 'BERT-base encoder',
  icon: 'BookOpenText',
  summary: 'Twelve transformer blocks that read a text as a whole and sum it up in one row.',
  year: 2018,
  source:
    'Devlin, Chang, Lee and Toutanova, "BERT: pre-training of deep bidirectional transformers for language understanding", 2018: BASE, uncased, 110 million; encoder and pooler of the released model have 109,482,240.',
  parameters: 109_482_240,
  network() {
    const { add, networkInRows } = createBuilder();
    const even = (from: NodeId, name: string): NodeId => add('layerNormalization', name, from, { epsilon: 1e-12 });
    const drop = (from: NodeId, name: string): NodeId => add('dropout', name, from, { rate: 0.1 });

    const tokens = add('input', 'tokens', [], { shape: [512] });
    const segments = add('input', 'segments', [], { shape: [512] });
    const words = add('tokenAndPositionEmbedding', 'embeddings', tokens, {
      inputDim: 30_522,
      maxLength: 512,
      outputDim: width,
    });
    const parts = add('embedding', 'segment_embeddings', segments, { inputDim: 2, outputDim: width });
    let x = drop(even(add('add', 'embeddings_sum', [words, parts]), 'embeddings_norm'), 'embeddings_dropout');
    for (let block = 1; block <= 12; block++) {
      const name = `block_${block}`;
      let y = add('multiHeadAttention', `${name}_attention`, x, { numHeads: 12, keyDim: 64, dropout: 0.1 });
      x = even(
        add('add', `${name}_attention_add`, [x, drop(y, `${name}_attention_dropout`)]),
        `${name}_attention_norm`,
      );
      y = add('dense', `${name}_wide`, x, { units: 4 * width, activation: 'gelu' });
      y = add('dense', `${name}_narrow`, y, { units: width, activation: 'linear' });
      x = even(add('add', `${name}_add`, [x, drop(y, `${name}_dropout`)]), `${name}_norm`);
    }
    x = add('slice', 'first_token', x, { axis: '1', start: 0, length: 1, drop: true });
    x = add('dense', 'pooler', x, { units: width, activation: 'tanh' });
    add('output', 'output', x);
    return networkInRows();
  },
};
