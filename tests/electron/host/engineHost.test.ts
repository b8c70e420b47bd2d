// The engine's keeper, with an engine that dies, freezes, hangs and babbles on demand (fakeEngine.cjs).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngineHost, type EngineHost, type EngineHostOptions } from '../../../electron/host/engineHost';
import { memorySpec } from '../../engine/memoryData';
import { planOf } from '../../engine/plans';
import { engineEnvironment, forkEngine } from '../../../electron/host/engineProcess';
import type { Problem } from '../../../shared/result';
import { promptly } from '../../promptly';
import { until } from '../../until';

const entry = join(import.meta.dirname, 'fakeEngine.cjs');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Kept {
  readonly host: EngineHost;
  readonly statuses: string[];
  restarts: number;
  gaveUp: Problem | null;
  events: number;
}

function keep(more: Partial<EngineHostOptions> = {}): Kept {
  const kept: Kept = { host: null as unknown as EngineHost, statuses: [], restarts: 0, gaveUp: null, events: 0 };
  const host = createEngineHost({
    spawn: (settings) => forkEngine(entry, settings),
    onEvent: () => kept.events++,
    onStatus: ({ status }) => kept.statuses.push(status),
    onRestart: () => kept.restarts++,
    onGiveUp: (problem) => (kept.gaveUp = problem),
    heartbeatMs: 50,
    silenceMs: 400,
    ...more,
  });
  onTestFinished(() => host.close());
  return Object.assign(kept, { host });
}

const pidOf = async (kept: Kept): Promise<number> => {
  await kept.host.call('devices', {});
  return kept.host.pid as number;
};

function gone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe('engine host', () => {
  it('starts at the first question and tells when it is ready', async () => {
    const kept = keep();
    expect(kept.host.pid).toBeUndefined();
    const report = await kept.host.call('devices', {});
    expect(report.ok && report.value.running.id).toBe('cpu');
    await until(() => kept.statuses.includes('ready'));
    expect(kept.statuses).toEqual(['starting', 'ready']);
  });

  it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGTERM'] as const)('comes back after %s', async (signal) => {
    const kept = keep();
    const pid = await pidOf(kept);
    process.kill(pid, signal);
    await until(() => kept.restarts === 1);
    expect(await pidOf(kept)).not.toBe(pid);
    expect(gone(pid)).toBe(true);
  });

  it('notices a frozen engine within five seconds and replaces it', async () => {
    const kept = keep();
    const pid = await pidOf(kept);
    process.kill(pid, 'SIGSTOP');
    const start = Date.now();
    await until(() => kept.restarts === 1);
    expect(Date.now() - start).toBeLessThan(promptly(5000));
    await until(() => gone(pid));
    expect((await kept.host.call('devices', {})).ok).toBe(true);
  });

  it('leaves an engine alone that is silent because it computes', async () => {
    const kept = keep();
    const pid = await pidOf(kept);
    // An endless loop uses processor time, as a long batch does.
    void kept.host.call('cancel', { taskId: 'hang' });
    await pause(2500);
    expect([kept.restarts, kept.host.pid]).toEqual([0, pid]);
  });

  it('kills a wedged engine that must answer in time', async () => {
    const kept = keep();
    const pid = await pidOf(kept);
    void kept.host.call('cancel', { taskId: 'hang' });
    const answer = await kept.host.callWithin(500, 'stopRun', { runId: 'r' });
    expect(answer.ok ? '' : answer.problem.code).toBe('engine.crashed');
    await until(() => gone(pid) && kept.restarts === 1);
  });

  it('answers every question that was under way when the engine died', async () => {
    const kept = keep();
    await pidOf(kept);
    const silent = [kept.host.call('cancel', { taskId: 'silent' }), kept.host.call('cancel', { taskId: 'silent' })];
    void kept.host.call('cancel', { taskId: 'die' });
    for (const answer of await Promise.all(silent)) {
      expect(answer.ok ? '' : answer.problem.message).toMatch(/stopped unexpectedly \(exit code 7\)/);
    }
  });

  it('gives up after three deaths in five minutes, says so, and starts again when asked', async () => {
    const kept = keep();
    for (let death = 0; death < 3; death++) await kept.host.call('cancel', { taskId: 'die' });
    await until(() => kept.gaveUp !== null);
    expect(kept.gaveUp?.code).toBe('engine.crashLoop');
    expect(kept.restarts).toBe(2);
    expect(kept.statuses.at(-1)).toBe('stopped');
    await pause(200);
    expect(kept.host.pid).toBeUndefined();
    expect((await kept.host.call('devices', {})).ok).toBe(true);
  });

  it('ignores garbage, answers to questions never asked, and answers of an earlier engine', async () => {
    const kept = keep();
    expect((await kept.host.call('cancel', { taskId: 'garbage' })).ok).toBe(true);
    expect(kept.events).toBe(0);
    const listeners: ((message: never) => void)[] = [];
    const exits: ((how: string) => void)[] = [];
    const host = createEngineHost({
      spawn: () => ({
        pid: undefined,
        send: () => undefined,
        onMessage: (listener) => listeners.push(listener as never),
        onExit: (listener) => exits.push(listener),
        onOutput: () => undefined,
      }),
      onEvent: () => kept.events++,
      onStatus: () => undefined,
      onRestart: () => undefined,
      onGiveUp: () => undefined,
    });
    onTestFinished(() => host.close());
    const question = host.call('cancel', { taskId: 'x' });
    exits[0]?.('killed');
    expect((await question).ok).toBe(false);
    let settled = false;
    void host.call('cancel', { taskId: 'y' }).then(() => (settled = true));
    // The dead engine answers every number there may be, and sends an event.
    for (let id = 0; id < 20; id++) listeners[0]?.({ id, result: { ok: true, value: null } } as never);
    listeners[0]?.({ event: 'run', payload: { runId: 'old', events: [] } } as never);
    await pause(20);
    expect([settled, kept.events]).toEqual([false, 0]);
    listeners[1]?.({ event: 'run', payload: { runId: 'new', events: [] } } as never);
    expect(kept.events).toBe(1);
  });

  it('leaves no process behind when it closes', async () => {
    const kept = keep();
    const pid = await pidOf(kept);
    kept.host.close();
    await until(() => gone(pid));
    const answer = await kept.host.call('devices', {});
    expect(answer.ok ? '' : answer.problem.code).toBe('engine.closed');
    expect(kept.restarts).toBe(0);
  });
});

describe('the engine’s environment', () => {
  it('has what it needs and no secrets', () => {
    const parent = {
      PATH: '/bin',
      HOME: '/h',
      CUDA_VISIBLE_DEVICES: '0',
      LAYERLOOM_ASSETS: '/a',
      AWS_SECRET_ACCESS_KEY: 's',
      GITHUB_TOKEN: 't',
      NODE_OPTIONS: '--require x',
      LD_PRELOAD: 'x',
      ELECTRON_RUN_AS_NODE: '1',
    };
    expect(engineEnvironment(parent, { threads: 'all' })).toEqual({
      PATH: '/bin',
      HOME: '/h',
      CUDA_VISIBLE_DEVICES: '0',
      LAYERLOOM_ASSETS: '/a',
      TF_CPP_MIN_LOG_LEVEL: '2',
    });
  });

  it.each([
    [{}, '1'],
    [{ TF_NUM_INTRAOP_THREADS: '3' }, '3'],
  ])('of one thread: %j', (parent, expected) => {
    const environment = engineEnvironment(parent, { threads: 'one' });
    expect(environment['TF_NUM_INTRAOP_THREADS']).toBe(expected);
    expect(environment['TF_NUM_INTEROP_THREADS']).toBe('1');
  });
});

describe('threads', () => {
  const run = (units: number) => {
    const set = {
      inputs: { x: { shape: [1000], rows: [] } },
      targets: { y: { task: 'regression', column: 'y', subtract: 0, divide: 1, values: [] } },
      train: 1,
    } as const;
    const plan = planOf(memorySpec(set), [
      ['in', 'input'],
      ['a', 'dense', { units }],
      ['b', 'dense', { units: 1 }],
      ['out', 'output'],
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'layerloom-threads-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return { runId: `run${units}`, name: 'run', folder, plan, resume: false };
  };

  it('a run that wants another number gets another process, without a word about a crash', async () => {
    const kept = keep();
    const first = await pidOf(kept);
    await kept.host.call('startRun', run(4));
    expect(kept.host.pid).toBe(first);
    await kept.host.call('startRun', run(4000));
    const second = kept.host.pid;
    expect(second).not.toBe(first);
    await until(() => gone(first));
    await kept.host.call('startRun', run(4000));
    expect(kept.host.pid).toBe(second);
    kept.host.suit(run(4));
    expect(kept.host.pid).not.toBe(second);
    expect([kept.restarts, kept.gaveUp, kept.statuses.includes('restarting')]).toEqual([0, null, false]);
  });
});
