// Which of our engines compute on this machine's graphics processor: the benchmark times those that do.
import type { DeviceReport } from '../../../shared/run/devices';
import type { EngineInfo } from '../../../shared/run/events';

export interface GpuEngines {
  /** What the GPU is called; "GPU" where the system does not say. */
  readonly name: string;
  readonly engines: readonly Pick<EngineInfo, 'id' | 'title'>[];
}

/**
 * `rivals`: engines that could be the fastest here, so no driver is among them that only plays a graphics processor.
 * Null where none of them computes on one.
 */
export function enginesOnGpu(rivals: readonly EngineInfo[], { gpu, gpus }: DeviceReport): GpuEngines | null {
  const engines = rivals
    .filter(({ id }) => id === 'webgpu' || (id === 'native' && gpu.used))
    .map(({ id, title }) => ({ id, title }));
  return engines.length === 0 ? null : { name: gpus.join(', ') || 'GPU', engines };
}
