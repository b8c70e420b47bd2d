// Pictures are decoded and resized on threads of their own, so that training need not wait for them. A picture's pixels
// are the same wherever they are made; where no thread can be had, they are made here.
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { resizePixels } from '../../../shared/data/preprocess';
import { decodeImage } from './imageFile';
import type { PictureDone, PictureJob } from './pictureWorker';

export interface PictureWorkers {
  /**
   * Pixels [height, width, channels] of 0 to 255 of a whole picture file. Rejects with an Error that says in a sentence
   * why it cannot be decoded.
   */
  resized(bytes: Buffer, width: number, height: number, channels: 1 | 3): Promise<Uint8Array>;
  /** Ends the threads; what they were at is made here. */
  close(): void;
}

/** More than this only wait for each other's memory. */
const mostThreads = 4;
/** Threads without work end: each holds some megabytes. */
const idleMs = 20_000;

interface Waiting {
  readonly job: PictureJob;
  resolve(pixels: Uint8Array): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

async function resizedHere({ bytes, width, height, channels }: Omit<PictureJob, 'id'>): Promise<Uint8Array> {
  return resizePixels(await decodeImage(Buffer.from(bytes)), width, height, channels);
}

/** Ends a thread; what it was at is made here. */
function end({ worker, waiting }: Thread): void {
  for (const { job, resolve, reject } of waiting.values()) resizedHere(job).then(resolve, reject);
  waiting.clear();
  void worker.terminate();
}

/** `entry`: the built file of pictureWorker.ts; without one everything is made here. */
export function createPictureWorkers(
  entry: string | null,
  threadCount = Math.min(mostThreads, Math.max(1, cpus().length)),
): PictureWorkers {
  let threads: Thread[] = [];
  let usable = entry !== null;
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;

  /** A thread that died takes no more work, and its pictures are made here: a slow run is better than none. */
  function drop(thread: Thread): void {
    if (!threads.includes(thread)) return;
    threads = threads.filter((other) => other !== thread);
    usable = false;
    end(thread);
  }

  function open(file: string): Thread {
    const worker = new Worker(file);
    const thread: Thread = { worker, waiting: new Map() };
    // The engine ends when its host is gone, whatever its threads are at.
    worker.unref();
    worker.on('message', (done: PictureDone) => {
      const waiting = thread.waiting.get(done.id);
      thread.waiting.delete(done.id);
      if ('pixels' in done) waiting?.resolve(done.pixels);
      else waiting?.reject(new Error(done.reason));
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

  return {
    resized: (bytes, width, height, channels) => {
      if (!usable || entry === null) return resizedHere({ bytes, width, height, channels });
      // The least busy thread, or one more as long as all have work.
      let [thread] = [...threads].sort((a, b) => a.waiting.size - b.waiting.size);
      if ((thread === undefined || thread.waiting.size > 0) && threads.length < threadCount) thread = open(entry);
      const { worker, waiting } = thread!;
      restLater();
      const id = nextId++;
      // A copy that may be handed over: a file's bytes may be part of a larger buffer.
      const job: PictureJob = { id, bytes: new Uint8Array(bytes), width, height, channels };
      return new Promise((resolve, reject) => {
        waiting.set(id, { job, resolve, reject });
        worker.postMessage(job);
      });
    },
    close,
  };
}

let shared = createPictureWorkers(null);

/** The engine's process says once where the threads' built file lies. */
export function usePictureWorkers(entry: string): void {
  shared.close();
  shared = createPictureWorkers(entry);
}

/** The process's own threads. */
export function pictureWorkers(): PictureWorkers {
  return shared;
}
