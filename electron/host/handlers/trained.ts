// What a finished run can do: predict, be evaluated, make things up, be exported.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../../package.json';
import type { Methods } from '../../../shared/ipc';
import { fileNameOf } from '../../../shared/project/format';
import { fail, ok, type Result } from '../../../shared/result';
import type { ExportReport } from '../../../shared/run/exported';
import type { HostContext } from '../context';
import { withPdf } from '../printExport';

export function trainedHandlers(context: HostContext) {
  const { environment, grants, session, engine, training, runs } = context;

  /** The engine gives the folder its name only when the export is whole; here the rest of a half one is cleared away. */
  async function exportInto(
    parent: string,
    name: string,
    write: (out: string) => Promise<Result<ExportReport>>,
  ): Promise<Result<ExportReport>> {
    const report = await write(join(parent, name));
    if (report.ok) await grants.grant(report.value.folder);
    else if (report.problem.code === 'engine.crashed') {
      for (const entry of await fs.readdir(parent).catch(() => [])) {
        if (entry.startsWith(`${name}.draft-`)) await fs.rm(join(parent, entry), { recursive: true, force: true });
      }
    }
    return report;
  }

  return {
    predict: (request) =>
      runs.within(request.runId, async (folder) => {
        for (const input of Object.values(request.inputs)) {
          if (input.type !== 'file') continue;
          const objection = grants.objectionTo(input.path);
          if (objection !== null) return fail('file.path', `${input.path} is not read: ${objection}.`);
        }
        return engine.call('predict', { folder, inputs: request.inputs, decoding: request.decoding });
      }),
    evaluate: (request) =>
      runs.within(request.runId, (folder, record) => {
        const { taskId, part, groupBy } = request;
        if (training.current() === null) engine.suit({ plan: record.plan });
        return engine.call('evaluate', { taskId, folder, part, groupBy });
      }),
    generate: ({ taskId, runId, settings }) =>
      runs.within(runId, (folder) => engine.call('generate', { taskId, folder, settings })),
    exportRun: (request) =>
      runs.within(request.runId, async (folder) => {
        const chosen = await environment.dialogs.chooseExportFolder();
        if (!chosen.ok) return chosen;
        if (chosen.value === null) return ok(null);
        const name = `${fileNameOf(session.current()?.document.name ?? 'Network')} ${request.format}`;
        const report = await exportInto(chosen.value, name, (out) =>
          engine.call('exportRun', {
            taskId: request.taskId,
            folder,
            format: request.format,
            out,
            options: request.options,
            app: `Layerloom ${version}`,
            groupBy: session.current()?.document.data?.groupBy,
          }),
        );
        return report.ok ? ok(await withPdf(report.value, request.format, environment.printPdf)) : report;
      }),
    comparePrecisions: ({ taskId, runId }) =>
      runs.within(runId, (folder) => engine.call('comparePrecisions', { taskId, folder })),
    async showInFolder(request) {
      const objection = grants.objectionTo(request.path);
      if (objection !== null) return fail('file.path', `${request.path} is not shown: ${objection}.`);
      environment.showInFolder(request.path);
      return ok(null);
    },
  } satisfies Partial<Methods>;
}
