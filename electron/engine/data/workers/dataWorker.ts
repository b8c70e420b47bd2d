// A thread of the engine's data room: does its jobs beside training, and side by side where they wait. The other end is pool.ts.
import { parentPort } from 'node:worker_threads';
import { findJob } from './jobs';
import type { FromThread, ToThread } from './messages';

const reportMs = 100;
const aborted = new Set<number>();

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

async function run({ id, name, request }: Extract<ToThread, { type: 'run' }>): Promise<void> {
  const job = findJob(name);
  let told = 0;
  const progress = (done: number) => {
    const now = Date.now();
    if (now - told < reportMs) return;
    told = now;
    post({ type: 'progress', id, done });
  };
  try {
    const done = await job.run(request, { progress, aborted: () => aborted.has(id) });
    post({ type: 'done', id, done }, job.transfer?.(done) ?? []);
  } catch (error) {
    post({ type: 'failed', id, reason: error instanceof Error ? error.message : 'It could not be read.' });
  }
  aborted.delete(id);
}

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'abort') aborted.add(message.id);
  else void run(message);
});
