// A causal transformer for texts: tokens and their places, blocks that look back only, and a choice among all tokens at
// every place. Radford and others, "Language models are unsupervised multitask learners", 2019, made small.
import type { DataSpec } from '../../data/spec';
import type { Network } from '../../network/document';
import { answerShapes } from '../../choices/defaults';
import type { Builder } from '../architectures/builder';

export function writer(
  { add, network }: Builder,
  data: DataSpec,
  { features, blocks }: { readonly features: number; readonly blocks: number },
): Network {
  const input = Object.values(data.inputs)[0]!;
  const target = Object.values(data.targets)[0]!;
  const length = input.tensor.shape[0]!;
  const tokens = add('input', 'text', []);
  let last = add('tokenAndPositionEmbedding', 'embedding', tokens, {
    inputDim: input.codes ?? 100,
    maxLength: length,
    outputDim: features,
  });
  for (let block = 0; block < blocks; block++) {
    const heads = { numHeads: 4, keyDim: features / 4, causal: true };
    const attention = add(
      'multiHeadAttention',
      `attention_${block + 1}`,
      add('layerNormalization', `look_${block + 1}`, last),
      heads,
    );
    const looked = add('add', `looked_${block + 1}`, [last, attention]);
    const wide = add('dense', `wide_${block + 1}`, add('layerNormalization', `think_${block + 1}`, looked), {
      units: 4 * features,
      activation: 'gelu',
    });
    const narrow = add('dense', `narrow_${block + 1}`, wide, { units: features, activation: 'linear' });
    last = add('add', `thought_${block + 1}`, [looked, narrow]);
  }
  const units = answerShapes(target)[0]!.at(-1)!;
  const chances = add('dense', 'chances', add('layerNormalization', 'even', last), { units, activation: 'softmax' });
  add('output', 'next', chances);
  return network();
}
