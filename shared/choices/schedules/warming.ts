// Schedules that begin with a small learning rate and warm up to the full one.
import { cosine, end, python, setting, start, warmup, warmupSteps } from './parts';
import { defineSchedule } from './schedule';

export const cosineWarmup = defineSchedule({
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
  keras: () => ({
    rate: {
      className: 'optimizers.schedules.CosineDecay',
      args: {
        initial_learning_rate: python(`${setting('start')} * learning_rate`),
        decay_steps: python(`max(1, total_steps - int(${setting('warmup')} * total_steps))`),
        alpha: python(setting('end')),
        warmup_target: python('learning_rate'),
        warmup_steps: python(`int(${setting('warmup')} * total_steps)`),
      },
    },
  }),
});

export const linearWarmup = defineSchedule({
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
  keras: () => ({
    rate: python(
      `WarmupLinear(learning_rate, total_steps, int(${setting('warmup')} * total_steps), start=${setting('start')}, end=${setting('end')})`,
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

export const oneCycle = defineSchedule({
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
  keras: () => ({
    rate: python(
      `OneCycle(learning_rate, total_steps, int(${setting('warmup')} * total_steps), start=${setting('start')}, end=${setting('end')})`,
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

export const inverseRoot = defineSchedule({
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
  keras: () => ({
    rate: python(`InverseRoot(learning_rate, max(1, int(${setting('warmup')} * total_steps)))`),
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
