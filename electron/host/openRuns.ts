// The runs of the project that is open.
import type { RunRecord, RunSummary } from '../../shared/run/record';
import type { Result } from '../../shared/result';
import { runDataObjection } from './dataPaths';
import { listRuns, readRun, runFolder } from './runs';
import type { Session } from './session';
import type { Training } from './training';

export interface OpenRuns {
  /** None where no project is open. */
  list(): Promise<readonly RunSummary[]>;
  /** Does something with the folder of a run that is there, unless it names data on another machine. */
  within<T>(runId: string, work: (folder: string, record: RunRecord) => Promise<Result<T>>): Promise<Result<T>>;
}

export function createOpenRuns(session: Session, training: () => Training): OpenRuns {
  const active = () => training().current()?.runId ?? null;
  return {
    async list() {
      const folder = session.folder();
      return folder.ok ? listRuns(folder.value, active()) : [];
    },
    async within(runId, work) {
      const folder = session.folder();
      if (!folder.ok) return folder;
      const run = await readRun(folder.value, runId, active());
      if (!run.ok) return run;
      const problem = runDataObjection(run.value);
      return problem === null ? work(runFolder(folder.value, runId), run.value) : { ok: false, problem };
    },
  };
}
