// GPT-2 small: the transformer that writes on, word by word.
import type { NodeId } from '../../network/document';
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

const width = 768;

export const gpt2Small: Architecture = {
  id: 'gpt2-small',
  title: 'GPT-2 small',
  icon: 'MessageSquareText',
  summary: 'Twelve causal transformer blocks that see only what was written before.',
  year: 2019,
  source:
    'Radford, Wu, Child, Luan, Amodei and Sutskever, "Language models are unsupervised multitask learners", 2019; the released model has 124,439,808. Its last step reuses the table of token embeddings, so it adds no weights and is left out here.',
  parameters: 124_439_808,
  network() {
    const { add, networkInRows } = createBuilder();
    const even = (from: NodeId, name: string): NodeId => add('layerNormalization', name, from, { epsilon: 1e-5 });
    const drop = (from: NodeId, name: string): NodeId => add('dropout', name, from, { rate: 0.1 });

    const tokens = add('input', 'tokens', [], { shape: [1024] });
    const words = add('tokenAndPositionEmbedding', 'embeddings', tokens, {
      inputDim: 50_257,
      maxLength: 1024,
      outputDim: width,
    });
    let x = drop(words, 'embeddings_dropout');
    for (let block = 1; block <= 12; block++) {
      const name = `block_${block}`;
      let y = add('multiHeadAttention', `${name}_attention`, even(x, `${name}_norm_1`), {
        numHeads: 12,
        keyDim: 64,
        causal: true,
        dropout: 0.1,
      });
      x = add('add', `${name}_add_1`, [x, drop(y, `${name}_dropout_1`)]);
      y = add('dense', `${name}_wide`, even(x, `${name}_norm_2`), { units: 4 * width, activation: 'geluTanh' });
      y = add('dense', `${name}_narrow`, y, { units: width, activation: 'linear' });
      x = add('add', `${name}_add_2`, [x, drop(y, `${name}_dropout_2`)]);
    }
    add('output', 'output', even(x, 'final_norm'));
    return networkInRows();
  },
};
