// A run as it is kept: its exact graph, settings, data and figures. Lies beside its weights in runs/<id>/run.json.
import type { FittedPreprocessing } from '../data/fitted';
import type { Problem } from '../result';
import type { EngineInfo, Figures } from './events';
import type { Plan } from './plan';
import type { TeacherFacts } from './teacher';

export interface EpochRecord {
  readonly epoch: number;
  readonly step: number;
  readonly train: Figures;
  readonly validation: Figures | null;
  readonly elapsedMs: number;
}

export type RunStatus = 'running' | 'paused' | 'completed' | 'stopped' | 'earlyStopping' | 'failed' | 'interrupted';

export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly status: RunStatus;
  readonly plan: Plan;
  readonly preprocessing: FittedPreprocessing;
  readonly engine: EngineInfo;
  readonly parameters: number;
  readonly epochs: readonly EpochRecord[];
  /** Epoch whose weights are kept in weights.safetensors; 0 before the first. */
  readonly bestEpoch: number;
  readonly elapsedMs: number;
  /** Id of the run whose weights it started from. */
  readonly startedFrom?: string;
  /** The run whose answers it learned from. */
  readonly teacher?: TeacherFacts;
  readonly problem?: Problem;
  /** What trained it, outside of the app: its figures are here, its weights are not. */
  readonly elsewhere?: string;
}

/** A run in a list: no plan, no figures per epoch. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly status: RunStatus;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly best: { readonly train: Figures; readonly validation: Figures | null } | null;
  readonly parameters: number;
  readonly elapsedMs: number;
  readonly teacher?: TeacherFacts;
  readonly elsewhere?: string;
}

/** True when its weights are there to be used; a completed run without epochs came with weights learned elsewhere. */
export function hasWeights({
  bestEpoch,
  status,
  epochs,
  elsewhere,
}: Pick<RunSummary, 'bestEpoch' | 'status' | 'epochs' | 'elsewhere'>): boolean {
  return elsewhere === undefined && (bestEpoch > 0 || (status === 'completed' && epochs === 0));
}

export function summarizeRun(run: RunRecord): RunSummary {
  const best = run.epochs.find((entry) => entry.epoch === run.bestEpoch) ?? run.epochs[run.epochs.length - 1];
  return {
    id: run.id,
    name: run.name,
    createdAt: run.createdAt,
    status: run.status,
    epochs: run.epochs.length,
    bestEpoch: run.bestEpoch,
    best: best ? { train: best.train, validation: best.validation } : null,
    parameters: run.parameters,
    elapsedMs: run.elapsedMs,
    ...(run.teacher === undefined ? {} : { teacher: run.teacher }),
    ...(run.elsewhere === undefined ? {} : { elsewhere: run.elsewhere }),
  };
}
