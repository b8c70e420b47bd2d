// Trained networks and their data, kept while they are asked again and again.
import { createHash } from 'node:crypto';
import { withGroups } from '../../../shared/data/groups';
import type { RunRecord } from '../../../shared/run/record';
import { type Trained, type TrainedNetworks, createTrainedNetworks } from '../answering/trained';
import type { OpenedData } from '../data/dataset';
import { createKeeper, type Loan } from '../keeper';
import { ProblemError } from '../problems';
import type { Task } from '../../tasks';
import { openForPlan } from '../training/recipe';
import { unwrap, watching } from './answer';
import type { EngineSurroundings } from './surroundings';

export interface TrainedRoom extends Pick<TrainedNetworks, 'load'> {
  withTrained<T>(folder: string, use: (trained: Trained) => Promise<T>): Promise<T>;
  /** `use` of a run's data, grouped by a column where that is asked; `task` may watch and cancel the reading. */
  withData<T>(record: RunRecord, asked: DataAsked, use: (data: OpenedData) => Promise<T>): Promise<T>;
}

interface DataAsked {
  readonly groupBy?: string | undefined;
  readonly task?: Task;
}

export function createTrainedRoom({ engines, data }: Pick<EngineSurroundings, 'engines' | 'data'>): TrainedRoom {
  const networks = createTrainedNetworks(engines);
  const opened = createKeeper<OpenedData>(1, (set) => set.close());

  const openFor = async (record: RunRecord, { groupBy, task }: DataAsked): Promise<Loan<OpenedData>> => {
    const plan = { ...record.plan, data: withGroups(record.plan.data, groupBy) };
    const { preprocessing } = record;
    const stamp = createHash('sha256')
      .update(JSON.stringify([plan.data, plan.training.recipe ?? null, preprocessing]))
      .digest('hex');
    const lend = () =>
      opened.lend('data', stamp, async () =>
        unwrap(await openForPlan(data.openData, plan, preprocessing, task && watching(task))),
      );
    // Two may wait for the same reading, and one of them cancel it.
    const again = (error: unknown) => {
      const isOurs = !(error instanceof ProblemError && error.problem.code === 'cancelled') || task?.signal.aborted;
      if (isOurs) throw error;
      return lend();
    };
    return lend().catch(again);
  };

  return {
    load: networks.load,
    async withTrained(folder, use) {
      const trained = await networks.load(folder);
      try {
        return await use(trained);
      } finally {
        trained.release();
      }
    },
    async withData(record, asked, use) {
      const loan = await openFor(record, asked);
      try {
        return await use(loan.value);
      } finally {
        loan.release();
      }
    },
  };
}
