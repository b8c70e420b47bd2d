// Projects: what there is to open, opening, keeping, saving, closing.
import type { Methods, RecentProject } from '../../../shared/ipc';
import { fileNameOf } from '../../../shared/project/format';
import { fail, ok, type Result } from '../../../shared/result';
import { emptyDocument, readyProjects, samples } from '../../../shared/samples';
import { architectures } from '../../../shared/samples/architectures';
import type { Task } from '../../tasks';
import type { HostContext } from '../context';
import { createOpening } from '../opening';
import { newId } from '../session';
import { listWorkspaces } from '../workspace';

export function projectHandlers(context: HostContext) {
  const { environment, userData, grants, recents, session, training, tasks, setEdited } = context;
  const opening = createOpening(context);
  /** Work that the window did not name can neither be followed nor cancelled. */
  const asTask = <T>(taskId: string | undefined, work: (task: Task) => Promise<T>): Promise<T> =>
    tasks.run(taskId ?? newId(), work);

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

  return {
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
    restoreProject: ({ taskId }) => asTask(taskId, (task) => opening.last(task)),
    newProject: (request) => opening.create(emptyDocument(newId(), request.name)),
    openSample: (request) => opening.sample(request.id),
    async openProject(request) {
      const objection = grants.objectionTo(request.path);
      return objection === null
        ? asTask(request.taskId, (task) => opening.path(request.path, task))
        : fail('file.path', `${request.path} is not opened: ${objection}.`);
    },
    async openProjectDialog({ taskId }) {
      const chosen = await environment.dialogs.openProject();
      if (!chosen.ok || chosen.value === null) return chosen as Result<null>;
      const path = chosen.value;
      return asTask(taskId, (task) => opening.path(path, task));
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
      const saved = await asTask(request.taskId, (task) => session.save(request.document, path, task));
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
      if (closed.ok) setEdited(false);
      training.forget();
      return closed;
    },
  } satisfies Partial<Methods>;
}
