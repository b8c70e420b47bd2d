// Threads for work that training should not wait for: pictures are decoded, tables counted on them. An answer is the same
// wherever it is made; where no thread can be had, it is made here.
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DoneOf, type JobName, type RequestOf, findJob } from './jobs';
import type { FromThread, ToThread } from './messages';

export interface RunOptions {
  readonly onProgress?: (done: number) => void;
  /**
   * Once it is aborted the answer is a rejection with `Aborted`: at once from a thread, which stops soon; from a job that
   * is done here for want of threads, as soon as it stops.
   */
  readonly signal?: AbortSignal | undefined;
}

export class Aborted extends Error {
  constructor() {
    super('It was cancelled.');
    this.name = 'Aborted';
  }
}

export interface WorkerPool {
  /** How many jobs run at a time. */
  readonly size: number;
  /** Rejects with an Error that says in a sentence why there is no answer. */
  run<N extends JobName>(name: N, request: RequestOf<N>, options?: RunOptions): Promise<DoneOf<N>>;
  /** Ends the threads; what they were at is done here. */
  close(): void;
}

/** More than this only wait for each other's memory. */
const mostThreads = 4;
/**
 * Room for what a thread's work leaves behind, a quarter of the usual: its work lies in typed arrays, outside of this room,
 * and each of several threads would fill its own before clearing up.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };
/** Threads without work end: each holds some megabytes. */
const idleMs = 20_000;

interface Waiting {
  readonly name: JobName;
  readonly request: unknown;
  readonly options: RunOptions;
  resolve(done: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

async function runHere(name: JobName, request: unknown, { onProgress, signal }: RunOptions): Promise<unknown> {
  const aborted = () => signal?.aborted === true;
  const done = await findJob(name).run(request, { progress: (count) => onProgress?.(count), aborted });
  // A job that stopped early answers with what it had.
  if (aborted()) throw new Aborted();
  return done;
}

/** Ends a thread; what it was at is done here. */
function end({ worker, waiting }: Thread): void {
  for (const { name, request, options, resolve, reject } of waiting.values())
    runHere(name, request, options).then(resolve, reject);
  waiting.clear();
  void worker.terminate();
}

/** `entry`: the built file of dataWorker.ts; without one everything is done here. */
export function createWorkerPool(
  entry: string | null,
  threadCount = Math.min(mostThreads, Math.max(1, cpus().length)),
): WorkerPool {
  let threads: Thread[] = [];
  let usable = entry !== null;
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;

  /** A thread that died takes no more work, and what it was at is done here: slow is better than none. */
  function drop(thread: Thread): void {
    if (!threads.includes(thread)) return;
    threads = threads.filter((other) => other !== thread);
    usable = false;
    end(thread);
  }

  function open(file: string): Thread {
    const worker = new Worker(file, { resourceLimits });
    const thread: Thread = { worker, waiting: new Map() };
    // The engine ends when its host is gone, whatever its threads are at.
    worker.unref();
    worker.on('message', (message: FromThread) => {
      const waiting = thread.waiting.get(message.id);
      if (message.type === 'progress') {
        waiting?.options.onProgress?.(message.done);
        return;
      }
      thread.waiting.delete(message.id);
      if (message.type === 'done') waiting?.resolve(message.done);
      else waiting?.reject(new Error(message.reason));
    });
    worker.on('error', () => drop(thread));
    worker.on('exit', () => drop(thread));
    threads.push(thread);
    return thread;
  }

  function close(): void {
    clearTimeout(idle);
    const ending = threads;
    threads = [];
    ending.forEach(end);
  }

  function restLater(): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (threads.every(({ waiting }) => waiting.size === 0)) close();
      else restLater();
    }, idleMs);
    idle.unref();
  }

  /** The least busy thread, or one more as long as all have work. */
  function nextThread(file: string): Thread {
    const [least] = [...threads].sort((a, b) => a.waiting.size - b.waiting.size);
    const another = least === undefined || (least.waiting.size > 0 && threads.length < threadCount);
    return another ? open(file) : least;
  }

  function run(name: JobName, request: unknown, options: RunOptions = {}): Promise<unknown> {
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(new Aborted());
    if (!usable || entry === null) return runHere(name, request, options);
    const { worker, waiting } = nextThread(entry);
    restLater();
    const id = nextId++;
    const post = (message: ToThread) => worker.postMessage(message);
    return new Promise((resolve, reject) => {
      const abort = () => {
        if (!waiting.delete(id)) return;
        post({ type: 'abort', id });
        reject(new Aborted());
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settled = () => signal?.removeEventListener('abort', abort);
      waiting.set(id, {
        name,
        request,
        options,
        resolve: (done) => (settled(), resolve(done)),
        reject: (error) => (settled(), reject(error)),
      });
      post({ type: 'run', id, name, request });
    });
  }

  return {
    size: entry === null ? 1 : threadCount,
    // Which job a name stands for is lost on the way; the list of jobs keeps both ends honest.
    run: run as WorkerPool['run'],
    close,
  };
}

let shared = createWorkerPool(null);

/** The engine's process says once where the threads' built file lies. */
export function useWorkers(entry: string): void {
  shared.close();
  shared = createWorkerPool(entry);
}

/** The process's own threads. */
export function workers(): WorkerPool {
  return shared;
}
