// The sample project “New digits”: a variational autoencoder that makes up handwritten digits.
import type { Network } from '../../network/document';
import type { DataSpec } from '../../data/spec';
import { sizeOf } from '../../shape';
import { createBuilder } from '../architectures/builder';
import { adam, bundled, type Sample } from '../sample';

export const newDigits: Sample = {
  id: 'new-digits',
  title: 'New digits',
  group: 'vision',
  synonyms: ['VAE', 'variational', 'generate', 'autoencoder'],
  icon: 'Sparkles',
  seconds: 60,
  figure: { metric: 'rootMeanSquaredError', atMost: 0.185, beside: 'The mean picture gives 0.26.' },
  summary:
    'A variational autoencoder learns what handwritten digits have in common, then makes up digits nobody wrote.',
  source: bundled('mnist10k'),
  options: {},
  training: {
    recipe: { id: 'variationalAutoencoder', params: { weight: 0.002, noise: 0, only: '' } },
    epochs: 20,
    batchSize: 64,
    optimizerParams: adam(0.001),
  },
  network,
};

function network(data: DataSpec): Network {
  const { shape } = Object.values(data.inputs)[0]!.tensor;
  const { add, network: build } = createBuilder();
  const wide = { units: 256, activation: 'relu' };
  const middle = { units: 8, activation: 'linear' };
  const read = add('dense', 'read', add('flatten', 'flatten', add('input', 'picture', [])), wide);
  const where = add('dense', 'mean', read, middle);
  const sure = add('dense', 'log_variance', read, middle);
  const drawn = add('sampling', 'draw', [where, sure]);
  const write = add('dense', 'write', drawn, wide);
  const pixels = add('dense', 'pixels', write, { units: sizeOf(shape)!, activation: 'sigmoid' });
  add('output', 'rebuilt', add('reshape', 'again', pixels, { targetShape: [...shape] }));
  return build();
}
