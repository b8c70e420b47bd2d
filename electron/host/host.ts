// What the window can ask for, put together from the rooms beside this file. Electron's main process and the web host
// both run this; what differs between them is their HostEnvironment.
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import type { EventName, Events, Methods, OpenedProject, RecentProject, Settings } from '../../shared/ipc';
import type { DataConfig, DataSource } from '../../shared/data/config';
import { compile } from '../../shared/network/compile';
import type { ProjectDocument } from '../../shared/network/document';
import { fileNameOf } from '../../shared/project/format';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import {
  documentOfReady,
  documentOfSample,
  emptyDocument,
  findReady,
  findSample,
  readyProjects,
  samples,
} from '../../shared/samples';
import { architectures, documentOfArchitecture, findArchitecture } from '../../shared/samples/architectures';
import type { ReadyProject } from '../../shared/samples/ready';
import { type ExportReport, standardPictureCache } from '../../shared/run/engine';
import type { RunRecord } from '../../shared/run/record';
import { version } from '../../package.json';
import { fileProblem } from './atomicFile';
import { keepCaptured } from './captures';
import { createEngineHost, type EngineHost } from './engineHost';
import type { HostEnvironment } from './environment';
import { createGrants, type Grants } from './grants';
import { documentOfImport, importFile, isModelName, keepWeights, startWeightsPath } from './importModel';
import { createRecents } from './recents';
import { deleteRun, listRuns, readRun, readRunHistory, renameRun, runFolder } from './runs';
import { withPdf } from './printExport';
import { createSession, newId, type OpenState } from './session';
import { createSettings } from './settings';
import { createStarts } from './starts';
import { createTraining, newRunId } from './training';
import { pictureCacheFolder } from './userData';
import { listWorkspaces, workspacesFolder } from './workspace';
import { pruneWorkspaces } from './prune';

export interface Host {
  readonly handlers: Methods;
  /** Lets a dropped, uploaded or named path in. */
  readonly grants: Grants;
  /** True while a run is going on or paused. */
  training(): boolean;
  /** The window has edits that are not saved. */
  edited(): boolean;
  /** Ends the engine. Everything that was acknowledged is already on the disk. */
  close(): Promise<void>;
}

/** Paths that a document or a data choice makes the engine read. */
function sourcePath(source: DataSource | undefined): string | null {
  return source !== undefined && (source.type === 'file' || source.type === 'folder') ? source.path : null;
}

export async function createHost(environment: HostEnvironment): Promise<Host> {
  const { userData } = environment;
  await fs.mkdir(workspacesFolder(userData), { recursive: true });
  const grants = createGrants();
  const settings = createSettings(userData);
  const recents = createRecents(userData);
  const starts = createStarts(userData);
  const session = createSession(userData);
  let edited = false;

  function emit<E extends EventName>(event: E, payload: Events[E]): void {
    environment.emit(event, payload);
  }

  const log: string[] = [];
  const engine: EngineHost = createEngineHost({
    spawn: (wanted) =>
      environment.spawnEngine({
        ...wanted,
        pictureCache: pictureCacheFolder(userData),
        timesPath: join(userData, 'engine-times.json'),
      }),
    onEvent(event, payload) {
      if (event === 'run') training.onEngineEvents(payload as Events['run']);
      else emit('progress', payload as Events['progress']);
    },
    onStatus: (status) => {
      emit('engine', status);
      if (status.status === 'ready') void settings.load().then(boundPictures);
    },
    onRestart: () => training.onEngineRestart(),
    onGiveUp: (problem) => training.onEngineGone(problem),
    onOutput(text) {
      log.push(text);
      if (log.length > 200) log.splice(0, 100);
      // For a look after a crash; the app itself never reads it.
      fs.writeFile(join(userData, 'engine.log'), log.join('').slice(-100_000)).catch(() => undefined);
    },
  });
  /** Tells the engine what decoded pictures may take on disk. */
  const boundPictures = ({ pictureCache = standardPictureCache }: Settings) =>
    engine.call('pictureCache', { bound: pictureCache * 2 ** 30 });
  const training = createTraining({
    engine: () => engine,
    emit: (message) => emit('run', message),
    runsChanged: () => void tellRuns(),
  });

  async function tellRuns(): Promise<void> {
    const folder = session.folder();
    if (folder.ok) emit('runsChanged', { runs: await listRuns(folder.value, training.current()?.runId ?? null) });
  }

  async function opened(result: Result<OpenState>): Promise<Result<OpenedProject>> {
    if (!result.ok) return result;
    const state = result.value;
    if (training.current() === null) training.forget();
    edited = state.unsaved;
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
    const folder = session.folder();
    const runs = folder.ok ? await listRuns(folder.value, training.current()?.runId ?? null) : [];
    return ok({
      document: state.document,
      path: state.path,
      runs,
      unsaved: state.unsaved,
      problems,
      readOnly: state.readOnly,
    });
  }

  const busy = fail('run.active', 'A run is going on in this project. Stop it first, then open another project.');

  async function openPath(path: string): Promise<Result<OpenedProject>> {
    if (training.current() !== null && session.current()?.path !== path) return busy;
    if (isModelName(basename(path))) return openModel(path);
    return opened(await session.open(path));
  }

  /** A model of another program as a new project, its weights kept for the first training. */
  async function openModel(path: string): Promise<Result<OpenedProject>> {
    const model = await importFile(path);
    if (!model.ok) return model;
    const name = basename(path).replace(/\.[^.]+$/u, '');
    const created = await createFrom(documentOfImport(name, newId(), model.value));
    const folder = session.folder();
    if (!created.ok || !folder.ok) return created;
    await keepWeights(folder.value, model.value);
    const notes = model.value.notes.map((message) => ({ code: 'import.note', severity: 'warning' as const, message }));
    return ok({ ...created.value, problems: [...created.value.problems, ...notes] });
  }

  function dataObjection(source: DataSource | undefined): Problem | null {
    const path = sourcePath(source);
    if (path === null) return null;
    const objection = grants.objectionTo(path);
    return objection === null ? null : fail('data.path', `${path} is not read: ${objection}.`).problem;
  }

  /** The path is looked at anew each time: what was a file may have become a pipe, which would block. */
  async function checkedData(data: DataConfig | DataSource | null): Promise<Problem | null> {
    if (data === null) return null;
    const source = 'type' in data ? data : data.source;
    const objection = dataObjection(source);
    if (objection !== null) return objection;
    const path = sourcePath(source);
    if (path === null) return null;
    const again = await grants.grant(path);
    return again.ok ? null : again.problem;
  }

  async function allRecents(): Promise<readonly RecentProject[]> {
    const own = await listWorkspaces(userData);
    const unsaved = own.filter((found) => found.meta.path === null && found.unsaved);
    const kept = unsaved.map(({ workspace, meta }) => ({
      path: workspace.folder,
      name: `${meta.name} (not saved)`,
      savedAt: meta.touchedAt,
      exists: true,
    }));
    const list = [...kept, ...(await recents.list())];
    for (const entry of list) if (entry.exists) await grants.grant(entry.path);
    return list;
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
    return taken.ok ? ok({ ...created.value, runs: await listRuns(folder.value, null) }) : taken;
  }

  async function inRun<T>(
    runId: string,
    work: (folder: string, record: RunRecord) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const folder = session.folder();
    if (!folder.ok) return folder;
    const run = await readRun(folder.value, runId, training.current()?.runId ?? null);
    return run.ok ? work(runFolder(folder.value, runId), run.value) : run;
  }

  async function restore(): Promise<Result<OpenedProject | null>> {
    const state = session.current();
    if (state !== null) return opened(ok(state));
    const attempts: { readonly key: string; open(): Promise<Result<OpenState>> }[] = [];
    if (environment.openAtStart !== null) {
      const path = environment.openAtStart;
      attempts.push({ key: path, open: () => session.open(path) });
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
          open: () => (path !== null && !target.unsaved ? session.open(path) : session.reopen(id)),
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

  const handlers: Methods = {
    async appInfo() {
      return ok({
        version,
        host: environment.kind,
        platform: process.platform,
        runtime: environment.runtime,
        notice: environment.notice,
        dataFolder: userData,
      });
    },
    async loadSettings() {
      return ok(await settings.load());
    },
    async saveSettings(request) {
      const before = await settings.load();
      try {
        await settings.save(request.settings);
      } catch (error) {
        return { ok: false, problem: fileProblem(error, 'The settings', 'saved') };
      }
      environment.settingsChanged(request.settings);
      if (request.settings.pictureCache !== before.pictureCache) await boundPictures(request.settings);
      return ok(request.settings);
    },
    clearPictureCache: () => engine.call('pictureCache', { clear: true }),
    pictureCacheSize: () => engine.call('pictureCache', {}),
    devices: (request) => engine.call('devices', request),
    async timeEngines({ taskId, document }) {
      if (training.current() !== null)
        return fail('run.active', 'A run is going on, and would slow the engines down. Time them when it has ended.');
      const plan = compile(document);
      return plan.ok ? engine.call('timeEngines', { taskId, plan: plan.value }) : plan;
    },

    async listProjects() {
      const list = samples.map(({ id, title, summary, group, synonyms = [], icon, seconds }) => ({
        id,
        title,
        summary,
        group,
        synonyms,
        icon,
        seconds,
      }));
      const published = architectures.map(({ id, title, summary, icon, year, parameters }) => ({
        id,
        title,
        summary,
        icon,
        year,
        parameters,
      }));
      const ready = readyProjects.map(({ id, title, summary, group, synonyms, icon }) => ({
        id,
        title,
        summary,
        group,
        synonyms,
        icon,
        seconds: 0,
      }));
      return ok({ recent: await allRecents(), samples: [...list, ...ready], architectures: published });
    },
    restoreProject: restore,
    newProject: (request) => createFrom(emptyDocument(newId(), request.name)),
    async openSample(request) {
      const published = findArchitecture(request.id);
      if (published !== undefined) return createFrom(documentOfArchitecture(published, newId()));
      const ready = findReady(request.id);
      const sample = ready ?? findSample(request.id);
      if (sample === undefined) return fail('sample.none', `There is no sample project called "${request.id}".`);
      if (training.current() !== null) return busy;
      const data = await engine.call('inspectData', {
        taskId: newId(),
        source: sample.source,
        options: sample.options,
      });
      if (!data.ok) return data;
      if (ready !== undefined) return openReady(ready, documentOfReady(ready, newId(), data.value));
      const { weights } = findSample(request.id)!;
      const created = await createFrom(documentOfSample(findSample(request.id)!, newId(), data.value));
      const folder = session.folder();
      if (!created.ok || !folder.ok || weights === undefined) return created;
      const taken = await engine.call('takeModel', { model: weights, out: startWeightsPath(folder.value) });
      return taken.ok ? created : taken;
    },
    async openProject(request) {
      const objection = grants.objectionTo(request.path);
      return objection === null
        ? openPath(request.path)
        : fail('file.path', `${request.path} is not opened: ${objection}.`);
    },
    async openProjectDialog() {
      const chosen = await environment.dialogs.openProject();
      if (!chosen.ok || chosen.value === null) return chosen as Result<null>;
      return openPath(chosen.value);
    },
    async keepEdits(request) {
      return session.keep(request.document);
    },
    async saveProject(request) {
      const state = session.current();
      if (state === null) return fail('project.none', 'No project is open.');
      let path: string | null = null;
      if (request.as || state.path === null || state.readOnly) {
        const chosen = await environment.dialogs.saveProject(fileNameOf(request.document.name));
        if (!chosen.ok) return chosen;
        if (chosen.value === null) {
          await session.keep(request.document);
          return ok(null);
        }
        path = chosen.value;
      }
      const saved = await session.save(request.document, path);
      if (saved.ok) {
        await grants.grant(saved.value.path);
        await recents.add({ path: saved.value.path, name: request.document.name, savedAt: new Date().toISOString() });
        environment.addRecent(saved.value.path);
      }
      return saved;
    },
    async closeProject(request) {
      const active = training.current();
      if (active !== null) await training.stop(active.runId);
      const closed = await session.close(request.discard);
      if (closed.ok) edited = false;
      training.forget();
      return closed;
    },

    async chooseData(request) {
      const chosen = await environment.dialogs.chooseData(request.what);
      if (!chosen.ok || chosen.value === null) return chosen as Result<null>;
      return grants.grant(chosen.value);
    },
    async inspectData(request) {
      const objection = await checkedData(request.source);
      return objection === null ? engine.call('inspectData', request) : { ok: false, problem: objection };
    },
    async glanceData(request) {
      const objection = await checkedData(request.source);
      return objection === null ? engine.call('glanceData', request) : { ok: false, problem: objection };
    },
    async showSamples(request) {
      const objection = await checkedData(request.data);
      return objection === null ? engine.call('showSamples', request) : { ok: false, problem: objection };
    },
    async mapData({ taskId, data, learned, method }) {
      const objection = await checkedData(data);
      if (objection !== null) return { ok: false, problem: objection };
      return learned === undefined
        ? engine.call('mapData', { taskId, data, method })
        : inRun(learned.runId, (folder) =>
            engine.call('mapData', { taskId, data, method, learned: { folder, layer: learned.layer } }),
          );
    },
    async previewData(request) {
      const objection = await checkedData(request.data);
      return objection === null ? engine.call('previewData', request) : { ok: false, problem: objection };
    },

    async startRun(request) {
      const folder = session.folder();
      if (!folder.ok) return folder;
      if (!session.writable())
        return fail('project.readOnly', 'This project can only be looked at here. Use "Save as" first, then train.');
      const objection = await checkedData(request.document.data);
      if (objection !== null) return { ok: false, problem: objection };
      return training.start(folder.value, request.document, request.from);
    },
    pauseRun: (request) => training.pause(request.runId),
    async resumeRun(request) {
      const folder = session.folder();
      if (!folder.ok) return folder;
      return training.resume(folder.value, request.runId);
    },
    stopRun: (request) => training.stop(request.runId),
    async currentRun() {
      return ok(training.current());
    },
    async listRuns() {
      const folder = session.folder();
      return folder.ok ? ok(await listRuns(folder.value, training.current()?.runId ?? null)) : ok([]);
    },
    async getRun(request) {
      const folder = session.folder();
      return folder.ok ? readRun(folder.value, request.runId, training.current()?.runId ?? null) : folder;
    },
    async getRunHistory(request) {
      const folder = session.folder();
      return folder.ok ? readRunHistory(folder.value, request.runId) : folder;
    },
    async renameRun(request) {
      const folder = session.folder();
      if (!folder.ok) return folder;
      return inRun(request.runId, async () => {
        await renameRun(folder.value, request.runId, request.name);
        const runs = await listRuns(folder.value, training.current()?.runId ?? null);
        emit('runsChanged', { runs });
        const summary = runs.find((run) => run.id === request.runId);
        return summary === undefined ? fail('run.none', 'This run is no longer there.') : ok(summary);
      });
    },
    async deleteRun(request) {
      const folder = session.folder();
      if (!folder.ok) return folder;
      if (training.current()?.runId === request.runId)
        return fail('run.active', 'This run is going on. Stop it before you delete it.');
      try {
        await deleteRun(folder.value, request.runId);
      } catch (error) {
        return { ok: false, problem: fileProblem(error, 'The run', 'deleted') };
      }
      if (training.last()?.runId === request.runId) training.forget();
      await tellRuns();
      return ok(null);
    },

    predict: (request) =>
      inRun(request.runId, async (folder) => {
        for (const input of Object.values(request.inputs)) {
          if (input.type !== 'file') continue;
          const objection = grants.objectionTo(input.path);
          if (objection !== null) return fail('file.path', `${input.path} is not read: ${objection}.`);
        }
        return engine.call('predict', { folder, inputs: request.inputs, decoding: request.decoding });
      }),
    evaluate: (request) =>
      inRun(request.runId, (folder, record) => {
        const { taskId, part, groupBy } = request;
        if (training.current() === null) engine.suit(record.plan);
        return engine.call('evaluate', { taskId, folder, part, groupBy });
      }),
    generate: ({ taskId, runId, settings }) =>
      inRun(runId, (folder) => engine.call('generate', { taskId, folder, settings })),
    exportRun: (request) =>
      inRun(request.runId, async (folder) => {
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
            groupBy: session.current()?.document.data?.groupBy,
          }),
        );
        return report.ok ? ok(await withPdf(report.value, request.format, environment.printPdf)) : report;
      }),
    comparePrecisions: ({ taskId, runId }) =>
      inRun(runId, (folder) => engine.call('comparePrecisions', { taskId, folder })),
    async showInFolder(request) {
      const objection = grants.objectionTo(request.path);
      if (objection !== null) return fail('file.path', `${request.path} is not shown: ${objection}.`);
      environment.showInFolder(request.path);
      return ok(null);
    },
    cancel: (request) => engine.call('cancel', request),
    async closeWindow() {
      const active = training.current();
      if (active !== null) await training.stop(active.runId);
      environment.closeWindow();
      return ok(null);
    },
    async allowDevice({ device, on }) {
      environment.allowDevice?.(device, on);
      return ok(null);
    },
    async keepCaptured({ medium, set, items }) {
      const kept = await keepCaptured(userData, medium, set, items);
      return kept.ok ? grants.grant(kept.value) : kept;
    },
    async setWindowState(request) {
      // The window has drawn its project: this start went well.
      await starts.succeeded();
      edited = request.edited;
      environment.setWindowState(request);
      return ok(null);
    },
  };

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

  pruneWorkspaces(userData).catch(() => undefined);
  engine.start();
  return {
    handlers,
    grants,
    training: () => training.current() !== null,
    edited: () => edited,
    async close() {
      engine.close();
    },
  };
}
