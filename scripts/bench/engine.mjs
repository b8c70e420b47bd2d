// The engine's process as the app runs it, for benchmarks: messages in, events out.
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from '../loadSource.mjs';
import { engineReport } from '../setup/nativeEngine.mjs';
import { out, root } from '../setup/paths.mjs';
import { networks } from './networks.mjs';
import { chain, documentOf } from './projects.mjs';

/** What the host tells an engine that it starts. */
const told = { LAYERLOOM_ENGINE_INFO: engineReport, LAYERLOOM_ASSETS: join(root, 'assets'), TF_CPP_MIN_LOG_LEVEL: '2' };

/** The built engine in a process of its own; `env` is told besides. */
export function startEngine(env = {}) {
  const child = fork(join(out, 'main/engine.cjs'), {
    serialization: 'advanced',
    env: { ...process.env, ...told, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const waiting = new Map();
  /** @type {(events: any[], at: number) => void} */
  let onEvents = () => undefined;
  let last = 0;
  child.on('message', (/** @type {any} */ message) => {
    if ('id' in message) waiting.get(message.id)?.(message.result);
    else if (message.event === 'run') onEvents(message.payload.events, performance.now());
  });
  const ask = async (method, request) => {
    const id = ++last;
    child.send({ id, method, request });
    const result = await new Promise((done) => waiting.set(id, done));
    if (!result.ok) throw new Error(`${method}: ${result.problem.message}`);
    return result.value;
  };
  /** Follows a run until `isEnough` says so, then stops it and waits for its end. */
  const follow = async (plan, folder, isEnough, more = {}) => {
    mkdirSync(folder, { recursive: true });
    const runId = `bench-${++last}`;
    const ended = new Promise((done, failed) => {
      let stopping = false;
      onEvents = (events, at) => {
        for (const event of events) {
          if (event.type === 'failed') failed(new Error(event.problem.message));
          if (event.type === 'finished') done(undefined);
          if (!stopping && isEnough(event, at)) {
            stopping = true;
            ask('stopRun', { runId }).catch(failed);
          }
        }
      };
    });
    await ask('startRun', { runId, name: 'Benchmark', folder, plan, resume: false, ...more });
    await ended;
  };
  return {
    pid: child.pid,
    ask,
    follow,
    end: () => child.kill(),
    /** The plan of a document, by the app's own compiler. */
    async planOf(document) {
      const { compile } = await loadSource('./shared/network/compile.ts');
      const plan = compile(document);
      if (!plan.ok) throw new Error(plan.problem.message);
      return plan.value;
    },
  };
}

/** An engine's process, and the plan for one of the benchmark's networks as the app would have sent it. */
export async function openNetwork(name, scratch, training = {}) {
  const network = networks[name];
  const engine = startEngine();
  const found = await engine.ask('inspectData', { taskId: 'bench', source: network.data(scratch), options: {} });
  const share = network.trainShare ?? 1;
  const data = { ...found, split: { train: share, validation: 0, test: 1 - share, seed: 1, stratify: false } };
  const document = documentOf(name, chain(network.layers), {
    data,
    batchSize: network.batch,
    epochs: 100_000,
    ...training,
  });
  return { plan: await engine.planOf(document), engine };
}
