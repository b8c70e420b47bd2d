// WebGPU outside of a browser: Dawn, as the package "webgpu" brings it, and waiting for the GPU without a promise.
import { dirname, join } from 'node:path';
import { types } from 'node:util';
import { findPackage, loadPackage } from './backend';

/** Of WebGPU only what is used here. */
export interface GpuAdapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
  readonly features: ReadonlySet<string>;
  readonly limits: { readonly [name: string]: number };
  requestDevice(descriptor: {
    readonly requiredFeatures: readonly string[];
    readonly requiredLimits: { readonly [name: string]: number };
  }): Promise<GpuDevice>;
}

export interface GpuDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  /** What went wrong without a caller to tell: out of memory, a limit of the GPU, a mistake in a program. */
  onuncapturederror: ((event: { readonly error: { readonly message: string } }) => void) | null;
}

export interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

export interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<GpuAdapter | null>;
}

type Task = (...args: unknown[]) => void;

/** Dawn's looks at what the GPU has done, as they were handed to setImmediate and not yet run: one at most. */
const looks = new Set<Task>();
let gpu: Gpu | null = null;

/**
 * Dawn looks at what the GPU has done whenever Node is idle: it hands setImmediate a function of native code that has
 * neither a name nor parameters (a promise's resolver has one). Such a function is noted here, so that it can be run
 * while JavaScript waits; it runs once, here or when Node is idle. Everything else passes as it is.
 */
function noteLooks(): void {
  const original = globalThis.setImmediate;
  const noting = (task: Task, ...args: unknown[]): NodeJS.Immediate => {
    if (args.length > 0 || !isLook(task)) return original(task, ...args);
    looks.add(task);
    return original(() => {
      if (looks.delete(task)) task();
    });
  };
  globalThis.setImmediate = Object.defineProperties(
    noting,
    Object.getOwnPropertyDescriptors(original),
  ) as unknown as typeof setImmediate;
}

function isLook(task: unknown): boolean {
  return (
    typeof task === 'function' &&
    task.name === '' &&
    task.length === 0 &&
    !types.isProxy(task) &&
    /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(task))
  );
}

/** Runs what is noted now; false when nothing is. */
function look(): boolean {
  const noted = [...looks];
  for (const task of noted) if (looks.delete(task)) task();
  return noted.length > 0;
}

/** Where the package keeps the library for this machine. Throws when the package is not installed. */
function libraryPath(): string {
  const machine = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;
  return join(dirname(findPackage('webgpu')), 'dist', machine, 'dawn.node');
}

/** Loads Dawn once and makes WebGPU's names known, as a browser has them. Throws when it is not there. */
export function loadDawn(): Gpu {
  if (gpu !== null) return gpu;
  // The package's own entry is a module, which Node 16 cannot load on demand.
  const dawn = loadPackage<{ create(options: readonly string[]): Gpu; readonly globals: object }>(libraryPath());
  noteLooks();
  gpu = dawn.create([]);
  const names = globalThis as unknown as { navigator?: object } & Record<string, unknown>;
  for (const [name, value] of Object.entries(dawn.globals)) names[name] ??= value;
  if (names.navigator === undefined) names.navigator = {};
  Object.defineProperty(names.navigator, 'gpu', { value: gpu, configurable: true });
  return gpu;
}

const readMode = 1;
const nap = new Int32Array(new SharedArrayBuffer(4));

/** Maps a buffer for reading and waits until the GPU has come so far. Throws when it does not come. */
export function mapNow(buffer: GpuBuffer): void {
  let failure: unknown = null;
  buffer.mapAsync(readMode).catch((error: unknown) => {
    failure = error;
  });
  for (let times = 0; buffer.mapState === 'pending'; times++) {
    if (!look()) throw new Error('Dawn does not say when the GPU is done');
    // The first looks come one upon the other; a step that takes longer leaves the processor to others.
    if (times > 200) Atomics.wait(nap, 0, 0, 0.05);
  }
  if (buffer.mapState !== 'mapped')
    throw new Error(`the GPU was lost${failure === null ? '' : `: ${String(failure)}`}`);
}
