// Variational autoencoder: an autoencoder whose middle is drawn at random and held near the standard normal
// distribution, so that new samples can be made from there. Kingma and Welling, "Auto-encoding variational Bayes", 2013.
import { float } from '../params';
import { defineRecipe, unlabelled } from './recipe';
import { rebuilt, rebuildingForm, rebuildingObjection, rebuildingParams } from './rebuilding';

const params = {
  weight: float({
    title: 'Pull to the prior',
    help: 'How strongly the middle is held near the standard normal distribution (the weight of the KL divergence beside the loss). Higher makes new samples more lifelike and rebuilt ones more blurred.',
    default: 0.002,
    min: 0,
    max: 100,
    step: 0.001,
  }),
  ...rebuildingParams,
};

export const variationalAutoencoder = defineRecipe({
  id: 'variationalAutoencoder',
  title: 'Variational autoencoder',
  summary:
    'An autoencoder that can also make up new samples: its middle is drawn at random near the standard normal distribution.',
  data: 'The input itself is what is learned, so no target is needed. A class, where there is one, only helps to judge the result.',
  params,
  form: (data) => rebuildingForm(params, data),
  objection: rebuildingObjection,
  targets: rebuilt,
  silences: ['data.target.', unlabelled],
  // R² of pixels that hardly vary says nothing.
  metrics: ['rootMeanSquaredError', 'meanAbsoluteError'],
  check: ({ layers }) =>
    layers.some(({ kind }) => kind === 'sampling')
      ? []
      : [
          {
            code: 'recipe.sampling',
            severity: 'error',
            message:
              'A variational autoencoder draws its middle at random, and this network has no layer that does. Add a Sampling layer that reads two layers: one gives the mean, one the logarithm of the variance.',
            fixes: [
              { type: 'goTo', title: 'Go to the network', step: 'network' },
              {
                type: 'setTraining',
                title: 'Make it a plain autoencoder',
                values: { recipe: { id: 'autoencoder', params: {} } },
              },
            ],
          },
        ],
  noise: ({ noise }) => noise,
  divergence: ({ weight }) => weight,
  only: ({ only }) => (only === '' ? null : only),
  generates: 'samples',
});
