// Losses, metrics, initializers and optimizers against Keras. Oracle: Keras 3 on TensorFlow.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { fansOf, initializers } from '../../shared/choices/initializers';
import { losses } from '../../shared/choices/losses';
import { metricInKeras, metrics } from '../../shared/choices/metrics';
import { optimizerValues, optimizers } from '../../shared/choices/optimizers';
import type { Task } from '../../shared/data/spec';
import { checkParams } from '../../shared/params';
import type { ParamSchema, ValuesOf } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { createRandom, hash32 } from '../../shared/random';
import { askKeras, difference, python } from './keras';
import type { Numbers } from './keras';

const tf = loadTensorFlow();

function numbers(shape: readonly number[], seed: string, draw: (normal: number, uniform: number) => number): Numbers {
  const random = createRandom(hash32(seed));
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Array.from({ length: count }, () => Math.fround(draw(random.normal(), random.uniform()))) };
}

function rowsOf(shape: readonly number[], row: (index: number) => readonly number[]): Numbers {
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return {
    shape,
    data: Array.from({ length: rows }, (_, index) => row(index))
      .flat()
      .map(Math.fround),
  };
}

function tensor({ shape, data }: Numbers): tfjs.Tensor {
  return tf.tensor(data as number[], shape as number[], 'float32');
}

/** A target and a prediction as a task gives them, with certain and impossible answers among them. */
function pair(
  task: Task,
  shape: readonly number[],
  seed: string,
): { readonly target: Numbers; readonly prediction: Numbers } {
  const random = createRandom(hash32(seed));
  const classes = shape[shape.length - 1]!;
  switch (task) {
    case 'classification':
      return {
        target: rowsOf(shape, () => {
          const own = random.integer(classes);
          return Array.from({ length: classes }, (_, index) => (index === own ? 1 : 0));
        }),
        prediction: rowsOf(shape, (row) => {
          if (row === 0) return Array.from({ length: classes }, (_, index) => (index === 0 ? 1 : 0));
          const scores = Array.from({ length: classes }, () => Math.exp(2 * random.normal()));
          const sum = scores.reduce((total, score) => total + score, 0);
          return scores.map((score) => score / sum);
        }),
      };
    case 'labels':
    case 'binary': {
      const prediction = numbers(shape, `${seed}/p`, (_, uniform) => uniform);
      return {
        target: numbers(shape, `${seed}/t`, (_, uniform) => (uniform > 0.4 ? 1 : 0)),
        prediction: {
          ...prediction,
          data: prediction.data.map((value, index) => (index === 0 ? 0 : index === 1 ? 1 : value)),
        },
      };
    }
    case 'detection':
      throw new Error('boxes are no rows');
    case 'regression':
      // Above 0, as counts and logarithms need.
      return {
        target: numbers(shape, `${seed}/t`, (normal) => Math.abs(3 * normal) + 0.1),
        prediction: numbers(shape, `${seed}/p`, (normal) => Math.abs(3 * normal) + 0.05),
      };
  }
}

/** Losses and metrics of rows; those of boxes are compared in boxes.test.ts. */
const ofRows = ({ tasks }: { readonly tasks: readonly Task[] }) => !tasks.includes('detection');

const lossCases = losses.filter(ofRows).flatMap((loss) => {
  const task =
    loss.target === 'onehot' ? 'classification' : loss.tasks.includes('regression') ? 'regression' : 'binary';
  const shapes =
    task === 'classification'
      ? [
          [6, 4],
          [2, 3, 5],
        ]
      : task === 'binary'
        ? [
            [9, 1],
            [4, 3],
          ]
        : [
            [7, 1],
            [3, 4, 2],
          ];
  return shapes.map((shape) => ({
    name: `${loss.id} ${JSON.stringify(shape)}`,
    loss,
    ...pair(task, shape, `${loss.id}/${shape}`),
  }));
});

const metricCases = metrics.filter(ofRows).flatMap((metric) =>
  metric.tasks.flatMap((task) => {
    const shape = (rows: number) => (task === 'classification' ? [rows, 5] : [rows, 1]);
    const batches = [13, 40].map((rows) => pair(task, shape(rows), `${metric.id}/${task}/${rows}`));
    return [{ name: `${metric.id} for ${task}`, metric, batches }];
  }),
);

const shapes = [[200, 96], [3, 3, 24, 48], [5, 30, 20], [3000]] as const;
const initializerCases = initializers.flatMap((initializer) =>
  shapes
    .filter(({ length }) =>
      initializer.id === 'identity' ? length === 2 : initializer.id === 'orthogonal' ? length > 1 : true,
    )
    .filter(() => initializer.id !== 'lstmBias')
    .map((shape) => ({ name: `${initializer.id} ${JSON.stringify(shape)}`, initializer, shape })),
);

const settings: { readonly [id: string]: readonly ParamValues[] } = {
  adam: [{}, { learningRate: 0.1, beta1: 0.8, beta2: 0.9 }, { amsgrad: true, learningRate: 0.3 }, { epsilon: 0.1 }],
  adamw: [{}, { learningRate: 0.05, weightDecay: 0.5 }, { amsgrad: true, learningRate: 0.3, weightDecay: 0.02 }],
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.8, nesterov: true, learningRate: 0.05 }],
  rmsprop: [
    {},
    { momentum: 0.5, rho: 0.8 },
    { centered: true, learningRate: 0.01 },
    { centered: true, momentum: 0.9, learningRate: 0.01, epsilon: 0.01 },
  ],
  nadam: [{}, { learningRate: 0.1, beta1: 0.8, beta2: 0.9 }],
  lion: [{}, { learningRate: 0.1, beta1: 0.5, beta2: 0.8 }],
  adamax: [{}, { learningRate: 0.1, epsilon: 0.01 }],
  adagrad: [{}, { learningRate: 0.5, initialAccumulator: 0.01, epsilon: 0.1 }],
  adadelta: [{}, { rho: 0.8, learningRate: 0.5, epsilon: 1e-3 }],
  adafactor: [{}, { learningRate: 0.5, decay: -0.5, clipThreshold: 0.3, smallest: 0.1 }],
};
const steps = 20;
// A vector, a matrix and a convolution's kernel, since some optimizers treat them differently.
const bowls = [[5], [3, 4], [2, 2, 3, 2]].map((shape) => ({
  start: numbers(shape, `start/${shape}`, (normal) => 2 * normal),
  scale: numbers(shape, `scale/${shape}`, (_, uniform) => 0.2 + 3 * uniform),
}));
const optimizerCases = optimizers.flatMap((optimizer) =>
  settings[optimizer.id]!.map((given) => ({
    name: `${optimizer.id} ${JSON.stringify(given)}`,
    optimizer,
    params: optimizerValues(optimizer, given) as ValuesOf<ParamSchema>,
  })),
);

interface Sample {
  readonly mean: number;
  readonly deviation: number;
  readonly largest: number;
  readonly fans: readonly [number, number];
}

describe.skipIf(python === undefined)('Keras', () => {
  let answers: { readonly [topic: string]: unknown[] };
  const answerOf = <T>(topic: string, cases: readonly { readonly name: string }[], name: string): T => {
    const answer = answers[topic]![cases.findIndex((one) => one.name === name)] as T & { error?: string };
    expect(answer.error).toBeUndefined();
    return answer;
  };

  beforeAll(async () => {
    await tf.setBackend('cpu');
    answers = askKeras({
      losses: lossCases.map(({ loss, target, prediction }) => ({
        keras: loss.keras,
        ...(loss.python === undefined ? {} : { python: loss.python }),
        ...(loss.kerasSource === undefined ? {} : { source: loss.kerasSource(target.shape.length) }),
        target,
        prediction,
      })),
      metrics: metricCases.map(({ metric, batches }) => ({
        id: metric.id,
        keras: metricInKeras(metric, batches[0]!.target.shape[1]!),
        batches,
      })),
      initializers: initializerCases.map(({ initializer, shape }) => ({ keras: initializer.keras, shape })),
      optimizers: optimizerCases.map(({ optimizer, params }) => ({ call: optimizer.keras(params), steps, bowls })),
    });
  }, 120_000);

  it.each(lossCases.map((one) => [one.name, one] as const))('loss %s', (name, { loss, target, prediction }) => {
    const theirs = answerOf<Numbers>('losses', lossCases, name);
    const ours = tf.tidy(() => [...loss.perSample(tf, tensor(target), tensor(prediction)).dataSync()]);
    expect(theirs.shape).toEqual([target.shape[0]]);
    expect(difference(ours, theirs.data, 1e-5)).toBeNull();
  });

  it.each(metricCases.map((one) => [one.name, one] as const))(
    'metric %s over two batches',
    (name, { metric, batches }) => {
      const sums = batches.map(({ target, prediction }) =>
        tf.tidy(() => [...metric.sums(tf, tensor(target), tensor(prediction)).dataSync()]),
      );
      const total = sums[0]!.map((value, index) => value + sums[1]![index]!);
      expect(difference([metric.result(total)], [answerOf<number>('metrics', metricCases, name)], 1e-5)).toBeNull();
    },
  );

  it.each(initializerCases.map((one) => [one.name, one] as const))('initializer %s', (name, { initializer, shape }) => {
    const theirs = answerOf<Sample>('initializers', initializerCases, name);
    expect([fansOf(shape).in, fansOf(shape).out]).toEqual(theirs.fans);
    const values = initializer.fill(shape, createRandom(3));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // Both are samples: 3000 numbers or more leave a standard error of about 1.3 %; five of them are allowed.
    expect(Math.abs(deviation - theirs.deviation)).toBeLessThanOrEqual(0.07 * theirs.deviation + 1e-9);
    expect(Math.abs(mean - theirs.mean)).toBeLessThanOrEqual(0.15 * theirs.deviation + 1e-9);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const cutOff = /Uniform|truncated|Normal$/u.test(initializer.id) && initializer.id !== 'randomNormal';
    if (cutOff) expect(Math.abs(largest - theirs.largest)).toBeLessThan(0.03 * theirs.largest);
  });

  it.each(optimizerCases.map((one) => [one.name, one] as const))('optimizer %s', (name, { optimizer, params }) => {
    expect(checkParams(optimizer.params, params)).toBeNull();
    const theirs = answerOf<readonly (readonly Numbers[])[]>('optimizers', optimizerCases, name);
    bowls.forEach(({ start, scale }, place) => {
      let weight = tensor(start);
      let slots: Record<string, tfjs.Tensor> = Object.fromEntries(
        optimizer
          .slots(params, start.shape)
          .map((slot) => [slot.name, tf.fill([...slot.shape], slot.initial) as tfjs.Tensor]),
      );
      const slopes = tensor(scale);
      for (let step = 0; step < steps; step++) {
        const result = optimizer.update(tf, params, {
          weight,
          gradient: tf.mul(slopes, weight),
          slots,
          learningRate: tf.scalar(Number(params['learningRate'])),
          step: tf.scalar(step + 1),
        });
        expect(Object.keys(result.slots).sort()).toEqual(Object.keys(slots).sort());
        for (const [slot, value] of Object.entries(result.slots)) expect(value.shape).toEqual(slots[slot]!.shape);
        weight = result.weight;
        slots = { ...result.slots };
        expect(
          difference(weight.dataSync(), theirs[step]![place]!.data, 1e-5),
          `step ${step + 1} of ${JSON.stringify(start.shape)}`,
        ).toBeNull();
      }
    });
  });
});
