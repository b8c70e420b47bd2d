// What every verb of the command is, what it is given, and how it ends.
import type { EngineHost } from '../host/engineHost';
import type { Events } from '../../shared/ipc';
import type { Task } from '../tasks';
import type { Problem } from '../../shared/result';

/** How the command ends (docs/command.md). */
export const exitCodes = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** The network has errors, or its training failed. */
  problems: 1,
  /** The command line was not understood. */
  usage: 2,
  /** A file or folder could not be read or written. */
  file: 3,
  /** The engine could not be started, or stopped unexpectedly. */
  engine: 4,
  /** Ctrl+C. What was learned up to then is kept. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Option {
  readonly name: string;
  /** What follows it, as usage shows it; null for a flag. */
  readonly value: string | null;
  readonly help: string;
  readonly required?: true;
  /** May stand several times. */
  readonly many?: true;
}

export type Listener<E extends 'run' | 'progress'> = (payload: Events[E]) => void;

/** What a verb may use. */
export interface Context {
  /** The file named behind the verb; '' where the verb takes none. */
  readonly file: string;
  option(name: string): string | undefined;
  /** Every value of an option that may stand several times. */
  options(name: string): readonly string[];
  /** With --json every answer is a JSON line and there is no other text. */
  readonly json: boolean;
  /** A line for people; nothing with --json. */
  say(line: string): void;
  /** A line for programs; nothing without --json. NaN and infinities are null. */
  line(record: object): void;
  /** Says what is wrong: on stderr for people, as a line for programs. */
  complain(problem: Problem): void;
  /** The engine, started at the first call. */
  engine(): EngineHost;
  on<E extends 'run' | 'progress'>(event: E, listener: Listener<E>): void;
  /** Called at Ctrl+C; a second Ctrl+C ends the command at once. */
  onInterrupt(listener: () => void): void;
  readonly interrupted: boolean;
  /** Runs long work that Ctrl+C cancels; how far it is stands on the terminal, or is told in lines for programs. */
  asTask<T>(work: (task: Task) => Promise<T>): Promise<T>;
  /** The built file of the thread that imports run on. */
  readonly importWorker: string;
  /** A folder that is gone when the command ends. */
  temporaryFolder(): Promise<string>;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly takesFile: boolean;
  readonly options: readonly Option[];
  /** Further lines of `layerloom VERB --help`. */
  more?(): readonly string[];
  run(context: Context): Promise<ExitCode>;
}

/** The exit code that a problem of a file or of the engine calls for. */
export function exitCodeOf(problem: Problem): ExitCode {
  if (problem.code === 'cancelled') return exitCodes.interrupted;
  if (problem.code.startsWith('engine.')) return exitCodes.engine;
  if (/^(file|data|run|workspace)\./u.test(problem.code)) return exitCodes.file;
  return exitCodes.problems;
}
