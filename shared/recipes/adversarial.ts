// Generative adversarial training: a generator makes samples of noise, a discriminator tells them from real ones, and
// each learns from the other's mistakes. Goodfellow and others, "Generative adversarial nets", 2014, with the loss that
// section 3 proposes for the generator (non-saturating).
import type { FittedInput } from '../data/fitted';
import { findOptimizer, optimizers, optimizerValues } from '../choices/optimizers';
import { findLoss } from '../choices/losses';
import { choice, float, int } from '../params';
import type { Problem } from '../result';
import { layersBehind } from '../run/plan';
import { spec } from '../shape';
import { rebuilt } from './rebuilding';
import { type MadeInput, type RecipeNetwork, type Rivals, defineRecipe, unlabelled } from './recipe';

export const noiseInput = 'noise';
export const madeTarget = 'made';
export const judgedTarget = 'real';

/** The classes of what the discriminator says, in index order: its one number is the chance of the second. */
const judgements = ['made', 'real'] as const;

/** Columns of plain numbers, so that whatever reads a row can give a generator its noise. */
function noise(count: number): MadeInput {
  const columns = Array.from({ length: count }, (_, at) => `noise ${at + 1}`);
  return {
    name: noiseInput,
    spec: { title: 'Noise', modality: 'table', tensor: spec([count]) },
    fitted: {
      modality: 'table',
      columns: columns.map((name) => ({ type: 'number', name, fill: 0, subtract: 0, divide: 1 })),
    },
  };
}

type CheckedLayer = RecipeNetwork['layers'][number];

/** The one Output with this target; outputs without a target take the first, which is what the generator makes. */
function endOf(layers: readonly CheckedLayer[], target: string): CheckedLayer | undefined {
  return layers.find(({ kind, params }) => kind === 'output' && (params['target'] || madeTarget) === target);
}

function problem(code: string, message: string, node?: string): Problem {
  return {
    code,
    severity: 'error',
    message,
    ...(node === undefined
      ? { fixes: [{ type: 'goTo', title: 'Go to the network', step: 'network' }] as const }
      : { node }),
  };
}

function check({ layers }: RecipeNetwork): readonly Problem[] {
  const [made, judged] = [endOf(layers, madeTarget), endOf(layers, judgedTarget)];
  if (made === undefined || judged === undefined) {
    const missing = made === undefined ? madeTarget : judgedTarget;
    return [
      problem(
        'recipe.parts',
        `Two networks learn against each other here, and the Output with the target "${missing}" is missing. The generator goes from an Input with the source "${noiseInput}" to an Output "${madeTarget}", the discriminator from the data's Input to an Output "${judgedTarget}".`,
      ),
    ];
  }
  const [generator, discriminator] = [made, judged].map(({ id }) =>
    layersBehind(
      layers.map((layer) => ({ id: layer.id, inputs: layer.sources })),
      id,
    ),
  );
  const said: Problem[] = layers
    .filter((layer) => layer.kind === 'output' && layer !== made && layer !== judged)
    .map(({ id, name }) =>
      problem('recipe.parts', `${name} is a third answer, and nothing is learned from it here. Remove it.`, id),
    );
  for (const layer of layers) {
    const reads = layer.kind === 'input' ? layer.params['source'] === noiseInput : null;
    if (generator!.has(layer.id) && discriminator!.has(layer.id)) {
      said.push(
        problem(
          'recipe.partsMeet',
          `${layer.name} belongs to the generator and to the discriminator. The two networks are not wired to each other: training itself shows the discriminator what the generator makes.`,
          layer.id,
        ),
      );
    } else if (generator!.has(layer.id) && reads === false) {
      said.push(
        problem(
          'recipe.generatorReads',
          `The generator reads ${layer.name}, but it has only noise to begin with. Set the Input's source to "${noiseInput}".`,
          layer.id,
        ),
      );
    } else if (discriminator!.has(layer.id) && reads === true) {
      said.push(
        problem(
          'recipe.discriminatorReads',
          `The discriminator reads the noise, and would know what is made by that alone. Set the source of ${layer.name} to the data's input.`,
          layer.id,
        ),
      );
    }
  }
  const loss = String(judged.params['loss'] ?? 'auto');
  const answers = judged.inputs[0]?.shape ?? [1];
  if (answers.join() !== '1' || (loss !== 'auto' && findLoss(loss)?.target === 'onehot')) {
    said.push(
      problem(
        'recipe.judgement',
        `The discriminator says with one number how real a sample is, and ${judged.name} has ${answers.join(' × ')} with the loss "${loss}". Put a Dense layer with 1 unit and sigmoid before it, and leave the loss to "Automatic".`,
        judged.id,
      ),
    );
  }
  return said;
}

const same = 'same';

export const adversarial = defineRecipe({
  id: 'adversarial',
  title: 'Adversarial (GAN)',
  summary:
    'Two networks on one canvas: a generator makes samples of noise, a discriminator learns to tell them from real ones, and the generator learns to deceive it.',
  data: 'The samples themselves are what is imitated, so no target is needed.',
  params: {
    noise: int({
      title: 'Numbers of noise',
      help: 'How many random numbers the generator is given for each sample. 16 to 100 are usual: too few, and all it makes looks alike.',
      default: 32,
      min: 1,
      max: 4096,
    }),
    rate: float({
      title: 'Discriminator’s learning rate',
      help: 'The generator has the learning rate of the training, the discriminator this one. The learning-rate schedule bends both alike.',
      default: 0.0005,
      min: 1e-7,
      max: 10,
      step: 0.0001,
    }),
    optimizer: choice({
      title: 'Discriminator’s optimizer',
      help: 'How the discriminator’s weights are changed. The generator has the optimizer of the training.',
      default: same,
      options: [
        { value: same, title: 'As the generator', help: 'The same optimizer with the same settings but the rate.' },
        ...optimizers.map(({ id, title, summary }) => ({ value: id, title, help: summary })),
      ],
    }),
    smoothing: float({
      title: 'Doubt about real ones',
      help: 'Real samples count as 1 minus this, so that the discriminator never grows too sure and the generator keeps learning. 0.1 is usual (one-sided label smoothing).',
      default: 0.1,
      min: 0,
      max: 0.5,
      step: 0.05,
    }),
  },
  objection: (data) =>
    rebuilt(data).length > 0 ? null : 'It imitates pictures, tables, series or sounds; this data has none of them.',
  inputs: ({ noise: count }) => [noise(count)],
  targets: (data) =>
    rebuilt(data)
      .slice(0, 1)
      .flatMap(({ input, spec: { shape = [] } }) => [
        {
          name: madeTarget,
          input,
          spec: { title: 'Made of noise', task: 'regression', shape },
          fitted: (_input: FittedInput) =>
            ({ task: 'regression', column: input, subtract: 0, divide: 1, shape, imitates: input }) as const,
          values: (values: Float32Array) => values,
        },
        {
          name: judgedTarget,
          input,
          spec: { title: 'Real or made', task: 'binary', classes: judgements },
          fitted: () => ({ task: 'binary', column: judgedTarget, classes: judgements }) as const,
          values: (_values: Float32Array, size: number) => new Float32Array(size).fill(1),
        },
      ]),
  silences: ['data.target.', unlabelled],
  metrics: [],
  check,
  noise: () => 0,
  divergence: () => 0,
  only: () => null,
  rivals: ({ rate, optimizer, smoothing }, training): Rivals => {
    const own = optimizer === same ? training.optimizer : optimizer;
    const definition = findOptimizer(own);
    const settings = own === training.optimizer ? training.optimizerParams : {};
    return {
      made: madeTarget,
      judged: judgedTarget,
      noise: noiseInput,
      smoothing,
      optimizer: own,
      optimizerParams: {
        ...(definition === undefined ? {} : optimizerValues(definition, settings)),
        learningRate: rate,
      },
    };
  },
  generates: 'samples',
});
