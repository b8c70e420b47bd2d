// The fast engine: libtensorflow through tfjs-node, on the processor or on an NVIDIA GPU.
import { createRequire } from 'node:module';
import type { TensorFlow } from '../../../shared/layers/layer';
import { type BackendDefinition, type Found, firstLine, loadPackage, loadTensorFlow } from './backend';
import { registerNativeKernels } from './nativeKernels';

interface NativeBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version?: string };
}

/** The backend that computes now; null while none was ever started. */
function findBackendInUse(tf: TensorFlow): string | null {
  const name = tf.engine().backendName as string | undefined;
  return name === undefined || name === '' ? null : name;
}

/** "2.21" of "2.21.0". */
function shortVersion(version: string | undefined): string {
  const match = version?.match(/^(\d+\.\d+)/);
  return match?.[1] === undefined ? '' : ` ${match[1]}`;
}

export const native: BackendDefinition<Found> = {
  id: 'native',
  tfjsName: 'tensorflow',
  mayLackOperations: false,
  loadsDriver: false,
  slowerThan: [],
  find: ({ report }) => {
    const absent = (reason: string): Found => ({
      available: false,
      info: {
        id: 'native',
        title: 'TensorFlow, native',
        reason,
        nextStep:
          report?.nextStep ?? 'Close Layerloom and start it again with npm start: that sets the engine up anew.',
      },
    });
    if (report?.flavour === 'none') return absent(report.reason);
    try {
      // libtensorflow writes every notice to stderr unless told not to before it is loaded.
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      // Node 23 dropped this function, which tfjs-node 4.22 calls.
      const util = createRequire(__filename)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
      util.isNullOrUndefined ??= (value) => value === null || value === undefined;
      const tf = loadTensorFlow();
      const inUse = findBackendInUse(tf);
      loadPackage('@tensorflow/tfjs-node-gpu');
      registerNativeKernels(tf);
      // Loading it makes it the backend in use. Going back to one that is initialised happens within this call.
      if (inUse !== null) void tf.setBackend(inUse);
      const backend = tf.findBackend('tensorflow') as NativeBackend | null;
      if (backend === null) return absent('TensorFlow was found but did not start.');
      const version = shortVersion(backend.binding?.TF_Version ?? report?.tensorflowVersion ?? undefined);
      const gpu = backend.isUsingGpuDevice === true;
      return {
        available: true,
        usesGpu: gpu,
        info: {
          id: 'native',
          title: `TensorFlow${version} on the ${gpu ? 'GPU' : 'CPU'}`,
          reason: gpu
            ? 'It is the fastest engine there is here: TensorFlow on the NVIDIA GPU.'
            : 'It is the fastest engine there is here: TensorFlow, compiled for this processor.',
          nextStep: report?.nextStep ?? '',
        },
      };
    } catch (error) {
      return absent(`TensorFlow's native library could not be loaded: ${firstLine(error)}.`);
    }
  },
};
