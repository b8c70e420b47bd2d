// What the host needs of an engine process, whoever forked it, and the environment it is given.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { FromEngine, ToEngine } from '../engine/messages';
import type { Threads } from '../../shared/run/work';

export interface EngineProcess {
  readonly pid: number | undefined;
  send(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (how: string) => void): void;
  /** Lines that native code writes; kept for diagnostics. */
  onOutput(listener: (text: string) => void): void;
}

/** Starts one with these variables added to its environment. */
export type SpawnEngine = (settings: EngineSettings) => EngineProcess;

export interface EngineSettings {
  /** How many threads TensorFlow uses; it reads this once, when it is loaded. */
  readonly threads: Threads;
  /** Where decoded pictures may be kept. */
  readonly pictureCache?: string;
  /** Where the engine remembers how fast each engine is; nowhere where it is absent. */
  readonly timesPath?: string;
}

/** Given to an engine that works behind a window: its threads come after the window's where both want the processor. */
export const behindWindow: Readonly<Record<string, string>> = { LAYERLOOM_BEHIND_WINDOW: '1' };

const passedOn: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USERPROFILE',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'WINDIR',
  'APPDATA',
  'LOCALAPPDATA',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'XDG_RUNTIME_DIR',
  'VK_ICD_FILENAMES',
  'NUMBER_OF_PROCESSORS',
  'OMP_NUM_THREADS',
]);
const passedOnFamilies = /^(LAYERLOOM_|CUDA_|NVIDIA_|TF_)/u;

/**
 * What the engine gets of the parent's environment: where libraries, devices and temporary files are; no secrets. A
 * number of threads that the parent's environment names has its way.
 */
export function engineEnvironment(
  parent: NodeJS.ProcessEnv,
  { threads, pictureCache, timesPath }: EngineSettings,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(parent)) {
    const upper = name.toUpperCase();
    if (value !== undefined && (passedOn.has(upper) || passedOnFamilies.test(upper))) result[name] = value;
  }
  result['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (pictureCache !== undefined) result['LAYERLOOM_CACHE'] ??= pictureCache;
  if (timesPath !== undefined) result['LAYERLOOM_ENGINE_TIMES'] = timesPath;
  if (threads === 'one') {
    result['TF_NUM_INTRAOP_THREADS'] ??= '1';
    result['TF_NUM_INTEROP_THREADS'] ??= '1';
  }
  return result;
}

/** An engine in a forked Node, for the web host and the command line. `entry` is the engine's built file. */
export function forkEngine(
  entry: string,
  settings: EngineSettings,
  extra: Readonly<Record<string, string>> = {},
): EngineProcess {
  const child = fork(entry, [], {
    env: { ...engineEnvironment(process.env, settings), ...extra },
    // Structured clone: a loss that became NaN must arrive as NaN.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  let ended = false;
  const exitListeners: ((how: string) => void)[] = [];
  const end = (how: string) => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(how);
  };
  child.on('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.on('error', (error) => end(error.message));
  return {
    pid: child.pid,
    send(message) {
      // The pipe may have closed a moment before 'exit' is told.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as FromEngine));
    },
    onExit(listener) {
      exitListeners.push(listener);
    },
    onOutput(listener) {
      child.stdout?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8')));
      child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8')));
    },
  };
}

export interface ProcessLook {
  /** Frozen by a signal or a debugger. */
  readonly frozen: boolean;
  /** Processor time used so far, in ticks. */
  readonly ticks: number;
}

/** State and processor time of a process, or null where the system does not tell (only Linux has /proc). */
export function lookAtProcess(pid: number): ProcessLook | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { frozen: fields[0] === 'T' || fields[0] === 't', ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
