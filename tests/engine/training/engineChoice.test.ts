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
const large = { plan: network(1024) };
const both = () => Promise.resolve([info('native'), info('webgpu')]);
const never = (_ids: readonly string[]): Promise<readonly EngineTime[]> => Promise.reject(new Error('timed in vain'));

describe('createEngineChoice', () => {
  it.each([
    ['one engine could be the fastest', ['native'], large.plan, 'native', /No other engine on this computer/],
    ['the network is small', ['native', 'webgpu'], network(4), 'native', /so small/],
  ] as const)('times nothing where %s', async (_, ids, plan, id, reason) => {
    const choice = createEngineChoice(() => Promise.resolve(ids.map(info)), '');
    expect(await choice.choose({ plan }, never)).toEqual({ id, reason: expect.stringMatching(reason) as string });
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
    // Another batch size is another question, and so is a network that it learns from.
    await choice.choose({ plan: network(1024, 64) }, asked);
    await choice.choose({ ...large, teacher: { plan: network(1500) } }, asked);
    expect(asked).toHaveBeenCalledTimes(3);
    // What failed is tried again in the next session, and nothing else.
    const failed = times.filter(({ stepMs }) => stepMs === null).map((one) => one.id);
    const again = vi.fn<typeof never>(() => Promise.resolve(failed.map((one) => time(one, 1))));
    const next = await createEngineChoice(both, path).choose(large, again);
    expect(again.mock.calls).toEqual(failed.length === 0 ? [] : [[failed]]);
    expect(next?.id).toBe(failed[0] ?? id);
  });

  it('counts the work of the network that it learns from', async () => {
    const asked = vi.fn<typeof never>(() => Promise.resolve([time('native', 9), time('webgpu', 3)]));
    const choice = createEngineChoice(both, '');
    const work = { plan: network(4), teacher: large };
    expect((await choice.choose(work, asked))?.id).toBe('webgpu');
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
      { plan: { ...large.plan, training: { ...large.plan.training, engine } } },
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
