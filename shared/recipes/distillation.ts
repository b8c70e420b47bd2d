// Distillation: a small network learns what a large one that was trained before answers, beside what the data says. How
// sure the large one is of every class says more of a sample than its class alone. Hinton, Vinyals and Dean, "Distilling
// the knowledge in a neural network", 2015 (arXiv:1503.02531).
import { type Option, choice, float, text } from '../params';
import { defineRecipe } from './recipe';
import { supervised } from './supervised';

const params = {
  teacher: text({
    title: 'Teacher',
    help: 'The trained run whose answers are learned: of the same data and classes, with a network of any kind.',
    default: '',
    maxLength: 64,
  }),
  temperature: float({
    title: 'Temperature',
    help: 'How far the teacher’s certainty is softened, so that its second and third thoughts count: 1 leaves it as it is, 2 to 10 are usual. Numbers that are predicted are compared as they are.',
    default: 4,
    min: 1,
    max: 50,
    step: 0.5,
  }),
  alpha: float({
    title: 'Teacher’s share',
    help: 'How much the teacher counts in the loss; what the data says has the rest. 1 learns from the teacher alone, 0 not from it at all.',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.1,
  }),
};

/** The runs to choose from, and the chosen one where it is not among them any more. */
function teachers(runs: readonly Option[], chosen: string): readonly Option[] {
  const none = runs.length === 0;
  const first: Option = {
    value: '',
    title: none ? 'No trained run yet' : 'Choose a run',
    help: none
      ? 'Train a large network from examples first: every finished run can be a teacher.'
      : 'The trained run whose answers are learned.',
  };
  const gone: Option = {
    value: chosen,
    title: 'A run that is gone',
    help: 'It was deleted, or belongs to another project. Choose another run.',
  };
  return [first, ...runs, ...(chosen === '' || runs.some(({ value }) => value === chosen) ? [] : [gone])];
}

export const distillation = defineRecipe({
  id: 'distillation',
  title: 'From an earlier run',
  summary:
    'A small network learns what a trained run of yours answers, beside what the data says (distillation). It may come closer to that run than from examples alone.',
  data: '',
  params,
  form: (_data, runs, { teacher }) => ({
    ...params,
    teacher: choice({
      title: params.teacher.title,
      help: params.teacher.help,
      default: '',
      options: teachers(runs, teacher),
    }),
  }),
  objection: ({ targets }) =>
    Object.values(targets).some(({ task }) => task === 'detection')
      ? 'It compares answers of classes, labels or numbers, and cannot compare boxes.'
      : null,
  targets: () => [],
  silences: [],
  metrics: [],
  check: (_network, { teacher }) =>
    teacher !== ''
      ? []
      : [
          {
            code: 'recipe.teacher',
            severity: 'error',
            message:
              'The network is to learn from an earlier run, and none is chosen. Choose the teacher in the Train step, or learn from examples.',
            fixes: [
              { type: 'goTo', title: 'Choose the teacher', step: 'train' },
              {
                type: 'setTraining',
                title: 'Learn from examples',
                values: { recipe: { id: supervised.id, params: {} } },
              },
            ],
          },
        ],
  noise: () => 0,
  divergence: () => 0,
  only: () => null,
  teaching: ({ teacher, temperature, alpha }) => ({ teacher, temperature, alpha }),
  generates: 'nothing',
});
