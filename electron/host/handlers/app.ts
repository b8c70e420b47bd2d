// Settings, engines, the window itself.
import type { Methods, Settings } from '../../../shared/ipc';
import { compile } from '../../../shared/network/compile';
import { fail, ok } from '../../../shared/result';
import { standardPictureCache } from '../../../shared/run/engine';
import { version } from '../../../package.json';
import { fileProblem } from '../atomicFile';
import type { HostContext } from '../context';
import type { EngineHost } from '../engineHost';
import { findTeacher } from '../teachers';

/** Tells the engine what decoded pictures may take on disk. */
export function boundPictures(engine: EngineHost, { pictureCache = standardPictureCache }: Settings) {
  return engine.call('pictureCache', { bound: pictureCache * 2 ** 30 });
}

export function appHandlers(context: HostContext) {
  const { environment, userData, settings, starts, engine, session, training, tasks, setEdited } = context;
  return {
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
      if (request.settings.pictureCache !== before.pictureCache) await boundPictures(engine, request.settings);
      return ok(request.settings);
    },
    clearPictureCache: () => engine.call('pictureCache', { clear: true }),
    pictureCacheSize: () => engine.call('pictureCache', {}),
    devices: (request) => engine.call('devices', request),
    async timeEngines({ taskId, document }) {
      if (training.current() !== null)
        return fail('run.active', 'A run is going on, and would slow the engines down. Time them when it has ended.');
      const plan = compile(document);
      if (!plan.ok) return plan;
      const folder = session.folder();
      const teacher = folder.ok ? await findTeacher(folder.value, plan.value) : ok(undefined);
      // One that is gone is told when a run is to begin.
      return engine.call('timeEngines', { taskId, plan: plan.value, teacher: teacher.ok ? teacher.value : undefined });
    },
    cancel(request) {
      // An id belongs to one of the two.
      tasks.cancel(request.taskId);
      return engine.call('cancel', request);
    },
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
    async setWindowState(request) {
      // The window has drawn its project: this start went well.
      await starts.succeeded();
      setEdited(request.edited);
      environment.setWindowState(request);
      return ok(null);
    },
  } satisfies Partial<Methods>;
}
