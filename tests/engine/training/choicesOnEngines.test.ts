// Everything that training offers beside layers (activations, optimizers, losses, metrics, clipping, weight decay, a teacher) does the
// same on every engine: numbers of every batch and weights after them, held against the native engine.
import { describe, expect, it } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import { createBlock } from '../../../electron/engine/training/block';
import { createEagerSteps } from '../../../electron/engine/training/eagerStep';
import { createLearner } from '../../../electron/engine/training/learner';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { activations } from '../../../shared/choices/activations';
import { losses } from '../../../shared/choices/losses';
import { metrics } from '../../../shared/choices/metrics';
import { optimizers } from '../../../shared/choices/optimizers';
import { type BoxGrid, boxNumbers, encodeBoxes } from '../../../shared/data/boxes';
import type { FittedTarget } from '../../../shared/data/fitted';
import type { Task } from '../../../shared/data/spec';
import { createRandom } from '../../../shared/random';
import type { Plan, PlanOutput } from '../../../shared/run/plan';
import type { TrainingConfig } from '../../../shared/run/training';
import { type MemorySet, memorySpec, openMemory } from '../memoryData';
import { type LayerRow, planOf } from '../plans';
import { drawnTeacher, teaching } from '../taughtCases';
import { otherEngines } from '../webgpuHere';

const others = await otherEngines();
const batchSize = 8;
const random = createRandom(5);
const rows = Array.from({ length: 3 * batchSize }, () => Array.from({ length: 4 }, random.normal));
const setOf = (target: FittedTarget & { readonly values: readonly number[] }): MemorySet => ({
  inputs: { x: { shape: [4], rows } },
  targets: { y: target },
  train: rows.length,
});
/** A grid of 2 by 2 cells with two classes. */
const grid: BoxGrid = { rows: 2, columns: 2, classes: 2 };
const gridShape = [grid.rows, grid.columns, boxNumbers + grid.classes];
function boxesOf([x, y, z, w]: readonly number[]): readonly number[] {
  const place = (value: number) => 0.35 + 0.3 * Math.tanh(value);
  const things = [
    { box: [place(x!), place(y!), 0.3, 0.2], class: Number(z! > 0) },
    { box: [place(-x!), place(w!), 0.2, 0.3], class: Number(w! > 0) },
  ] as const;
  const out = new Float32Array(gridShape.reduce((product, size) => product * size, 1));
  encodeBoxes(things, grid, out, 0);
  return [...out];
}
const sets: { readonly [T in Task]: MemorySet } = {
  detection: setOf({
    task: 'detection',
    column: 'y',
    classes: ['a', 'b'],
    shape: gridShape,
    values: rows.flatMap(boxesOf),
  }),
  binary: setOf({ task: 'binary', column: 'y', classes: ['no', 'yes'], values: rows.map(([x]) => Number(x! > 0)) }),
  classification: setOf({
    task: 'classification',
    column: 'y',
    classes: ['a', 'b', 'c'],
    values: rows.map(([x]) => (x! > 0.4 ? 2 : x! > -0.4 ? 1 : 0)),
  }),
  labels: setOf({
    task: 'labels',
    column: 'y',
    classes: ['left', 'low', 'far'],
    shape: [3],
    values: rows.flatMap(([x, y]) => [Number(x! < 0), Number(y! < 0), Number(x! * x! + y! * y! > 2)]),
  }),
  regression: setOf({
    task: 'regression',
    column: 'y',
    subtract: 2,
    divide: 3,
    values: rows.map(([x, y]) => x! * y!),
  }),
};
const ends: { readonly [T in Task]: readonly LayerRow[] } = {
  binary: [['end', 'dense', { units: 1, activation: 'sigmoid' }]],
  classification: [['end', 'dense', { units: 3, activation: 'softmax' }]],
  labels: [['end', 'dense', { units: 3, activation: 'sigmoid' }]],
  regression: [['end', 'dense', { units: 1, activation: 'linear' }]],
  detection: [
    ['flat', 'dense', { units: 28, activation: 'linear' }],
    ['end', 'reshape', { targetShape: gridShape }],
  ],
};

function plan(task: Task, training: Partial<TrainingConfig>, output: Partial<PlanOutput>, activation: string): Plan {
  const layers: readonly LayerRow[] = [
    ['in', 'input'],
    ['hidden', 'dense', { units: 6, activation, l2: 0.01 }],
    ...ends[task],
    ['out', 'output'],
  ];
  return planOf(memorySpec(sets[task]), layers, { batchSize, ...training }, { out: output });
}

const engines = createEngines({ force: '', reportPath: '' });

async function outcome(
  engine: string,
  of: Plan,
  task: Task,
): Promise<readonly (readonly [string, readonly number[]])[]> {
  const { tf, info } = await engines.start(engine);
  expect(info.id).toBe(engine);
  const data = openMemory(sets[task]);
  const network = buildNetwork(tf, of);
  const learner = createLearner(tf, network);
  const taught = of.training.recipe?.id === teaching.id;
  const teacher = taught ? drawnTeacher(tf, of, of, data.fitted) : null;
  const objective = createObjective(tf, network, data.fitted, teacher);
  const weights = task === 'binary' || task === 'classification' ? { y: [2, 0.5, 1] } : null;
  const steps = createEagerSteps(tf, network, objective, learner, weights);
  initializeWeights(tf, network, 4);
  const block = createBlock(await data.batch(data.parts.train), batchSize);
  const results = [...steps.train(block, 1, new Float32Array(3).fill(0.01)), ...steps.evaluate(block)];
  const learned = [...takeWeights(network)].map(([name, { data: values }]) => [name, [...values]] as const);
  learner.dispose();
  teacher?.dispose();
  network.dispose();
  return [
    ...results.map(({ loss, sums }, index) => [`batch ${index}`, [loss, ...sums.losses, ...sums.metrics]] as const),
    ...learned,
  ];
}

async function compare(
  task: Task,
  training: Partial<TrainingConfig>,
  output: Partial<PlanOutput> = {},
  activation = 'tanh',
): Promise<void> {
  const of = plan(task, training, output, activation);
  const native = await outcome('native', of, task);
  for (const engine of others) {
    const found = await outcome(engine, of, task);
    found.forEach(([name, values], at) => {
      const wanted = native[at]![1];
      expect(values.length).toBe(wanted.length);
      values.forEach((value, index) => {
        const right = wanted[index]!;
        const close = Number.isNaN(right)
          ? Number.isNaN(value)
          : Math.abs(value - right) <= 1e-4 * Math.max(1, Math.abs(right));
        if (!close) expect.fail(`${engine}, ${name}[${index}]: ${value}, natively ${right}`);
      });
    });
  }
}

describe('every engine does the same', () => {
  it.each(optimizers.map(({ id }) => id))('optimizer %s', async (id) => {
    await compare('classification', { optimizer: id, optimizerParams: {} });
  });
  it.each(['value', 'norm', 'globalNorm'] as const)('clipping by %s', async (by) => {
    await compare('classification', { clipping: { by, limit: 0.05 }, weightDecay: 0.1 });
  });
  it.each(losses.flatMap((loss) => loss.tasks.map((task) => [loss.id, task] as const)))(
    'loss %s, %s',
    async (loss, task) => {
      await compare(task, { optimizer: 'sgd', optimizerParams: {} }, { loss, metrics: [] });
    },
  );
  it.each(['classification', 'regression'] as const)('samples mixed, %s', async (task) => {
    const recipe = { id: 'supervised', params: { mixup: 'even' } } as const;
    await compare(task, { optimizer: 'sgd', optimizerParams: {}, recipe });
  });
  it.each(['binary', 'classification', 'labels', 'regression'] as const)('distance to a teacher, %s', async (task) => {
    await compare(task, { optimizer: 'sgd', optimizerParams: {}, recipe: teaching }, { metrics: [] });
  });
  it.each(activations.map(({ id }) => id))('activation %s', async (id) => {
    await compare('regression', { optimizer: 'sgd', optimizerParams: {} }, {}, id);
  });
  it.each(['binary', 'classification', 'labels', 'regression', 'detection'] as const)('metrics of %s', async (task) => {
    const ids = metrics.filter(({ tasks }) => tasks.includes(task)).map(({ id }) => id);
    await compare(task, { optimizer: 'sgd', optimizerParams: {} }, { metrics: ids });
  });
});
