// The plain way: the data says what is right.
import { defineRecipe } from './recipe';

export const supervised = defineRecipe({
  id: 'supervised',
  title: 'From examples',
  summary: 'The network learns the target that the data gives for every sample.',
  data: '',
  params: {},
  objection: () => null,
  targets: () => [],
  silences: [],
  metrics: [],
  check: () => [],
  noise: () => 0,
  divergence: () => 0,
  only: () => null,
  generates: 'nothing',
});
