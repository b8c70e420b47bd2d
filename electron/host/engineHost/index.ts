// Keeps an engine process alive: asks it, listens to it, notices when it died or froze, and starts the next one.
import type { SpawnEngine } from '../engineProcess';
import type { EngineMethodName } from '../../engine/messages';
import type { Events } from '../../../shared/ipc';
import { fail, type Problem } from '../../../shared/result';
import type { EngineInfo } from '../../../shared/run/events';
import { type Threads, type Work, threadsFor } from '../../../shared/run/work';
import { createGeneration, type Answer, type Generation, type OnEvent, type Request } from './generation';
import { listenForHeartbeat, type HeartbeatTimes } from './heartbeat';

export type EngineStatus = Events['engine'];

export interface EngineHost {
  /** Asks the engine, starting it if need be. Never rejects: an engine that dies meanwhile is a Problem. */
  call<M extends EngineMethodName>(method: M, request: Request<M>): Promise<Answer<M>>;
  /** The same with a time limit: an engine that does not answer is killed (and comes back as after a crash). */
  callWithin<M extends EngineMethodName>(limitMs: number, method: M, request: Request<M>): Promise<Answer<M>>;
  /**
   * Gives the next work as many threads as it wants, by another process if need be. To be called only while no run
   * goes on.
   */
  suit(work: Work): void;
  status(): EngineStatus;
  /** Starts the engine now, so that the first question finds it warm. */
  start(): void;
  /** Ends the engine for good. */
  close(): void;
  readonly pid: number | undefined;
}

export interface EngineHostOptions extends Partial<HeartbeatTimes> {
  readonly spawn: SpawnEngine;
  readonly onEvent: OnEvent;
  onStatus(status: EngineStatus): void;
  /** The engine died or froze and a new one runs: time to carry on with what was under way. */
  onRestart(): void;
  /** It died three times in five minutes and stays down until the next question. */
  onGiveUp(problem: Problem): void;
  onOutput?(text: string): void;
}

const crashWindowMs = 5 * 60_000;
const crashLimit = 3;

const restarted = fail('engine.restarted', 'The engine is being started again with another number of threads.');
const gone = fail('engine.closed', 'The engine has ended because Layerloom is closing.');
const crashed = (how: string) =>
  fail(
    'engine.crashed',
    `The engine stopped unexpectedly (${how}). It is being started again; nothing of your project is lost. Try once more.`,
  );
const staysDown = (how: string) =>
  fail(
    'engine.crashLoop',
    `The engine stopped ${crashLimit} times in five minutes (last: ${how}), so it is not started again by itself. A smaller batch size or network may help if memory ran out; Settings let you choose another engine.`,
  );

/** What there is of the engine now. */
interface Room {
  readonly options: EngineHostOptions;
  current: { readonly generation: Generation; readonly deafen: () => void } | null;
  closed: boolean;
  crashes: readonly number[];
  info: EngineInfo | null;
  threads: Threads;
  status: EngineStatus;
}

function tell(room: Room, status: EngineStatus): void {
  room.status = status;
  room.options.onStatus(status);
}

function spawn(room: Room): Generation {
  const { spawn: fork, onEvent, onOutput, heartbeatMs = 1000, silenceMs = 3000 } = room.options;
  const { threads } = room;
  const child = fork({ threads });
  const generation = createGeneration(child, threads, onEvent);
  const deafen = listenForHeartbeat(generation, { heartbeatMs, silenceMs }, (how) => kill(room, generation, how));
  room.current = { generation, deafen };
  if (onOutput) child.onOutput(onOutput);
  child.onExit((how) => ended(room, generation, how));
  void learnWhatRuns(room, generation);
  return generation;
}

async function learnWhatRuns(room: Room, generation: Generation): Promise<void> {
  const report = await generation.ask('devices', {});
  if (!report.ok) return;
  room.info = report.value.running;
  tell(room, { status: 'ready', info: room.info, message: room.info.reason });
}

/** It is the current one no longer. */
function leave(room: Room): void {
  room.current?.deafen();
  room.current = null;
}

function ended(room: Room, generation: Generation, how: string): void {
  if (generation !== room.current?.generation) return;
  leave(room);
  generation.giveUp(crashed(how));
  if (room.closed) return;
  const now = Date.now();
  room.crashes = [...room.crashes.filter((at) => now - at < crashWindowMs), now];
  if (room.crashes.length >= crashLimit) {
    room.crashes = [];
    const { problem } = staysDown(how);
    tell(room, { status: 'stopped', info: null, message: problem.message });
    room.options.onGiveUp(problem);
    return;
  }
  const message = `The engine stopped unexpectedly (${how}) and is being started again.`;
  tell(room, { status: 'restarting', info: room.info, message });
  spawn(room);
  room.options.onRestart();
}

/** Ends it, as if it had crashed. */
function kill(room: Room, generation: Generation, how: string): void {
  generation.stop();
  ended(room, generation, how);
}

/**
 * TensorFlow reads its number of threads once, so a run that wants another gets another process. An engine that is
 * asked something else at this moment stays as it is: the run is slower then, and nothing is lost.
 */
function suit(room: Room, work: Work): void {
  room.threads = threadsFor(work);
  const generation = room.current?.generation;
  if (generation === undefined || generation.threads === room.threads || !generation.idle()) return;
  leave(room);
  generation.giveUp(restarted);
  generation.stop();
  spawn(room);
}

function ready(room: Room): Generation | null {
  if (room.closed) return null;
  if (room.current !== null) return room.current.generation;
  tell(room, { status: 'starting', info: null, message: 'The engine is starting.' });
  return spawn(room);
}

export function createEngineHost(options: EngineHostOptions): EngineHost {
  const room: Room = {
    options,
    current: null,
    closed: false,
    crashes: [],
    info: null,
    // Most networks that people begin with are small.
    threads: 'one',
    status: { status: 'stopped', info: null, message: 'The engine has not been started yet.' },
  };
  return {
    async call<M extends EngineMethodName>(method: M, request: Request<M>): Promise<Answer<M>> {
      // Engines are timed as the run would have them.
      if (method === 'startRun' || method === 'timeEngines') suit(room, request as Work);
      const generation = ready(room);
      return generation === null ? (gone as Answer<M>) : generation.ask(method, request);
    },
    async callWithin<M extends EngineMethodName>(limitMs: number, method: M, request: Request<M>): Promise<Answer<M>> {
      const generation = ready(room);
      if (generation === null) return gone as Answer<M>;
      const limit = setTimeout(() => {
        if (generation === room.current?.generation)
          kill(room, generation, `no answer to ${method} within ${limitMs} ms`);
      }, limitMs);
      try {
        return await generation.ask(method, request);
      } finally {
        clearTimeout(limit);
      }
    },
    suit: (work) => suit(room, work),
    status: () => room.status,
    start: () => void ready(room),
    close() {
      room.closed = true;
      if (room.current !== null) kill(room, room.current.generation, 'closed');
    },
    get pid() {
      return room.current?.generation.process.pid;
    },
  };
}
