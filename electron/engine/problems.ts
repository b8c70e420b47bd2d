// Turns whatever goes wrong in the engine into a Problem: what happened, in plain words, and the next step.
import type { Problem } from '../../shared/result';
import { fail } from '../../shared/result';
import { ProblemError } from '../tasks/problemError';

export { ProblemError } from '../tasks/problemError';

/** Throws with a Problem of severity error. */
export function throwProblem(
  code: string,
  message: string,
  more: Partial<Omit<Problem, 'code' | 'message'>> = {},
): never {
  throw new ProblemError(fail(code, message, more).problem);
}

interface Rule {
  readonly code: string;
  readonly matches: RegExp;
  readonly says: (match: RegExpMatchArray) => string;
}

/** First match wins. The patterns are what TensorFlow, tfjs, V8 and Node really say. */
const rules: readonly Rule[] = [
  {
    code: 'engine.memory',
    matches:
      /OOM when allocating|out of memory|bad_alloc|Array buffer allocation failed|Invalid (typed )?array length|RESOURCE_EXHAUSTED|Cannot enlarge memory/i,
    says: () =>
      'The machine has not enough free memory for this step. Try a smaller batch size, or fewer units or filters in the largest layer.',
  },
  {
    code: 'engine.missingKernel',
    matches: /Kernel '([^']+)' not registered for backend '([^']+)'/,
    says: (match) =>
      `The engine "${match[2]}" cannot compute ${match[1]}, which this network needs. Choose another engine in the training settings.`,
  },
  {
    code: 'engine.missingGradient',
    matches:
      /gradient function not found for (\w+)|Cannot compute gradient[^:]*: gradient function not found for (\w+)/i,
    says: (match) =>
      `The engine cannot compute the gradient of ${match[1] ?? match[2]}, so this network cannot be trained as it is. Use another layer or activation in its place.`,
  },
  {
    code: 'disk.full',
    matches: /ENOSPC|EDQUOT/,
    says: () => 'The disk is full, so the run cannot be kept. Free some space and continue the run.',
  },
  {
    code: 'disk.denied',
    matches: /EACCES|EPERM|EROFS/,
    says: () => 'A file of this run may not be read or written. Check the permissions of the folder and try again.',
  },
  {
    code: 'disk.missing',
    matches: /ENOENT: no such file or directory, \w+ '([^']*)'/,
    says: (match) => `The file ${match[1]} is no longer there. Put it back or choose the data again.`,
  },
];

/** What a ProblemError, or the data room's own error, carries. */
function carriedProblem(error: unknown): Problem | null {
  const problem = error instanceof Error ? (error as { readonly problem?: Partial<Problem> }).problem : undefined;
  return typeof problem?.code === 'string' && typeof problem.message === 'string' ? (problem as Problem) : null;
}

/** Never throws. `doing` completes "… failed while …" for causes that have no sentence of their own. */
export function toProblem(error: unknown, doing: string): Problem {
  const carried = carriedProblem(error);
  if (carried !== null) return carried;
  const message = error instanceof Error ? error.message : String(error);
  for (const rule of rules) {
    const match = message.match(rule.matches);
    if (match !== null) return fail(rule.code, rule.says(match)).problem;
  }
  const firstLine = message.split('\n', 1)[0] ?? '';
  return fail(
    'engine.unexpected',
    `The engine failed while ${doing}: ${firstLine.slice(0, 500)} Try again; if it comes back, please report it with these words.`,
  ).problem;
}
