// A few training steps of the engine against the same in real Keras: same weights and batches in, same losses, weights
// and figures out.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildNetwork, initializeWeights, layerContext, takeWeights } from '../../electron/engine/network';
import { addSums, createObjective } from '../../electron/engine/training/objective';
import { createBlock } from '../../electron/engine/training/block';
import { createTrainingStep } from '../../electron/engine/training/step';
import { findLoss, losses } from '../../shared/choices/losses';
import { findMetric, metricInKeras, metrics } from '../../shared/choices/metrics';
import { kerasClipping } from '../../shared/choices/clipping';
import { findOptimizer } from '../../shared/choices/optimizers';
import { findSchedule, learningRateAt, scheduleValues } from '../../shared/choices/schedules';
import { pythonValue } from '../../shared/export/python';
import { findLayer } from '../../shared/layers';
import type { Task } from '../../shared/data/spec';
import { createRandom } from '../../shared/random';
import type { ParamValues } from '../../shared/result';
import type { PlanOutput } from '../../shared/run/plan';
import type { TrainingConfig } from '../../shared/run/training';
import { type MemorySet, memorySpec, openMemory } from '../engine/memoryData';
import { type LayerRow, planOf } from '../engine/plans';
import { engines } from '../engine/runs';
import { adam, iris, pictures, xor } from '../engine/sets';
import { type Numbers, difference, python } from './keras';

interface Case {
  readonly title: string;
  readonly set: MemorySet;
  readonly rows: readonly LayerRow[];
  readonly optimizer: string;
  readonly params: ParamValues;
  readonly training?: Pick<Partial<TrainingConfig>, 'weightDecay' | 'clipping' | 'schedule' | 'epochs'>;
  readonly steps?: number;
  /** Names of layers that do not learn. */
  readonly frozen?: readonly string[];
  readonly output?: Partial<PlanOutput>;
}

const sgd = { learningRate: 0.1, momentum: 0, nesterov: false };
const mlp: readonly LayerRow[] = [
  ['in', 'input'],
  ['hidden', 'dense', { units: 8, activation: 'tanh' }],
  ['answer', 'dense', { units: 3, activation: 'softmax' }],
  ['out', 'output'],
];
const binary: readonly LayerRow[] = [
  ['in', 'input'],
  ['hidden', 'dense', { units: 6, activation: 'relu', l1: 0.01, l2: 0.05 }],
  ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
  ['out', 'output'],
];
const convolution: readonly LayerRow[] = [
  ['in', 'input'],
  ['conv', 'conv2d', { filters: 4, activation: 'relu' }],
  ['norm', 'batchNormalization'],
  ['pool', 'maxPooling2d'],
  ['flat', 'flatten'],
  ['answer', 'dense', { units: 10, activation: 'softmax' }],
  ['out', 'output'],
];
const set = iris();
const cases: readonly Case[] = [
  { title: 'MLP, SGD', set, rows: mlp, optimizer: 'sgd', params: sgd },
  {
    title: 'MLP, Nesterov momentum',
    set,
    rows: mlp,
    optimizer: 'sgd',
    params: { ...sgd, momentum: 0.9, nesterov: true },
  },
  { title: 'MLP, Adam', set, rows: mlp, optimizer: 'adam', params: adam(0.01) },
  { title: 'yes or no with l1 and l2, SGD', set: xor, rows: binary, optimizer: 'sgd', params: sgd },
  {
    title: 'convolution with batch normalization, SGD',
    set: pictures('digits8x8', 96, 0, 0),
    rows: convolution,
    optimizer: 'sgd',
    params: sgd,
  },
  {
    title: 'convolution and batch normalization frozen, SGD',
    set: pictures('digits8x8', 96, 0, 0),
    rows: convolution,
    optimizer: 'sgd',
    params: sgd,
    frozen: ['conv', 'norm'],
  },
  { title: 'penalized layer frozen, SGD', set: xor, rows: binary, optimizer: 'sgd', params: sgd, frozen: ['hidden'] },
  ...(
    [
      ['adam', { weightDecay: 0.1, clipping: { by: 'globalNorm', limit: 0.5 } }],
      ['sgd', { weightDecay: 0.05, clipping: { by: 'norm', limit: 0.3 }, schedule: { id: 'polynomial', params: {} } }],
      ['sgd', { clipping: { by: 'value', limit: 0.01 } }],
      ['adam', { schedule: { id: 'cosineWarmup', params: { warmup: 0.3 } }, epochs: 3 }],
      ['adamw', { schedule: { id: 'step', params: { every: 1 } } }],
      ['rmsprop', { weightDecay: 0.1 }],
      ['nadam', {}],
      ['adagrad', {}],
      ['adadelta', {}],
      ['adamax', {}],
      ['adafactor', {}],
      ['lion', {}],
    ] as const
  ).map(([optimizer, training]) => ({
    title: `MLP, ${optimizer}, ${JSON.stringify(training)}, 20 steps`,
    set,
    rows: mlp,
    optimizer,
    params: { learningRate: 0.05 },
    training,
    steps: 20,
  })),
];

/** What a task's targets and answers look like where its losses and metrics are compared. */
interface Ground {
  readonly set: MemorySet;
  readonly units: number;
  readonly activation: string;
}
const random = createRandom(3);
const points = Array.from({ length: 60 }, () => [random.normal(), random.normal()]);
const pointSet = (target: MemorySet['targets'][string]): MemorySet => ({
  inputs: { x: { shape: [2], rows: points } },
  targets: { y: target },
  train: points.length,
});
const quantities = { task: 'regression', column: 'y', subtract: 0, divide: 1 } as const;
const amounts = points.flatMap(([x, y]) => [Math.exp(x! / 2), 1 + y! * y!]);
const grounds: { readonly [T in Exclude<Task, 'detection'>]: Ground } = {
  classification: { set, units: 3, activation: 'softmax' },
  binary: { set: xor, units: 1, activation: 'sigmoid' },
  labels: {
    set: pointSet({
      task: 'labels',
      column: 'y',
      classes: ['left', 'low', 'far'],
      shape: [3],
      values: points.flatMap(([x, y]) => [Number(x! < 0), Number(y! < 0), Number(x! * x! + y! * y! > 2)]),
    }),
    units: 3,
    activation: 'sigmoid',
  },
  // Above 0, as counts and logarithms need, and two of them, so that directions differ.
  regression: { set: pointSet({ ...quantities, shape: [2], values: amounts }), units: 2, activation: 'softplus' },
};
const oneAmount: Ground = {
  set: pointSet({ ...quantities, values: amounts.filter((_, at) => at % 2 === 0) }),
  units: 1,
  activation: 'softplus',
};

const trained = ({ set: from, units, activation }: Ground, output: Partial<PlanOutput>, title: string): Case => ({
  title,
  set: from,
  rows: [
    ['in', 'input'],
    ['hidden', 'dense', { units: 5, activation: 'tanh' }],
    ['answer', 'dense', { units, activation }],
    ['out', 'output'],
  ],
  optimizer: 'sgd',
  params: { ...sgd, learningRate: 0.05 },
  steps: 20,
  output,
});

const chosen: readonly Case[] = [
  ...losses.flatMap(({ id, tasks, target }) => {
    if (tasks.includes('detection')) return [];
    const task = target === 'onehot' ? 'classification' : tasks.includes('regression') ? 'regression' : 'binary';
    const one = trained(grounds[task], { loss: id, metrics: [] }, `loss ${id}, 20 steps`);
    // In percent its slopes are a hundred times as steep: weights would grow until their last digits hide the small ones.
    return [id === 'meanAbsolutePercentageError' ? { ...one, params: { ...sgd, learningRate: 0.0005 } } : one];
  }),
  // Those that Keras has none of are compared with numpy's in choices.oracle.test.ts.
  ...(['classification', 'binary', 'labels', 'regression'] as const).map((task) => {
    const ids = metrics.filter((one) => one.tasks.includes(task) && one.keras !== null).map(({ id }) => id);
    const ground = task === 'regression' ? oneAmount : grounds[task];
    return trained(ground, { metrics: ids }, `metrics of ${task}, 20 steps`);
  }),
];

const batchSize = 16;

async function ours({ set: from, rows, optimizer, params, training = {}, steps = 3, frozen = [], output }: Case) {
  const { tf } = await engines.current();
  const whole = planOf(
    memorySpec(from),
    rows,
    { optimizer, optimizerParams: params, ...training },
    output === undefined ? {} : { out: output },
  );
  const plan = {
    ...whole,
    layers: whole.layers.map((layer) => (frozen.includes(layer.name) ? { ...layer, frozen: true as const } : layer)),
  };
  const data = openMemory(from);
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 11);
  const objective = createObjective(tf, network, data.fitted);
  const part = data.parts.train.slice(0, 60);
  const step = createTrainingStep(tf, network, objective, null, {
    sample: await data.batch(part),
    train: [batchSize],
    evaluate: [batchSize, part.length % batchSize],
  });
  expect(step.reason).toBe('');
  step.push();
  const loss = findLoss(plan.outputs[0]!.loss)!;
  const asTensors = async (samples: Uint32Array) => {
    const batch = await data.batch(samples);
    const { shape, values } = Object.values(batch.inputs)[0]!;
    const answers = [...Object.values(batch.targets)[0]!];
    const { classes = [] } = plan.spec.targets[plan.outputs[0]!.target]!;
    const oneHot = (index: number) => classes.map((_name, at) => Number(at === index));
    const y =
      loss.target === 'onehot'
        ? { shape: [batch.size, classes.length], data: answers.flatMap(oneHot) }
        : { shape: [batch.size, answers.length / batch.size], data: answers };
    return { batch, tensors: { x: { shape, data: [...values] }, y } };
  };
  const layers = network.layers.filter(({ layer }) => layer !== null);
  const context = layerContext(plan);
  const given = layers.map(({ weights }) =>
    weights.map(({ variable }) => ({ shape: variable.shape, data: [...variable.dataSync()] })),
  );
  const batches = [];
  const shown = [];
  const measured = [];
  const { schedule, clipping, weightDecay, epochs } = plan.training;
  const base = Number(step.learner.values['learningRate']);
  const stepsPerEpoch = Math.floor(data.parts.train.length / batchSize);
  const totalSteps = stepsPerEpoch * epochs;
  for (let index = 0; index < steps; index++) {
    const first = (index % stepsPerEpoch) * batchSize;
    const { batch, tensors } = await asTensors(data.parts.train.slice(first, first + batchSize));
    batches.push(tensors);
    const moment = { step: index, epoch: Math.floor(index / stepsPerEpoch), stepsPerEpoch, totalSteps, epochs: [] };
    const rate = learningRateAt(schedule, base, moment);
    const trainedStep = step.train(createBlock(batch, batchSize), index + 1, Float32Array.of(rate))[0]!;
    shown.push(trainedStep.loss);
    measured.push(objective.figures(trainedStep.sums));
  }
  let sums = objective.zero;
  for (let start = 0; start < part.length; start += batchSize) {
    sums = addSums(
      sums,
      step.evaluate(createBlock((await asTensors(part.slice(start, start + batchSize))).batch, batchSize))[0]!.sums,
    );
  }
  const call = findOptimizer(optimizer)!.keras(step.learner.values as never);
  const more = {
    ...(weightDecay > 0 ? { weight_decay: weightDecay } : {}),
    ...(clipping.by === 'none' ? {} : { [kerasClipping[clipping.by]]: clipping.limit }),
  };
  const chosen = scheduleValues(findSchedule(schedule.id)!, schedule.params);
  const made = findSchedule(schedule.id)!.keras(chosen as never);
  // The schedule's arguments are Python with names in it; here they get their values.
  const values = { learning_rate: base, steps_per_epoch: stepsPerEpoch, total_steps: totalSteps };
  const named = (source: string) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(new RegExp(`\\b${name}\\b(?!=)`, 'gu'), `${value}`),
      source.replace(/\bschedule\["(\w+)"\]/g, (_, name: string) => String(chosen[name])),
    );
  const rates = made !== null && 'rate' in made ? { learning_rate: { source: named(pythonValue(made.rate)) } } : {};
  const inKeras = (id: string) =>
    metricInKeras(findMetric(id)!, plan.layers[plan.layers.length - 1]!.output.shape[0]!) ?? '';
  const question = {
    layers: layers.map(({ plan: layer }) => {
      const inputs = layer.inputs.map((id) => plan.layers.find((other) => other.id === id)!.output);
      const call = findLayer(layer.kind)!.keras(layer.params as never, context, inputs)!;
      return layer.frozen === true ? { ...call, args: { ...call.args, trainable: false } } : call;
    }),
    inputShape: plan.layers[0]!.output.shape,
    weights: given,
    optimizer: { ...call, args: { ...call.args, ...more, ...rates } },
    loss: loss.kerasSource?.(2) ?? loss.keras,
    define: loss.python ?? '',
    eager: output !== undefined,
    metrics: plan.outputs[0]!.metrics.map(inKeras),
    batches,
    evaluate: (await asTensors(part)).tensors,
  };
  const theirNames = Object.fromEntries(plan.outputs[0]!.metrics.map((id) => [id, nameInKeras(inKeras(id))]));
  step.pull();
  const weights = layers.map((layer) => layer.weights.map(({ name }) => takeWeights(network).get(name)!.data));
  const figures = objective.figures(sums);
  step.dispose();
  network.dispose();
  return { question, losses: shown, measured, weights, figures, theirNames };
}

/** What Keras calls a metric that was written so: its name, or that which it is given. */
function nameInKeras(source: string): string {
  return /name="([^"]+)"/u.exec(source)?.[1] ?? source.replaceAll('"', '');
}

interface Answer {
  readonly losses: readonly number[];
  /** Of each step, counted anew. */
  readonly figures: readonly { readonly [name: string]: number }[];
  readonly weights: readonly (readonly Numbers[])[];
  readonly evaluation: { readonly [name: string]: number };
}

describe.skipIf(python === undefined)('training equals Keras', () => {
  it('losses and figures of three or twenty steps, weights after them, figures over a part, for every loss and metric', async () => {
    const mine: Awaited<ReturnType<typeof ours>>[] = [];
    const all = [...cases, ...chosen];
    for (const one of all) mine.push(await ours(one));
    const { status, stdout, stderr } = spawnSync(python!, [resolve(import.meta.dirname, 'train_oracle.py')], {
      input: JSON.stringify(mine.map(({ question }) => question)),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    expect(status, stderr.slice(-2000)).toBe(0);
    const theirs = JSON.parse(stdout) as readonly Answer[];
    all.forEach(({ title }, index) => {
      const { losses: shown, measured, weights, figures, theirNames } = mine[index]!;
      const answer = theirs[index]!;
      expect(difference(shown, answer.losses, 1e-5), `${title}: losses`).toBeNull();
      measured.forEach((figuresOfStep, at) => {
        const ids = Object.keys(theirNames);
        const [found, wanted] = [
          ids.map((id) => figuresOfStep[id]!),
          ids.map((id) => answer.figures[at]![theirNames[id]!]!),
        ];
        expect(difference(found, wanted, 1e-5), `${title}: ${ids.join()} of step ${at + 1}`).toBeNull();
      });
      weights.forEach((layer, at) => {
        layer.forEach((weight, place) => {
          const { data } = answer.weights[at]![place]!;
          expect(difference(weight, data, 1e-5), `${title}: weight ${place} of layer ${at}`).toBeNull();
        });
      });
      const names = Object.keys(figures);
      const expected = names.map((name) => answer.evaluation[theirNames[name] ?? name] ?? Number.NaN);
      expect(
        difference(
          names.map((name) => figures[name]!),
          expected,
          1e-5,
        ),
        `${title}: ${names.join()}`,
      ).toBeNull();
    });
  }, 300_000);
});
