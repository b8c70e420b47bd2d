// Which graphics processors this machine has, and why training runs on one or not: facts from the system, words from
// the facts.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceReport } from '../../../shared/run/devices';

export interface GpuFacts {
  readonly platform: string;
  /** NVIDIA GPUs as their driver names them; empty without a driver. */
  readonly nvidia: readonly string[];
  /** "535.183.01"; null where it is not known. */
  readonly driver: string | null;
  /** Makers of the graphics cards on the bus, with or without a driver; empty where the system does not tell. */
  readonly makers: readonly ('NVIDIA' | 'AMD' | 'Intel')[];
}

export interface EngineFacts {
  /** What the set-up made: 'native-cpu', 'native-cuda', 'official', 'none'; '' when it left no report. */
  readonly flavour: string;
  readonly nativeUsesGpu: boolean;
  /** Null where WebGPU was not looked for. */
  readonly webGpu: 'gpu' | 'software' | 'absent' | null;
}

/** The oldest Linux driver that CUDA 12 runs on (NVIDIA, CUDA compatibility, minor version compatibility). */
const oldestDriver = '525.60.13';

const makers: { readonly [vendor: string]: 'NVIDIA' | 'AMD' | 'Intel' } = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
};

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function driverTool(question: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const command = [`--query-gpu=${question}`, '--format=csv,noheader'];
    execFile('nvidia-smi', command, { timeout: 3000, windowsHide: true }, (error, output) => {
      const lines = error === null ? output.split('\n') : [];
      resolve(lines.map((line) => line.trim()).filter((line) => line !== ''));
    });
  });
}

export async function lookForGpus(): Promise<GpuFacts> {
  const proc = '/proc/driver/nvidia';
  let nvidia: readonly string[] = readOr(
    () =>
      readdirSync(`${proc}/gpus`).map((name) => {
        const text = readFileSync(join(proc, 'gpus', name, 'information'), 'utf8');
        return text.match(/^Model:\s*(.+)$/m)?.[1]?.trim() ?? 'NVIDIA GPU';
      }),
    [],
  );
  const kernelModule = readOr(() => readFileSync(`${proc}/version`, 'utf8'), '');
  let driver = kernelModule.match(/Module[^\n]*?\s(\d+\.\d+(?:\.\d+)?)\s/)?.[1] ?? null;
  if (nvidia.length === 0) nvidia = await driverTool('name');
  if (nvidia.length > 0) driver ??= (await driverTool('driver_version'))[0] ?? null;
  const bus = '/sys/bus/pci/devices';
  const cards = readOr(() => readdirSync(bus), []).filter((card) =>
    readOr(() => readFileSync(join(bus, card, 'class'), 'utf8'), '').startsWith('0x03'),
  );
  const found = cards.map((card) => makers[readOr(() => readFileSync(join(bus, card, 'vendor'), 'utf8').trim(), '')]);
  return {
    platform: process.platform,
    nvidia,
    driver,
    makers: [...new Set(found.filter((maker) => maker !== undefined))],
  };
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let place = 0; place < Math.max(a!.length, b!.length); place++) {
    const difference = (a![place] ?? 0) - (b![place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Why training runs on a graphics processor or not, and what to do about it. Pure. */
export function gpuVerdict(gpu: GpuFacts, engine: EngineFacts): DeviceReport['gpu'] {
  const { nvidia, driver, platform } = gpu;
  const names = nvidia.join(', ');
  const says = (reason: string, nextStep: string, used = false) => ({ used, reason, nextStep });
  const viaWebGpu =
    engine.webGpu === 'gpu' ? ' The WebGPU engine runs on it meanwhile: time the engines to see which is faster.' : '';

  if (engine.nativeUsesGpu) return says(`TensorFlow trains on ${names || 'the NVIDIA GPU'} through CUDA.`, '', true);
  if (nvidia.length > 0) {
    if (platform !== 'linux') {
      return says(
        `${names} is there, but TensorFlow's official build for this system did not find CUDA 11.2 with cuDNN 8.1, which it needs.${viaWebGpu}`,
        engine.webGpu === 'gpu'
          ? 'Choose the WebGPU engine, which needs no CUDA, or install CUDA 11.2 and cuDNN 8.1 from NVIDIA and start Layerloom again.'
          : 'Install CUDA 11.2 and cuDNN 8.1 from NVIDIA and start Layerloom again.',
      );
    }
    if (driver !== null && isOlder(driver, oldestDriver)) {
      return says(
        `${names} is there, but its driver ${driver} is too old for CUDA 12.${viaWebGpu}`,
        `Update the NVIDIA driver to ${oldestDriver} or newer, then start Layerloom again with npm start.`,
      );
    }
    if (engine.flavour === 'native-cuda') {
      return says(
        `${names} is there with its driver${driver === null ? '' : ` ${driver}`}, but CUDA found no GPU that it can use: its libraries are incomplete, or the GPU is too old for TensorFlow (compute capability below 6.0).${viaWebGpu}`,
        'Delete the folder .cache/native-engine beside Layerloom and start it again with npm start while online: that fetches the CUDA libraries anew.',
      );
    }
    return says(
      `${names} is there, but the engine was set up without the CUDA libraries.${viaWebGpu}`,
      'Start Layerloom again with npm start while online: it fetches TensorFlow with CUDA (about 4 GB, once). The processor trains until then.',
    );
  }
  if (gpu.makers.includes('NVIDIA')) {
    return says(
      'An NVIDIA graphics card is built in, but its driver is not installed or does not run.',
      'Install the NVIDIA driver (from your system’s packages or nvidia.com), restart the computer, then start Layerloom again with npm start.',
    );
  }
  if (platform === 'darwin') {
    return says(
      'TensorFlow’s official build for macOS computes on the processor only.',
      engine.webGpu === 'gpu'
        ? 'The WebGPU engine uses the graphics processor: time the engines to see which is faster.'
        : '',
    );
  }
  const others = gpu.makers.join(' and ');
  if (engine.webGpu === 'gpu') {
    return says(
      `${others === '' ? 'A graphics processor' : `Graphics by ${others}`} can be used through WebGPU. CUDA, which TensorFlow needs for a GPU, is for NVIDIA only.`,
      'Time the engines to see whether it is faster for your network, then choose it.',
    );
  }
  if (others !== '') {
    return says(
      `Graphics by ${others} was found. CUDA, which TensorFlow needs for a GPU, is for NVIDIA only, and no driver answered through WebGPU.`,
      platform === 'linux'
        ? 'Install the card’s Vulkan driver and loader (mesa-vulkan-drivers and libvulkan1), then look again.'
        : 'Update the graphics driver, then look again.',
    );
  }
  return says('No graphics processor for training was found: the processor trains.', '');
}
