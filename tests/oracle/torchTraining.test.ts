// How an exported PyTorch project learns, run by real PyTorch: its optimizers, weight decay and plateau move weights and
// rates as the app's own formulas do, which choices.oracle.test.ts holds against Keras. Oracle: torch of
// LAYERLOOM_TORCH_PYTHON.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { findOptimizer, optimizerValues, optimizers } from '../../shared/choices/optimizers';
import { findSchedule, learningRateAt, scheduleValues, schedules } from '../../shared/choices/schedules';
import { decayWeight } from '../../shared/choices/weightDecay';
import { createRandom } from '../../shared/random';
import type { ParamValues } from '../../shared/result';

const python = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
const folder = resolve('shared/export/torchProject');
const tf = loadTensorFlow();

interface Row {
  readonly id: string;
  readonly given: ParamValues;
  readonly weightDecay: number;
}

const rows: readonly Row[] = [
  ...optimizers.flatMap(({ id }) => [0, 0.1].map((weightDecay) => ({ id, given: {}, weightDecay }))),
  { id: 'sgd', given: { momentum: 0.9 }, weightDecay: 0.2 },
  { id: 'sgd', given: { momentum: 0.8, nesterov: true }, weightDecay: 0 },
  { id: 'rmsprop', given: { centered: true, momentum: 0.5 }, weightDecay: 0 },
  { id: 'adam', given: { amsgrad: true, epsilon: 0.1 }, weightDecay: 0 },
  { id: 'adafactor', given: { decay: -0.5, clipThreshold: 0.3, smallest: 0.1 }, weightDecay: 0 },
];
const shapes = [[5], [3, 4], [2, 2, 3, 2]] as const;
const steps = 20;
/** The rate changes on the way, as with a schedule. */
const rateAt = (step: number) => 0.1 / (1 + step / 4);

const random = createRandom(7);
const starts = shapes.map((shape) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return {
    shape,
    weight: Array.from({ length: count }, () => 2 * random.normal()),
    scale: Array.from({ length: count }, () => 0.2 + 3 * random.uniform()),
  };
});

const losses = [1, 0.9, 0.8999, 0.95, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6];
const plateau = { factor: 0.5, patience: 2, minDelta: 0.001, cooldown: 1, smallest: 0.002 };

const schedule = findSchedule('plateau')!;
const values = scheduleValues(schedule, plateau) as never;

/** As preprocessing.json has it. */
function inKeras(): object | undefined {
  const made = schedule.keras(values);
  return made !== null && 'plateau' in made ? made.plateau : undefined;
}

const curves = [
  ...schedules.filter(({ looksBack }) => !looksBack).map(({ id }) => ({ id, given: {} })),
  { id: 'step', given: { every: 2, factor: 0.3 } },
  { id: 'polynomial', given: { power: 2.5, end: 0.1 } },
  { id: 'cosineWarmup', given: { warmup: 0, end: 0.2 } },
  { id: 'cosineRestarts', given: { every: 1, longer: 1, height: 0.5, end: 0.1 } },
  { id: 'cosineRestarts', given: { every: 1, longer: 1.7, height: 0.8 } },
  { id: 'linearWarmup', given: { warmup: 0.5, start: 0, end: 0.1 } },
  { id: 'inverseRoot', given: { warmup: 0 } },
].map(({ id, given }) => ({ id, params: scheduleValues(findSchedule(id)!, given) }));

const script = `
import json, sys
import torch
from optimizers import Plateau, make_optimizer, shrink
from schedules import factor_at
asked = json.load(sys.stdin)
answers = []
for row in asked["rows"]:
    weights = [torch.nn.Parameter(torch.tensor(one["weight"]).reshape(one["shape"])) for one in asked["starts"]]
    scales = [torch.tensor(one["scale"]).reshape(one["shape"]) for one in asked["starts"]]
    optimizer = make_optimizer(row["settings"], weights, 1.0)
    for rate in asked["rates"]:
        for weight, scale in zip(weights, scales):
            weight.grad = scale * weight.detach()
        for group in optimizer.param_groups:
            group["lr"] = rate
        shrink(optimizer, row["weightDecay"])
        optimizer.step()
    json.dumps(optimizer.state_dict()["param_groups"])
    answers.append([weight.detach().ravel().tolist() for weight in weights])
plateau, rates = Plateau(0.01, **asked["plateau"]), []
for loss in asked["losses"]:
    plateau.look(loss)
    rates.append(plateau.rate)
factors = [[factor_at(one, step, 7, 35) for step in range(38)] for one in asked["schedules"]]
json.dump({"weights": answers, "rates": rates, "factors": factors}, sys.stdout)
`;

/** Where the app's own formula leads, from the same start. */
function own({ id, given, weightDecay }: Row): readonly (readonly number[])[] {
  const optimizer = findOptimizer(id)!;
  const params = optimizerValues(optimizer, { ...given, ...(id === 'adamw' ? { weightDecay } : {}) });
  return starts.map(({ shape, weight: start, scale }) =>
    tf.tidy(() => {
      let weight: tfjs.Tensor = tf.tensor(start, [...shape]);
      let slots: Record<string, tfjs.Tensor> = Object.fromEntries(
        optimizer
          .slots(params as never, shape)
          .map(({ name, shape: size, initial }) => [name, tf.fill([...size], initial) as tfjs.Tensor]),
      );
      for (let step = 0; step < steps; step++) {
        const learningRate = tf.scalar(rateAt(step));
        const gradient = tf.mul(tf.tensor(scale, [...shape]), weight);
        const shrunk = id === 'adamw' ? weight : decayWeight(tf, weight, weightDecay, learningRate);
        const now = { weight: shrunk, gradient, slots, learningRate, step: tf.scalar(step + 1) };
        const result = optimizer.update(tf, params as never, now);
        weight = result.weight;
        slots = { ...result.slots };
      }
      return Array.from(weight.dataSync());
    }),
  );
}

it('every optimizer has its Python', () => {
  const [, table = ''] = readFileSync(resolve(folder, 'optimizers.py'), 'utf8').split('OPTIMIZERS = {');
  const named = [...table.slice(0, table.indexOf('}')).matchAll(/"(\w+)":/g)].map(([, id]) => id);
  expect(new Set(named)).toEqual(new Set(optimizers.map(({ id }) => id)));
});

describe.skipIf(python === '')('PyTorch', () => {
  let answer: {
    readonly weights: readonly (readonly (readonly number[])[])[];
    readonly rates: readonly number[];
    readonly factors: readonly (readonly number[])[];
  };
  beforeAll(() => {
    const asked = {
      starts,
      rates: Array.from({ length: steps }, (_, step) => rateAt(step)),
      rows: rows.map(({ id, given, weightDecay }) => ({
        settings: { id, params: optimizerValues(findOptimizer(id)!, given) },
        weightDecay,
      })),
      losses,
      plateau: inKeras(),
      schedules: curves,
    };
    const input = JSON.stringify(asked);
    answer = JSON.parse(execFileSync(python, ['-B', '-c', script], { cwd: folder, input, encoding: 'utf8' }));
  }, 120_000);

  it.each(rows.map((row, place) => ({ ...row, place })))(
    '$id $given, weight decay $weightDecay',
    ({ place, ...row }) => {
      own(row).forEach((weights, at) =>
        weights.forEach((weight, i) => {
          const theirs = answer.weights[place]![at]![i]!;
          expect(Math.abs(theirs - weight) / Math.max(1, Math.abs(weight)), `${shapes[at]} ${i}`).toBeLessThan(2e-5);
        }),
      );
    },
  );

  it.each(curves.map((chosen, place) => ({ chosen, place })))(
    'bends the rate as the app: $chosen',
    ({ chosen, place }) => {
      answer.factors[place]!.forEach((factor, step) => {
        const moment = { step, epoch: Math.floor(step / 7), stepsPerEpoch: 7, totalSteps: 35, epochs: [] };
        expect(factor).toBeCloseTo(learningRateAt(chosen, 1, moment), 12);
      });
    },
  );

  it('shrinks the rate on a plateau as the app does', () => {
    const epochs = losses.map((loss) => ({ train: { loss }, validation: { loss } }));
    const rates = losses.map((_, i) => schedule.rateAt(values, 0.01, { epochs: epochs.slice(0, i + 1) } as never));
    expect(answer.rates).toEqual(rates);
    expect(new Set(rates).size).toBeGreaterThan(2);
  });
});
