// LiteRT (TensorFlow Lite) as WebAssembly. The package's own JavaScript wants a browser's page and files of one batch size;
// what it is written over wants neither, and is called here. Each file gets an instance of its own, whose memory goes with it.
import { promises as fs } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { findPackage, loadPackage } from '../../backends/backend';
import { type GivenNumbers, type OpenFile, unpacked } from './runtime';

/** Node has it; its types are the browser's. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(program: object, imports: object): Promise<object>;
};

/** What the compiled C++ gives to be held; it is freed by hand. */
interface Held {
  delete(): void;
}
interface List<T> extends Held {
  size(): number;
  get(place: number): T;
  push_back(value: T): void;
}
interface TensorBuffer extends Held {
  lock(mode: unknown): number;
  unlock(): void;
  packedSize(): number;
}
interface Signature extends Held {
  inputNames(): List<string>;
  outputNames(): List<string>;
}

/** The parts of the instance that are used (@litertjs/core, dist/index.js). */
interface Lite {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  readonly VectorInt32: new () => List<number>;
  readonly LiteRtLayout: { create(sizes: List<number>): Held };
  readonly LiteRtRankedTensorType: { create(type: { readonly value: number }, layout: Held): Held };
  readonly LiteRtTensorBufferType: { readonly HOST_MEMORY: unknown };
  readonly LiteRtTensorBufferLockMode: { readonly READ: unknown; readonly WRITE: unknown };
  readonly LiteRtEnvironment: { create(device: null): Held };
  readonly LiteRtTensorBuffer: {
    createManaged(environment: Held, where: unknown, type: Held, bytes: number): TensorBuffer;
  };
  setupLogging(): void;
  loadModel(environment: Held, at: number, bytes: number): Held & { getSignature(place: number): Signature };
  compileModel(
    environment: Held,
    model: Held,
    options: object,
  ): Promise<Held & { run(signature: number, inputs: readonly TensorBuffer[]): Promise<readonly TensorBuffer[]> }>;
}

/** Without relaxed SIMD, so that every processor gives the same numbers. */
const script = '@litertjs/core/wasm/litert_wasm_compat_internal.js';
const elementTypes = { float32: 1, int32: 2 } as const;

let compiled: object | null = null;

async function start(): Promise<Lite> {
  const path = findPackage(script);
  const binary = unpacked(path.replace(/\.js$/u, '.wasm'));
  const program = (compiled ??= await WebAssembly.compile(await fs.readFile(binary)));
  const source = await fs.readFile(path, 'utf8');
  // The script is CommonJS within a package that says it is not, so that require() refuses it.
  const module: { exports: unknown } = { exports: {} };
  const body = compileFunction(source, ['module', 'exports', 'require', '__filename', '__dirname'], { filename: path });
  (body as (...given: unknown[]) => void)(module, module.exports, createRequire(path), path, '');
  const lite = await new Promise<Lite>((resolve, reject) => {
    const instance = (module.exports as (options: object) => Promise<Lite>)({
      // It would wait for ever for a program that cannot be set up, as where there is no memory for it.
      instantiateWasm: (imports: object, receive: (instance: object) => void) => {
        WebAssembly.instantiate(program, imports).then(receive).catch(reject);
        return {};
      },
      print: silent,
      printErr: silent,
    });
    instance.then(resolve, reject);
  });
  lite.setupLogging();
  return lite;
}

function silent(): void {
  // It tells how it sets itself up; failures are thrown.
}

function arrayOf<T>(list: List<T>): readonly T[] {
  const all = Array.from({ length: list.size() }, (_, place) => list.get(place));
  list.delete();
  return all;
}

function toBuffer(lite: Lite, environment: Held, { values, shape, dtype }: GivenNumbers): TensorBuffer {
  const sizes = new lite.VectorInt32();
  for (const size of shape) sizes.push_back(size);
  const layout = lite.LiteRtLayout.create(sizes);
  const type = lite.LiteRtRankedTensorType.create({ value: elementTypes[dtype] }, layout);
  const { HOST_MEMORY } = lite.LiteRtTensorBufferType;
  const buffer = lite.LiteRtTensorBuffer.createManaged(environment, HOST_MEMORY, type, 4 * values.length);
  for (const held of [sizes, layout, type]) held.delete();
  const numbers = dtype === 'int32' ? Int32Array.from(values) : values;
  const at = buffer.lock(lite.LiteRtTensorBufferLockMode.WRITE);
  lite.HEAPU8.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
  buffer.unlock();
  return buffer;
}

function toNumbers(lite: Lite, buffer: TensorBuffer): Float32Array {
  const at = buffer.lock(lite.LiteRtTensorBufferLockMode.READ);
  const bytes = lite.HEAPU8.slice(at, at + buffer.packedSize());
  buffer.unlock();
  return new Float32Array(bytes.buffer);
}

/** Outputs are taken for float32, as all that is exported here has them. */
export const openTflite: OpenFile = async (bytes) => {
  const lite = await start();
  const environment = lite.LiteRtEnvironment.create(null);
  const at = lite._malloc(bytes.byteLength);
  lite.HEAPU8.set(bytes, at);
  const model = lite.loadModel(environment, at, bytes.byteLength);
  const options = { environment, accelerator: 'wasm', cpuOptions: { numThreads: 1 }, gpuOptions: {}, webNNOptions: {} };
  const network = await lite.compileModel(environment, model, options);
  const signature = model.getSignature(0);
  const inputNames = arrayOf(signature.inputNames());
  const outputNames = arrayOf(signature.outputNames());
  const { version } = loadPackage<{ readonly version: string }>('@litertjs/core/package.json');
  return {
    // Its outputs have room for one sample, whatever the inputs are resized to.
    atOnce: 1,
    by: `LiteRT ${version}`,
    run: async (inputs) => {
      const given = inputNames.map((name) => toBuffer(lite, environment, inputs.get(name)!));
      const results = await network.run(0, given);
      const numbers = new Map(results.map((buffer, place) => [outputNames[place]!, toNumbers(lite, buffer)]));
      for (const buffer of [...given, ...results]) buffer.delete();
      return numbers;
    },
    close: () => {
      for (const held of [signature, network, model, environment]) held.delete();
      return Promise.resolve();
    },
  };
};
