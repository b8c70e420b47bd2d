// Events come in order, none left out, at most 20 messages in any second, with a clock that the test turns.
import { describe, expect, it } from 'vitest';
import { type Clock, createEventBatcher } from '../../../electron/engine/training/events';
import type { EngineEvent, EventMessage } from '../../../shared/run/events';

function fakeClock() {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const turn = (ms: number, withTimers = true) => {
    now += ms;
    if (!withTimers) return;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
  };
  return { clock, turn };
}

const batch = (step: number): EngineEvent => ({ type: 'batch', step, epoch: 1, figures: { loss: 1 } });
const finished: EngineEvent = { type: 'finished', reason: 'completed', bestEpoch: 1, elapsedMs: 1 };

function record(stepMs: number, steps: number, withTimers: boolean) {
  const { clock, turn } = fakeClock();
  const messages: (EventMessage & { readonly at: number })[] = [];
  const batcher = createEventBatcher('r', (message) => messages.push({ ...message, at: clock.now() }), clock);
  for (let step = 1; step <= steps; step++) {
    batcher.push(batch(step));
    turn(stepMs, withTimers);
  }
  batcher.push(finished);
  return messages;
}

describe('event batches', () => {
  const rows: readonly [title: string, stepMs: number, timers: boolean][] = [
    ['steps of 0.2 ms', 0.2, true],
    ['steps of 7 ms', 7, true],
    ['steps of 30 ms that starve timers', 30, false],
    ['steps of 200 ms', 200, true],
  ];
  it.each(rows)('every batch, at most 20 messages a second: %s', (_title, stepMs, timers) => {
    const steps = Math.ceil(3000 / stepMs);
    const messages = record(stepMs, steps, timers);
    const events = messages.flatMap((message) => message.events);
    expect(events).toEqual([...Array.from({ length: steps }, (_, index) => batch(index + 1)), finished]);
    for (const { at } of messages) {
      const within = messages.filter((other) => other.at >= at && other.at < at + 1000);
      expect(within.length).toBeLessThanOrEqual(20);
    }
  });

  it('sends what waits together with the last event, at once', () => {
    const { clock } = fakeClock();
    const messages: EventMessage[] = [];
    const batcher = createEventBatcher('r', (message) => messages.push(message), clock);
    batcher.push(batch(1));
    batcher.push(batch(2));
    batcher.push(batch(3));
    expect(messages).toHaveLength(1);
    batcher.push(finished);
    expect(messages[1]!.events).toEqual([batch(2), batch(3), finished]);
    batcher.flush();
    expect(messages).toHaveLength(2);
  });
});
