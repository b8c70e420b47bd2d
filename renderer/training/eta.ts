// How long a run still takes, from how long its epochs took. Pure, so that a test can replay a run.
import type { EpochRecord } from '../../shared/run/record';

/** What the estimate reads of a run. */
export interface PaceInput {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  /** Batches done over the whole run. */
  readonly step: number;
  readonly history: readonly EpochRecord[];
  /** Milliseconds a batch took lately, for the time before the first epoch is over; null when not known. */
  readonly msPerBatch: number | null;
}

/** Epochs looked at: enough to even out one slow epoch, few enough to follow a machine that slows down. */
const recentEpochs = 5;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Milliseconds left if every epoch is run (early stopping may end it sooner); null while nothing is known. An epoch's
 * time includes its validation. The first epoch carries the engine's warm-up, so it only counts while it is alone.
 */
export function remainingMs({ epochs, batchesPerEpoch, step, history, msPerBatch }: PaceInput): number | null {
  if (epochs <= 0 || batchesPerEpoch <= 0) return null;
  if (history.length === 0) {
    return msPerBatch === null ? null : Math.max(0, (epochs * batchesPerEpoch - step) * msPerBatch);
  }
  const durations = history.map((entry, place) => entry.elapsedMs - (history[place - 1]?.elapsedMs ?? 0));
  const warm = durations.length > 1 ? durations.slice(1) : durations;
  const epochMs = median(warm.slice(-recentEpochs));
  const into = Math.min(Math.max(step - history.length * batchesPerEpoch, 0), batchesPerEpoch) / batchesPerEpoch;
  return Math.max(0, (epochs - history.length - into) * epochMs);
}

/** Watches batches arrive and says how long one takes. Batches of one message count together; a pause starts afresh. */
export class BatchClock {
  #first: { readonly step: number; readonly at: number } | null = null;
  #last: { readonly step: number; readonly at: number } | null = null;

  /** `at` in milliseconds of a steady clock. */
  arrive(step: number, at: number): void {
    if (this.#last !== null && step <= this.#last.step) return;
    this.#first ??= { step, at };
    this.#last = { step, at };
  }

  restart(): void {
    this.#first = null;
    this.#last = null;
  }

  /** Null until two messages came, the first of which holds the slow first batch and is not counted. */
  msPerBatch(): number | null {
    if (this.#first === null || this.#last === null || this.#last.step === this.#first.step) return null;
    return (this.#last.at - this.#first.at) / (this.#last.step - this.#first.step);
  }
}
