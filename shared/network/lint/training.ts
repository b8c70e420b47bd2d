// Rules about the training settings and their fit with data and network.
import { checkParams } from '../../params';
import { findOptimizer, optimizerValues } from '../../choices/optimizers';
import type { Problem } from '../../result';
import type { LintRule } from './rule';

const noData: LintRule = {
  id: 'data.none',
  reason: 'A network learns from examples, so training needs data.',
  check: (input) =>
    input.document.data === null
      ? [
          {
            code: 'data.none',
            severity: 'error',
            message: 'No data is chosen yet. Pick a sample data set or drop a file of your own.',
            fixes: [{ type: 'goTo', title: 'Choose data', step: 'data' }],
          },
        ]
      : [],
};

const batchSize: LintRule = {
  id: 'training.batchSize',
  reason: 'A batch larger than the training part means one single update per epoch.',
  check: ({ document, data }) => {
    if (!document.data || !data) return [];
    const samples = Math.floor(data.sampleCount * document.data.split.train);
    const { batchSize } = document.training;
    if (samples === 0 || batchSize <= samples) return [];
    const better = Math.min(32, samples);
    return [
      {
        code: 'training.batchSize',
        severity: 'warning',
        message: `The batch size is ${batchSize}, but there are only ${samples} training samples: the network would be updated once an epoch.`,
        fixes: [{ type: 'setTraining', title: `Use batches of ${better}`, values: { batchSize: better } }],
      },
    ];
  },
};

const learningRate: LintRule = {
  id: 'training.learningRate',
  reason: 'Steps that are too large make the loss jump around or become NaN.',
  check: ({ document }) => {
    const rate = document.training.optimizerParams['learningRate'];
    const adaptive = ['adam', 'adamax', 'rmsprop'].includes(document.training.optimizer);
    const limit = adaptive ? 0.1 : 1;
    if (typeof rate !== 'number' || rate <= limit) return [];
    return [
      {
        code: 'training.learningRate',
        severity: 'warning',
        message: `A learning rate of ${rate} is very high for this optimizer; training will likely not settle.`,
        fixes: [
          {
            type: 'setTraining',
            title: `Use ${adaptive ? 0.001 : 0.01}`,
            values: { optimizerParams: { learningRate: adaptive ? 0.001 : 0.01 } },
          },
        ],
      },
    ];
  },
};

const optimizer: LintRule = {
  id: 'training.optimizer',
  reason: 'The optimizer and its numbers must be ones that this version knows.',
  check: ({ document }): readonly Problem[] => {
    const definition = findOptimizer(document.training.optimizer);
    const fixes = [
      {
        type: 'setTraining',
        title: 'Use Adam',
        values: {
          optimizer: 'adam',
          optimizerParams: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
        },
      },
    ] as const;
    if (!definition)
      return [
        {
          code: 'training.optimizer',
          severity: 'error',
          message: `This version does not know the optimizer "${document.training.optimizer}".`,
          fixes,
        },
      ];
    const objection = checkParams(definition.params, optimizerValues(definition, document.training.optimizerParams));
    return objection
      ? [{ code: 'training.optimizer', severity: 'error', param: objection.param, message: objection.message, fixes }]
      : [];
  },
};

const hugeLayer: LintRule = {
  id: 'network.hugeLayer',
  reason: 'Each number in a layer takes memory four times over while it is trained.',
  check: ({ document, parameters }) =>
    document.network.nodes.flatMap((node): Problem[] => {
      const count = (parameters.get(node.id)?.trainable ?? 0) + (parameters.get(node.id)?.fixed ?? 0);
      if (count <= 20_000_000) return [];
      // Weight, gradient and two optimizer slots of 4 bytes each.
      const gigabytes = (count * 16) / 1e9;
      const hopeless = gigabytes > 64;
      return [
        {
          code: 'network.hugeLayer',
          severity: hopeless ? 'error' : 'warning',
          node: node.id,
          message: `"${node.name}" has ${count.toLocaleString('en')} parameters and needs about ${gigabytes.toFixed(1)} GB while training. Shrink what comes in (pooling, a smaller picture) or use fewer units.`,
        },
      ];
    }),
};

export const trainingRules: readonly LintRule[] = [noData, optimizer, batchSize, learningRate, hugeLayer];
