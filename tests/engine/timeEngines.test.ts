// Every engine is timed on the network at hand, one that fails only says why, and the engine in use stays in use.
import { describe, expect, it } from 'vitest';
import { createEngines } from '../../electron/engine/backends';
import type { BackendDefinition } from '../../electron/engine/backends/backend';
import { native } from '../../electron/engine/backends/native';
import { plain } from '../../electron/engine/backends/plain';
import { wasm } from '../../electron/engine/backends/wasm';
import { timeEngines } from '../../electron/engine/timeEngines';
import type { DataSpec } from '../../shared/data/spec';
import { type LayerRow, planOf } from './plans';
import { classes } from './taughtCases';

const spec: DataSpec = {
  inputs: {
    words: { title: 'Words', modality: 'text', tensor: { shape: [12], dtype: 'int32' }, codes: 50 },
    picture: { title: 'Picture', modality: 'image', tensor: { shape: [8, 8, 1], dtype: 'float32' } },
  },
  targets: {
    kind: { title: 'Kind', task: 'classification', classes: ['a', 'b', 'c'] },
    size: { title: 'Size', task: 'regression' },
  },
  sampleCount: 100,
};
const texts: readonly LayerRow[] = [
  ['in', 'input', { source: 'words' }],
  ['look', 'embedding', { inputDim: 50, outputDim: 4 }],
  ['flat', 'flatten'],
  ['answer', 'dense', { units: 3, activation: 'softmax' }],
  ['out', 'output'],
];
const pictures: readonly LayerRow[] = [
  ['in', 'input', { source: 'picture' }],
  ['conv', 'conv2d', { filters: 3 }],
  ['norm', 'batchNormalization'],
  ['pool', 'maxPooling2d'],
  ['flat', 'flatten'],
  ['answer', 'dense', { units: 2 }],
  ['out', 'output'],
];
const broken: BackendDefinition = { ...plain, id: 'broken', tfjsName: 'nowhere' };
const fresh = (backends: readonly BackendDefinition[] = [native, wasm, plain]) =>
  createEngines({ force: '', reportPath: '', backends });
const watch = { signal: new AbortController().signal, progress: () => undefined };

describe('timeEngines', () => {
  it.each([
    ['looked-up words', texts, 'kind'],
    ['pictures', pictures, 'size'],
  ] as const)('times %s on every engine', async (_, rows, target) => {
    const engines = fresh();
    const before = (await engines.start('wasm')).tf;
    const tensors = before.memory().numTensors;
    const plan = planOf(spec, rows, { batchSize: 8 }, { out: { target } });
    const { engines: found, fastest, batchSize } = await timeEngines(engines, { plan }, watch);
    expect(batchSize).toBe(8);
    expect(found.map(({ id, problem }) => [id, problem])).toEqual([
      ['native', ''],
      ['wasm', ''],
      ['cpu', ''],
    ]);
    for (const { stepMs, startMs, estimated } of found) {
      expect(stepMs).toBeGreaterThan(0);
      expect(startMs).toBeGreaterThan(stepMs! / 2);
      expect(estimated).toBe(false);
    }
    const least = Math.min(...found.map(({ stepMs }) => stepMs!));
    expect(found.find(({ id }) => id === fastest)!.stepMs).toBe(least);
    expect(before.getBackend()).toBe('wasm');
    expect(before.memory().numTensors).toBe(tensors);
  });

  it('times a network together with the one that it learns from', async () => {
    const { student: plan, teacher } = classes;
    const engines = fresh([native, plain]);
    const { tf } = await engines.start('cpu');
    const tensors = tf.memory().numTensors;
    const { engines: found } = await timeEngines(engines, { plan, teacher: { plan: teacher } }, watch, 0);
    expect(found.map(({ problem }) => problem)).toEqual(['', '']);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('says why an engine could not be timed, and goes on', async () => {
    const engines = fresh([broken, plain]);
    const plan = planOf(spec, pictures, { batchSize: 4 }, { out: { target: 'size' } });
    const { engines: found, fastest } = await timeEngines(engines, { plan }, watch);
    expect(found[0]).toMatchObject({ id: 'broken', stepMs: null });
    expect(found[0]!.problem).toMatch(/not to be had/);
    expect(fastest).toBe('cpu');
  });

  it('ends when cancelled, and the engine in use computes again', async () => {
    const engines = fresh();
    const { tf } = await engines.start('cpu');
    const plan = planOf(spec, pictures, { batchSize: 4 }, { out: { target: 'size' } });
    let steps = 0;
    const cancelled = {
      signal: watch.signal,
      progress: () => {
        steps += 1;
        if (steps > 4) throw Object.assign(new Error('Cancelled.'), { problem: { code: 'cancelled', message: 'x' } });
      },
    };
    await expect(timeEngines(engines, { plan }, cancelled)).rejects.toThrow('Cancelled.');
    expect(tf.getBackend()).toBe('cpu');
  });
});
