// How long a TensorFlow Lite file takes for a sample, run by the LiteRT that comes with the app.
import type { RunRecord } from '../../../shared/run/record';
import type { Batch } from '../data/dataset';
import { inputsOf } from './checkRuntime';
import { openTflite } from './runtimes/liteRt';

/** The first answers set memory up, and are not counted. */
const unmeasured = 2;
/** Whichever is reached first; the median of so many no longer moves. */
const enoughTimes = 200;
const enoughMs = 300;

/** Milliseconds, the median over the batch's samples, one at a time on one thread; null where LiteRT does not run it. */
export async function timeFile(
  bytes: Uint8Array,
  record: RunRecord,
  batch: Batch,
  stop: () => void,
): Promise<number | null> {
  const opened = await openTflite(bytes).catch(() => null);
  if (opened === null) return null;
  const times: number[] = [];
  try {
    const began = performance.now();
    const isEnough = () => times.length >= unmeasured + enoughTimes || performance.now() - began >= enoughMs;
    for (let at = 0; at < unmeasured || !isEnough(); at++) {
      stop();
      const place = at % batch.size;
      const inputs = inputsOf(batch, record, place, place + 1);
      const startedAt = performance.now();
      const answer = await opened.run(inputs).catch(() => null);
      if (answer === null) return null;
      times.push(performance.now() - startedAt);
    }
  } finally {
    await opened.close();
  }
  const measured = times.slice(unmeasured).sort((a, b) => a - b);
  return measured[Math.floor(measured.length / 2)] ?? times[times.length - 1]!;
}
