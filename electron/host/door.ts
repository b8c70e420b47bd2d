// The one loop through which every message of a window goes: known name, right form, handler, Problem for what throws.
import type { MethodName, Methods } from '../../shared/ipc';
import { methodSchemas } from '../../shared/ipcSchemas';
import { isMethodName } from '../../shared/ipcNames';
import { fail, type Result } from '../../shared/result';

/** Answers a message, whatever it is; never rejects and never throws. */
export async function answer(handlers: Methods, method: unknown, request: unknown): Promise<Result<unknown>> {
  if (!isMethodName(method)) return fail('door.method', 'Layerloom has no such method.');
  let parsed: unknown;
  try {
    const check = methodSchemas[method].safeParse(request);
    if (!check.success) {
      const issue = check.error.issues[0];
      const place =
        issue === undefined || issue.path.length === 0
          ? 'the request'
          : issue.path.map(String).join(' › ').slice(0, 200);
      return fail(
        'door.schema',
        `${method} cannot be answered: ${place} is not as expected (${(issue?.message ?? '').slice(0, 300)}).`,
      );
    }
    parsed = check.data;
  } catch {
    // A getter that throws, a structure too deep to walk.
    return fail('door.schema', `${method} cannot be answered: its request cannot be read.`);
  }
  try {
    const handler = handlers[method] as (request: unknown) => Promise<Result<unknown>>;
    return await handler.call(handlers, parsed);
  } catch (error) {
    return fail(
      'door.failed',
      `${wordsFor(method)} failed unexpectedly: ${error instanceof Error ? error.message : String(error)}. Nothing was lost; try again.`,
    );
  }
}

function wordsFor(method: MethodName): string {
  const words = method.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
