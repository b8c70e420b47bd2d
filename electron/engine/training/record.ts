// run.json: what is known of a run, rewritten as a whole at every step that counts.
import { dirname, join } from 'node:path';
import { atHome } from '../../disk/keptData';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { EngineInfo } from '../../../shared/run/events';
import type { Plan } from '../../../shared/run/plan';
import type { RunRecord } from '../../../shared/run/record';
import { readIfThere, writeAtomically } from '../files';
import { runFiles } from '../../../shared/run/runFiles';

export interface RecordKeeper {
  now(): RunRecord;
  /** Rewrites run.json with these changes. */
  write(changes: Partial<RunRecord>): Promise<void>;
}

const noPreprocessing: FittedPreprocessing = { inputs: {}, targets: {} };
const noEngine: EngineInfo = { id: 'none', title: 'None', reason: 'No engine was started yet.', nextStep: '' };

/** Nothing is written before the first `write`. */
export function createRecord(run: {
  readonly runId: string;
  readonly name: string;
  readonly folder: string;
  readonly plan: Plan;
  readonly startedFrom?: string;
}): RecordKeeper {
  let record: RunRecord = {
    id: run.runId,
    name: run.name,
    createdAt: new Date().toISOString(),
    status: 'running',
    plan: run.plan,
    preprocessing: noPreprocessing,
    engine: noEngine,
    parameters: 0,
    epochs: [],
    bestEpoch: 0,
    elapsedMs: 0,
    ...(run.startedFrom === undefined ? {} : { startedFrom: run.startedFrom }),
  };
  return {
    now: () => record,
    write: async (changes) => {
      record = { ...record, ...changes };
      await writeAtomically(join(run.folder, runFiles.record), JSON.stringify(record));
    },
  };
}

/** The folder's record; null when there is none that can be read. */
export async function readRecord(folder: string): Promise<RunRecord | null> {
  const bytes = await readIfThere(join(folder, runFiles.record));
  if (bytes === null) return null;
  try {
    const record = JSON.parse(bytes.toString('utf8')) as RunRecord | null;
    if (typeof record !== 'object' || typeof record?.plan !== 'object') return null;
    // Runs lie in runs/<id> of their project.
    const { plan } = record;
    return plan === null ? null : { ...record, plan: { ...plan, data: atHome(plan.data, dirname(dirname(folder))) } };
  } catch {
    return null;
  }
}
