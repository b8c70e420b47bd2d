// Reads project files (.loom), and takes them for hostile until every entry has been checked. The format:
// docs/project-file.md.
import { promises as fs } from 'node:fs';
import { fromFdPromise } from 'yauzl';
import type { ProjectDocument } from '../../../shared/network/document';
import {
  documentEntry,
  formatVersion,
  limits,
  manifestEntry,
  mimetypeEntry,
  objectionToName,
  projectMimetype,
  runEntry,
  type Manifest,
} from '../../../shared/project/format';
import { startOf } from '../../../shared/fileStart';
import { parseJson } from '../../../shared/project/json';
import { readDocument } from '../../../shared/project/readDocument';
import { fail, ok, type Problem, type Result } from '../../../shared/result';
import { atHome } from '../../disk/keptData';
import { fileProblem } from '../atomicFile';
import { Damage, damaged, hostile } from './damage';
import { listEntries } from './entries';
import { readManifest, readText } from './parts';
import { ProblemError, type Task } from '../../tasks';
import { unpackRuns } from './unpack';

export interface ReadProject {
  readonly document: ProjectDocument;
  /** The document's JSON as it lies in the file, with what later versions added. */
  readonly raw: unknown;
  readonly manifest: Manifest;
  /** Repairs and runs that had to be left out. */
  readonly problems: readonly Problem[];
  /** A later version says that this one must not write the file. */
  readonly readOnly: boolean;
}

/**
 * Reads a project file and unpacks its runs into `into` (an existing, empty folder). Nothing is taken over that was not
 * checked against the manifest. `task` hears of what is unpacked. Problems: `cancelled`, `file.empty`, `file.notProject`, `file.damaged` (names the part),
 * `file.refused` (what only a hostile file has), `file.tooLarge`, `file.newer`, `file.invalid`, or the system's.
 */
export async function readProjectFile(path: string, into: string, task?: Task): Promise<Result<ReadProject>> {
  let handle: fs.FileHandle;
  try {
    // Opening a pipe would wait for its writer for ever.
    const stats = await fs.stat(path);
    if (!stats.isFile()) return fail('file.notProject', `${path} is not a file. Choose a .loom file.`);
    handle = await fs.open(path, 'r');
  } catch (error) {
    return { ok: false, problem: fileProblem(error, path, 'opened') };
  }
  try {
    return await readOpened(handle, path, into, task);
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    if (error instanceof Damage) return fail(error.code, error.message);
    if (
      typeof (error as NodeJS.ErrnoException).code === 'string' &&
      (error as NodeJS.ErrnoException).syscall !== undefined
    ) {
      return { ok: false, problem: fileProblem(error, path, 'read') };
    }
    return fail(
      'file.damaged',
      `The project file is damaged: ${error instanceof Error ? error.message : String(error)}.`,
    );
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function readOpened(
  handle: fs.FileHandle,
  path: string,
  into: string,
  task: Task | undefined,
): Promise<Result<ReadProject>> {
  const { size } = await handle.stat();
  if (size === 0) return fail('file.empty', `${path} is empty (0 bytes).`);
  if (size > limits.fileBytes)
    return fail('file.tooLarge', `${path} has ${size} bytes; a project has at most ${limits.fileBytes}.`);
  const start = Buffer.alloc(Math.min(size, 64));
  await handle.read(start, 0, start.length, 0);
  const kind = startOf(start);
  if (kind.id === 'zeros') throw damaged('it holds nothing but zeros, as after a power cut while it was written');
  if (kind.id !== 'zip')
    return fail(
      'file.notProject',
      `${path} is not a Layerloom project: it looks like ${kind.words}. Choose a .loom file.`,
    );
  const wanted = Buffer.from(`${mimetypeEntry}${projectMimetype}`);
  const nameAndContent = Buffer.alloc(wanted.length);
  await handle.read(nameAndContent, 0, wanted.length, 30);
  const isProject = nameAndContent.equals(wanted);

  const archive = await fromFdPromise(handle.fd, { lazyEntries: true, autoClose: false, strictFileNames: true });
  const entries = await listEntries(archive, size);
  if (!isProject) {
    if (entries.has(manifestEntry) && entries.has(documentEntry))
      throw damaged('its first entry, "mimetype", is not as it should be');
    return fail('file.notProject', `${path} is a zip archive, but not a Layerloom project. Choose a .loom file.`);
  }
  const manifest = await readManifest(archive, entries);
  const newer = manifest.minReader > formatVersion;
  const problems: Problem[] = [];
  for (const name of Object.keys(manifest.entries)) {
    const objection = objectionToName(name);
    if (objection !== null) throw hostile(`an entry ${objection}`);
    // A run is worth losing for the rest; the document is not.
    if (!entries.has(name) && runEntry(name) === null) throw damaged(`its part "${name}" is missing`);
  }
  const text = await readText(archive, entries, documentEntry, limits.documentBytes, manifest);
  const json = parseJson(text);
  if (!json.ok) throw damaged(`its part "${documentEntry}" cannot be read. ${json.problem.message}`);
  const read = readDocument(json.value);
  if (!read.ok) {
    const message = `This project was made by a newer version of Layerloom and needs format ${manifest.minReader}; this version reads ${formatVersion}. Update Layerloom to open it. The file was not changed.`;
    return newer ? fail('file.newer', message) : read;
  }
  problems.push(...read.value.problems);
  if (newer) {
    problems.push({
      ...fail(
        'file.newer',
        'This project was made by a newer version of Layerloom. You can look at it here; to change it, use "Save as" or update Layerloom. The file itself is not overwritten.',
      ).problem,
      severity: 'warning',
    });
  }
  problems.push(...(await unpackRuns(archive, entries, manifest, into, task)));
  for (const name of entries.keys()) {
    if (name === mimetypeEntry || name === manifestEntry || manifest.entries[name] !== undefined) continue;
    problems.push({
      code: 'file.unlisted',
      severity: 'warning',
      message: `The file holds "${name.slice(0, 100)}", which its manifest does not list. It was left out.`,
    });
  }
  const document = { ...read.value.document, data: atHome(read.value.document.data, into) };
  return ok({ document, raw: json.value, manifest, problems, readOnly: newer });
}
