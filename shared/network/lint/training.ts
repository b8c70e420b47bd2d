// Rules about batches, epochs, stopping and the weight of samples, and their fit with the data.
import { defaultTraining } from '../../run/training';
import { setTraining, wholeRule } from './rule';
import type { LintRule } from './rule';
import { samplesOf } from './walk';

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
      fixes: [setTraining(`Use batches of ${better}`, { batchSize: better })],
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
          fixes: [setTraining('Use batches of 32', { batchSize: 32 })],
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
      fixes: [setTraining(`Wait for ${shorter}`, { earlyStopping: { ...earlyStopping, patience: shorter } })],
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
        setTraining(
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
      fixes: [setTraining(`Train for ${enough} epochs`, { epochs: enough })],
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
            setTraining('Turn early stopping on', {
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

/** A setting that speaks of classes does nothing where only quantities are predicted. */
function classesOnly(
  id: string,
  name: 'classWeights' | 'resampling',
  reason: string,
  message: string,
  without: string,
): LintRule {
  return wholeRule(id, reason, ({ document, data }) => {
    const targets = Object.values(data?.targets ?? {});
    return document.training[name] === 'none' ||
      targets.length === 0 ||
      targets.some(({ task }) => task !== 'regression')
      ? null
      : { severity: 'hint', message, fixes: [setTraining(without, { [name]: 'none' })] };
  });
}

const classWeights = classesOnly(
  'training.classWeights',
  'classWeights',
  'Class weights need classes.',
  'Balanced class weights have no effect here: what is predicted is a quantity, not a class.',
  'Weigh all samples the same',
);

const resampling = classesOnly(
  'training.resampling',
  'resampling',
  'Resampling needs classes.',
  'Resampling has no effect here: what is predicted is a quantity, not a class.',
  'Take the samples as they are',
);

export const trainingRules: readonly LintRule[] = [
  batchSize,
  tinyBatch,
  patience,
  stoppingBlind,
  fewUpdates,
  endless,
  classWeights,
  resampling,
];
