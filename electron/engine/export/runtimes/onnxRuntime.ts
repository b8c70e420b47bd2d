// ONNX Runtime as WebAssembly: one thread, no workers, nothing fetched.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPackage, loadPackage } from '../../backends/backend';
import { type OpenFile, unpacked } from './runtime';

type Ort = typeof import('onnxruntime-web');

let loaded: Ort | null = null;

async function load(): Promise<Ort> {
  const ort = loadPackage<Ort>('onnxruntime-web');
  const folder = unpacked(dirname(findPackage('onnxruntime-web')));
  const { wasm } = ort.env;
  wasm.numThreads = 1;
  wasm.wasmPaths = { mjs: pathToFileURL(join(folder, 'ort-wasm-simd-threaded.mjs')).href };
  wasm.wasmBinary = await fs.readFile(join(folder, 'ort-wasm-simd-threaded.wasm'));
  ort.env.logLevel = 'error';
  return ort;
}

export const openOnnx: OpenFile = async (bytes) => {
  loaded ??= await load();
  const { InferenceSession, Tensor, env } = loaded;
  const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  return {
    // Between calls a person may cancel.
    atOnce: 10,
    by: `ONNX Runtime ${env.versions.web ?? ''}`.trim(),
    run: async (inputs) => {
      const feeds = Object.fromEntries(
        [...inputs].map(([name, { values, shape, dtype }]) => [
          name,
          dtype === 'int32'
            ? new Tensor('int32', Int32Array.from(values), shape)
            : new Tensor('float32', values, shape),
        ]),
      );
      const results = await session.run(feeds);
      return new Map(
        Object.entries(results).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
      );
    },
    close: () => session.release(),
  };
};
