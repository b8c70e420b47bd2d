// Every way in which a project comes to be the open one: a file, a sample, a model of another program, what was open last.
import { promises as fs } from 'node:fs';
import { basename } from 'node:path';
import type { OpenedProject } from '../../shared/ipc';
import { compile } from '../../shared/network/compile';
import type { ProjectDocument } from '../../shared/network/document';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import { documentOfReady, documentOfSample, findReady, findSample } from '../../shared/samples';
import { documentOfArchitecture, findArchitecture } from '../../shared/samples/architectures';
import type { ReadyProject } from '../../shared/samples/ready';
import type { HostContext } from './context';
import { sourcePath } from './dataPaths';
import type { Task } from '../tasks';
import { documentOfImport, importModelFile, isModelName } from './importing';
import { startWeightsPath } from './startWeights';
import { runFolder } from './runs';
import { newId, type OpenState } from './session';
import { newRunId } from './training/prepared';
import { listWorkspaces, workspaceOf } from './workspace';

export interface Opening {
  create(document: ProjectDocument): Promise<Result<OpenedProject>>;
  /** A project, or a model of another program. */
  path(path: string, task: Task): Promise<Result<OpenedProject>>;
  /** A sample project, a ready one or a published architecture. */
  sample(id: string): Promise<Result<OpenedProject>>;
  /** What was open when the app was left, or was named at its start; null for the start screen. */
  last(task: Task): Promise<Result<OpenedProject | null>>;
}

const busy = fail('run.active', 'A run is going on in this project. Stop it first, then open another project.');

export function createOpening(context: HostContext): Opening {
  const { environment, userData, grants, settings, recents, starts, session, engine, training, runs, setEdited } =
    context;

  async function opened(result: Result<OpenState>): Promise<Result<OpenedProject>> {
    if (!result.ok) return result;
    const state = result.value;
    if (training.current() === null) training.forget();
    setEdited(state.unsaved);
    const problems: Problem[] = [...state.problems];
    const path = sourcePath(state.document.data?.source);
    if (path !== null) {
      // The project's own data may be read; that it is gone is said now, not when training fails.
      const granted = await grants.grant(path);
      if (!granted.ok)
        problems.push({
          ...granted.problem,
          severity: 'warning',
          message: `The project's data is not where it was. ${granted.problem.message} Choose it again in the Data step.`,
        });
    }
    if (state.path !== null) {
      await grants.grant(state.path);
      await recents.add({ path: state.path, name: state.document.name, savedAt: new Date().toISOString() });
      environment.addRecent(state.path);
    }
    return ok({
      document: state.document,
      path: state.path,
      runs: await runs.list(),
      unsaved: state.unsaved,
      problems,
      readOnly: state.readOnly,
    });
  }

  async function openPath(path: string, task: Task): Promise<Result<OpenedProject>> {
    if (training.current() !== null && session.current()?.path !== path) return busy;
    if (isModelName(basename(path))) return openModel(path, task);
    return opened(await session.open(path, task));
  }

  /** A model of another program as a new project, its weights kept for the first training. */
  async function openModel(path: string, task: Task): Promise<Result<OpenedProject>> {
    const id = newId();
    const { folder } = workspaceOf(userData, id);
    // What is open stays open until all of the model is here.
    const model = await importModelFile(environment.importWorker, { path, out: startWeightsPath(folder) }, task);
    const name = basename(path).replace(/\.[^.]+$/u, '');
    const created = model.ok ? await createFrom(documentOfImport(name, id, model.value)) : model;
    if (!model.ok || !created.ok) {
      await fs.rm(folder, { recursive: true, force: true });
      return created as Result<never>;
    }
    const notes = model.value.notes.map((message) => ({ code: 'import.note', severity: 'warning' as const, message }));
    return ok({ ...created.value, problems: [...created.value.problems, ...notes] });
  }

  async function createFrom(document: ProjectDocument): Promise<Result<OpenedProject>> {
    if (training.current() !== null) return busy;
    return opened(await session.create(document));
  }

  /** A project with a run in it that holds weights from elsewhere; training goes on from them, too. */
  async function openReady(
    { weights: model, run: name }: ReadyProject,
    document: ProjectDocument,
  ): Promise<Result<OpenedProject>> {
    const plan = compile(document);
    if (!plan.ok) return plan;
    const created = await createFrom(document);
    const folder = session.folder();
    if (!created.ok || !folder.ok) return created;
    const runId = newRunId(new Date());
    const home = runFolder(folder.value, runId);
    await fs.mkdir(home, { recursive: true });
    const adopted = await engine.call('adoptRun', { runId, name, folder: home, plan: plan.value, model });
    if (!adopted.ok) {
      await fs.rm(home, { recursive: true, force: true });
      return adopted;
    }
    session.cameWithRuns(1);
    const taken = await engine.call('takeModel', { model, out: startWeightsPath(folder.value) });
    return taken.ok ? ok({ ...created.value, runs: await runs.list() }) : taken;
  }

  async function openSample(id: string): Promise<Result<OpenedProject>> {
    const published = findArchitecture(id);
    if (published !== undefined) return createFrom(documentOfArchitecture(published, newId()));
    const ready = findReady(id);
    const sample = ready ?? findSample(id);
    if (sample === undefined) return fail('sample.none', `There is no sample project called "${id}".`);
    if (training.current() !== null) return busy;
    const data = await engine.call('inspectData', {
      taskId: newId(),
      source: sample.source,
      options: sample.options,
    });
    if (!data.ok) return data;
    if (ready !== undefined) return openReady(ready, documentOfReady(ready, newId(), data.value));
    const { weights } = findSample(id)!;
    const created = await createFrom(documentOfSample(findSample(id)!, newId(), data.value));
    const folder = session.folder();
    if (!created.ok || !folder.ok || weights === undefined) return created;
    const taken = await engine.call('takeModel', { model: weights, out: startWeightsPath(folder.value) });
    return taken.ok ? created : taken;
  }

  async function restore(task: Task): Promise<Result<OpenedProject | null>> {
    const state = session.current();
    if (state !== null) return opened(ok(state));
    const attempts: { readonly key: string; open(): Promise<Result<OpenState>> }[] = [];
    if (environment.openAtStart !== null) {
      const path = environment.openAtStart;
      attempts.push({ key: path, open: () => session.open(path, task) });
    } else {
      const found = await listWorkspaces(userData);
      // What was closed on purpose waits in the recent list.
      const open = found.filter((entry) => !entry.meta.left);
      const target = open.find((entry) => entry.unsaved) ?? ((await settings.load()).reopenLast ? open[0] : undefined);
      if (target !== undefined) {
        const { path } = target.meta;
        const { id } = target.workspace;
        attempts.push({
          key: id,
          open: () => (path !== null && !target.unsaved ? session.open(path, task) : session.reopen(id)),
        });
      }
    }
    for (const attempt of attempts) {
      if (!(await starts.mayOpen(attempt.key))) return ok(null);
      const result = await opened(await attempt.open());
      // A named file that cannot be opened says so; a remembered one gives way to the start screen.
      if (result.ok || environment.openAtStart !== null) return result;
    }
    return ok(null);
  }

  return { create: createFrom, path: openPath, sample: openSample, last: restore };
}
