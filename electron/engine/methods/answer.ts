// What every method does: it answers, and whatever goes wrong is a Problem.
import { type Result, ok } from '../../../shared/result';
import { ProblemError, toProblem } from '../problems';
import type { Task } from '../../tasks';
import type { Watch } from './surroundings';

export async function answer<T>(doing: string, body: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await body());
  } catch (error) {
    return { ok: false, problem: toProblem(error, doing) };
  }
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem);
  return result.value;
}

export function watching(task: Task): Watch {
  return {
    signal: task.signal,
    onProgress: ({ done, total, message }) => task.progress(done, total, message),
  };
}
