// Keeps an engine process alive: asks it, listens to it, notices when it died or froze, and starts the next one.
import { isEngineAnswer, isEngineEvent, isPong } from './engineMessages';
import { lookAtProcess, type EngineProcess, type SpawnEngine } from './engineProcess';
import type { EngineEventName, EngineMethodName } from '../engine/messages';
import type { Events } from '../../shared/ipc';
import { fail, type Problem, type Result } from '../../shared/result';
import type { EngineEvents, EngineMethods } from '../../shared/run/engine';
import type { EngineInfo } from '../../shared/run/events';
import type { Plan } from '../../shared/run/plan';
import { type Threads, threadsFor } from '../../shared/run/work';

export type EngineStatus = Events['engine'];
type Request<M extends EngineMethodName> = Parameters<EngineMethods[M]>[0];
type Answer<M extends EngineMethodName> = Awaited<ReturnType<EngineMethods[M]>>;

export interface EngineHost {
  /** Asks the engine, starting it if need be. Never rejects: an engine that dies meanwhile is a Problem. */
  call<M extends EngineMethodName>(method: M, request: Request<M>): Promise<Answer<M>>;
  /** The same with a time limit: an engine that does not answer is killed (and comes back as after a crash). */
  callWithin<M extends EngineMethodName>(limitMs: number, method: M, request: Request<M>): Promise<Answer<M>>;
  /**
   * Gives the next work as many threads as this plan's network wants, by another process if need be. To be called only
   * while no run goes on.
   */
  suit(plan: Plan): void;
  status(): EngineStatus;
  /** Starts the engine now, so that the first question finds it warm. */
  start(): void;
  /** Ends the engine for good. */
  close(): void;
  readonly pid: number | undefined;
}

export interface EngineHostOptions {
  readonly spawn: SpawnEngine;
  onEvent<E extends EngineEventName>(event: E, payload: EngineEvents[E]): void;
  onStatus(status: EngineStatus): void;
  /** The engine died or froze and a new one runs: time to carry on with what was under way. */
  onRestart(): void;
  /** It died three times in five minutes and stays down until the next question. */
  onGiveUp(problem: Problem): void;
  onOutput?(text: string): void;
  readonly heartbeatMs?: number;
  /** How long a silent process that uses no processor time is waited for. */
  readonly silenceMs?: number;
}

const crashWindowMs = 5 * 60_000;
const crashLimit = 3;
/** Where the system does not tell whether a silent process works, it is given this long. */
const blindSilenceMs = 10 * 60_000;

interface Generation {
  readonly process: EngineProcess;
  readonly threads: Threads;
  readonly waiting: Map<number, { readonly method: EngineMethodName; resolve(result: Result<unknown>): void }>;
  lastHeard: number;
  lastTicks: number;
  lastWork: number;
}

export function createEngineHost(options: EngineHostOptions): EngineHost {
  const heartbeatMs = options.heartbeatMs ?? 1000;
  const silenceMs = options.silenceMs ?? 3000;
  let current: Generation | null = null;
  let nextId = 1;
  let closed = false;
  let crashes: number[] = [];
  let info: EngineInfo | null = null;
  let timer: NodeJS.Timeout | null = null;
  let lastTick = Date.now();
  /** Most networks that people begin with are small. */
  let threads: Threads = 'one';
  let status: EngineStatus = { status: 'stopped', info: null, message: 'The engine has not been started yet.' };

  function tell(next: EngineStatus): void {
    status = next;
    options.onStatus(next);
  }

  function spawnGeneration(): Generation {
    const child = options.spawn({ threads });
    const now = Date.now();
    const waiting: Generation['waiting'] = new Map();
    const generation: Generation = { process: child, threads, waiting, lastHeard: now, lastTicks: 0, lastWork: now };
    current = generation;
    child.onMessage((message: unknown) => {
      // An engine that was given up may still speak: what it says belongs to a run that goes on elsewhere.
      if (generation !== current) return;
      generation.lastHeard = Date.now();
      if (isPong(message)) return;
      if (isEngineAnswer(message)) {
        const waiting = generation.waiting.get(message.id);
        generation.waiting.delete(message.id);
        waiting?.resolve(message.result);
      } else if (isEngineEvent(message)) {
        options.onEvent(message.event, message.payload as never);
      }
    });
    if (options.onOutput) child.onOutput(options.onOutput);
    child.onExit((how) => ended(generation, how));
    timer ??= setInterval(beat, heartbeatMs);
    timer.unref();
    lastTick = Date.now();
    void learnWhatRuns(generation);
    return generation;
  }

  async function learnWhatRuns(generation: Generation): Promise<void> {
    const report = await ask(generation, 'devices', {});
    if (generation !== current || !report.ok) return;
    info = report.value.running;
    tell({ status: 'ready', info, message: info.reason });
  }

  function ended(generation: Generation, how: string): void {
    if (generation !== current) return;
    current = null;
    if (timer !== null) clearInterval(timer);
    timer = null;
    const problem = fail(
      'engine.crashed',
      `The engine stopped unexpectedly (${how}). It is being started again; nothing of your project is lost. Try once more.`,
    ).problem;
    for (const waiting of generation.waiting.values()) waiting.resolve({ ok: false, problem });
    generation.waiting.clear();
    if (closed) return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    if (crashes.length >= crashLimit) {
      crashes = [];
      const message = `The engine stopped ${crashLimit} times in five minutes (last: ${how}), so it is not started again by itself. A smaller batch size or network may help if memory ran out; Settings let you choose another engine.`;
      tell({ status: 'stopped', info: null, message });
      options.onGiveUp(fail('engine.crashLoop', message).problem);
      return;
    }
    tell({
      status: 'restarting',
      info,
      message: `The engine stopped unexpectedly (${how}) and is being started again.`,
    });
    spawnGeneration();
    options.onRestart();
  }

  /**
   * TensorFlow reads its number of threads once, so a run that wants another gets another process. An engine that is
   * asked something else at this moment stays as it is: the run is slower then, and nothing is lost.
   */
  function suitThreads(plan: Plan): void {
    threads = threadsFor(plan);
    const generation = current;
    if (generation === null || generation.threads === threads) return;
    const idle = [...generation.waiting.values()].every(({ method }) => method === 'devices');
    if (!idle) return;
    current = null;
    for (const waiting of generation.waiting.values()) waiting.resolve(restarted);
    stop(generation);
    spawnGeneration();
  }

  /** SIGKILL, since a frozen or wedged process does not hear anything gentler. */
  function kill(generation: Generation, how: string): void {
    stop(generation);
    ended(generation, how);
  }

  function stop({ process: { pid } }: Generation): void {
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }

  function beat(): void {
    const now = Date.now();
    const pause = now - lastTick;
    lastTick = now;
    const generation = current;
    if (generation === null) return;
    if (pause > heartbeatMs + 3000) {
      // This process itself stood still (the machine slept): the engine's silence means nothing.
      generation.lastHeard = now;
      generation.lastWork = now;
    }
    generation.process.send({ ping: now });
    const silence = now - generation.lastHeard;
    if (silence < silenceMs) return;
    const { pid } = generation.process;
    const look = pid === undefined ? null : lookAtProcess(pid);
    if (look === null) {
      if (silence > blindSilenceMs) kill(generation, 'no answer for ten minutes');
      return;
    }
    if (look.frozen) {
      kill(generation, 'frozen');
      return;
    }
    // Native code keeps the process from answering for as long as a batch takes; it is left alone while it computes.
    if (look.ticks > generation.lastTicks) {
      generation.lastTicks = look.ticks;
      generation.lastWork = now;
    } else if (now - generation.lastWork > 10 * silenceMs) kill(generation, 'no answer and no work');
  }

  function ask<M extends EngineMethodName>(generation: Generation, method: M, request: Request<M>): Promise<Answer<M>> {
    const id = nextId++;
    return new Promise((resolve) => {
      generation.waiting.set(id, { method, resolve: (result) => resolve(result as Answer<M>) });
      generation.process.send({ id, method, request });
    });
  }

  function ready(): Generation | null {
    if (closed) return null;
    if (current !== null) return current;
    tell({ status: 'starting', info: null, message: 'The engine is starting.' });
    return spawnGeneration();
  }

  const restarted = fail('engine.restarted', 'The engine is being started again with another number of threads.');
  const gone = fail('engine.closed', 'The engine has ended because Layerloom is closing.');

  async function call<M extends EngineMethodName>(method: M, request: Request<M>): Promise<Answer<M>> {
    // Engines are timed as the run would have them.
    if (method === 'startRun' || method === 'timeEngines') suitThreads((request as Request<'startRun'>).plan);
    const generation = ready();
    return generation === null ? (gone as Answer<M>) : ask(generation, method, request);
  }

  async function callWithin<M extends EngineMethodName>(
    limitMs: number,
    method: M,
    request: Request<M>,
  ): Promise<Answer<M>> {
    const generation = ready();
    if (generation === null) return gone as Answer<M>;
    const limit = setTimeout(() => {
      if (generation === current) kill(generation, `no answer to ${method} within ${limitMs} ms`);
    }, limitMs);
    try {
      return await ask(generation, method, request);
    } finally {
      clearTimeout(limit);
    }
  }

  return {
    call,
    callWithin,
    suit: suitThreads,
    status: () => status,
    start: () => void ready(),
    close() {
      closed = true;
      if (timer !== null) clearInterval(timer);
      timer = null;
      const generation = current;
      if (generation !== null) kill(generation, 'closed');
    },
    get pid() {
      return current?.process.pid;
    },
  };
}
