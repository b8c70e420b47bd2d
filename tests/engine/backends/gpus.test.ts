// Why training runs on a GPU or not: every cause has its own words and its own next step.
import { describe, expect, it } from 'vitest';
import { type EngineFacts, type GpuFacts, gpuVerdict, lookForGpus } from '../../../electron/engine/backends/gpus';

const gpu = (facts: Partial<GpuFacts> = {}): GpuFacts => ({
  platform: 'linux',
  nvidia: [],
  driver: null,
  makers: [],
  ...facts,
});
const engine = (facts: Partial<EngineFacts> = {}): EngineFacts => ({
  flavour: 'native-cpu',
  nativeUsesGpu: false,
  webGpu: 'absent',
  ...facts,
});
const card = ['NVIDIA GeForce RTX 3060'];

describe('gpuVerdict', () => {
  it.each([
    ['CUDA runs', gpu({ nvidia: card }), engine({ nativeUsesGpu: true }), /trains on NVIDIA GeForce RTX 3060/, /^$/],
    ['no driver', gpu({ makers: ['NVIDIA'] }), engine(), /driver is not installed/, /Install the NVIDIA driver/],
    [
      'driver too old',
      gpu({ nvidia: card, driver: '470.223.02' }),
      engine({ flavour: 'native-cuda' }),
      /driver 470\.223\.02 is too old/,
      /Update the NVIDIA driver to 525/,
    ],
    [
      'a driver that is just new enough is not called old',
      gpu({ nvidia: card, driver: '525.60.13' }),
      engine({ flavour: 'native-cuda' }),
      /libraries are incomplete/,
      /fetches the CUDA libraries anew/,
    ],
    [
      'no CUDA libraries',
      gpu({ nvidia: card, driver: '550.54' }),
      engine({ webGpu: 'gpu' }),
      /without the CUDA libraries\. The WebGPU engine runs on it meanwhile/,
      /fetches TensorFlow with CUDA/,
    ],
    [
      'the official build on Windows',
      gpu({ platform: 'win32', nvidia: card, driver: '551.23' }),
      engine({ flavour: 'official', webGpu: 'gpu' }),
      /did not find CUDA 11\.2/,
      /Choose the WebGPU engine/,
    ],
    [
      'the official build on macOS',
      gpu({ platform: 'darwin' }),
      engine({ flavour: 'official', webGpu: 'gpu' }),
      /for macOS computes on the processor only/,
      /time the engines/,
    ],
    [
      'another maker',
      gpu({ makers: ['AMD'] }),
      engine({ webGpu: 'gpu' }),
      /AMD can be used through WebGPU/,
      /Time the/,
    ],
    ['no Vulkan', gpu({ makers: ['Intel'] }), engine(), /Intel was found\. CUDA/, /libvulkan1/],
    ['nothing', gpu(), engine({ webGpu: 'software' }), /^No graphics processor/, /^$/],
  ] as const)('%s', (_, facts, engines, reason, nextStep) => {
    const verdict = gpuVerdict(facts, engines);
    expect(verdict.reason).toMatch(reason);
    expect(verdict.nextStep).toMatch(nextStep);
    expect(verdict.used).toBe(engines.nativeUsesGpu);
  });

  it('looks without failing on any machine', async () => {
    const found = await lookForGpus();
    expect(found.platform).toBe(process.platform);
    expect(Array.isArray(found.nvidia)).toBe(true);
  });
});
