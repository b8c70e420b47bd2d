// TensorFlow's operations compiled to WebAssembly: runs wherever Node runs, on the processor.
import { dirname, sep } from 'node:path';
import { type BackendDefinition, type Found, findPackage, firstLine, loadPackage, loadTensorFlow } from './backend';
import { registerWasmKernels } from './wasmKernels';

const packageName = '@tensorflow/tfjs-backend-wasm';

export const wasm: BackendDefinition<Found> = {
  id: 'wasm',
  tfjsName: 'wasm',
  mayLackOperations: false,
  loadsDriver: false,
  slowerThan: ['native'],
  find: ({ report }) => {
    const info = {
      id: 'wasm',
      title: 'WebAssembly on the CPU',
      reason:
        'It runs on any machine and trains every layer. Against plain JavaScript, networks over pictures gain most.',
      nextStep: report?.nextStep ?? '',
    };
    try {
      const engine = loadPackage<{ setWasmPaths(path: string): void }>(packageName);
      engine.setWasmPaths(dirname(findPackage(packageName)) + sep);
      registerWasmKernels(loadTensorFlow());
      return { available: true, info };
    } catch (error) {
      return {
        available: false,
        info: { ...info, reason: `The WebAssembly engine did not start: ${firstLine(error)}.` },
      };
    }
  },
};
