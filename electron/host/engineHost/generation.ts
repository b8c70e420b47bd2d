// One engine process from its first message to its end: what it was asked and has not answered yet.
import { isEngineAnswer, isEngineEvent, isPong } from '../engineMessages';
import type { EngineProcess } from '../engineProcess';
import type { EngineEventName, EngineMethodName } from '../../engine/messages';
import type { Result } from '../../../shared/result';
import type { EngineEvents, EngineMethods } from '../../../shared/run/engine';
import type { Threads } from '../../../shared/run/work';

export type Request<M extends EngineMethodName> = Parameters<EngineMethods[M]>[0];
export type Answer<M extends EngineMethodName> = Awaited<ReturnType<EngineMethods[M]>>;
export type OnEvent = <E extends EngineEventName>(event: E, payload: EngineEvents[E]) => void;

export interface Generation {
  readonly process: EngineProcess;
  readonly threads: Threads;
  /** When it last said anything. */
  heardAt(): number;
  ask<M extends EngineMethodName>(method: M, request: Request<M>): Promise<Answer<M>>;
  /** Nobody waits for an answer, except to what it runs on. */
  idle(): boolean;
  /** Gives this answer to everything that is still asked, and hears no more of it. */
  giveUp(answer: Result<never>): void;
  /** SIGKILL, since a frozen or wedged process does not hear anything gentler. */
  stop(): void;
}

export function createGeneration(child: EngineProcess, threads: Threads, onEvent: OnEvent): Generation {
  const waiting = new Map<number, { readonly method: EngineMethodName; resolve(result: Result<unknown>): void }>();
  let nextId = 1;
  let heardAt = Date.now();
  let givenUp = false;
  child.onMessage((message: unknown) => {
    // An engine that was given up may still speak: what it says belongs to a run that goes on elsewhere.
    if (givenUp) return;
    heardAt = Date.now();
    if (isPong(message)) return;
    if (isEngineAnswer(message)) {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      asked?.resolve(message.result);
    } else if (isEngineEvent(message)) onEvent(message.event, message.payload as never);
  });
  return {
    process: child,
    threads,
    heardAt: () => heardAt,
    ask: <M extends EngineMethodName>(method: M, request: Request<M>) =>
      new Promise<Answer<M>>((resolve) => {
        const id = nextId++;
        waiting.set(id, { method, resolve: (result) => resolve(result as Answer<M>) });
        child.send({ id, method, request });
      }),
    idle: () => [...waiting.values()].every(({ method }) => method === 'devices'),
    giveUp(answer) {
      givenUp = true;
      for (const asked of waiting.values()) asked.resolve(answer);
      waiting.clear();
    },
    stop() {
      if (child.pid === undefined) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It went by itself.
      }
    },
  };
}
