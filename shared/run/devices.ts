// What this machine can train on, and how long it takes there.
import type { EngineInfo } from './events';

export interface DeviceReport {
  readonly running: EngineInfo;
  /** Every engine in order of preference, there or not, with the reason. */
  readonly engines: readonly (EngineInfo & { readonly available: boolean })[];
  readonly cpu: { readonly model: string; readonly cores: number; readonly memoryBytes: number };
  /** NVIDIA GPUs found by the driver, in words; empty when there is none. */
  readonly gpus: readonly string[];
  /** Why TensorFlow trains on a GPU or not, in plain words, with the next step; empty where there is none. */
  readonly gpu: { readonly used: boolean; readonly reason: string; readonly nextStep: string };
}

/** One engine on a person's own network. */
export interface EngineTime {
  readonly id: string;
  readonly title: string;
  /** Of one training step on a batch, in the median; null where it could not be timed. */
  readonly stepMs: number | null;
  /** From building the network to the end of its first step. */
  readonly startMs: number | null;
  /** Worked out from a step on one sample, since whole batches take too long to try. */
  readonly estimated: boolean;
  /** Why it was not timed; empty when it was. */
  readonly problem: string;
}

export interface EngineTimes {
  readonly batchSize: number;
  /** In order of preference. */
  readonly engines: readonly EngineTime[];
  /** Id of the one with the shortest step; null when none could be timed. */
  readonly fastest: string | null;
  /** The one that trains this network where the choice is left to Layerloom, and why; null for the first that is there. */
  readonly automatic: { readonly id: string; readonly reason: string } | null;
}
