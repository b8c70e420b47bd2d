// A host for tests of the window: answers what it is told to, and says what a test makes it say.
import type { EventName, Events, MethodName, Methods, WindowApi } from '../../shared/ipc';
import { fail } from '../../shared/result';

type Answers = { readonly [M in MethodName]?: (request: Parameters<Methods[M]>[0]) => unknown };

export interface FakeHost {
  readonly calls: { readonly method: MethodName; readonly request: unknown }[];
  emit<E extends EventName>(event: E, payload: Events[E]): void;
}

/** Takes the window's place for `api`. A method without an answer fails with the code `fake.none`. */
export function installFakeApi(answers: Answers): FakeHost {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const calls: { method: MethodName; request: unknown }[] = [];
  const api: WindowApi = {
    call: (async (method: MethodName, request: never) => {
      calls.push({ method, request });
      const answer = answers[method] as ((request: never) => unknown) | undefined;
      return answer === undefined ? fail('fake.none', `The fake host does not answer ${method}.`) : answer(request);
    }) as WindowApi['call'],
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as (payload: never) => void);
      return () => set.delete(listener as (payload: never) => void);
    },
    grantFile: () => Promise.resolve(null),
  };
  Object.defineProperty(window, 'api', { value: api, configurable: true });
  return {
    calls,
    emit: (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload as never)),
  };
}
