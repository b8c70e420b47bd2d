// Runs: started, held, listed, renamed, deleted.
import type { Methods } from '../../../shared/ipc';
import { fail, ok, type Result } from '../../../shared/result';
import { fileProblem } from '../atomicFile';
import type { HostContext } from '../context';
import { dataObjection } from '../dataPaths';
import { summarizeRun } from '../../../shared/run/record';
import { importRun } from '../runImport';
import { bringRunBack, clearDeleted, deleteRun, readRunHistory, renameRun } from '../runs';
import { lookOnly } from '../session/open';
import { newRunId } from '../training/prepared';

/** A deleted run can be brought back for so long: longer than the window offers it. */
const undoMs = 60_000;

export function runHandlers({ grants, session, training, runs, emit }: HostContext) {
  /** The folder of a project whose runs may be changed here. */
  const own = (): Result<string> => {
    const folder = session.folder();
    return folder.ok && !session.writable() ? lookOnly : folder;
  };

  return {
    async startRun(request) {
      const folder = own();
      if (!folder.ok) return folder;
      const objection = await dataObjection(grants, request.document.data);
      if (objection !== null) return { ok: false, problem: objection };
      return training.start(folder.value, request.document, request.from);
    },
    pauseRun: (request) => training.pause(request.runId),
    async resumeRun(request) {
      const folder = own();
      if (!folder.ok) return folder;
      return training.resume(folder.value, request.runId);
    },
    stopRun: (request) => training.stop(request.runId),
    async currentRun() {
      return ok(training.current());
    },
    listRuns: async () => ok(await runs.list()),
    getRun: (request) => runs.within(request.runId, async (_folder, record) => ok(record)),
    async getRunHistory(request) {
      const folder = session.folder();
      return folder.ok ? readRunHistory(folder.value, request.runId) : folder;
    },
    async renameRun({ runId, name }) {
      const folder = own();
      if (!folder.ok) return folder;
      return runs.within(runId, async () => {
        await renameRun(folder.value, runId, name);
        const list = await runs.list();
        emit('runsChanged', { runs: list });
        const summary = list.find((run) => run.id === runId);
        return summary === undefined ? fail('run.none', 'This run is no longer there.') : ok(summary);
      });
    },
    async deleteRun(request) {
      const folder = own();
      if (!folder.ok) return folder;
      if (training.current()?.runId === request.runId)
        return fail('run.active', 'This run is going on. Stop it before you delete it.');
      try {
        await deleteRun(folder.value, request.runId);
      } catch (error) {
        return { ok: false, problem: fileProblem(error, 'The run', 'deleted') };
      }
      setTimeout(() => void clearDeleted(folder.value, request.runId).catch(() => undefined), undoMs).unref();
      if (training.last()?.runId === request.runId) training.forget();
      emit('runsChanged', { runs: await runs.list() });
      return ok(null);
    },
    async importRun({ path }) {
      const folder = own();
      if (!folder.ok) return folder;
      const objection = grants.objectionTo(path);
      if (objection !== null) return fail('file.path', `${path} is not read: ${objection}.`);
      const now = new Date();
      const record = await importRun(folder.value, path, newRunId(now), now);
      if (!record.ok) return record;
      emit('runsChanged', { runs: await runs.list() });
      return ok(summarizeRun(record.value));
    },
    async bringRunBack({ runId }) {
      const folder = own();
      if (!folder.ok) return folder;
      try {
        if (!(await bringRunBack(folder.value, runId)))
          return fail(
            'run.gone',
            'This run is gone for good: it could be brought back for a minute, while its project was open.',
          );
      } catch (error) {
        return { ok: false, problem: fileProblem(error, 'The run', 'brought back') };
      }
      emit('runsChanged', { runs: await runs.list() });
      return ok(null);
    },
  } satisfies Partial<Methods>;
}
