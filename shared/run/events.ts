// What the engine says while it trains. Events travel in arrays, at most 20 messages a second, none left out.
import type { Problem } from '../result';

/** Named figures; 'loss' is always there. With several outputs a metric is "<output>/<metric>". */
export type Figures = { readonly [name: string]: number };

export interface EngineInfo {
  /** 'native', 'webgpu', 'wasm' or 'cpu'. */
  readonly id: string;
  /** "TensorFlow 2.21 on the CPU", as people read it. */
  readonly title: string;
  /** Why this one, in a plain sentence. */
  readonly reason: string;
  /** How to get a faster one; empty when none is to be had. */
  readonly nextStep: string;
}

export type EngineEvent =
  /** Begins the account of a run. One that continues from a checkpoint repeats its earlier epochs' events next. */
  | {
      readonly type: 'started';
      /** Batches that were done before, when it continues. */
      readonly step?: number;
      readonly engine: EngineInfo;
      readonly epochs: number;
      readonly batchesPerEpoch: number;
      readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
      readonly parameters: number;
    }
  /** `step` counts batches from 1 over the whole run; `epoch` from 1. Figures of this batch alone. */
  | { readonly type: 'batch'; readonly step: number; readonly epoch: number; readonly figures: Figures }
  /** Figures over the whole epoch; `validation` is null when there is no validation part. `best`: the best validation loss so far. */
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly train: Figures;
      readonly validation: Figures | null;
      readonly best: boolean;
      readonly elapsedMs: number;
      readonly samplesPerSecond: number;
      /** Share of the training time, 0 to 1, in which nothing was computed because samples were not there yet. */
      readonly dataWait: number;
    }
  | {
      readonly type: 'phase';
      readonly phase: 'preparing' | 'training' | 'validating' | 'saving';
      readonly message: string;
    }
  /** What the parts of the data share that they should not; training goes on. Only where the request asked for it. */
  | { readonly type: 'warning'; readonly problem: Problem }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** The last event of a run that ended well. */
  | {
      readonly type: 'finished';
      readonly reason: 'completed' | 'stopped' | 'earlyStopping';
      readonly bestEpoch: number;
      readonly elapsedMs: number;
    }
  /** The last event of a run that did not. Weights of the best epoch so far are kept. */
  | { readonly type: 'failed'; readonly problem: Problem };

export interface EventMessage {
  readonly runId: string;
  readonly events: readonly EngineEvent[];
}
