// The plain way: the data says what is right.
import { choice } from '../params';
import { canMix } from './mixing';
import { defineRecipe } from './recipe';

const params = {
  mixup: choice({
    title: 'Mix samples',
    help: 'Mixup: lays two samples of a batch over each other and learns both answers by their shares. Holds overfitting back where there are few samples. Figures of the training part get worse by it, those of validation tell.',
    default: 'none',
    options: [
      { value: 'none', title: 'Off', help: 'Samples are learned as they are.' },
      {
        value: 'gentle',
        title: 'Gently',
        help: 'Mostly one of the two with a little of the other: shares from Beta(½, ½).',
      },
      { value: 'even', title: 'Evenly', help: 'Any mixture is as likely as any other: shares from Beta(1, 1).' },
    ],
  }),
};

export const supervised = defineRecipe({
  id: 'supervised',
  title: 'From examples',
  summary: 'The network learns the target that the data gives for every sample.',
  data: '',
  params,
  form: (data) => (data === null || canMix(data) ? params : {}),
  objection: () => null,
  targets: () => [],
  silences: [],
  metrics: [],
  check: () => [],
  mixing: ({ mixup }) => (mixup === 'gentle' || mixup === 'even' ? mixup : null),
  noise: () => 0,
  divergence: () => 0,
  only: () => null,
  generates: 'nothing',
});
