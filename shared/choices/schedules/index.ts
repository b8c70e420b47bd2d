// Learning-rate schedules. Where Keras has one of that name, the numbers are Keras'; tests/oracle compares them.
import { float, int } from '../../params';
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import { cosine, end, every, python, pythonFloatSource, start, warmup, warmupSteps } from './parts';
import type { EpochFigures, ScheduleDefinition, ScheduleMoment } from './schedule';
import { defineSchedule } from './schedule';

const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  summary: 'The same learning rate from the first step to the last.',
  params: {},
  rateAt: (_params, base) => base,
  keras: () => null,
});

const step = defineSchedule({
  id: 'step',
  title: 'Steps',
  summary: 'Multiplies the rate by a factor every few epochs. Simple, and easy to read off the curve.',
  formula: 'lr · factor^⌊epoch / every⌋',
  params: {
    every: every(10, 'Epochs between two steps down.'),
    factor: float({
      title: 'Factor',
      help: 'What the rate is multiplied by at each step: 0.5 halves it.',
      default: 0.5,
      min: 0.001,
      max: 1,
      step: 0.05,
    }),
  },
  rateAt: ({ every: epochs, factor }, base, { step: at, stepsPerEpoch }) =>
    base * factor ** Math.floor(at / (epochs * stepsPerEpoch)),
  keras: ({ every: epochs, factor }) => ({
    rate: {
      className: 'optimizers.schedules.ExponentialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python(`${epochs} * steps_per_epoch`),
        decay_rate: factor,
        staircase: true,
      },
    },
  }),
});

const exponential = defineSchedule({
  id: 'exponential',
  title: 'Exponential',
  summary: 'Shrinks the rate by the same share every epoch, smoothly.',
  formula: 'lr · factor^(step / steps of an epoch)',
  params: {
    factor: float({
      title: 'Factor',
      help: 'What is left of the rate after each epoch: 0.9 takes a tenth away.',
      default: 0.9,
      min: 0.001,
      max: 1,
      step: 0.01,
    }),
  },
  rateAt: ({ factor }, base, { step: at, stepsPerEpoch }) => base * factor ** (at / stepsPerEpoch),
  keras: ({ factor }) => ({
    rate: {
      className: 'optimizers.schedules.ExponentialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('steps_per_epoch'),
        decay_rate: factor,
      },
    },
  }),
});

const polynomial = defineSchedule({
  id: 'polynomial',
  title: 'Polynomial',
  summary: 'Falls to the end of the training along a straight line, or along a curve that is steep at first.',
  formula: 'end + (lr - end) · (1 - step / steps)^power',
  params: {
    power: float({
      title: 'Power',
      help: '1 is a straight line; larger values fall faster at first.',
      default: 1,
      min: 0.1,
      max: 10,
      step: 0.5,
    }),
    end: end(),
  },
  rateAt: ({ power, end: last }, base, { step: at, totalSteps }) =>
    base * (last + (1 - last) * (1 - Math.min(at, totalSteps) / totalSteps) ** power),
  keras: ({ power, end: last }) => ({
    rate: {
      className: 'optimizers.schedules.PolynomialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('total_steps'),
        end_learning_rate: python(`${last} * learning_rate`),
        power,
      },
    },
  }),
});

const cosineDecay = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  summary: 'Stays high at first, falls, and levels out at the end. A good first choice for longer trainings.',
  formula: 'lr · (end + (1 - end) · (1 + cos(π · step / steps)) / 2)',
  params: { end: end() },
  rateAt: ({ end: last }, base, { step: at, totalSteps }) =>
    base * (last + (1 - last) * cosine(Math.min(at, totalSteps) / totalSteps)),
  keras: ({ end: last }) => ({
    rate: {
      className: 'optimizers.schedules.CosineDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('total_steps'),
        alpha: last,
      },
    },
  }),
});

const cosineWarmup = defineSchedule({
  id: 'cosineWarmup',
  title: 'Warm-up, cosine',
  summary:
    'Rises from a small rate, so that the first steps do no harm, then falls as a cosine. Usual for transformers.',
  formula: 'a straight line up to lr, then lr · (end + (1 - end) · (1 + cos(π · t)) / 2)',
  params: { warmup: warmup(), start: start(), end: end() },
  rateAt: ({ warmup: share, start: first, end: last }, base, { step: at, totalSteps }) => {
    const rising = warmupSteps(share, totalSteps);
    if (at < rising) return base * (first + (1 - first) * (at / rising));
    const falling = Math.max(1, totalSteps - rising);
    return base * (last + (1 - last) * cosine(Math.min(at - rising, falling) / falling));
  },
  keras: ({ warmup: share, start: first, end: last }) => ({
    rate: {
      className: 'optimizers.schedules.CosineDecay',
      args: {
        initial_learning_rate: python(`${pythonFloatSource(first)} * learning_rate`),
        decay_steps: python(`max(1, total_steps - int(${share} * total_steps))`),
        alpha: last,
        warmup_target: python('learning_rate'),
        warmup_steps: python(`int(${share} * total_steps)`),
      },
    },
  }),
});

const cosineRestarts = defineSchedule({
  id: 'cosineRestarts',
  title: 'Cosine restarts',
  summary: 'Falls as a cosine and jumps up again, in cycles that may grow longer. Helps to leave a poor spot.',
  formula: 'lr · height^cycle · (1 + cos(π · t)) / 2 within each cycle',
  params: {
    every: every(10, 'Epochs of the first cycle.'),
    longer: float({
      title: 'Longer',
      help: 'How much longer each cycle is than the one before it.',
      default: 2,
      min: 1,
      max: 10,
      step: 0.5,
    }),
    height: float({
      title: 'Height',
      help: 'How high each cycle begins, as a share of the one before it.',
      default: 1,
      min: 0.01,
      max: 1,
      step: 0.05,
    }),
    end: end(),
  },
  rateAt: ({ every: epochs, longer, height, end: last }, base, { step: at, stepsPerEpoch }) => {
    let share = at / (epochs * stepsPerEpoch);
    let [cycle, length] = [0, 1];
    if (longer === 1) {
      cycle = Math.floor(share);
      share -= cycle;
    } else {
      for (; share >= length; length *= longer) {
        share -= length;
        cycle += 1;
      }
      share /= length;
    }
    return base * (last + (1 - last) * height ** cycle * cosine(share));
  },
  keras: ({ every: epochs, longer, height, end: last }) => ({
    rate: {
      className: 'optimizers.schedules.CosineDecayRestarts',
      args: {
        initial_learning_rate: python('learning_rate'),
        first_decay_steps: python(`${epochs} * steps_per_epoch`),
        t_mul: python(pythonFloatSource(longer)),
        m_mul: python(pythonFloatSource(height)),
        alpha: last,
      },
    },
  }),
});

const linearWarmup = defineSchedule({
  id: 'linearWarmup',
  title: 'Warm-up, linear',
  summary: 'Rises along a straight line and falls along another. Usual when a large network is tuned to a new task.',
  formula: 'a straight line up to lr, then one down to the end',
  params: { warmup: warmup(), start: start(), end: end() },
  rateAt: ({ warmup: share, start: first, end: last }, base, { step: at, totalSteps }) => {
    const rising = warmupSteps(share, totalSteps);
    if (at < rising) return base * (first + (1 - first) * (at / rising));
    const falling = Math.max(1, totalSteps - rising);
    return base * (last + (1 - last) * (1 - Math.min(at - rising, falling) / falling));
  },
  keras: ({ warmup: share, start: first, end: last }) => ({
    rate: python(
      `WarmupLinear(learning_rate, total_steps, int(${share} * total_steps), start=${pythonFloatSource(first)}, end=${pythonFloatSource(last)})`,
    ),
    source: `@keras.saving.register_keras_serializable(package="layerloom")
class WarmupLinear(keras.optimizers.schedules.LearningRateSchedule):
    """Rises to the peak along a straight line and falls along another."""

    def __init__(self, peak, total_steps, warmup_steps, start, end):
        self.peak, self.total_steps, self.warmup_steps = peak, total_steps, warmup_steps
        self.start, self.end = start, end

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        rising = self.start + (1 - self.start) * step / max(1, self.warmup_steps)
        falling_steps = max(1, self.total_steps - self.warmup_steps)
        share = keras.ops.minimum((step - self.warmup_steps) / falling_steps, 1.0)
        falling = self.end + (1 - self.end) * (1 - share)
        return self.peak * keras.ops.where(step < self.warmup_steps, rising, falling)

    def get_config(self):
        return dict(vars(self))
`,
  }),
});

const oneCycle = defineSchedule({
  id: 'oneCycle',
  title: 'One cycle',
  summary:
    'Rises smoothly to the learning rate, then falls far below where it began. Made for few epochs at a high rate.',
  formula: 'half a cosine up to lr, then half a cosine down',
  params: {
    warmup: warmup(0.3),
    start: start(0.04),
    end: end(0.0001),
  },
  rateAt: ({ warmup: share, start: first, end: last }, base, { step: at, totalSteps }) => {
    const rising = warmupSteps(share, totalSteps);
    if (at < rising) return base * (1 - (1 - first) * cosine(at / rising));
    const falling = Math.max(1, totalSteps - rising);
    return base * (last + (1 - last) * cosine(Math.min(at - rising, falling) / falling));
  },
  keras: ({ warmup: share, start: first, end: last }) => ({
    rate: python(
      `OneCycle(learning_rate, total_steps, int(${share} * total_steps), start=${pythonFloatSource(first)}, end=${pythonFloatSource(last)})`,
    ),
    source: `@keras.saving.register_keras_serializable(package="layerloom")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Half a cosine up to the peak, then half a cosine down."""

    def __init__(self, peak, total_steps, warmup_steps, start, end):
        self.peak, self.total_steps, self.warmup_steps = peak, total_steps, warmup_steps
        self.start, self.end = start, end

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        half = lambda share: 0.5 * (1 + keras.ops.cos(np.pi * share))
        rising = 1 - (1 - self.start) * half(step / max(1, self.warmup_steps))
        falling_steps = max(1, self.total_steps - self.warmup_steps)
        share = keras.ops.minimum((step - self.warmup_steps) / falling_steps, 1.0)
        falling = self.end + (1 - self.end) * half(share)
        return self.peak * keras.ops.where(step < self.warmup_steps, rising, falling)

    def get_config(self):
        return dict(vars(self))
`,
  }),
});

const inverseRoot = defineSchedule({
  id: 'inverseRoot',
  title: 'Warm-up, root',
  summary:
    'Rises along a straight line, then falls as one over the root of the step: the first transformer’s schedule.',
  formula: 'lr · min(t / warm-up, √(warm-up / t)),  t = step + 1',
  params: { warmup: warmup() },
  rateAt: ({ warmup: share }, base, { step: at, totalSteps }) => {
    const rising = Math.max(1, warmupSteps(share, totalSteps));
    return base * Math.min((at + 1) / rising, Math.sqrt(rising / (at + 1)));
  },
  keras: ({ warmup: share }) => ({
    rate: python(`InverseRoot(learning_rate, max(1, int(${share} * total_steps)))`),
    source: `@keras.saving.register_keras_serializable(package="layerloom")
class InverseRoot(keras.optimizers.schedules.LearningRateSchedule):
    """Rises to the peak along a straight line, then falls as one over the root of the step."""

    def __init__(self, peak, warmup_steps):
        self.peak, self.warmup_steps = peak, warmup_steps

    def __call__(self, step):
        count = keras.ops.cast(step, "float32") + 1
        return self.peak * keras.ops.minimum(count / self.warmup_steps, keras.ops.sqrt(self.warmup_steps / count))

    def get_config(self):
        return dict(vars(self))
`,
  }),
});

interface PlateauValues {
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly smallest: number;
}

/** What Keras' ReduceLROnPlateau makes of the epochs so far, on the validation loss or, without one, the training's. */
function afterPlateaus(params: PlateauValues, base: number, epochs: readonly EpochFigures[]): number {
  let [rate, best, wait, cooldown] = [base, Number.NaN, 0, 0];
  for (const { train, validation } of epochs) {
    const loss = (validation ?? train)['loss'];
    if (loss === undefined) continue;
    if (cooldown > 0) {
      cooldown -= 1;
      wait = 0;
    }
    if (Number.isNaN(best) || loss + params.minDelta < best) {
      best = loss;
      wait = 0;
    } else if (cooldown === 0) {
      wait += 1;
      if (wait >= params.patience && rate > params.smallest) {
        rate = Math.max(rate * params.factor, params.smallest);
        cooldown = params.cooldown;
        wait = 0;
      }
    }
  }
  return rate;
}

const plateau = defineSchedule({
  id: 'plateau',
  title: 'On a plateau',
  summary: 'Keeps the rate while the validation loss gets better, and shrinks it when it no longer does.',
  formula: 'lr · factor after each `patience` epochs without a better loss',
  params: {
    factor: float({
      title: 'Factor',
      help: 'What the rate is multiplied by when the loss no longer gets better.',
      default: 0.5,
      min: 0.001,
      max: 0.99,
      step: 0.05,
    }),
    patience: int({
      title: 'Patience',
      help: 'Epochs without a better loss before the rate shrinks. Keep it below the patience of early stopping.',
      default: 3,
      min: 1,
      max: 100_000,
      unit: 'ep.',
    }),
    minDelta: float({
      title: 'Smallest gain',
      help: 'The loss must get better by more than this to count.',
      default: 0.0001,
      min: 0,
      max: 1000,
      step: 0.0001,
      advanced: true,
    }),
    cooldown: int({
      title: 'Rest',
      help: 'Epochs after a change in which none is counted.',
      default: 0,
      min: 0,
      max: 100_000,
      unit: 'ep.',
      advanced: true,
    }),
    smallest: float({
      title: 'Smallest rate',
      help: 'The rate never gets smaller than this.',
      default: 0,
      min: 0,
      max: 10,
      advanced: true,
    }),
  },
  looksBack: true,
  rateAt: (params, base, { epochs }) => afterPlateaus(params, base, epochs),
  keras: (params) => ({
    plateau: {
      factor: params.factor,
      patience: params.patience,
      min_delta: params.minDelta,
      cooldown: params.cooldown,
      min_lr: params.smallest,
    },
  }),
});

export const schedules: readonly ScheduleDefinition[] = [
  constant,
  step,
  exponential,
  polynomial,
  cosineDecay,
  cosineWarmup,
  cosineRestarts,
  linearWarmup,
  oneCycle,
  inverseRoot,
  plateau,
];

export function findSchedule(id: string): ScheduleDefinition | undefined {
  return schedules.find((schedule) => schedule.id === id);
}

/** Which schedule a training uses, and its parameters. */
export interface ScheduleChoice {
  readonly id: string;
  readonly params: ParamValues;
}

/** A schedule's parameters with its defaults where none are given. */
export function scheduleValues(schedule: ScheduleDefinition, given: ParamValues): ParamValues {
  return { ...(defaultsOf(schedule.params) as ParamValues), ...given };
}

/** The learning rate of the next step. A schedule that this version does not know leaves the rate as it is. */
export function learningRateAt(chosen: ScheduleChoice, base: number, moment: ScheduleMoment): number {
  const schedule = findSchedule(chosen.id);
  return schedule === undefined
    ? base
    : schedule.rateAt(scheduleValues(schedule, chosen.params) as never, base, moment);
}

export type { EpochFigures, ScheduleDefinition, ScheduleInKeras, ScheduleMoment } from './schedule';
