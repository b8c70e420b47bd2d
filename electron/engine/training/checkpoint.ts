// A run as it stands between two batches, complete: from here it continues to the same final bits. One safetensors file
// holds weights, best weights and optimizer; the rest is JSON in its metadata, so that nothing can be torn apart. The
// last two are kept; a checksum tells a sound one.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Plan } from '../../../shared/run/plan';
import type { EpochRecord } from '../../../shared/run/record';
import type { SafeTensor } from '../../../shared/run/safetensors';
import { readIfThere, writeAtomically } from '../files';
import { runFiles } from '../../../shared/run/runFiles';
import type { FigureSums } from './objective';
import type { LearnerState } from './learner';
import { readSealed, writeSealed } from './sealed';

/** Where the run is and what it knows; plain JSON. Random streams are functions of seed, epoch and step (randomness.ts). */
export interface RunPosition {
  /** The epoch under way, from 1; one more than the last when all are done. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batch: number;
  /** Batches done in all. */
  readonly step: number;
  /** Sums of the epoch under way. */
  readonly sums: FigureSums;
  readonly epochs: readonly EpochRecord[];
  /** 0 and null before the first epoch's end. */
  readonly bestEpoch: number;
  readonly bestLoss: number | null;
  /** Early stopping: the loss to be beaten by minDelta, and epochs since it was. */
  readonly referenceLoss: number | null;
  readonly epochsWithout: number;
  readonly elapsedMs: number;
}

export interface Checkpoint {
  readonly position: RunPosition;
  readonly weights: ReadonlyMap<string, SafeTensor>;
  /** Null before the first epoch's end. */
  readonly best: ReadonlyMap<string, SafeTensor> | null;
  readonly optimizer: LearnerState;
}

/** Format 1 (before compiled steps) held the fields of tfjs' own optimizers. */
const FORMAT = 2;

/** Tells runs apart that may not continue each other: everything that shapes the result but how long to train. */
function planKey(plan: Plan): string {
  const { epochs: _epochs, earlyStopping: _earlyStopping, engine: _engine, ...training } = plan.training;
  const { layers, inputs, outputs, data } = plan;
  const facts = {
    layers,
    inputs,
    outputs,
    training,
    data: { fingerprint: data.fingerprint, split: data.split, source: data.source, options: data.options },
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

const prefixed = (prefix: string, tensors: ReadonlyMap<string, SafeTensor>): [string, SafeTensor][] =>
  [...tensors].map(([name, tensor]) => [`${prefix}/${name}`, tensor]);

export async function writeCheckpoint(folder: string, plan: Plan, checkpoint: Checkpoint): Promise<void> {
  const tensors = new Map([
    ...prefixed('weights', checkpoint.weights),
    ...(checkpoint.best === null ? [] : prefixed('best', checkpoint.best)),
    ...prefixed('optimizer', checkpoint.optimizer),
  ]);
  const state = JSON.stringify({
    format: FORMAT,
    plan: planKey(plan),
    position: checkpoint.position,
  });
  await writeAtomically(
    join(folder, runFiles.checkpoint),
    writeSealed({ state, tensors }),
    join(folder, runFiles.earlierCheckpoint),
  );
}

export interface FoundCheckpoint {
  /** Null when there is none to continue from. */
  readonly checkpoint: Checkpoint | null;
  /** What is to be said about it, in a sentence; empty when all is well. */
  readonly notice: string;
}

/** The newest sound checkpoint of this plan in the folder. */
export async function readCheckpoint(folder: string, plan: Plan): Promise<FoundCheckpoint> {
  const objections: string[] = [];
  for (const file of [runFiles.checkpoint, runFiles.earlierCheckpoint]) {
    const bytes = await readIfThere(join(folder, file));
    if (bytes === null) continue;
    const parsed = parseCheckpoint(bytes, planKey(plan));
    if (typeof parsed !== 'string') {
      const notice = objections.length === 0 ? '' : `${objections.join(' ')} The one before it is used.`;
      return { checkpoint: parsed, notice };
    }
    objections.push(parsed);
  }
  return { checkpoint: null, notice: objections.length === 0 ? '' : `${objections[0]} The training starts anew.` };
}

/** The checkpoint, or why it is not one to continue from. */
function parseCheckpoint(bytes: Uint8Array, key: string): Checkpoint | string {
  const file = readSealed(bytes);
  if (file === null) return 'The newest checkpoint is damaged.';
  const { state, tensors } = file;
  const saved = JSON.parse(state) as {
    format: number;
    plan: string;
    position: RunPosition;
  };
  if (saved.format !== FORMAT) return 'The checkpoint was written by another version.';
  if (saved.plan !== key) return 'The checkpoint belongs to another network, data or training.';
  const under = (prefix: string) =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    );
  const best = under('best');
  return {
    position: saved.position,
    weights: under('weights'),
    best: best.size === 0 ? null : best,
    optimizer: under('optimizer'),
  };
}
