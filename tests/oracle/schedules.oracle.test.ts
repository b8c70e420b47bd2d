// Learning-rate schedules, weight decay and gradient clipping against Keras. Oracle: Keras 3 on TensorFlow; for
// schedules that it lacks, the class that exports write for it.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { type Clipping, clipGradients, kerasClipping } from '../../shared/choices/clipping';
import { findOptimizer, optimizerValues } from '../../shared/choices/optimizers';
import { findSchedule, scheduleValues, schedules } from '../../shared/choices/schedules';
import { decayWeight } from '../../shared/choices/weightDecay';
import { pythonValue } from '../../shared/export/python';
import { createRandom, hash32 } from '../../shared/random';
import type { ParamValues } from '../../shared/result';
import { askKeras, difference, python } from './keras';
import type { Numbers } from './keras';

const tf = loadTensorFlow();

const settings: { readonly [id: string]: readonly ParamValues[] } = {
  step: [{}, { every: 1, factor: 0.3 }],
  exponential: [{}, { factor: 0.5 }],
  polynomial: [{}, { power: 2.5, end: 0.1 }],
  cosine: [{}, { end: 0.2 }],
  cosineWarmup: [{}, { warmup: 0.33, start: 0, end: 0.05 }, { warmup: 0 }],
  cosineRestarts: [
    { every: 1, longer: 1.7, height: 0.8 },
    { every: 2, longer: 1, height: 0.5, end: 0.1 },
  ],
  linearWarmup: [{}, { warmup: 0.5, start: 0, end: 0.1 }, { warmup: 0 }],
  oneCycle: [{}, { warmup: 0.1 }],
  inverseRoot: [{}, { warmup: 0 }],
};
const lengths = [
  { stepsPerEpoch: 7, epochs: 9 },
  { stepsPerEpoch: 120, epochs: 3 },
  { stepsPerEpoch: 1, epochs: 1 },
];
const base = 0.02;
const scheduleCases = schedules.flatMap((schedule) =>
  (settings[schedule.id] ?? []).flatMap((given) =>
    lengths.map(({ stepsPerEpoch, epochs }) => ({
      name: `${schedule.id} ${JSON.stringify(given)} over ${epochs} × ${stepsPerEpoch}`,
      schedule,
      params: scheduleValues(schedule, given),
      stepsPerEpoch,
      totalSteps: stepsPerEpoch * epochs,
      // Beyond the end too, as a run that is given more epochs goes.
      steps: Array.from({ length: stepsPerEpoch * epochs + 3 }, (_, step) => step),
    })),
  ),
);

const losses = [1, 0.8, 0.79, 0.79995, 0.81, 0.8, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5];
const plateauCases = [
  {},
  { patience: 1, factor: 0.1, smallest: 0.0005 },
  { patience: 2, cooldown: 2, minDelta: 0 },
  { patience: 4, cooldown: 1, minDelta: 0.05 },
].map((given: ParamValues) => ({
  name: JSON.stringify(given),
  params: scheduleValues(findSchedule('plateau')!, given),
}));

interface CommonCase {
  readonly name: string;
  readonly optimizer: string;
  readonly decay: number;
  readonly clip: Clipping;
}
const commonCases: readonly CommonCase[] = [
  { name: 'SGD by value', optimizer: 'sgd', decay: 0, clip: { by: 'value', limit: 0.7 } },
  { name: 'SGD by norm', optimizer: 'sgd', decay: 0, clip: { by: 'norm', limit: 1.5 } },
  { name: 'SGD by the norm of all', optimizer: 'sgd', decay: 0, clip: { by: 'globalNorm', limit: 2 } },
  { name: 'SGD by a norm that is never reached', optimizer: 'sgd', decay: 0, clip: { by: 'globalNorm', limit: 1e6 } },
  { name: 'SGD with weight decay', optimizer: 'sgd', decay: 0.3, clip: { by: 'none', limit: 1 } },
  { name: 'Adam with both', optimizer: 'adam', decay: 0.1, clip: { by: 'norm', limit: 0.5 } },
  { name: 'RMSprop with both', optimizer: 'rmsprop', decay: 0.5, clip: { by: 'globalNorm', limit: 0.5 } },
];
const random = createRandom(hash32('common'));
const bowls = [[5], [3, 4], [2, 2, 3]].map((shape) => {
  const draw = (value: () => number): Numbers => ({
    shape,
    data: Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => Math.fround(value())),
  });
  return { start: draw(() => 2 * random.normal()), scale: draw(() => 0.2 + 3 * random.uniform()) };
});
const steps = 20;

describe.skipIf(python === undefined)('Keras', () => {
  let answers: { readonly [topic: string]: unknown[] };
  const paramsOf = (id: string) => optimizerValues(findOptimizer(id)!, { learningRate: 0.05 });

  beforeAll(async () => {
    await tf.setBackend('cpu');
    answers = askKeras({
      schedules: scheduleCases.map(({ schedule, params, stepsPerEpoch, totalSteps, steps: asked }) => {
        const made = schedule.keras(params as never);
        if (made === null || 'plateau' in made) throw new Error(`${schedule.id} has no rate`);
        const values = {
          learning_rate: base,
          steps_per_epoch: stepsPerEpoch,
          total_steps: totalSteps,
          schedule: params,
        };
        return { rate: pythonValue(made.rate), source: made.source ?? '', values, steps: asked };
      }),
      plateaus: plateauCases.map(({ params }) => {
        const made = findSchedule('plateau')!.keras(params as never) as { readonly plateau: object };
        return { rate: base, arguments: made.plateau, losses };
      }),
      optimizers: commonCases.map(({ optimizer, decay, clip }) => {
        const call = findOptimizer(optimizer)!.keras(paramsOf(optimizer) as never);
        const clipping = clip.by === 'none' ? {} : { [kerasClipping[clip.by]]: clip.limit };
        const args = { ...call.args, ...clipping, ...(decay > 0 ? { weight_decay: decay } : {}) };
        return { call: { ...call, args }, steps, bowls };
      }),
    });
  }, 120_000);

  it('every schedule is asked', () => {
    expect(Object.keys(settings).sort()).toEqual(
      schedules
        .map(({ id }) => id)
        .filter((id) => id !== 'constant' && id !== 'plateau')
        .sort(),
    );
  });

  it.each(scheduleCases.map((one, index) => [one.name, one, index] as const))(
    '%s',
    (_name, { schedule, params, stepsPerEpoch, totalSteps, steps: asked }, index) => {
      const theirs = answers['schedules']![index] as number[] & { error?: string };
      expect(theirs.error).toBeUndefined();
      const ours = asked.map((step) =>
        schedule.rateAt(params as never, base, {
          step,
          epoch: Math.floor(step / stepsPerEpoch),
          stepsPerEpoch,
          totalSteps,
          epochs: [],
        }),
      );
      // Keras works in float32: about 1e-7 of the rate for each operation.
      expect(
        difference(
          ours.map((rate) => rate / base),
          theirs.map((rate) => rate / base),
          1e-5,
        ),
      ).toBeNull();
    },
  );

  it.each(plateauCases.map((one, index) => [one.name, one, index] as const))(
    'on a plateau %s',
    (_name, { params }, index) => {
      const theirs = answers['plateaus']![index] as number[];
      const ours = Array.from({ length: losses.length + 1 }, (_, epoch) =>
        findSchedule('plateau')!.rateAt(params as never, base, {
          step: epoch * 3,
          epoch,
          stepsPerEpoch: 3,
          totalSteps: 300,
          epochs: losses.slice(0, epoch).map((loss) => ({ train: { loss: 1 }, validation: { loss } })),
        }),
      );
      expect(difference(ours, theirs, 1e-8)).toBeNull();
      expect(new Set(ours).size).toBeGreaterThan(1);
    },
  );

  it.each(commonCases.map((one, index) => [one.name, one, index] as const))(
    '%s, 20 steps',
    (_name, { optimizer, decay, clip }, index) => {
      const theirs = answers['optimizers']![index] as (readonly Numbers[])[];
      const definition = findOptimizer(optimizer)!;
      const params = paramsOf(optimizer) as never;
      const rate = tf.scalar(0.05);
      const tensor = ({ shape, data }: Numbers): tfjs.Tensor => tf.tensor(data as number[], shape as number[]);
      let states = bowls.map(({ start }) => ({
        weight: tensor(start),
        slots: Object.fromEntries(
          definition
            .slots(params, start.shape)
            .map((slot) => [slot.name, tf.fill([...slot.shape], slot.initial) as tfjs.Tensor]),
        ) as { readonly [name: string]: tfjs.Tensor },
      }));
      for (let step = 0; step < steps; step++) {
        const slopes = states.map(({ weight }, place) => tf.mul(tensor(bowls[place]!.scale), weight));
        const clipped = clipGradients(tf, clip, slopes);
        states = states.map(({ weight, slots }, place) =>
          definition.update(tf, params, {
            weight: decayWeight(tf, weight, decay, rate),
            gradient: clipped[place]!,
            slots,
            learningRate: rate,
            step: tf.scalar(step + 1),
          }),
        );
        states.forEach(({ weight }, place) =>
          expect(difference(weight.dataSync(), theirs[step]![place]!.data, 1e-5), `step ${step + 1}`).toBeNull(),
        );
      }
    },
  );
});
