// Gathers a run's events into arrays: at most 20 messages a second however fast batches go, none left out, and
// everything before the last event is sent with it.
import type { EngineEvent, EventMessage } from '../../../shared/run/events';

/** 19 messages at this distance and one for the terminal event, which does not wait, make 20 in any second. */
const EVENT_INTERVAL_MS = 53;

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls back once after `ms`; returns a function that takes it back. */
  after(ms: number, callback: () => void): () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface EventBatcher {
  push(event: EngineEvent): void;
  /** Sends what waits, at once. */
  flush(): void;
}

const isTerminal = (event: EngineEvent) => event.type === 'finished' || event.type === 'failed';

/** `send` gets every event in order, in arrays. */
export function createEventBatcher(
  runId: string,
  send: (message: EventMessage) => void,
  clock: Clock = systemClock,
): EventBatcher {
  let waiting: EngineEvent[] = [];
  let sentAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;
  const flush = () => {
    cancelTimer?.();
    cancelTimer = null;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    sentAt = clock.now();
    send({ runId, events });
  };
  return {
    push: (event) => {
      waiting.push(event);
      // Looked at here too: while steps keep the process busy a timer may come late.
      const wait = sentAt + EVENT_INTERVAL_MS - clock.now();
      if (isTerminal(event) || wait <= 0) flush();
      else cancelTimer ??= clock.after(wait, flush);
    },
    flush,
  };
}
