// The graphics processor through WebGPU: any vendor's, without CUDA. Dawn computes, tfjs' WebGPU engine says what.
import { type BackendDefinition, type Found, firstLine, loadPackage, loadTensorFlow } from './backend';
import { type GpuAdapter, type GpuBuffer, type GpuDevice, loadDawn, mapNow } from './dawn';
import { registerWebGpuKernels } from './webgpuKernels';

interface TensorData {
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
  readonly values: unknown;
  readonly resource: GpuBuffer;
}

/** What is used of tfjs' engine, whose own way of reading at once needs a browser's canvas. */
interface WebGpuBackend {
  readonly tensorMap: { get(id: object): TensorData };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): GpuBuffer;
    releaseBuffer(buffer: GpuBuffer): void;
  };
  readonly commandEncoder: {
    copyBufferToBuffer(from: GpuBuffer, at: number, to: GpuBuffer, at2: number, size: number): void;
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(id: object, values: unknown): unknown;
  readSync(id: object): unknown;
}

interface Package {
  readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapter['info']) => WebGpuBackend;
}

const copyDestination = 8;
const mapForReading = 1;
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

/**
 * Makes `readSync` wait for the GPU itself, and throw what the GPU could not do since the last time: nothing else says
 * so, and the numbers would be wrong.
 */
function readAtOnce(backend: WebGpuBackend, device: GpuDevice): void {
  let failure: string | null = null;
  const note = (message: string) => {
    failure ??= firstLine(message);
  };
  device.onuncapturederror = ({ error }) => note(error.message);
  void device.lost.then(({ message }) => note(`it was lost: ${message}`));
  const { convertBackendValuesAndArrayBuffer } = loadTensorFlow().util;
  const own = backend.readSync.bind(backend);
  backend.readSync = (id) => {
    const data = backend.tensorMap.get(id);
    if (data.values !== null && data.values !== undefined) return data.values;
    if (data.dtype === 'string' || data.dtype === 'complex64') return own(id);
    const { size } = data.resource;
    const staging = backend.bufferManager.acquireBuffer(size, copyDestination | mapForReading);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder.copyBufferToBuffer(data.resource, 0, staging, 0, size);
    backend.submitQueue();
    mapNow(staging);
    if (failure !== null) {
      const message = `The GPU could not do this: ${failure}`;
      failure = null;
      throw new Error(message);
    }
    const values = staging.getMappedRange().slice(0);
    staging.unmap();
    backend.bufferManager.releaseBuffer(staging);
    return backend.convertAndCacheOnCPU(id, convertBackendValuesAndArrayBuffer(values, data.dtype));
  };
}

/** "Radeon RX 7600", or the best there is to say. */
function nameOf({ info }: GpuAdapter): string {
  const words = info.description || info.device || `${info.vendor} ${info.architecture}`.trim();
  return words === '' ? 'GPU' : words;
}

/** Computes on the processor and only speaks WebGPU: right, and slower than every other engine. */
function isSoftware({ info }: GpuAdapter): boolean {
  const words = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(words);
}

const noDriver =
  'Install or update the graphics driver (on Linux also the Vulkan loader, libvulkan1), then look again.';

/** Version of Node's interface for native code that Dawn is built for. */
const oldestInterface = 9;

export const webgpu: BackendDefinition = {
  id: 'webgpu',
  tfjsName: 'webgpu',
  mayLackOperations: true,
  loadsDriver: true,
  slowerThan: [],
  find: async (): Promise<Found> => {
    const absent = (reason: string, nextStep: string): Found => ({
      available: false,
      info: { id: 'webgpu', title: 'WebGPU on the graphics processor', reason, nextStep },
    });
    // On Node 16 (Electron 22) Dawn ends the whole process.
    if (Number(process.versions.napi) < oldestInterface) {
      return absent(
        `WebGPU needs a newer ${process.versions['electron'] === undefined ? 'Node' : 'Electron'} than this one.`,
        'Start Layerloom with npm start while online, so that it fetches the current Electron, or use it in the browser.',
      );
    }
    const tf = loadTensorFlow();
    let gpu;
    let engine: Package;
    try {
      gpu = loadDawn();
      engine = loadPackage<Package>('@tensorflow/tfjs-backend-webgpu');
    } catch (error) {
      const missing = (error as { readonly code?: unknown } | null)?.code === 'MODULE_NOT_FOUND';
      return missing
        ? absent(
            'The optional package that speaks to graphics processors is not installed.',
            'Start Layerloom again with npm start while online: that installs it.',
          )
        : absent(`WebGPU could not be loaded: ${firstLine(error)}.`, noDriver);
    }
    try {
      const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
      if (adapter === null) return absent('No graphics driver answered through WebGPU.', noDriver);
      const software = isSoftware(adapter);
      // The package registers itself with an adapter of its own choice: replaced by the one that was looked at.
      tf.removeBackend('webgpu');
      tf.registerBackend('webgpu', async () => {
        const device = await adapter.requestDevice({
          requiredFeatures: [],
          requiredLimits: Object.fromEntries(
            limits.flatMap((name) => (adapter.limits[name] === undefined ? [] : [[name, adapter.limits[name]]])),
          ),
        });
        const backend = new engine.WebGPUBackend(device, adapter.info);
        readAtOnce(backend, device);
        return backend as never;
      });
      registerWebGpuKernels(tf);
      return {
        available: true,
        onlyByHand: software,
        info: {
          id: 'webgpu',
          title: `WebGPU on ${nameOf(adapter)}`,
          reason: software
            ? 'This driver only plays a graphics processor: it computes on the CPU, correctly but slowly, and is used only when chosen by hand.'
            : 'It uses the graphics processor, of any maker, without CUDA. Large networks gain most.',
          nextStep: software ? noDriver : '',
        },
      };
    } catch (error) {
      return absent(`WebGPU did not start: ${firstLine(error)}.`, noDriver);
    }
  },
};
