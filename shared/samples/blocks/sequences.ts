// Blocks for sequences and rows.
import type { NodeId } from '../../network/document';
import type { Builder } from '../architectures/builder';
import { type BlockSample, headsFor, lastOf } from './blockSample';

/** Wide and back, as every transformer block ends. */
function feedForward(add: Builder['add'], from: NodeId, features: number): NodeId {
  const wide = add('dense', 'wide', from, { units: 4 * features, activation: 'gelu' });
  return add('dense', 'narrow', wide, { units: features, activation: 'linear' });
}

const drop = (add: Builder['add'], from: NodeId): NodeId => add('dropout', 'dropout', from, { rate: 0.1 });

/** Normalization first, as in GPT-2 and most since: it trains without a long warm-up. */
function transformer(add: Builder['add'], from: NodeId, features: number, causal: boolean): NodeId {
  const attention = add('multiHeadAttention', 'attention', add('layerNormalization', 'norm', from), {
    ...headsFor(features),
    causal,
  });
  const looked = add('add', 'sum', [from, drop(add, attention)]);
  const thought = feedForward(add, add('layerNormalization', 'norm', looked), features);
  return add('add', 'sum', [looked, drop(add, thought)]);
}

export const sequenceBlocks: readonly BlockSample[] = [
  {
    id: 'transformer-encoder',
    title: 'Transformer encoder block',
    icon: 'ScanEye',
    summary: 'Every step looks at all others, then thinks for itself: reads texts, signals and patches of pictures.',
    source:
      'Vaswani and others, "Attention is all you need", 2017, with normalization first: Xiong and others, "On layer normalization in the transformer architecture", 2020.',
    synonyms: ['attention', 'bert', 'vit', 'encoder', 'self attention'],
    rank: 2,
    keepsShape: true,
    build: (add, from, shape) => transformer(add, from, lastOf(shape), false),
  },
  {
    id: 'transformer-causal',
    title: 'Causal transformer block',
    icon: 'MessageSquareText',
    summary: 'Every step looks at those before it only: writes texts word by word.',
    source: 'Radford and others, "Language models are unsupervised multitask learners", 2019.',
    synonyms: ['gpt', 'language model', 'attention', 'decoder', 'text generation'],
    rank: 2,
    keepsShape: true,
    build: (add, from, shape) => transformer(add, from, lastOf(shape), true),
  },
  {
    id: 'transformer-decoder',
    title: 'Transformer decoder block',
    icon: 'Languages',
    summary:
      'Writes step by step and asks another sequence meanwhile: the end of an encoder beside it, if there is one.',
    source: 'Vaswani and others, "Attention is all you need", 2017, figure 1, right; with normalization first.',
    synonyms: ['translation', 'sequence to sequence', 'cross attention', 'encoder decoder'],
    rank: 2,
    keepsShape: true,
    open: 1,
    build(add, from, shape) {
      const features = lastOf(shape);
      const heads = headsFor(features);
      const self = add('multiHeadAttention', 'attention', add('layerNormalization', 'norm', from), {
        ...heads,
        causal: true,
      });
      const looked = add('add', 'sum', [from, drop(add, self)]);
      const asked = add('crossAttention', 'cross_attention', add('layerNormalization', 'norm', looked), { ...heads });
      const answered = add('add', 'sum', [looked, drop(add, asked)]);
      const thought = feedForward(add, add('layerNormalization', 'norm', answered), features);
      return add('add', 'sum', [answered, drop(add, thought)]);
    },
  },
  {
    id: 'gated-mlp',
    title: 'Gated MLP block',
    icon: 'SlidersHorizontal',
    summary: 'One branch decides how much of the other passes: the stronger feed-forward part of recent transformers.',
    source: 'Shazeer, "GLU variants improve transformer", 2020 (SwiGLU), with a way around it.',
    synonyms: ['swiglu', 'glu', 'gate', 'feed forward', 'llama'],
    rank: 2,
    keepsShape: true,
    build(add, from, shape) {
      const features = lastOf(shape);
      const even = add('rmsNormalization', 'norm', from);
      const dense = (name: string, source: NodeId, units: number, activation: string) =>
        add('dense', name, source, { units, activation, useBias: false });
      const gate = dense('gate', even, 3 * features, 'swish');
      const value = dense('value', even, 3 * features, 'linear');
      const passed = add('multiply', 'passed', [gate, value]);
      return add('add', 'sum', [from, dense('narrow', passed, features, 'linear')]);
    },
  },
  {
    id: 'residual-mlp',
    title: 'Residual MLP block',
    icon: 'Workflow',
    summary: 'Two dense layers with a way around them: deep networks for tables that still train well.',
    source: 'Gorishniy and others, "Revisiting deep learning models for tabular data", 2021 (ResNet).',
    synonyms: ['table', 'dense', 'skip connection', 'tabular', 'mlp'],
    rank: 1,
    keepsShape: true,
    build(add, from, shape) {
      const features = lastOf(shape);
      const even = add('batchNormalization', 'norm', from);
      const wide = add('dense', 'wide', even, { units: 2 * features });
      const narrow = add('dense', 'narrow', drop(add, wide), { units: features, activation: 'linear' });
      return add('add', 'sum', [from, narrow]);
    },
  },
];
