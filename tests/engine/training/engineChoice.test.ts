// Where the choice of an engine is left to Layerloom: timed once where more than one could be fastest, and with a reason.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import { plain } from '../../../electron/engine/backends/plain';
import { wasm } from '../../../electron/engine/backends/wasm';
import { createEngineChoice } from '../../../electron/engine/engineChoice';
import { startEngine } from '../../../electron/engine/training/startEngine';
import type { EngineTime } from '../../../shared/run/devices';
import { memorySpec } from '../memoryData';
import { planOf } from '../plans';
import { newFolder, removeFolders } from '../runs';
import { xor } from '../sets';

afterAll(removeFolders);

const info = (id: string) => ({ id, title: `Engine ${id}`, reason: `${id} is there.`, nextStep: '' });
const time = (id: string, stepMs: number | null): EngineTime => ({
  id,
  title: `Engine ${id}`,
  stepMs,
  startMs: 1,
  estimated: false,
  problem: '',
});
const network = (units: number, batchSize = 32) =>
  planOf(
    memorySpec(xor),
    [
      ['in', 'input'],
      ['wide', 'dense', { units }],
      ['wider', 'dense', { units }],
      ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
      ['out', 'output'],
    ],
    { batchSize },
  );
const large = network(1024);
const both = () => Promise.resolve([info('native'), info('webgpu')]);
const never = () => Promise.reject(new Error('timed in vain'));

describe('createEngineChoice', () => {
  it.each([
    ['one engine could be the fastest', ['native'], large, 'native', /No other engine on this computer/],
    ['the network is small', ['native', 'webgpu'], network(4), 'native', /so small/],
  ] as const)('times nothing where %s', async (_, ids, plan, id, reason) => {
    const choice = createEngineChoice(() => Promise.resolve(ids.map(info)), '');
    expect(await choice.choose(plan, never)).toEqual({ id, reason: expect.stringMatching(reason) as string });
  });

  it.each([
    [
      'the faster',
      [time('native', 9.5), time('webgpu', 3.25)],
      'webgpu',
      'It is the fastest for this network: 3.25 ms a step; Engine native takes 9.50 ms.',
    ],
    [
      'the one that works',
      [time('native', 12), time('webgpu', null)],
      'native',
      'It is the fastest for this network: 12 ms a step.',
    ],
  ] as const)('takes %s, times it once, and knows it in the next session', async (_, times, id, reason) => {
    const path = join(newFolder(), 'times.json');
    const asked = vi.fn<() => Promise<readonly EngineTime[]>>(() => Promise.resolve(times));
    const choice = createEngineChoice(both, path);
    expect(await choice.choose(large, asked)).toEqual({ id, reason });
    expect(await choice.choose(large, never)).toEqual({ id, reason });
    expect(asked).toHaveBeenCalledExactlyOnceWith(['native', 'webgpu']);
    expect(await createEngineChoice(both, path).choose(large, never)).toEqual({ id, reason });
    // Another batch size is another question.
    await createEngineChoice(both, path).choose(network(1024, 64), asked);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('leaves it to the order of preference where none could be timed', async () => {
    const none = [time('native', null), time('webgpu', null)];
    expect(await createEngineChoice(both, '').choose(large, () => Promise.resolve(none))).toBeNull();
    expect(await createEngineChoice(() => Promise.resolve([]), '').choose(large, never)).toBeNull();
  });

  it.each(['', '{', '[[1]]', '[["x",{"native":"fast"}]]'])('does not mind a damaged file: %s', async (content) => {
    const path = join(newFolder(), 'times.json');
    writeFileSync(path, content);
    const choice = createEngineChoice(both, path);
    await choice.remember(large, [time('native', 2), time('webgpu', 1)]);
    expect((await choice.choose(large, never))?.id).toBe('webgpu');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(1);
  });
});

describe('startEngine', () => {
  const engines = createEngines({ force: '', reportPath: '', backends: [wasm, plain] });
  const choice = {
    choose: () => Promise.resolve({ id: 'cpu', reason: 'Because.' }),
    remember: () => Promise.resolve(),
  };
  const start = (engine: string, begun: string | null) =>
    startEngine(
      { engines, choice },
      { ...large, training: { ...large.training, engine } },
      begun,
      () => undefined,
      () => false,
    );

  it.each([
    ['auto', null, 'cpu', 'Because.'],
    ['auto', 'wasm', 'wasm', 'The run began on it.'],
    ['wasm', null, 'wasm', 'It was chosen in the settings.'],
  ] as const)('%s, begun on %s', async (engine, begun, id, reason) => {
    expect((await start(engine, begun))?.info).toMatchObject({ id, reason });
  });

  it('one that is slower wherever another is there is no rival', async () => {
    expect((await engines.rivals()).map(({ id }) => id)).toEqual(['wasm']);
  });
});
