// Rules about the optimizer and its numbers: rate, momentum, decay, clipping. Comparisons are written so that what is not a
// number says nothing: the rules on ranges speak of it.
import { findOptimizer, hasOwnDecay, optimizerValues } from '../../choices/optimizers';
import { checkParams, defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import type { ProjectDocument } from '../document';
import { setTraining, wholeRule } from './rule';
import type { LintRule } from './rule';
import { isRecurrent, rateOf } from './walk';

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
      setTraining('Use Adam', {
        optimizer: 'adam',
        optimizerParams: defaultsOf(findOptimizer('adam')!.params) as ParamValues,
      }),
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
      fixes: [setTraining(`Use ${usual}`, { optimizerParams: { learningRate: usual } })],
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
      fixes: [setTraining(`Use ${usual}`, { optimizerParams: { learningRate: usual } })],
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
            setTraining('Use the usual ones', {
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
          fixes: [setTraining('Use a momentum of 0.9', { optimizerParams: { momentum: 0.9 } })],
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
              ? setTraining('Use 0.004', { optimizerParams: { weightDecay: 0.004 } })
              : setTraining('Use 0.004', { weightDecay: 0.004 }),
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
          fixes: [setTraining('Set the other to 0', { weightDecay: 0 })],
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
          fixes: [setTraining('Clip at 1', { clipping: { by, limit: 1 } })],
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
          fixes: [setTraining('Clip the norm at 1', { clipping: { by: 'globalNorm', limit: 1 } })],
        };
  },
);

export const optimizerRules: readonly LintRule[] = [
  optimizer,
  learningRate,
  lowRate,
  betas,
  plainSgd,
  strongDecay,
  decayTwice,
  tightClipping,
  recurrentClipping,
];
