// Projects: what there is to open, opening, keeping, saving, closing.
import type { Methods, RecentProject } from '../../../shared/ipc';
import { fileNameOf } from '../../../shared/project/format';
import { fail, ok, type Result } from '../../../shared/result';
import { emptyDocument, readyProjects, samples } from '../../../shared/samples';
import { architectures } from '../../../shared/samples/architectures';
import type { HostContext } from '../context';
import { createOpening } from '../opening';
import { newId } from '../session';
import { listWorkspaces } from '../workspace';

export function projectHandlers(context: HostContext) {
  const { environment, userData, grants, recents, session, training, setEdited } = context;
  const opening = createOpening(context);

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
    restoreProject: opening.last,
    newProject: (request) => opening.create(emptyDocument(newId(), request.name)),
    openSample: (request) => opening.sample(request.id),
    async openProject(request) {
      const objection = grants.objectionTo(request.path);
      return objection === null
        ? opening.path(request.path)
        : fail('file.path', `${request.path} is not opened: ${objection}.`);
    },
    async openProjectDialog() {
      const chosen = await environment.dialogs.openProject();
      if (!chosen.ok || chosen.value === null) return chosen as Result<null>;
      return opening.path(chosen.value);
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
      if (closed.ok) setEdited(false);
      training.forget();
      return closed;
    },
  } satisfies Partial<Methods>;
}
