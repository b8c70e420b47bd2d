// Autoencoder: the network rebuilds its input through something narrow, and so learns what inputs have in common.
import { defineRecipe, unlabelled } from './recipe';
import { rebuilt, rebuildingForm, rebuildingObjection, rebuildingParams } from './rebuilding';

export const autoencoder = defineRecipe({
  id: 'autoencoder',
  title: 'Autoencoder',
  summary:
    'The network rebuilds its own input through a narrow middle. Samples that it rebuilds badly are unusual: this finds anomalies and removes noise.',
  data: 'The input itself is what is learned, so no target is needed. A class, where there is one, only helps to judge the result.',
  params: rebuildingParams,
  form: (data) => rebuildingForm(rebuildingParams, data),
  objection: rebuildingObjection,
  targets: rebuilt,
  silences: ['data.target.', unlabelled],
  // R² of pixels that hardly vary says nothing.
  metrics: ['rootMeanSquaredError', 'meanAbsoluteError'],
  check: () => [],
  noise: ({ noise }) => noise,
  divergence: () => 0,
  only: ({ only }) => (only === '' ? null : only),
  generates: 'nothing',
});
