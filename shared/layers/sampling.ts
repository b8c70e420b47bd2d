// Sampling: draws from the normal distribution that two branches describe.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { pythonLayer } from './parts/keras';
import { mergeShape } from './parts/merge';
import { divergence, sampling as operation } from './parts/operations/heads';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'Sampling',
  doc: 'Draws from N(mean, e^log_variance) while training; gives the mean otherwise.',
  options: ['divergence=0.0'],
  training: true,
  call: [
    'mean, log_variance = x',
    'if self.divergence > 0:',
    '    # How far from N(0, 1) it draws (Kullback and Leibler), as a part of the loss.',
    '    each = keras.ops.square(mean) + keras.ops.exp(log_variance) - log_variance - 1',
    '    size = keras.ops.cast(keras.ops.shape(mean)[0], mean.dtype)',
    '    self.add_loss(self.divergence * 0.5 * keras.ops.sum(each) / size)',
    'if not training:',
    '    return keras.ops.copy(mean)',
    'noise = keras.random.normal(keras.ops.shape(mean))',
    'return mean + keras.ops.exp(0.5 * log_variance) * noise',
  ],
});

export const sampling = defineLayer({
  kind: 'sampling',
  title: 'Sampling',
  role: 'hidden',
  family: 'merge',
  icon: 'Dice5',
  summary: 'Draws numbers at random around a mean that one branch gives, as widely as another branch says.',
  help: 'The middle of a variational autoencoder (the reparameterisation trick): the encoder says where a picture lies and how sure it is, and the decoder sees a draw from there. Both branches learn through it. When predicting, it gives the mean.',
  formula: 'y = mean + e^(logVariance / 2) · N(0, 1)',
  synonyms: ['vae', 'variational autoencoder', 'reparameterise', 'reparameterize', 'latent', 'random', 'gaussian'],
  inputs: [
    { name: 'mean', title: 'Mean' },
    { name: 'logVariance', title: 'Logarithm of the variance' },
  ],
  params: {},
  words: () => '',
  inferShape: (inputs) => mergeShape('Sampling', inputs, false),
  weights: () => [],
  custom: true,
  build: (tf, _params, name, { random }, [mean]) => ownLayer(tf, operation, name, {}, mean!.shape, [], random),
  divergence,
  keras: () => ({ className: 'Sampling', define, args: {} }),
  examples: [
    { inputs: [spec([3]), spec([3])], output: spec([3]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([2, 2, 3]), spec([2, 2, 3])], output: spec([2, 2, 3]), weightCount: 0 },
  ],
});
