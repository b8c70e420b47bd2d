// The engine's messages as they really arrive from its process: every batch, in order, at most 20 in any second.
import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FromEngine } from '../../electron/engine/messages';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import type { EngineEvent } from '../../shared/run/events';
import { bundle } from './bundle';
import { planOf } from './plans';
import { newFolder, removeFolders } from './runs';

afterAll(removeFolders);

let script = '';
let child: ChildProcess | null = null;
beforeAll(async () => {
  script = await bundle('electron/engine/engine.ts');
});
afterEach(() => {
  child?.kill('SIGKILL');
});

interface Arrived {
  readonly at: number;
  readonly events: readonly EngineEvent[];
}

describe('messages of a run', () => {
  it('tell of every batch in order, at most 20 in any second, and the last one ends the run', async () => {
    const engine = fork(script, {
      serialization: 'advanced',
      env: {
        ...process.env,
        LAYERLOOM_ASSETS: resolve('assets'),
        LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json'),
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    child = engine;
    const arrived: Arrived[] = [];
    const ended = new Promise<void>((done) => {
      engine.on('message', (message: FromEngine) => {
        if (!('event' in message) || message.event !== 'run') return;
        const { events } = message.payload;
        arrived.push({ at: performance.now(), events });
        if (events.some(({ type }) => type === 'finished' || type === 'failed')) done();
      });
    });
    const data = await new Promise<DataConfig>((done) => {
      engine.on('message', (message: FromEngine) => {
        if ('id' in message && message.id === 1 && message.result.ok) done(message.result.value as DataConfig);
      });
      const source = { type: 'bundled', id: 'iris' };
      engine.send({ id: 1, method: 'inspectData', request: { taskId: 't', source, options: {} } });
    });
    // As fast as steps come: one small layer, batches of two. 105 of 150 flowers train: 53 batches an epoch.
    const epochs = 12;
    const plan = {
      ...planOf(
        describeData(data),
        [
          ['in', 'input'],
          ['answer', 'dense', { units: 3, activation: 'softmax' }],
          ['out', 'output'],
        ],
        {
          epochs,
          batchSize: 2,
        },
      ),
      data,
    };
    const request = { runId: 'a', name: 'Fast', folder: newFolder(), plan, resume: false };
    engine.send({ id: 2, method: 'startRun', request });
    await ended;
    // Nothing comes after the end.
    const count = arrived.length;
    await new Promise((done) => setTimeout(done, 300));
    expect(arrived).toHaveLength(count);

    const events = arrived.flatMap((message) => message.events);
    expect(events[events.length - 1]).toMatchObject({ type: 'finished', reason: 'completed' });
    const steps = events.flatMap((event) => (event.type === 'batch' ? [event.step] : []));
    const last = events.find((event) => event.type === 'epoch' && event.epoch === epochs);
    expect(steps.length).toBe(last?.type === 'epoch' ? last.step : -1);
    expect(steps.length).toBeGreaterThan(500);
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, place) => place + 1));

    // Preparing speaks at once, whenever it happens; the limit is for what comes without end. Two messages that left 53 ms
    // apart may arrive together, so the second is judged with room for one that was held up on the way.
    const times = arrived.filter((message) => message.events.some(({ type }) => type === 'batch')).map(({ at }) => at);
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
    expect(most).toBeLessThanOrEqual(21);
    const seconds = (times[times.length - 1]! - times[0]!) / 1000;
    expect(times.length).toBeLessThanOrEqual(20 * seconds + 2);
  }, 90_000);
});
