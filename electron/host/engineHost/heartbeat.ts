// Listens whether an engine still lives: one that froze or wedged is noticed, one that computes is left alone.
import { lookAtProcess } from '../engineProcess';
import type { Generation } from './generation';

/** Where the system does not tell whether a silent process works, it is given this long. */
const blindSilenceMs = 10 * 60_000;

export interface HeartbeatTimes {
  readonly heartbeatMs: number;
  /** How long a silent process that uses no processor time is waited for. */
  readonly silenceMs: number;
}

/** Calls `dead`, with how, once the engine is to be ended. Until the answer is called. */
export function listenForHeartbeat(
  { process: child, heardAt }: Generation,
  { heartbeatMs, silenceMs }: HeartbeatTimes,
  dead: (how: string) => void,
): () => void {
  let lastTick = Date.now();
  let awakeSince = lastTick;
  let lastWork = lastTick;
  let lastTicks = 0;

  function beat(): void {
    const now = Date.now();
    const pause = now - lastTick;
    lastTick = now;
    // This process itself stood still (the machine slept): the engine's silence means nothing.
    if (pause > heartbeatMs + 3000) awakeSince = lastWork = now;
    child.send({ ping: now });
    const silence = now - Math.max(heardAt(), awakeSince);
    if (silence < silenceMs) return;
    const look = child.pid === undefined ? null : lookAtProcess(child.pid);
    if (look === null) {
      if (silence > blindSilenceMs) dead('no answer for ten minutes');
      return;
    }
    if (look.frozen) {
      dead('frozen');
      return;
    }
    // Native code keeps the process from answering for as long as a batch takes; it is left alone while it computes.
    if (look.ticks > lastTicks) {
      lastTicks = look.ticks;
      lastWork = now;
    } else if (now - lastWork > 10 * silenceMs) dead('no answer and no work');
  }

  const timer = setInterval(beat, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}
