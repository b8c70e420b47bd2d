// Uploads that no project needs any more are taken away, a week after they came. Whoever might need one is asked first,
// and where one of them cannot be read, nothing is taken away.
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectExtension } from '../../shared/project/format';
import { readProjectFile } from '../host/projectFile/read';
import { createRecents } from '../host/recents';
import { listWorkspaces, workspacesFolder } from '../host/workspace';
import { runFiles } from '../../shared/run/runFiles';
import { runFolder, runsFolder } from '../host/runs';

const keptMs = 7 * 86_400_000;
/** Beyond so many projects it would take too long to ask all of them: then everything stays. */
const mostProjects = 500;
const mostAtOnce = 1000;

/** As transfer.ts makes them. A name of 64 random bits stands in no text by chance. */
const uploadFolder = /^u-[0-9a-f]{16}$/u;

async function oldUploads(folder: string, before: number): Promise<readonly string[]> {
  const old: string[] = [];
  for (const entry of await fs.readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || !uploadFolder.test(entry.name)) continue;
    const { mtimeMs } = await fs.lstat(join(folder, entry.name));
    if (mtimeMs < before) old.push(entry.name);
    if (old.length === mostAtOnce) break;
  }
  return old;
}

/** The document and the runs that lie in a folder, as texts. Throws where one cannot be read. */
async function textsIn(folder: string): Promise<readonly string[]> {
  const texts: string[] = [];
  const read = async (path: string) => {
    const text = await fs.readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (text !== null) texts.push(text);
  };
  await read(join(folder, 'document.json'));
  const runs = await fs.readdir(runsFolder(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const run of runs) await read(join(runFolder(folder, run), runFiles.record));
  return texts;
}

async function projectFiles(userData: string): Promise<ReadonlySet<string>> {
  const paths = new Set((await createRecents(userData).list()).map(({ path }) => path));
  for (const { meta } of await listWorkspaces(userData)) if (meta.path !== null) paths.add(meta.path);
  const own = join(userData, 'projects');
  for (const name of await fs.readdir(own).catch(() => []))
    if (name.endsWith(projectExtension) || name.endsWith(`${projectExtension}.bak`)) paths.add(join(own, name));
  return paths;
}

/** Texts of a project file; none when it is gone. Throws where it is there and cannot be read. */
async function textsOf(path: string): Promise<readonly string[]> {
  const there = await fs.stat(path).catch(() => null);
  if (there === null) return [];
  const scratch = await fs.mkdtemp(join(tmpdir(), 'layerloom-look-'));
  try {
    const project = await readProjectFile(path, scratch);
    if (!project.ok) throw new Error(project.problem.message);
    return [JSON.stringify(project.value.raw), ...(await textsIn(scratch))];
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Takes away the uploads under `userData` that are older than a week and named by no project: neither by one that is
 * open or kept, nor by a file in the projects' folder or among the recent ones, nor by their runs. Returns their names.
 * Rejects, with everything still there, where a project cannot be read.
 */
export async function cleanUploads(userData: string, now = Date.now()): Promise<readonly string[]> {
  const uploads = join(userData, 'uploads');
  const unneeded = new Set(await oldUploads(uploads, now - keptMs));
  if (unneeded.size === 0) return [];
  const strike = (texts: readonly string[]) => {
    for (const name of unneeded) if (texts.some((text) => text.includes(name))) unneeded.delete(name);
  };
  const workspaces = await fs.readdir(workspacesFolder(userData)).catch(() => []);
  const files = await projectFiles(userData);
  if (workspaces.length + files.size > mostProjects) return [];
  for (const name of workspaces) strike(await textsIn(join(workspacesFolder(userData), name)));
  for (const path of files) {
    if (unneeded.size === 0) return [];
    strike(await textsOf(path));
  }
  for (const name of unneeded) await fs.rm(join(uploads, name), { recursive: true, force: true });
  return [...unneeded];
}
