// Everything that the app offers for training compiles, and a compiled step does what the same step does operation by
// operation: numbers of every batch, weights and slots.
import { describe, expect, it } from 'vitest';
import { createBlock } from '../../../electron/engine/training/block';
import { compileSteps } from '../../../electron/engine/training/compiledStep';
import { createEagerSteps } from '../../../electron/engine/training/eagerStep';
import { createLearner } from '../../../electron/engine/training/learner';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { measured } from '../../../electron/engine/training/stepBody';
import { batchTensors, tidied } from '../../../electron/engine/training/stepTensors';
import { type ClassWeights, createObjective } from '../../../electron/engine/training/objective';
import { losses } from '../../../shared/choices/losses';
import { metrics } from '../../../shared/choices/metrics';
import { optimizers } from '../../../shared/choices/optimizers';
import type { Plan, PlanOutput } from '../../../shared/run/plan';
import { createRandom } from '../../../shared/random';
import { type MemorySet, memorySpec, openMemory } from '../memoryData';
import { type LayerRow, planOf } from '../plans';
import { engines } from '../runs';
import type { Task } from '../../../shared/data/spec';
import type { TrainingConfig } from '../../../shared/run/training';

const count = 44;
const batchSize = 8;
const random = createRandom(3);
const features = Array.from({ length: count }, () => Array.from({ length: 5 }, random.normal));
/** Boxes have a test of their own: tests/engine/boxLoss.test.ts. */
type RowTask = Exclude<Task, 'detection'>;
const isRowTask = (task: Task): task is RowTask => task !== 'detection';
const sets: { readonly [T in RowTask]: MemorySet } = {
  binary: setOf({ task: 'binary', column: 'y', classes: ['no', 'yes'], values: features.map(([x]) => Number(x! > 0)) }),
  classification: setOf({
    task: 'classification',
    column: 'y',
    classes: ['a', 'b', 'c'],
    values: features.map(([x]) => (x! > 0.4 ? 2 : x! > -0.4 ? 1 : 0)),
  }),
  labels: setOf({
    task: 'labels',
    column: 'y',
    classes: ['left', 'low', 'far'],
    shape: [3],
    values: features.flatMap(([x, y]) => [Number(x! < 0), Number(y! < 0), Number(x! * x! + y! * y! > 2)]),
  }),
  regression: setOf({
    task: 'regression',
    column: 'y',
    subtract: 2,
    divide: 3,
    values: features.map(([x, y]) => x! * y!),
  }),
};
const ends: { readonly [T in RowTask]: LayerRow } = {
  binary: ['end', 'dense', { units: 1, activation: 'sigmoid' }],
  classification: ['end', 'dense', { units: 3, activation: 'softmax' }],
  labels: ['end', 'dense', { units: 3, activation: 'sigmoid' }],
  regression: ['end', 'dense', { units: 1, activation: 'linear' }],
};
const body: readonly LayerRow[] = [
  ['hidden', 'dense', { units: 6, activation: 'tanh', l2: 0.01 }],
  ['norm', 'batchNormalization'],
  ['drop', 'dropout', { rate: 0.3 }],
];

function setOf(target: MemorySet['targets'][string]): MemorySet {
  return { inputs: { x: { shape: [5], rows: features } }, targets: { y: target }, train: count };
}

function plan(task: RowTask, training: Partial<TrainingConfig> = {}, output: Partial<PlanOutput> = {}): Plan {
  const rows: readonly LayerRow[] = [['in', 'input'], ...body, ends[task], ['out', 'output']];
  return planOf(memorySpec(sets[task]), rows, { batchSize, ...training }, { out: output });
}

/** Numbers of five full batches and the smaller last one, an evaluation of all, weights and slots. */
async function outcome(of: Plan, set: MemorySet, compiled: boolean, classWeights: ClassWeights | null) {
  const { tf } = await engines.current();
  const data = openMemory(set);
  const network = buildNetwork(tf, of);
  const objective = createObjective(tf, network, data.fitted);
  const learner = createLearner(tf, network);
  const samples = data.parts.train;
  const full = createBlock(await data.batch(samples.slice(0, 40)), batchSize);
  const last = createBlock(await data.batch(samples.slice(40)), batchSize);
  const expected = { sample: full.samples, train: [batchSize, 4], evaluate: [batchSize] };
  const steps = compiled
    ? compileSteps(tf, network, objective, learner, classWeights, expected)
    : createEagerSteps(tf, network, objective, learner, classWeights);
  if (typeof steps === 'string') throw new Error(steps);
  initializeWeights(tf, network, 4);
  steps.push();
  const rates = new Float32Array(5).fill(0.001);
  const numbers = [...steps.train(full, 1, rates), ...steps.train(last, 6, rates), ...steps.evaluate(full)].map(
    ({ loss, sums }) => [loss, ...sums.losses, ...sums.metrics],
  );
  steps.pull();
  const state = [...takeWeights(network), ...learner.take()].map(
    ([name, { data: values }]) => [name, [...values]] as const,
  );
  steps.dispose();
  learner.dispose();
  network.dispose();
  return { numbers, state };
}

async function compare(of: Plan, set: MemorySet, classWeights: ClassWeights | null = null): Promise<void> {
  const compiled = await outcome(of, set, true, classWeights);
  const eager = await outcome(of, set, false, classWeights);
  const close = (a: readonly number[], b: readonly number[], what: string) => {
    expect(a.length, what).toBe(b.length);
    a.forEach((value, index) => {
      const other = b[index]!;
      if (Number.isNaN(other)) expect(value, what).toBeNaN();
      else
        expect(Math.abs(value - other), `${what}: ${value} and ${other}`).toBeLessThan(
          2e-5 * Math.max(1, Math.abs(other)),
        );
    });
  };
  compiled.numbers.forEach((row, index) => close(row, eager.numbers[index]!, `batch ${index + 1}`));
  compiled.state.forEach(([name, values], index) => close(values, eager.state[index]![1], name));
}

const { tf: loaded } = await engines.current();

describe.skipIf(loaded.getBackend() !== 'tensorflow')(
  'a compiled step equals the same step operation by operation',
  () => {
    const variants: readonly (readonly [string, Partial<TrainingConfig>])[] = [
      ...optimizers.map(({ id }) => [id, { optimizer: id, optimizerParams: {} }] as const),
      ['sgd with momentum', { optimizer: 'sgd', optimizerParams: { momentum: 0.9 } }],
      ['sgd with nesterov', { optimizer: 'sgd', optimizerParams: { momentum: 0.9, nesterov: true } }],
      ['adam with amsgrad', { optimizer: 'adam', optimizerParams: { amsgrad: true } }],
      ['rmsprop centered with momentum', { optimizer: 'rmsprop', optimizerParams: { centered: true, momentum: 0.5 } }],
      ['adam with weight decay', { weightDecay: 0.1 }],
      ['rmsprop with weight decay', { optimizer: 'rmsprop', optimizerParams: {}, weightDecay: 0.1 }],
      ...(['value', 'norm', 'globalNorm'] as const).map(
        (by) => [`clipped by ${by}`, { clipping: { by, limit: 0.05 } }] as const,
      ),
    ];
    it.each(variants)('%s', async (_, training) => {
      await compare(plan('classification', training), sets.classification);
    });

    it('with frozen layers, which stay as they are', async () => {
      const of = plan('classification');
      const layers = of.layers.map((layer) =>
        ['hidden', 'norm'].includes(layer.name) ? { ...layer, frozen: true as const } : layer,
      );
      await compare({ ...of, layers }, sets.classification);
      const { state } = await outcome({ ...of, layers }, sets.classification, true, null);
      const network = buildNetwork(loaded, of);
      initializeWeights(loaded, network, 4);
      const before = takeWeights(network);
      network.dispose();
      const changed = state.filter(([name, values]) => String([...(before.get(name)?.data ?? [])]) !== String(values));
      expect(changed.map(([name]) => name).filter((name) => before.has(name))).toEqual(['end/kernel', 'end/bias']);
    });

    it('with steps that are empty', async () => {
      const codes = features.map((row) => row.map((x) => Math.max(0, Math.round(2 * x))));
      const set = { ...sets.classification, inputs: { x: { shape: [5], rows: codes } } };
      const rows: readonly LayerRow[] = [
        ['Say "in"', 'input'],
        ['単語/語', 'embedding', { inputDim: 12, outputDim: 4, maskZero: true }],
        ['look', 'multiHeadAttention', { numHeads: 2, keyDim: 3 }],
        ['read', 'lstm', { units: 4, returnSequences: true }],
        ['mean', 'globalAveragePooling1d'],
        ends.classification,
        ['out', 'output'],
      ];
      await compare(planOf(memorySpec(set), rows, { batchSize }), set);
    });

    it('with class weights', async () => {
      await compare(plan('classification'), sets.classification, { y: [3, 0.5, 1] });
      await compare(plan('binary'), sets.binary, { y: [3, 0.5] });
      await compare(plan('labels'), sets.labels, { y: [3, 0.5, 1, 2, 0, 1] });
    });

    it.each(['binary', 'classification', 'labels', 'regression'] as const)('with samples mixed, %s', async (task) => {
      const recipe = { id: 'supervised', params: { mixup: 'gentle' } } as const;
      await compare(plan(task, { recipe }), sets[task], task === 'classification' ? { y: [3, 0.5, 1] } : null);
    });

    it.each(losses.flatMap((loss) => loss.tasks.filter(isRowTask).map((task) => [loss.id, task] as const)))(
      'loss %s, %s',
      async (loss, task) => {
        // Plain steps: Adam would blow rounding up where a slope is 0.
        await compare(plan(task, { optimizer: 'sgd', optimizerParams: {} }, { loss, metrics: [] }), sets[task]);
      },
    );

    it.each(['binary', 'classification', 'regression'] as const)('all metrics of %s', async (task) => {
      const ids = metrics.filter(({ tasks }) => tasks.includes(task)).map(({ id }) => id);
      await compare(plan(task, {}, { metrics: ids }), sets[task]);
    });

    it('an evaluation gives every output after the figures', async () => {
      const of = plan('classification');
      const data = openMemory(sets.classification);
      const network = buildNetwork(loaded, of);
      initializeWeights(loaded, network, 4);
      const objective = createObjective(loaded, network, data.fitted);
      const block = createBlock(await data.batch(data.parts.train.slice(0, 40)), batchSize);
      const expected = { sample: block.samples, train: [], evaluate: [batchSize] };
      const steps = compileSteps(loaded, network, objective, null, null, expected, true);
      if (typeof steps === 'string') throw new Error(steps);
      steps.push();
      const rows = steps.evaluate(block);
      [...block.batches()].forEach((batch, index) => {
        const own = tidied(loaded, () => {
          const { numbers, outputs } = measured(loaded, network, objective, batchTensors(loaded, batch));
          return [...numbers.dataSync(), ...outputs['out']!.dataSync()];
        });
        expect(rows[index]!.numbers.length).toBe(own.length);
        own.forEach((value, at) => expect(rows[index]!.numbers[at]).toBeCloseTo(value, 5));
        expect(rows[index]!.sums.metrics.length).toBe(own.length - 2 - 3 * batchSize);
      });
      steps.dispose();
      network.dispose();
    });
  },
);
