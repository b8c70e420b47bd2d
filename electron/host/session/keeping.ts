// Edits on the disk within a moment, without waiting for a save.
import type { ProjectDocument } from '../../../shared/network/document';
import { carryUnknown, stableJson } from '../../../shared/project/json';
import { fail, ok, type Result } from '../../../shared/result';
import { fileProblem } from '../atomicFile';
import { hashOf, writeKept } from '../workspace';
import { lookOnly, type Open } from './open';

async function keepNow(project: Open, document: ProjectDocument): Promise<Result<null>> {
  if (project.lock === null) return lookOnly;
  try {
    if (!(await project.lock.stillMine())) {
      return fail(
        'project.openElsewhere',
        'Another window of Layerloom has taken this project over. Use "Save as" to keep your changes under another name.',
      );
    }
    const own = { ...document, id: project.workspace.id };
    const raw = carryUnknown(own, project.known, project.raw);
    const hash = hashOf(stableJson(raw));
    if (hash !== project.keptHash) project.keptHash = await writeKept(project.workspace, raw);
    project.raw = raw;
    project.known = own;
    return ok(null);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, 'Your edits', 'kept safe') };
  }
}

/** While one version is being written, only the newest of those that follow waits: it contains them all. */
export function keep(project: Open, document: ProjectDocument): Promise<Result<null>> {
  if (document.id !== project.shownId) {
    return Promise.resolve(fail('project.other', 'These edits belong to a project that is no longer open.'));
  }
  if (project.keeping === null) {
    const run = keepNow(project, document).finally(() => {
      project.keeping = null;
    });
    project.keeping = run;
    return run;
  }
  if (project.waiting !== null) {
    project.waiting = { document, promise: project.waiting.promise };
    return project.waiting.promise;
  }
  const promise = project.keeping.then(() => {
    const newest = project.waiting?.document ?? document;
    project.waiting = null;
    const run = keepNow(project, newest).finally(() => {
      project.keeping = null;
    });
    project.keeping = run;
    return run;
  });
  project.waiting = { document, promise };
  return promise;
}
