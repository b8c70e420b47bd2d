// Rules about the training settings and their fit with each other, with the data and with the network. Comparisons are
// written so that what is not a number says nothing: the rules on ranges speak of it.
import { findOptimizer, hasOwnDecay, optimizerValues } from '../../choices/optimizers';
import { findSchedule, scheduleValues } from '../../choices/schedules';
import { checkParams, defaultsOf } from '../../params';
import type { Fix, ParamValues } from '../../result';
import { defaultTraining } from '../../run/training';
import type { ProjectDocument } from '../document';
import { wholeRule } from './rule';
import type { LintRule } from './rule';
import { familyOf, isRecurrent, samplesOf } from './walk';

const set = (title: string, values: ParamValues): Fix => ({ type: 'setTraining', title, values });

/** The learning rate that the optimizer works with. */
function rateOf({ training }: ProjectDocument): number | undefined {
  const optimizer = findOptimizer(training.optimizer);
  const rate = optimizer && optimizerValues(optimizer, training.optimizerParams)['learningRate'];
  return typeof rate === 'number' ? rate : undefined;
}

function usualRate(optimizer: string): number {
  const rate = findOptimizer(optimizer)?.params['learningRate']?.default;
  return typeof rate === 'number' ? rate : 0.001;
}

const optimizer = wholeRule(
  'training.optimizer',
  'The optimizer and its numbers must be ones that this version knows.',
  ({ document }) => {
    const { training } = document;
    const definition = findOptimizer(training.optimizer);
    const fixes = [
      set('Use Adam', { optimizer: 'adam', optimizerParams: defaultsOf(findOptimizer('adam')!.params) as ParamValues }),
    ];
    if (!definition)
      return {
        severity: 'error',
        message: `This version does not know the optimizer "${training.optimizer}".`,
        fixes,
      };
    const objection = checkParams(definition.params, optimizerValues(definition, training.optimizerParams));
    return objection ? { severity: 'error', param: objection.param, message: objection.message, fixes } : null;
  },
);

const schedule = wholeRule(
  'training.schedule',
  'The learning-rate schedule and its numbers must be ones that this version knows.',
  ({ document }) => {
    const { id, params } = document.training.schedule;
    const definition = findSchedule(id);
    const fixes = [set('Keep the rate constant', { schedule: { id: 'constant', params: {} } })];
    if (!definition)
      return { severity: 'error', message: `This version does not know the learning-rate schedule "${id}".`, fixes };
    const objection = checkParams(definition.params, scheduleValues(definition, params));
    return objection ? { severity: 'error', param: objection.param, message: objection.message, fixes } : null;
  },
);

const batchSize = wholeRule(
  'training.batchSize',
  'A batch larger than the training part means one single update per epoch.',
  (input) => {
    const samples = samplesOf(input)?.train ?? 0;
    const { batchSize: size } = input.document.training;
    if (samples === 0 || size <= samples) return null;
    const better = Math.min(32, samples);
    return {
      severity: 'warning',
      message: `The batch size is ${size}, but there are only ${samples} training samples: the network would be updated once an epoch.`,
      fixes: [set(`Use batches of ${better}`, { batchSize: better })],
    };
  },
);

const tinyBatch = wholeRule(
  'training.tinyBatch',
  'Batches of one or two samples follow each sample’s whims, and take long.',
  (input) => {
    const samples = samplesOf(input)?.train ?? 0;
    const { batchSize: size } = input.document.training;
    return size > 2 || samples < 200
      ? null
      : {
          severity: 'hint',
          message: `Batches of ${size} make ${Math.ceil(samples / size).toLocaleString('en')} updates an epoch, each from hardly any samples. Batches of 16 to 64 are steadier and much faster.`,
          fixes: [set('Use batches of 32', { batchSize: 32 })],
        };
  },
);

/** Above these, training rarely settles. */
const highest: { readonly [optimizer: string]: number } = {
  sgd: 1,
  adagrad: 1,
  adadelta: 10,
  lion: 0.03,
  adafactor: 1,
};

const learningRate = wholeRule(
  'training.learningRate',
  'Steps that are too large make the loss jump around or become NaN.',
  ({ document }) => {
    const { optimizer: id } = document.training;
    const rate = rateOf(document);
    if (rate === undefined || rate <= (highest[id] ?? 0.1)) return null;
    const usual = usualRate(id);
    return {
      severity: 'warning',
      message: `A learning rate of ${rate} is very high for this optimizer; training will likely not settle.`,
      fixes: [set(`Use ${usual}`, { optimizerParams: { learningRate: usual } })],
    };
  },
);

const lowRate = wholeRule(
  'training.learningRateLow',
  'Steps that are too small hardly move the weights at all.',
  ({ document }) => {
    const { optimizer: id } = document.training;
    const rate = rateOf(document);
    const lowest = id === 'adadelta' ? 0.05 : id === 'sgd' || id === 'adagrad' ? 1e-5 : 1e-6;
    if (rate === undefined || rate >= lowest) return null;
    const usual = usualRate(id);
    return {
      severity: 'warning',
      message: `A learning rate of ${rate} is so low for this optimizer that the network will hardly change.`,
      fixes: [set(`Use ${usual}`, { optimizerParams: { learningRate: usual } })],
    };
  },
);

const betas = wholeRule(
  'training.betas',
  'Beta 2 measures the size of the slopes and must remember longer than beta 1, or the steps jump.',
  ({ document }) => {
    const { optimizerParams, optimizer: id } = document.training;
    const definition = findOptimizer(id);
    const [first, second] = [definition?.params['beta1'], definition?.params['beta2']];
    if (!definition || !first || !second) return null;
    const values = optimizerValues(definition, optimizerParams);
    const [one, two] = [Number(values['beta1']), Number(values['beta2'])];
    return !(one > two)
      ? null
      : {
          severity: 'warning',
          message: `Beta 1 (${one}) is larger than beta 2 (${two}), so that the steps are sized by fewer slopes than they are made of. Usual are ${String(first.default)} and ${String(second.default)}.`,
          fixes: [
            set('Use the usual ones', {
              optimizerParams: { beta1: Number(first.default), beta2: Number(second.default) },
            }),
          ],
        };
  },
);

const plainSgd = wholeRule(
  'training.plainSgd',
  'Without momentum, plain gradient descent crawls through flat regions.',
  ({ document }) => {
    const { optimizer: id, optimizerParams } = document.training;
    return id !== 'sgd' || Number(optimizerParams['momentum'] ?? 0) > 0 || (rateOf(document) ?? 1) > 0.01
      ? null
      : {
          severity: 'hint',
          message:
            'Plain SGD with a small learning rate is slow. A momentum of 0.9 usually makes it several times faster.',
          fixes: [set('Use a momentum of 0.9', { optimizerParams: { momentum: 0.9 } })],
        };
  },
);

const strongDecay = wholeRule(
  'training.weightDecay',
  'Weight decay that shrinks all weights noticeably at every step leaves nothing of what is learned.',
  ({ document }) => {
    const { training } = document;
    const own = hasOwnDecayIn(document);
    const decay = own ? Number(training.optimizerParams['weightDecay'] ?? 0) : training.weightDecay;
    const perStep = decay * (rateOf(document) ?? 0);
    return !(perStep > 0.01)
      ? null
      : {
          severity: 'warning',
          message: `Weight decay shrinks all weights by ${(perStep * 100).toPrecision(2)} % at every step (${decay} times the learning rate). About a thousandth of that is usual.`,
          fixes: [
            own
              ? set('Use 0.004', { optimizerParams: { weightDecay: 0.004 } })
              : set('Use 0.004', { weightDecay: 0.004 }),
          ],
        };
  },
);

function hasOwnDecayIn({ training }: ProjectDocument): boolean {
  const definition = findOptimizer(training.optimizer);
  return definition !== undefined && hasOwnDecay(definition);
}

const decayTwice = wholeRule(
  'training.weightDecayTwice',
  'AdamW brings its own weight decay, and two of them would be counted as one.',
  ({ document }) =>
    document.training.weightDecay > 0 && hasOwnDecayIn(document)
      ? {
          severity: 'hint',
          message: 'AdamW has a weight decay of its own, so the one for all optimizers is not used.',
          fixes: [set('Set the other to 0', { weightDecay: 0 })],
        }
      : null,
);

const tightClipping = wholeRule(
  'training.clipping',
  'Gradients clipped to next to nothing carry next to nothing.',
  ({ document }) => {
    const { by, limit } = document.training.clipping;
    return by === 'none' || limit >= 1e-3
      ? null
      : {
          severity: 'warning',
          message: `Gradients are clipped at ${limit}, which leaves hardly anything of them. 0.5 to 5 is usual.`,
          fixes: [set('Clip at 1', { clipping: { by, limit: 1 } })],
        };
  },
);

const recurrentClipping = wholeRule(
  'training.recurrentClipping',
  'Slopes of recurrent layers multiply at every step of the sequence and sometimes explode.',
  ({ document }) => {
    const { optimizer: id, clipping } = document.training;
    return id !== 'sgd' || clipping.by !== 'none' || !document.network.nodes.some(isRecurrent)
      ? null
      : {
          severity: 'hint',
          message:
            'SGD takes slopes as they are, and those of recurrent layers sometimes explode. Clip them, or use Adam.',
          fixes: [set('Clip the norm at 1', { clipping: { by: 'globalNorm', limit: 1 } })],
        };
  },
);

const attentionWarmup = wholeRule(
  'training.attentionWarmup',
  'The first steps of attention layers are wild; a rate that rises slowly keeps them from harm.',
  (input) => {
    const { schedule: chosen } = input.document.training;
    const rate = rateOf(input.document) ?? 0;
    if (chosen.id !== 'constant' || rate < 0.001) return null;
    const layers = input.document.network.nodes.filter(
      (node) => familyOf(input, node) === 'attention' && (input.parameters.get(node.id)?.trainable ?? 0) > 0,
    );
    return layers.length < 4
      ? null
      : {
          severity: 'hint',
          message: `The network has ${layers.length} attention layers, and deep ones learn more steadily when the learning rate warms up.`,
          fixes: [
            set('Warm up, then cosine', {
              schedule: { id: 'cosineWarmup', params: defaultsOf(findSchedule('cosineWarmup')!.params) as ParamValues },
            }),
          ],
        };
  },
);

const plateauPatience = wholeRule(
  'training.plateauPatience',
  'Early stopping that is less patient than the schedule ends the run before the rate has ever shrunk.',
  ({ document }) => {
    const { schedule: chosen, earlyStopping } = document.training;
    if (chosen.id !== 'plateau' || !earlyStopping.enabled) return null;
    const values = scheduleValues(findSchedule('plateau')!, chosen.params);
    const patience = Number(values['patience']);
    if (!(patience >= earlyStopping.patience)) return null;
    return {
      severity: 'warning',
      message: `Early stopping ends the run after ${earlyStopping.patience} epochs without a gain, before the schedule shrinks the learning rate (after ${patience}).`,
      fixes: [
        set('Stop later', { earlyStopping: { ...earlyStopping, patience: 2 * patience + 1 } }),
        ...(earlyStopping.patience > 1
          ? [
              set('Shrink the rate earlier', {
                schedule: {
                  ...chosen,
                  params: { ...chosen.params, patience: Math.max(1, Math.floor(earlyStopping.patience / 2)) },
                },
              }),
            ]
          : []),
      ],
    };
  },
);

const lateStep = wholeRule(
  'training.scheduleLate',
  'A schedule whose first change comes after the last epoch changes nothing.',
  ({ document }) => {
    const { schedule: chosen, epochs } = document.training;
    const definition = chosen.id === 'step' ? findSchedule('step') : undefined;
    const every = definition && Number(scheduleValues(definition, chosen.params)['every']);
    return every === undefined || !(every >= epochs)
      ? null
      : {
          severity: 'hint',
          message: `The learning rate would change every ${every} epochs, but the training has ${epochs}: it stays constant.`,
          fixes:
            epochs < 2
              ? [set('Keep the rate constant', { schedule: { id: 'constant', params: {} } })]
              : [
                  set(`Change it every ${Math.max(1, Math.floor(epochs / 3))}`, {
                    schedule: { ...chosen, params: { ...chosen.params, every: Math.max(1, Math.floor(epochs / 3)) } },
                  }),
                ],
        };
  },
);

const patience = wholeRule(
  'training.patience',
  'Early stopping that waits longer than the training takes never stops it.',
  ({ document }) => {
    const { earlyStopping, epochs } = document.training;
    if (!earlyStopping.enabled || earlyStopping.patience < epochs || epochs < 2) return null;
    const shorter = Math.max(1, Math.floor(epochs / 4));
    return {
      severity: 'hint',
      message: `Early stopping waits for ${earlyStopping.patience} epochs without a gain, but the training has only ${epochs}.`,
      fixes: [set(`Wait for ${shorter}`, { earlyStopping: { ...earlyStopping, patience: shorter } })],
    };
  },
);

const stoppingBlind = wholeRule(
  'training.stoppingBlind',
  'Without a validation part, early stopping and plateaus can only look at the training loss, which hides overfitting.',
  (input) => {
    const samples = samplesOf(input);
    const { earlyStopping, schedule: chosen } = input.document.training;
    if (samples === null || samples.validation > 0 || (!earlyStopping.enabled && chosen.id !== 'plateau')) return null;
    return {
      severity: 'warning',
      message: `${earlyStopping.enabled ? 'Early stopping' : 'The schedule'} waits for the validation loss, but there is no validation part.`,
      fixes: [
        set(
          earlyStopping.enabled ? 'Turn early stopping off' : 'Keep the rate constant',
          earlyStopping.enabled
            ? {
                earlyStopping: { ...earlyStopping, enabled: false },
                ...(chosen.id === 'plateau' ? { schedule: { id: 'constant', params: {} } } : {}),
              }
            : { schedule: { id: 'constant', params: {} } },
        ),
        { type: 'goTo', title: 'Open the data step', step: 'data' },
      ],
    };
  },
);

const fewUpdates = wholeRule(
  'training.fewUpdates',
  'A network learns from updates; a few dozen of them are rarely enough.',
  (input) => {
    const samples = samplesOf(input)?.train ?? 0;
    const { epochs, batchSize: size } = input.document.training;
    const perEpoch = Math.ceil(samples / size);
    const updates = epochs * perEpoch;
    if (samples === 0 || updates >= 30) return null;
    const enough = Math.max(epochs + 1, Math.ceil(100 / perEpoch));
    return {
      severity: 'hint',
      message: `The network would be updated only ${updates} times in all, which is rarely enough to learn much. Train for more epochs.`,
      fixes: [set(`Train for ${enough} epochs`, { epochs: enough })],
    };
  },
);

const endless = wholeRule(
  'training.endless',
  'Long trainings learn their samples by heart if nothing stops them.',
  (input) => {
    const { epochs, earlyStopping } = input.document.training;
    return epochs < 500 || earlyStopping.enabled || (samplesOf(input)?.validation ?? 0) === 0
      ? null
      : {
          severity: 'hint',
          message: `${epochs} epochs is long. Early stopping ends the run when the validation loss no longer gets better.`,
          fixes: [
            set('Turn early stopping on', {
              earlyStopping: {
                ...defaultTraining.earlyStopping,
                enabled: true,
                patience: Math.max(20, Math.floor(epochs / 20)),
              },
            }),
          ],
        };
  },
);

const classWeights = wholeRule('training.classWeights', 'Class weights need classes.', ({ document, data }) => {
  const targets = Object.values(data?.targets ?? {});
  return document.training.classWeights === 'none' ||
    targets.length === 0 ||
    targets.some(({ task }) => task !== 'regression')
    ? null
    : {
        severity: 'hint',
        message: 'Balanced class weights have no effect here: what is predicted is a quantity, not a class.',
        fixes: [set('Weigh all samples the same', { classWeights: 'none' })],
      };
});

const resampling = wholeRule('training.resampling', 'Resampling needs classes.', ({ document, data }) => {
  const targets = Object.values(data?.targets ?? {});
  return document.training.resampling === 'none' ||
    targets.length === 0 ||
    targets.some(({ task }) => task !== 'regression')
    ? null
    : {
        severity: 'hint',
        message: 'Resampling has no effect here: what is predicted is a quantity, not a class.',
        fixes: [set('Take the samples as they are', { resampling: 'none' })],
      };
});

export const trainingRules: readonly LintRule[] = [
  optimizer,
  schedule,
  batchSize,
  tinyBatch,
  learningRate,
  lowRate,
  betas,
  plainSgd,
  strongDecay,
  decayTwice,
  tightClipping,
  recurrentClipping,
  attentionWarmup,
  plateauPatience,
  lateStep,
  patience,
  stoppingBlind,
  fewUpdates,
  endless,
  classWeights,
  resampling,
];
