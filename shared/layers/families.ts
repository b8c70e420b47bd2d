// The groups of the palette, in the order in which it shows them.
import type { Family } from './layer';

export interface FamilyDefinition {
  readonly id: Family;
  readonly title: string;
  readonly summary: string;
}

export const families: readonly FamilyDefinition[] = [
  { id: 'io', title: 'Input and output', summary: 'Where data enters and predictions leave.' },
  {
    id: 'preprocessing',
    title: 'Preprocessing',
    summary: 'Scale and resize pictures inside the network, and vary them at random while training.',
  },
  { id: 'core', title: 'Core', summary: 'Dense layers and embeddings, the base of most networks.' },
  { id: 'convolution', title: 'Convolution', summary: 'Learned filters for pictures, sound and sequences.' },
  { id: 'pooling', title: 'Pooling', summary: 'Make pictures and sequences smaller without weights.' },
  { id: 'recurrent', title: 'Recurrent', summary: 'Read sequences step by step and remember.' },
  { id: 'attention', title: 'Attention', summary: 'Let every step look at every other step.' },
  { id: 'normalization', title: 'Normalization', summary: 'Keep numbers in a healthy range while training.' },
  { id: 'regularization', title: 'Regularization', summary: 'Noise and dropout against learning by heart.' },
  { id: 'activation', title: 'Activation', summary: 'Functions applied to every number.' },
  { id: 'shape', title: 'Shape', summary: 'Rearrange, cut, pad or repeat numbers.' },
  { id: 'merge', title: 'Merge', summary: 'Bring several branches together.' },
];
