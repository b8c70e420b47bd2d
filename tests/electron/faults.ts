// System calls that fail while work goes on: the k-th call that a writer makes, once or from then on, as an error
// injected by strace would. What reaches the disk before that call is really there.
import { type FileHandle } from 'node:fs/promises';
import { promises as fs } from 'node:fs';

export interface Fault {
  readonly code: string;
  /** Which call fails, from 1. */
  readonly at: number;
  /** All later ones as well. */
  readonly lasts: boolean;
}

/** Calls on paths, and calls on an open file, that a whole save is made of. */
const onPaths = [
  'open',
  'rename',
  'link',
  'copyFile',
  'unlink',
  'mkdir',
  'writeFile',
  'appendFile',
  'truncate',
] as const;
const onFiles = ['write', 'writeFile', 'appendFile', 'truncate', 'sync', 'datasync', 'close'] as const;

type Call = (...args: unknown[]) => Promise<unknown>;

export interface Outcome<T> {
  readonly result: T;
  /** Calls made, the failed ones included. */
  readonly calls: number;
}

/** Runs `work` with the fault. Whatever waits before it tries again does so at once. */
export async function withFault<T>(fault: Fault, work: () => Promise<T>): Promise<Outcome<T>> {
  let calls = 0;
  const failing = (call: Call, evenSo: boolean): Call =>
    async function (this: unknown, ...args) {
      calls += 1;
      if (calls !== fault.at && !(fault.lasts && calls > fault.at)) return call.apply(this, args);
      // A file is closed even where closing it tells of an error.
      if (evenSo) await call.apply(this, args);
      throw Object.assign(new Error(`${fault.code}: injected`), { code: fault.code });
    };
  const paths = fs as unknown as Record<string, Call>;
  const real = Object.fromEntries(onPaths.map((name) => [name, paths[name]!]));
  const wait = globalThis.setTimeout;
  for (const name of onPaths) paths[name] = failing(real[name]!, false);
  const open = paths['open']!;
  paths['open'] = async (...args) => {
    const file = (await open(...args)) as FileHandle;
    const methods = file as unknown as Record<string, Call>;
    for (const name of onFiles) methods[name] = failing(methods[name]!, name === 'close');
    return file;
  };
  globalThis.setTimeout = ((then: () => void) => setImmediate(then)) as unknown as typeof setTimeout;
  try {
    return { result: await work(), calls };
  } finally {
    Object.assign(paths, real);
    globalThis.setTimeout = wait;
  }
}

/** A fault at every one of `calls` calls, once and lasting: a full disk, a broken one, and one that may not be written. */
export function everyFault(calls: number): readonly Fault[] {
  return ['ENOSPC', 'EIO', 'EACCES'].flatMap((code) =>
    Array.from({ length: calls }, (_, at) => [false, true].map((lasts) => ({ code, at: at + 1, lasts }))).flat(),
  );
}
