// Trained networks ready to answer: read from their run's folder, kept while their weights stay the same.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../shared/run/record';
import { readSafetensors } from '../../../shared/run/safetensors';
import type { Engines, RunningEngine } from '../backends';
import { readIfThere } from '../files';
import { runFiles } from '../../../shared/run/runFiles';
import { createKeeper } from '../keeper';
import { type Network, buildNetwork, putWeights } from '../network';
import { throwProblem } from '../problems';
import { readRecord } from '../training/record';

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

/** Each takes memory, and nobody compares more than a few. */
const MAX_KEPT = 3;

export function createTrainedNetworks(engines: Engines): TrainedNetworks {
  const keeper = createKeeper<Network>(MAX_KEPT, (network) => network.dispose());
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
      const loan = await keeper.lend(folder, stamp, async () => {
        const weights = readSafetensors((await readIfThere(path)) ?? new Uint8Array());
        if (!weights.ok) throwProblem(weights.problem.code, weights.problem.message);
        const network = buildNetwork(engine.tf, record.plan);
        try {
          putWeights(engine.tf, network, weights.value.tensors);
          return network;
        } catch (error) {
          network.dispose();
          throw error;
        }
      });
      return { engine, record, network: loan.value, release: loan.release };
    },
  };
}
