// Schedules that begin at the full learning rate and fall, or keep it.
import { float } from '../../params';
import { cosine, end, every, python, setting } from './parts';
import { defineSchedule } from './schedule';

export const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  summary: 'The same learning rate from the first step to the last.',
  params: {},
  rateAt: (_params, base) => base,
  keras: () => null,
});

export const step = defineSchedule({
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
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.ExponentialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python(`${setting('every')} * steps_per_epoch`),
        decay_rate: python(setting('factor')),
        staircase: true,
      },
    },
  }),
});

export const exponential = defineSchedule({
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
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.ExponentialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('steps_per_epoch'),
        decay_rate: python(setting('factor')),
      },
    },
  }),
});

export const polynomial = defineSchedule({
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
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.PolynomialDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('total_steps'),
        end_learning_rate: python(`${setting('end')} * learning_rate`),
        power: python(setting('power')),
      },
    },
  }),
});

export const cosineDecay = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  summary: 'Stays high at first, falls, and levels out at the end. A good first choice for longer trainings.',
  formula: 'lr · (end + (1 - end) · (1 + cos(π · step / steps)) / 2)',
  params: { end: end() },
  rateAt: ({ end: last }, base, { step: at, totalSteps }) =>
    base * (last + (1 - last) * cosine(Math.min(at, totalSteps) / totalSteps)),
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.CosineDecay',
      args: {
        initial_learning_rate: python('learning_rate'),
        decay_steps: python('total_steps'),
        alpha: python(setting('end')),
      },
    },
  }),
});

export const cosineRestarts = defineSchedule({
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
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.CosineDecayRestarts',
      args: {
        initial_learning_rate: python('learning_rate'),
        first_decay_steps: python(`${setting('every')} * steps_per_epoch`),
        t_mul: python(`float(${setting('longer')})`),
        m_mul: python(`float(${setting('height')})`),
        alpha: python(setting('end')),
      },
    },
  }),
});
