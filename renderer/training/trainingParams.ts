// The training settings as parameter definitions, so that their form, help and ranges are drawn like all others.
import { choice, flag, float, int, type ParamSchema } from '../../shared/params';
import { defaultTraining } from '../../shared/run/training';

/** How long and in what portions. */
export const paceParams = {
  epochs: int({
    title: 'Epochs',
    help: 'How often the network goes through the whole training part.',
    default: defaultTraining.epochs,
    min: 1,
    max: 1_000_000,
  }),
  batchSize: int({
    title: 'Batch size',
    help: 'Samples looked at between two updates. Larger is faster but learns in coarser steps.',
    default: defaultTraining.batchSize,
    min: 1,
    max: 1_000_000,
  }),
} satisfies ParamSchema;

/** `training.earlyStopping`, flat. */
export const stoppingParams = {
  enabled: flag({
    title: 'Early stopping',
    help: 'Ends the run when the validation loss no longer gets better. The best weights are kept either way.',
    default: defaultTraining.earlyStopping.enabled,
  }),
  patience: int({
    title: 'Patience',
    help: 'Epochs without a better validation loss before the run ends.',
    default: defaultTraining.earlyStopping.patience,
    min: 1,
    max: 100_000,
    visible: (values) => values['enabled'] === true,
    unit: 'ep.',
  }),
  minDelta: float({
    title: 'Smallest gain',
    help: 'The validation loss must get better by at least this much to count.',
    default: defaultTraining.earlyStopping.minDelta,
    min: 0,
    max: 1000,
    step: 0.001,
    visible: (values) => values['enabled'] === true,
  }),
} satisfies ParamSchema;

/** Weight decay for every optimizer that has none of its own. */
export const decayParams = {
  weightDecay: float({
    title: 'Weight decay',
    help: 'Pulls every weight a little towards 0 at each step, times the learning rate. Holds overfitting back; 0.004 is usual.',
    default: defaultTraining.weightDecay,
    min: 0,
    max: 1000,
    step: 0.001,
  }),
} satisfies ParamSchema;

export const pruningParams = {
  pruning: float({
    title: 'Pruning',
    help: 'Share of the weights of each layer to take out while training: those nearest to 0, in the first half of the run; the second half mends what was lost. 0.8 leaves every fifth weight; such a network packs smaller. 0 takes out none.',
    default: 0,
    min: 0,
    max: 0.99,
    step: 0.05,
  }),
} satisfies ParamSchema;

/** `training.clipping`, flat. */
export const clippingParams = {
  by: choice({
    title: 'Gradient clipping',
    help: 'Keeps single wild batches from throwing the weights off.',
    default: defaultTraining.clipping.by,
    options: [
      { value: 'none', title: 'Off', help: 'Slopes are taken as they are.' },
      {
        value: 'globalNorm',
        title: 'Norm of all',
        help: 'Scales all slopes together when they get too long. The usual choice for recurrent layers and transformers.',
      },
      { value: 'norm', title: 'Norm of each', help: 'Scales the slopes of each layer’s weights by themselves.' },
      { value: 'value', title: 'Value', help: 'Cuts every single slope off at the limit.' },
    ],
  }),
  limit: float({
    title: 'Limit',
    help: 'Slopes longer than this are shortened to it. 1 is a good start.',
    default: defaultTraining.clipping.limit,
    min: 1e-6,
    max: 1e6,
    log: true,
    visible: (values) => values['by'] !== 'none',
  }),
} satisfies ParamSchema;

export const fairnessParams = {
  classWeights: choice({
    title: 'Class weights',
    help: 'How much each class counts.',
    default: defaultTraining.classWeights,
    options: [
      { value: 'none', title: 'Equal', help: 'Every sample counts the same.' },
      {
        value: 'balanced',
        title: 'Balanced',
        help: 'Samples of rare classes count for more, so that they are not ignored; of several labels each is weighed for itself.',
      },
    ],
  }),
  resampling: choice({
    title: 'Resampling',
    help: 'Makes every class equally frequent while training. Validation and test stay as they are.',
    default: defaultTraining.resampling,
    options: [
      { value: 'none', title: 'Off', help: 'Samples are taken as they are.' },
      { value: 'over', title: 'Repeat rare ones', help: 'Samples of rare classes come several times in an epoch.' },
      {
        value: 'under',
        title: 'Leave out common ones',
        help: 'Of common classes only as many samples as of the rarest, drawn by the seed. Epochs get shorter.',
      },
    ],
  }),
} satisfies ParamSchema;

export const seedParams = {
  seed: int({
    title: 'Seed',
    help: 'The start of all random numbers. The same seed gives the same run.',
    default: defaultTraining.seed,
    min: 0,
    max: 4_294_967_295,
  }),
} satisfies ParamSchema;
