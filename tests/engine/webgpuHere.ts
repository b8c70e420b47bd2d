// A graphics processor for tests, the same on every machine: SwiftShader, a Vulkan driver that computes on the processor.
// Chromium and Electron bring it along; Vulkan's loader (Debian's libvulkan1) is told by the environment where it lies.
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Found } from '../../electron/engine/backends/backend';
import { webgpu } from '../../electron/engine/backends/webgpu';

/** Set by `npm run nightly:webgpu`: without a GPU, all of it takes minutes. */
export const allOnWebGpu = process.env['LAYERLOOM_TEST_WEBGPU'] === 'all';

const file = 'vk_swiftshader_icd.json';

/** Makes Vulkan find that driver and no other, unless drivers were named already. Without such a browser nothing changes. */
function useSoftwareDriver(): void {
  if (process.env['VK_DRIVER_FILES'] !== undefined) return;
  const programs = ['LAYERLOOM_CHROMIUM', 'LAYERLOOM_ELECTRON'].flatMap((name) => process.env[name] ?? []);
  const folders = ['/usr/lib/chromium', '/opt/google/chrome', ...programs.map((path) => dirname(realpathSync(path)))];
  const found = folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
  if (found === undefined) return;
  process.env['VK_DRIVER_FILES'] = found;
  // The name that loaders before 1.3.207 know.
  process.env['VK_ICD_FILENAMES'] = found;
  // Without it the driver complains on the console.
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir();
}

/** The WebGPU engine with that driver; where none answers, the console says why, and tests of it are to be skipped. */
export async function findWebGpu(): Promise<Found> {
  useSoftwareDriver();
  const found = await webgpu.find({ report: null });
  const { reason, nextStep } = found.info;
  if (!found.available) console.info(`WebGPU is not tested here. ${reason} ${nextStep}`);
  return found;
}

/** Ids of the engines that are held against the native one. */
export async function otherEngines(): Promise<readonly string[]> {
  return [...(allOnWebGpu && (await findWebGpu()).available ? ['webgpu'] : []), 'wasm', 'cpu'];
}
