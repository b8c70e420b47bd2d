// The engine as the app runs it: a process of its own, driven by messages, killed without warning.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineMethodName, FromEngine } from '../../electron/engine/messages';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import type { Result } from '../../shared/result';
import type { EngineMethods } from '../../shared/run/engine';
import type { EngineEvent } from '../../shared/run/events';
import type { Plan } from '../../shared/run/plan';
import { bundle } from './bundle';
import { planOf } from './plans';
import { hashOf, newFolder, removeFolders } from './runs';
import { adam } from './sets';
import { promptly } from '../promptly';

afterAll(removeFolders);

let script = '';
beforeAll(async () => {
  script = await bundle('electron/engine/engine.ts');
});

class Engine {
  readonly child: ChildProcess;
  readonly events: EngineEvent[] = [];
  readonly progress: unknown[] = [];
  private readonly waiting = new Map<number, (result: Result<unknown>) => void>();
  private readonly pongs = new Map<number, () => void>();
  private listeners: (() => void)[] = [];
  private next = 1;

  /** `node`: what runs it, if not this Node. */
  constructor(node?: string) {
    const env = {
      ...process.env,
      LAYERLOOM_ASSETS: resolve('assets'),
      LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json'),
    };
    this.child = fork(script, {
      serialization: 'advanced',
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      ...(node === undefined ? {} : { execPath: node }),
    });
    this.child.on('message', (message: FromEngine) => {
      if ('pong' in message) this.pongs.get(message.pong)?.();
      else if ('id' in message) this.waiting.get(message.id)?.(message.result);
      else if (message.event === 'run') this.events.push(...message.payload.events);
      else this.progress.push(message.payload);
      for (const listener of this.listeners) listener();
    });
  }

  call<M extends EngineMethodName>(method: M, request: Parameters<EngineMethods[M]>[0]): ReturnType<EngineMethods[M]> {
    const id = this.next++;
    this.child.send({ id, method, request });
    return new Promise((done) => this.waiting.set(id, done as never)) as ReturnType<EngineMethods[M]>;
  }

  async ask<M extends EngineMethodName>(method: M, request: Parameters<EngineMethods[M]>[0]) {
    const result = (await this.call(method, request)) as Result<unknown>;
    if (!result.ok) throw new Error(`${method}: ${result.problem.code} ${result.problem.message}`);
    return result.value as Extract<Awaited<ReturnType<EngineMethods[M]>>, { ok: true }>['value'];
  }

  ping(): Promise<void> {
    const number = this.next++;
    this.child.send({ ping: number });
    return new Promise((done) => this.pongs.set(number, done));
  }

  async until(test: (event: EngineEvent) => boolean): Promise<EngineEvent> {
    for (;;) {
      const found = this.events.find(test);
      if (found !== undefined) return found;
      await new Promise<void>((done) => this.listeners.push(done));
      this.listeners = [];
    }
  }

  kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    const gone = new Promise<void>((done) => this.child.once('exit', () => done()));
    this.child.kill('SIGKILL');
    return gone;
  }
}

const started: Engine[] = [];
const engine = (node?: string) => {
  const one = new Engine(node);
  started.push(one);
  return one;
};
afterEach(async () => {
  for (const one of started.splice(0)) await one.kill();
});

const isEnd = ({ type }: EngineEvent) => type === 'finished' || type === 'failed';

async function irisPlan(from: Engine, epochs: number, more: Partial<Plan['training']> = {}): Promise<Plan> {
  const data: DataConfig = await from.ask('inspectData', {
    taskId: 't',
    source: { type: 'bundled', id: 'iris' },
    options: {},
  });
  const plan = planOf(
    describeData(data),
    [
      ['in', 'input'],
      ['hidden', 'dense', { units: 16, activation: 'relu' }],
      ['drop', 'dropout', { rate: 0.2 }],
      ['answer', 'dense', { units: 3, activation: 'softmax' }],
      ['out', 'output'],
    ],
    { epochs, batchSize: 8, optimizerParams: adam(0.02), ...more },
  );
  return { ...plan, data };
}

/** A Node that the system gives this much memory and no more. */
function limitedNode(gigabytes: number): string {
  const path = join(newFolder(), 'limitedNode.sh');
  writeFileSync(path, `#!/bin/sh\nulimit -v ${gigabytes * 1024 ** 2}\nexec '${process.execPath}' "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

describe('the engine process', () => {
  it.skipIf(process.platform === 'win32')(
    'says so when memory runs out, and trains on',
    async () => {
      const one = engine(limitedNode(8));
      const plan = await irisPlan(one, 2);
      // 100,000 steps of 8,192 numbers: 3.3 GB for each of 105 samples.
      const huge = planOf(
        plan.spec,
        [
          ['in', 'input'],
          ['wide', 'dense', { units: 8192 }],
          ['long', 'repeatVector', { n: 100_000 }],
          ['short', 'globalMaxPooling1d'],
          ['answer', 'dense', { units: 3, activation: 'softmax' }],
          ['out', 'output'],
        ],
        { epochs: 1, batchSize: 105 },
      );
      const start = (runId: string, given: Plan) =>
        one.ask('startRun', { runId, name: runId, folder: newFolder(), plan: given, resume: false });
      await start('huge', { ...huge, data: plan.data });
      expect(await one.until(isEnd)).toMatchObject({
        type: 'failed',
        problem: {
          code: 'engine.memory',
          message: expect.stringMatching(/not enough free memory.*smaller batch/) as string,
        },
      });
      one.events.length = 0;
      await start('small', plan);
      expect(await one.until(isEnd)).toMatchObject({ type: 'finished' });
      expect(one.child.exitCode).toBeNull();
      // TensorFlow waits ten seconds for memory that others might give back.
    },
    60_000,
  );

  it('reads data, trains, evaluates and predicts, all by messages', async () => {
    const one = engine();
    const plan = await irisPlan(one, 15);
    const folder = newFolder();
    await one.ask('startRun', { runId: 'a', name: 'First', folder, plan, resume: false });
    expect(await one.call('startRun', { runId: 'b', name: 'Second', folder, plan, resume: false })).toMatchObject({
      ok: false,
      problem: { code: 'run.busy' },
    });
    // While it trains it answers, from live weights before the first epoch's end and from the best ones later.
    const source = plan.inputs[0]!.source;
    const row = {
      type: 'row',
      values: Object.fromEntries(plan.data.table!.columns.filter((c) => c.role === 'feature').map((c) => [c.name, 3])),
    } as const;
    await one.until(({ type }) => type === 'batch');
    const asked = performance.now();
    const early = await one.ask('predict', { folder, inputs: { [source]: row } });
    expect(performance.now() - asked).toBeLessThan(promptly(1000));
    expect(early.outputs[0]!.probabilities!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const end = await one.until(isEnd);
    expect(end).toMatchObject({ type: 'finished', reason: 'completed' });

    const evaluation = await one.ask('evaluate', { taskId: 'e', folder, part: 'test' });
    expect(evaluation.figures['accuracy']).toBeGreaterThan(0.85);
    expect(evaluation.outputs[0]!.classes).toEqual(plan.spec.targets[plan.outputs[0]!.target]!.classes);
    const sample = await one.ask('predict', {
      folder,
      inputs: { [source]: { type: 'sample', part: 'test', position: 0 } },
    });
    expect(sample.outputs[0]!.classes).toContain(sample.outputs[0]!.truth);
    expect(sample.input.cells).toBeDefined();
    expect(await one.call('predict', { folder, inputs: {} })).toMatchObject({
      ok: false,
      problem: { code: 'predict.input' },
    });
    expect(await one.call('predict', { folder: newFolder(), inputs: {} })).toMatchObject({
      ok: false,
      problem: { code: 'run.missing' },
    });
    const devices = await one.ask('devices', {});
    expect(devices.engines.map(({ id }) => id)).toEqual(['native', 'wasm', 'cpu']);
  }, 60_000);

  it('killed at any moment, it continues to the same bytes', async () => {
    const whole = engine();
    const plan = await irisPlan(whole, 12, {
      optimizer: 'rmsprop',
      optimizerParams: { learningRate: 0.01, rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: false },
    });
    const reference = newFolder();
    await whole.ask('startRun', { runId: 'a', name: 'Whole', folder: reference, plan, resume: false });
    await whole.until(isEnd);
    await whole.kill();

    const folder = newFolder();
    // Steps at which it dies: before any checkpoint, in the middle, and after a second start. 14 batches an epoch.
    for (const [times, step] of [3, 40, 90].entries()) {
      const victim = engine();
      await victim.ask('startRun', { runId: 'a', name: 'Cut', folder, plan, resume: times > 0 });
      await victim.until((event) => isEnd(event) || (event.type === 'batch' && event.step >= step));
      if (times === 1) {
        // A pause leaves a checkpoint in the middle of an epoch.
        await victim.ask('pauseRun', { runId: 'a' });
        await victim.until(({ type }) => type === 'paused');
      }
      await victim.kill();
    }
    const last = engine();
    await last.ask('startRun', { runId: 'a', name: 'Cut', folder, plan, resume: true });
    expect(await last.until(isEnd)).toMatchObject({ type: 'finished', reason: 'completed' });
    expect(hashOf(folder)).toBe(hashOf(reference));
    const states = [folder, reference].map((where) => {
      const record = JSON.parse(readFileSync(join(where, 'run.json'), 'utf8')) as {
        epochs: { train: unknown; validation: unknown }[];
        bestEpoch: number;
      };
      return { best: record.bestEpoch, epochs: record.epochs.map(({ train, validation }) => ({ train, validation })) };
    });
    expect(states[0]).toEqual(states[1]);
    expect(existsSync(join(folder, 'checkpoint.safetensors.tmp'))).toBe(false);
  }, 90_000);

  it('answers pings and stop while it trains', async () => {
    const one = engine();
    const plan = await irisPlan(one, 100_000);
    const folder = newFolder();
    await one.ask('startRun', { runId: 'a', name: 'Long', folder, plan, resume: false });
    await one.until((event) => event.type === 'epoch');
    for (let times = 0; times < 5; times++) {
      const asked = performance.now();
      await one.ping();
      expect(performance.now() - asked).toBeLessThan(promptly(200));
    }
    const asked = performance.now();
    await one.ask('stopRun', { runId: 'a' });
    expect(performance.now() - asked).toBeLessThan(promptly(200));
    expect(await one.until(isEnd)).toMatchObject({ type: 'finished', reason: 'stopped' });
    expect(performance.now() - asked).toBeLessThan(promptly(1000));
    expect(await one.call('stopRun', { runId: 'a' })).toMatchObject({ ok: false, problem: { code: 'run.over' } });
  }, 60_000);

  it('refuses what it does not know, and lives', async () => {
    const one = engine();
    const nonsense = [
      ['constructor', {}],
      ['__proto__', {}],
      ['devices', null],
      ['nothing', {}],
    ] as const;
    for (const [method, request] of nonsense) {
      expect(await one.call(method as never, request as never)).toMatchObject({
        ok: false,
        problem: { code: 'engine.method' },
      });
    }
    for (const message of [null, 1, 'x', {}, { id: 'x', method: 'devices' }, { ping: 'x' }])
      one.child.send(message as never);
    await one.ping();
    expect(
      await one.call('startRun', { runId: 'a', name: '', folder: '/nowhere', plan: null as never, resume: false }),
    ).toBeDefined();
    await one.until(isEnd);
    await one.ping();
  });
});
