// Training on the engine that is there: it learns, repeats itself, continues, pauses, stops, and says what went wrong.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decodeBatches } from '../../../shared/run/batches';
import type { EngineEvent } from '../../../shared/run/events';
import type { RunRecord } from '../../../shared/run/record';
import { type MemorySet, memorySpec, openMemory } from '../memoryData';
import { type LayerRow, planOf } from '../plans';
import { complete, engines, hashOf, lastEpoch, newFolder, start, weightsIn, removeFolders } from '../runs';
import { adam, iris, pictures, xor, xorPlan } from '../sets';
import { promptly } from '../../promptly';

afterAll(removeFolders);

const recordIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
const batchesIn = (folder: string) => decodeBatches(readFileSync(join(folder, 'batches.bin')));
const isBatch = (event: EngineEvent): event is EngineEvent & { type: 'batch' } => event.type === 'batch';

// Eager native steps take several times longer while other tests share the processor.
vi.setConfig({ testTimeout: 60_000 });

describe('learning', () => {
  it('XOR, to 97 % on validation', async () => {
    const { events, folder } = await complete(xorPlan(), () => openMemory(xor));
    expect(lastEpoch(events).validation!['accuracy']).toBeGreaterThan(0.97);
    const record = recordIn(folder);
    expect(record.status).toBe('completed');
    expect(record.epochs).toHaveLength(15);
    expect(record.parameters).toBe(2 * 16 + 16 + 16 + 1);
  });

  it('iris, to 92 % on validation', async () => {
    const set = iris();
    const rows: readonly LayerRow[] = [
      ['in', 'input'],
      ['hidden', 'dense', { units: 16, activation: 'relu' }],
      ['answer', 'dense', { units: 3, activation: 'softmax' }],
      ['out', 'output'],
    ];
    const plan = planOf(memorySpec(set), rows, { epochs: 20, batchSize: 16, optimizerParams: adam(0.02) });
    const { events } = await complete(plan, () => openMemory(set));
    expect(lastEpoch(events).validation!['accuracy']).toBeGreaterThan(0.92);
  });

  it('digits with a small convolutional network, to 93 % on validation', async () => {
    const set = pictures('digits8x8', 1200, 300, 297);
    const rows: readonly LayerRow[] = [
      ['in', 'input'],
      ['conv', 'conv2d', { filters: 16, activation: 'relu' }],
      ['pool', 'maxPooling2d'],
      ['flat', 'flatten'],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
      ['out', 'output'],
    ];
    const plan = planOf(memorySpec(set), rows, { epochs: 6, optimizerParams: adam(0.01) });
    const { events } = await complete(plan, () => openMemory(set));
    expect(lastEpoch(events).validation!['accuracy']).toBeGreaterThan(0.93);
  });

  it('two inputs and two outputs of different kinds, figures by output', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [Math.sin(index), Math.cos(index * 1.7)]);
    const set: MemorySet = {
      inputs: {
        left: { shape: [1], rows: rows.map(([a]) => [a!]) },
        right: { shape: [1], rows: rows.map(([, b]) => [b!]) },
      },
      targets: {
        sum: {
          task: 'regression',
          column: 'sum',
          subtract: 10,
          divide: 5,
          values: rows.map(([a, b]) => 10 + 5 * (a! + b!)),
        },
        sign: {
          task: 'binary',
          column: 'sign',
          classes: ['no', 'yes'],
          values: rows.map(([a, b]) => (a! > b! ? 1 : 0)),
        },
      },
      train: 160,
      validation: 40,
    };
    const layers: readonly LayerRow[] = [
      ['a', 'input', { source: 'left' }],
      ['b', 'input', { source: 'right' }],
      ['fromA', 'dense', { units: 8, activation: 'tanh' }, ['a']],
      ['fromB', 'dense', { units: 8, activation: 'tanh' }, ['b']],
      ['both', 'concatenate', {}, ['fromA', 'fromB']],
      ['sumHead', 'dense', { units: 1, activation: 'linear' }, ['both']],
      ['signHead', 'dense', { units: 1, activation: 'sigmoid' }, ['both']],
      ['sumOut', 'output', {}, ['sumHead']],
      ['signOut', 'output', {}, ['signHead']],
    ];
    const plan = planOf(
      memorySpec(set),
      layers,
      { epochs: 25, batchSize: 16, optimizerParams: adam(0.03) },
      {
        sumOut: { target: 'sum' },
        signOut: { target: 'sign', lossWeight: 0.5 },
      },
    );
    const { events } = await complete(plan, () => openMemory(set));
    const { validation, train } = lastEpoch(events);
    expect(Object.keys(train)).toEqual([
      'loss',
      'sumOut/loss',
      'signOut/loss',
      'sumOut/meanAbsoluteError',
      'sumOut/rootMeanSquaredError',
      'sumOut/r2',
      'signOut/accuracy',
      'signOut/auc',
    ]);
    expect(validation!['loss']).toBeCloseTo(validation!['sumOut/loss']! + 0.5 * validation!['signOut/loss']!, 6);
    expect(validation!['sumOut/r2']).toBeGreaterThan(0.9);
    expect(validation!['signOut/accuracy']).toBeGreaterThan(0.9);
    // In the data's own units (a spread of about 5), not in those the network learns.
    const scaled = Math.sqrt(validation!['sumOut/loss']!) * 5;
    expect(validation!['sumOut/rootMeanSquaredError']).toBeCloseTo(scaled, 4);
  });
});

describe('repeatability', () => {
  it.each([0, 1, 4_294_967_295])('the same seed gives the same bytes, seed %i', async (seed) => {
    const plan = xorPlan({ seed, epochs: 3 });
    const first = await complete(plan, () => openMemory(xor));
    const second = await complete(plan, () => openMemory(xor, 1));
    expect(hashOf(second.folder)).toBe(hashOf(first.folder));
    expect(second.events.filter(isBatch)).toEqual(first.events.filter(isBatch));
    const other = await complete(xorPlan({ seed: seed === 1 ? 2 : 1, epochs: 3 }), () => openMemory(xor));
    expect(hashOf(other.folder)).not.toBe(hashOf(first.folder));
  });

  it('leaves Math.random as it was', async () => {
    const { random } = Math;
    await complete(xorPlan({ epochs: 1 }), () => openMemory(xor));
    expect(Math.random).toBe(random);
  });
});

const optimizers: readonly [id: string, params: Record<string, number | boolean>][] = [
  ['sgd', { learningRate: 0.05, momentum: 0, nesterov: false }],
  ['sgd', { learningRate: 0.05, momentum: 0.9, nesterov: true }],
  ['adam', adam(0.02)],
  ['rmsprop', { learningRate: 0.01, rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: false }],
  ['adamax', adam(0.02)],
  ['adagrad', { learningRate: 0.05, initialAccumulator: 0.1 }],
  ['adadelta', { learningRate: 1, rho: 0.95, epsilon: 1e-7 }],
];

describe('continuing', () => {
  it.each(optimizers)(
    'after a pause in the middle of an epoch equals never stopping: %s %o',
    async (optimizer, optimizerParams) => {
      const plan = xorPlan({ optimizer, optimizerParams, epochs: 8 });
      const whole = await complete(plan, () => openMemory(xor));

      // Slow enough that the pause comes long before the end.
      const first = start(plan, () => openMemory(xor, 15));
      await first.until((event) => event.type === 'batch' && event.step >= 14);
      first.run.pause();
      await first.until((event) => event.type === 'paused');
      // What a killed process leaves behind: the folder as it is now.
      const folder = newFolder();
      const { cpSync } = await import('node:fs');
      cpSync(first.folder, folder, { recursive: true });
      const paused = recordIn(folder);
      expect(paused.status).toBe('paused');
      const second = await complete(plan, () => openMemory(xor), { folder, resume: true });
      expect(hashOf(folder)).toBe(hashOf(whole.folder));
      expect(hashOf(folder, 'batches.bin')).toBe(hashOf(whole.folder, 'batches.bin'));
      const figures = ({ epochs }: RunRecord) =>
        epochs.map(({ epoch, step, train, validation }) => ({ epoch, step, train, validation }));
      expect(figures(recordIn(folder))).toEqual(figures(recordIn(whole.folder)));
      expect(recordIn(folder).createdAt).toBe(paused.createdAt);
      expect(second.events.filter(isBatch)[0]!.step).toBeGreaterThan(14);

      // And in the same process.
      first.run.resume();
      await first.run.done;
      expect(hashOf(first.folder)).toBe(hashOf(whole.folder));
      expect(first.events.map(({ type }) => type)).toContain('resumed');
    },
  );

  it('uses the checkpoint before a damaged one, and says so', async () => {
    const plan = xorPlan({ epochs: 4 });
    const whole = await complete(plan, () => openMemory(xor));
    const stopped = start(plan, () => openMemory(xor, 2), { saveAfterMs: 0 });
    await stopped.until((event) => event.type === 'epoch' && event.epoch === 3);
    stopped.run.stop();
    await stopped.run.done;
    const path = join(stopped.folder, 'checkpoint.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(path, bytes);
    const { events } = await complete(plan, () => openMemory(xor), { folder: stopped.folder, resume: true });
    expect(JSON.stringify(events)).toContain('The newest checkpoint is damaged. The one before it is used.');
    expect(hashOf(stopped.folder)).toBe(hashOf(whole.folder));
  });

  it('starts anew when the checkpoint belongs to another network', async () => {
    const first = await complete(xorPlan({ epochs: 1 }), () => openMemory(xor));
    const plan = xorPlan({ epochs: 1, seed: 5 });
    const { events } = await complete(plan, () => openMemory(xor), { folder: first.folder, resume: true });
    expect(JSON.stringify(events)).toContain('belongs to another network, data or training');
    const fresh = await complete(plan, () => openMemory(xor));
    expect(hashOf(first.folder)).toBe(hashOf(fresh.folder));
  });

  it('trains on for more epochs', async () => {
    const whole = await complete(xorPlan({ epochs: 4 }), () => openMemory(xor));
    const short = await complete(xorPlan({ epochs: 2 }), () => openMemory(xor));
    await complete(xorPlan({ epochs: 4 }), () => openMemory(xor), { folder: short.folder, resume: true });
    expect(hashOf(short.folder)).toBe(hashOf(whole.folder));
  });
});

describe('stopping', () => {
  it('ends within a second, keeping what was learned', async () => {
    const { run, until, events, folder } = start(xorPlan({ epochs: 10_000 }), () => openMemory(xor));
    await until((event) => event.type === 'epoch' && event.epoch === 3);
    const asked = performance.now();
    run.stop();
    await run.done;
    expect(performance.now() - asked).toBeLessThan(promptly(1000));
    expect(events[events.length - 1]).toMatchObject({ type: 'finished', reason: 'stopped' });
    expect(recordIn(folder)).toMatchObject({ status: 'stopped' });
    expect(existsSync(join(folder, 'weights.safetensors'))).toBe(true);
    expect(batchesIn(folder).steps).toEqual(events.filter(isBatch).map(({ step }) => step));
  });

  it('ends a paused run, and one whose data are still on their way', async () => {
    const paused = start(xorPlan({ epochs: 10_000 }), () => openMemory(xor));
    paused.run.pause();
    await paused.until((event) => event.type === 'paused');
    paused.run.stop();
    await paused.run.done;
    expect(paused.events[paused.events.length - 1]).toMatchObject({ type: 'finished', reason: 'stopped' });

    const waiting = start(xorPlan(), () => openMemory(xor), { openData: () => new Promise(() => undefined) } as never);
    await waiting.until((event) => event.type === 'phase' && event.message === 'Reading the data');
    waiting.run.stop();
    await waiting.run.done;
    expect(waiting.events[waiting.events.length - 1]).toMatchObject({ type: 'finished', bestEpoch: 0 });
  });

  it('stops early, with the best epoch kept', async () => {
    const plan = xorPlan({
      epochs: 200,
      optimizer: 'sgd',
      optimizerParams: { learningRate: 3, momentum: 0.9, nesterov: false },
      earlyStopping: { enabled: true, patience: 3, minDelta: 0 },
    });
    const { events, folder } = await complete(plan, () => openMemory(xor));
    const last = events[events.length - 1]!;
    expect(last).toMatchObject({ type: 'finished', reason: 'earlyStopping' });
    const losses = recordIn(folder).epochs.map(({ validation }) => validation!['loss']!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(last).toMatchObject({ bestEpoch: best });
    expect(losses).toHaveLength(best + 3);
  });
});

describe('what goes wrong is said', () => {
  const failing = async (plan: ReturnType<typeof xorPlan>, set = xor) => {
    const { run, events, folder } = start(plan, () => openMemory(set));
    await run.done;
    const last = events[events.length - 1]!;
    if (last.type !== 'failed') throw new Error(`It ended with ${JSON.stringify(last)}`);
    return { problem: last.problem, events, folder };
  };

  it('a learning rate that makes the loss explode: where, and a remedy', async () => {
    const plan = xorPlan({ optimizer: 'sgd', optimizerParams: { learningRate: 1e6, momentum: 0, nesterov: false } });
    const wild = {
      ...plan,
      layers: plan.layers.map((layer) =>
        layer.id === 'answer' ? { ...layer, params: { ...layer.params, activation: 'linear' } } : layer,
      ),
      outputs: plan.outputs.map((output) => ({ ...output, loss: 'meanSquaredError', metrics: [] })),
    };
    const { problem, events, folder } = await failing(wild);
    expect(problem.code).toBe('training.diverged');
    expect(problem.message).toMatch(/in epoch \d+, batch \d+.* in the (weights|outputs) of (hidden|answer)/);
    expect(problem.fixes![0]).toMatchObject({
      type: 'setTraining',
      values: { optimizerParams: { learningRate: 1e5 } },
    });
    expect(events.filter(isBatch).every(({ figures }) => Number.isFinite(figures['loss']))).toBe(true);
    expect(recordIn(folder)).toMatchObject({ status: 'failed', problem: { code: 'training.diverged' } });
  });

  it('a number in the data that is none', async () => {
    const rows = xor.inputs['features']!.rows.map((row, index) => (index === 7 ? [Number.NaN, 1] : row));
    const { problem } = await failing(xorPlan(), { ...xor, inputs: { features: { shape: [2], rows } } });
    expect(problem.code).toBe('training.dataNotFinite');
    expect(problem.message).toContain('the input "features" in epoch 1, batch ');
  });

  it('a network without weights', async () => {
    const plan = planOf(
      memorySpec(xor),
      [
        ['in', 'input'],
        ['drop', 'dropout'],
        ['out', 'output'],
      ],
      {},
      { out: { loss: 'meanSquaredError', metrics: [] } },
    );
    expect((await failing(plan)).problem.code).toBe('network.nothingToLearn');
  });

  it('a folder that is not there', async () => {
    const { run, events } = start(xorPlan(), () => openMemory(xor), { folder: '/nowhere/at/all' });
    await run.done;
    expect(events[events.length - 1]).toMatchObject({ type: 'failed', problem: { code: 'disk.missing' } });
  });
});

describe('memory', () => {
  it('no tensor is gained by a batch, nor left by a run', async () => {
    const { tf } = await engines.current();
    await complete(xorPlan({ epochs: 1 }), () => openMemory(xor));
    const before = tf.memory().numTensors;
    const counts = new Set<number>();
    const data = openMemory(xor);
    const { run } = start(xorPlan({ epochs: 4 }), () => ({
      ...data,
      batch: async (samples) => {
        // Adam's slots appear with the first step.
        counts.add(tf.memory().numTensors);
        return data.batch(samples);
      },
    }));
    await run.done;
    expect(counts.size).toBeLessThanOrEqual(2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('initial weights', () => {
  it('come from the seed and the weight’s name, whatever else is in the network', async () => {
    const plan = xorPlan({
      epochs: 1,
      optimizer: 'sgd',
      optimizerParams: { learningRate: 1e-7, momentum: 0, nesterov: false },
    });
    const { folder } = await complete(plan, () => openMemory(xor));
    const kernel = weightsIn(folder).get('hidden/kernel')!.data;
    // Glorot's uniform limit for 2 inputs and 16 outputs: sqrt(6 / 18).
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 18));
    expect(new Set(kernel).size).toBe(kernel.length);
  });
});
