// Engines as a list: one always starts, the reason is said, and all train to the same numbers.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import type { BackendDefinition } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { plain } from '../../../electron/engine/backends/plain';
import { wasm } from '../../../electron/engine/backends/wasm';
import type { Plan } from '../../../shared/run/plan';
import { memorySpec, openMemory } from '../memoryData';
import { planOf } from '../plans';
import { complete, weightsIn, removeFolders } from '../runs';
import { adam, pictures, xor } from '../sets';

afterAll(removeFolders);

const fresh = (reportPath = '', force = '') => createEngines({ force, reportPath });

const mlp = (engine: string) =>
  planOf(
    memorySpec(xor),
    [
      ['in', 'input'],
      ['hidden', 'dense', { units: 8, activation: 'tanh' }],
      ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
      ['out', 'output'],
    ],
    { epochs: 2, engine, optimizerParams: adam(0.01) },
  );

const small = pictures('digits8x8', 64, 0, 0);
const cnn = (engine: string): Plan =>
  planOf(
    memorySpec(small),
    [
      ['in', 'input'],
      ['conv', 'conv2d', { filters: 4, activation: 'relu' }],
      ['pool', 'maxPooling2d'],
      ['flat', 'flatten'],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
      ['out', 'output'],
    ],
    { epochs: 2, engine, optimizerParams: adam(0.01) },
  );

const startedWith = (events: Awaited<ReturnType<typeof complete>>['events']) => {
  const event = events.find(({ type }) => type === 'started');
  if (event?.type !== 'started') throw new Error('It did not start.');
  return event.engine;
};

describe('engines', () => {
  it('train the same network to the same weights', async () => {
    const weights: ArrayLike<number>[] = [];
    for (const id of ['native', 'wasm', 'cpu']) {
      const { folder, events } = await complete(mlp(id), () => openMemory(xor), { engines: fresh() });
      expect(startedWith(events)).toMatchObject({ id, reason: 'It was chosen in the settings.' });
      weights.push(weightsIn(folder).get('hidden/kernel')!.data);
    }
    for (const other of weights.slice(1)) {
      Array.from(other).forEach((value, index) => expect(Math.abs(value - weights[0]![index]!)).toBeLessThan(1e-4));
    }
  });

  it('train the same convolutional network to the same weights', async () => {
    const weights: ReadonlyMap<string, { readonly data: ArrayLike<number> }>[] = [];
    for (const id of ['native', 'wasm', 'cpu']) {
      const { folder, events } = await complete(cnn(id), () => openMemory(small), { engines: fresh() });
      expect(startedWith(events).id).toBe(id);
      weights.push(weightsIn(folder));
    }
    for (const other of weights.slice(1)) {
      for (const [name, { data }] of other) {
        Array.from(data).forEach((value, index) =>
          expect(Math.abs(value - weights[0]!.get(name)!.data[index]!), name).toBeLessThan(1e-4),
        );
      }
    }
  });

  it('fall through where the native one was not set up, with its reason and next step', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'layerloom-')), 'engine.json');
    const report = {
      flavour: 'none',
      tensorflowVersion: null,
      reason: 'No C++ compiler was found.',
      nextStep: 'Install one.',
    };
    writeFileSync(path, JSON.stringify(report));
    // Without the GPU that this machine may have.
    const bare = () => createEngines({ force: '', reportPath: path, backends: [native, wasm, plain] });
    const { info } = await bare().start('auto');
    expect(info).toMatchObject({ id: 'wasm', nextStep: 'Install one.' });
    expect(info.reason).toMatch(/^No C\+\+ compiler was found\. /);
    const { running, engines } = await bare().report(true);
    expect(running.id).toBe('wasm');
    expect(engines.map(({ id, available }) => [id, available])).toEqual([
      ['native', false],
      ['wasm', true],
      ['cpu', true],
    ]);
  });

  it('of software that plays a GPU compute only when chosen by hand, and drivers are loaded only when asked for', async () => {
    let looks = 0;
    const played: BackendDefinition = {
      ...plain,
      id: 'webgpu',
      loadsDriver: true,
      find: async (context) => {
        looks += 1;
        const { info } = plain.find(context);
        return { available: true, onlyByHand: true, info: { ...info, id: 'webgpu' } };
      },
    };
    const engines = createEngines({ force: '', reportPath: '', backends: [native, played, plain] });
    expect((await engines.report(false)).engines.map(({ id }) => id)).toEqual(['native', 'cpu']);
    expect(looks).toBe(0);
    expect((await engines.report(true)).engines.map(({ id }) => id)).toEqual(['native', 'webgpu', 'cpu']);
    const alone = createEngines({ force: '', reportPath: '', backends: [played, plain] });
    expect((await alone.start('auto')).info.id).toBe('cpu');
    expect((await alone.start('webgpu')).info).toMatchObject({
      id: 'webgpu',
      reason: 'It was chosen in the settings.',
    });
    expect(looks).toBe(2);
  });

  it('take another’s place for a name that is unknown, and obey LAYERLOOM_ENGINE', async () => {
    const { info } = await fresh().start('quantum');
    expect(info.id).toBe('native');
    expect(info.reason).toContain('There is no engine called "quantum".');
    expect((await fresh('', 'cpu').start('native')).info.id).toBe('cpu');
  });

  it('a report on damaged set-up notes is like one without', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'layerloom-')), 'engine.json');
    writeFileSync(path, '{"flavour":');
    const report = await fresh(path).report(true);
    expect(report.running.id).toBe('native');
    expect(report.cpu.cores).toBeGreaterThan(0);
  });
});
