// Problems on their way through code that streams: thrown where they are found, a Result at the door.
import { type Problem, type Result, fail, ok } from '../../../shared/result';

/** Carries a Problem out of a stream or a callback. */
export class DataError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'DataError';
    this.problem = problem;
  }
}

/** A problem of severity error on its way. */
export function dataError(code: string, message: string, more: Partial<Problem> = {}): DataError {
  return new DataError(fail(code, message, more).problem);
}

/** Ends the reading with a problem of severity error. */
export function stop(code: string, message: string, more: Partial<Problem> = {}): never {
  throw dataError(code, message, more);
}

const systemWords: { readonly [code: string]: string } = {
  ENOENT: 'It is not there any more. Choose it again where it is now.',
  EACCES: 'You are not allowed to read it. Change its permissions or choose a copy.',
  EPERM: 'You are not allowed to read it. Change its permissions or choose a copy.',
  EBUSY: 'Another program keeps it locked. Close it there and try again.',
  EMFILE: 'Too many files are open. Close other programs and try again.',
  ENOMEM: 'There is not enough memory. Close other programs and try again.',
  ELOOP: 'It is a link that leads back to itself.',
  ENAMETOOLONG: 'Its path is too long for this system.',
  EIO: 'The disk could not be read.',
  EISDIR: 'It is a folder where a file was expected.',
  ENOTDIR: 'A part of its path is not a folder.',
};

/** A file system's error in plain words, naming the file; null if it is none. */
function systemProblem(error: unknown, name: string): Problem | null {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return null;
  return fail('data.unreadable', `"${name}" could not be read. ${systemWords[code] ?? `The system says ${code}.`}`)
    .problem;
}

/** Why one file of many is not used, as a sentence about "it": its own reason, or that it cannot be read. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && !('code' in error) ? error.message : 'It could not be read.';
}

/** Runs work that may throw a DataError or a file system's error; anything else is a fault of ours and is thrown on. */
export async function settle<T>(name: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof DataError) return { ok: false, problem: error.problem };
    const problem = systemProblem(error, name);
    if (problem !== null) return { ok: false, problem };
    throw error;
  }
}

export interface Watch {
  /** At most about ten times a second; `total` in the same unit as `done`. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

/** Throws when the work was cancelled. */
export function checkCancelled(watch: Watch): void {
  if (watch.signal?.aborted === true) stop('cancelled', 'Reading was cancelled.', { severity: 'hint' });
}

/** Lets the engine take messages between two stretches of work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What progress is counted in. */
export type ProgressUnit = 'things' | 'bytes';

const counted: { readonly [U in ProgressUnit]: (done: number, total: number) => string } = {
  things: (done, total) =>
    total > 0 ? `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}` : done.toLocaleString('en-US'),
  bytes: (done, total) => {
    const megabytes = (bytes: number) => (bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 0 });
    return `${megabytes(done)} of ${megabytes(total)} MB`;
  },
};

/** `report(done)` that passes on at most ten calls a second, and the last; how many of how many stand in the message. */
export function throttledProgress(
  watch: Watch,
  total: number,
  message: string,
  unit: ProgressUnit = 'things',
): (done: number) => void {
  let last = 0;
  return (done) => {
    const now = Date.now();
    if (watch.onProgress === undefined || (now - last < 100 && done < total)) return;
    last = now;
    watch.onProgress({ done, total, message: `${message}: ${counted[unit](done, total)}` });
  };
}
