// A Problem as something that can be thrown.
import type { Problem } from '../../shared/result';

/** Carries a Problem out of deep code to the nearest door, where it is unpacked again. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
  }
}
