// A realm of its own for exported scripts: the language, and what a browser's worker offers of the things that TensorFlow.js
// asks for. Nothing of this process is in it.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Context, createContext, runInContext } from 'node:vm';
import { findPackage } from '../../backends/backend';

type RealmTensorFlow = {
  setBackend(name: string): Promise<boolean>;
  readonly wasm?: { setWasmPaths(folder: string, usePlatformFetch: boolean): void };
};

/** Must be shipped with the package. The ES5 build cannot extend the classes of the TensorFlow.js that exports carry. */
const wasmScript = 'tf-backend-wasm.es2017.min.js';
const wasmFile = /^tfjs-backend-wasm[\w-]*\.wasm$/;

export function openRealm(): Context {
  const context = createContext({
    console: { log: nothing, warn: nothing, error: nothing, info: nothing },
    performance: { now: () => Date.now() },
    setTimeout,
    clearTimeout,
    atob: (text: string) => Buffer.from(text, 'base64').toString('latin1'),
    WorkerGlobalScope: nothing,
  });
  runInContext('globalThis.self = globalThis', context);
  return context;
}

/**
 * Lets the realm's TensorFlow.js compute by WebAssembly from here on, some thirty times as fast on pictures; false where
 * that does not come with the app, and its TensorFlow.js computes as before.
 */
export async function speedUp(context: Context): Promise<boolean> {
  const { tf } = context as { readonly tf: RealmTensorFlow };
  try {
    const folder = dirname(findPackage('@tensorflow/tfjs-backend-wasm'));
    // The one thing that can be fetched: these files, by the name that stands at the end.
    (context as { fetch?: unknown }).fetch = async (url: string) => {
      const name = String(url);
      if (!wasmFile.test(name)) throw new Error(`Nothing but WebAssembly is fetched here, and not ${name}.`);
      const bytes = await fs.readFile(join(folder, name));
      return { ok: true, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
    };
    runInContext(await fs.readFile(join(folder, wasmScript), 'utf8'), context, { filename: wasmScript });
    tf.wasm?.setWasmPaths('', true);
    return await tf.setBackend('wasm');
  } catch {
    return false;
  }
}

function nothing(): void {
  // Asked for by scripts; there is nothing to do.
}
