// What a person asks of a run while it goes on: pause, resume, stop. The run looks at it between two batches.

export interface RunControl {
  pause(): void;
  resume(): void;
  stop(): void;
  stopped(): boolean;
  wantsPause(): boolean;
  /** Resolves on resume or stop; at once when neither is waited for. */
  untilResumed(): Promise<void>;
  /** The promise's value, or null when stop comes first; a value that comes too late goes to `discard`. */
  untilStopped<T>(promise: Promise<T>, discard: (value: T) => void): Promise<T | null>;
}

export function createRunControl(): RunControl {
  let state: 'running' | 'paused' | 'stopped' = 'running';
  let listeners: (() => void)[] = [];
  const change = (next: typeof state) => {
    if (state === 'stopped') return;
    state = next;
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
  };
  return {
    pause: () => change('paused'),
    resume: () => change('running'),
    stop: () => change('stopped'),
    stopped: () => state === 'stopped',
    wantsPause: () => state === 'paused',
    untilResumed: async () => {
      while (state === 'paused') await new Promise<void>((resolve) => listeners.push(resolve));
    },
    untilStopped: async (promise, discard) => {
      let late = false;
      const stopped = (async (): Promise<null> => {
        while (state !== 'stopped') await new Promise<void>((resolve) => listeners.push(resolve));
        late = true;
        return null;
      })();
      promise.then(
        (value) => {
          if (late) discard(value);
        },
        () => undefined,
      );
      return Promise.race([promise, stopped]);
    },
  };
}
