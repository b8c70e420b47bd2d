// Trained networks ready to answer: read from their run's folder, kept while their weights stay the same.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../shared/run/record';
import { readSafetensors } from '../../shared/run/safetensors';
import type { Engines, RunningEngine } from './backends';
import { readIfThere, runFiles } from './files';
import { type Network, buildNetwork, putWeights } from './network';
import { throwProblem } from './problems';
import { readRecord } from './run';

export interface Trained {
  readonly engine: RunningEngine;
  readonly record: RunRecord;
  readonly network: Network;
  /** To be called once it is no longer used: a network that newer weights replaced goes away then. */
  release(): void;
}

export interface TrainedNetworks {
  /** Throws with a Problem when the folder holds no run, or one without weights. */
  load(folder: string): Promise<Trained>;
}

interface Kept {
  readonly stamp: string;
  readonly network: Network;
  users: number;
  replaced: boolean;
}

/** Each takes memory, and nobody compares more than a few. */
const MAX_KEPT = 3;

export function createTrainedNetworks(engines: Engines): TrainedNetworks {
  const kept = new Map<string, Kept>();
  const lend = (entry: Kept, engine: RunningEngine, record: RunRecord): Trained => {
    entry.users += 1;
    let released = false;
    return {
      engine,
      record,
      network: entry.network,
      release: () => {
        if (released) return;
        released = true;
        entry.users -= 1;
        if (entry.users === 0 && entry.replaced) entry.network.dispose();
      },
    };
  };
  const replace = (entry: Kept | undefined) => {
    if (entry === undefined) return;
    entry.replaced = true;
    if (entry.users === 0) entry.network.dispose();
  };

  return {
    load: async (folder) => {
      const record = await readRecord(folder);
      if (record === null) {
        throwProblem('run.missing', 'This run is not there any more, or its record is damaged. Train again.');
      }
      const path = join(folder, runFiles.weights);
      const stamp = await fs.stat(path).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
        () => null,
      );
      if (stamp === null) {
        throwProblem('run.noWeights', 'This run has no weights yet: they are kept at the end of its first epoch.');
      }
      const engine = await engines.current();
      const known = kept.get(folder);
      if (known?.stamp === stamp) {
        // The most recently used stays longest.
        kept.delete(folder);
        kept.set(folder, known);
        return lend(known, engine, record);
      }
      const bytes = await readIfThere(path);
      const weights = readSafetensors(bytes ?? new Uint8Array());
      if (!weights.ok) throwProblem(weights.problem.code, weights.problem.message);
      const network = buildNetwork(engine.tf, record.plan);
      try {
        putWeights(engine.tf, network, weights.value.tensors);
      } catch (error) {
        network.dispose();
        throw error;
      }
      kept.delete(folder);
      replace(known);
      const entry = { stamp, network, users: 0, replaced: false };
      kept.set(folder, entry);
      for (const [other, old] of kept) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(other);
        replace(old);
      }
      return lend(entry, engine, record);
    },
  };
}
