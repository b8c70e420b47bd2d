// Writes project files (.loom): all or nothing, and the same bytes for the same project. The format:
// docs/project-file.md.
import { createHash } from 'node:crypto';
import { createReadStream, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import {
  documentEntry,
  formatVersion,
  manifestEntry,
  mimetypeEntry,
  minReader,
  objectionToName,
  projectMimetype,
  runEntry,
  type Manifest,
} from '../../../shared/project/format';
import { amountOf } from '../../../shared/amount';
import { stableJson } from '../../../shared/project/json';
import { keptDataEntry, keptName } from '../../disk/keptData';
import type { Task } from '../../tasks';
import { type Append, writeFileAtomic } from '../atomicFile';
import { runsFolder } from '../runs';

/** Files of a run that travel with the project: what repeats and explains it, not what resumes it. */
const keptRunFiles = /^(run\.json|label\.json|batches\.[\w.]+|weights\.safetensors|evaluation-[\w.-]+\.json)$/u;

/** Long ago and the same for every entry; local parts, because the format's own date has no time zone. */
const entryTime = () => new Date(1980, 0, 1, 0, 0, 0);

export interface WriteProject {
  /** Where the file goes. */
  readonly path: string;
  /** The document's JSON with everything that later versions added. */
  readonly document: unknown;
  /** Holds `runs/<id>/…` and `kept/…` (entries of later versions). */
  readonly folder: string;
  readonly app: string;
  /** The manifest of the file that this one follows, if any: its creation date and unknown fields live on. */
  readonly before: Manifest | null;
  readonly now: string;
  /** Hears how far it is. Cancelled, what is there stays as it was. */
  readonly task?: Task | undefined;
}

interface Source {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly compress: boolean;
  open(): Readable | Buffer;
}

function bufferSource(name: string, text: string): Source {
  const buffer = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(buffer).digest('hex');
  return { name, bytes: buffer.length, sha256, compress: true, open: () => buffer };
}

async function listFiles(folder: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isFile()) found.push(`${prefix}${entry.name}`);
    else if (entry.isDirectory()) found.push(...(await listFiles(join(folder, entry.name), `${prefix}${entry.name}/`)));
  }
  return found;
}

/** Name in the file and path on the disk of all that travels with the project beside its document. */
async function filesOf({
  folder,
  document,
}: WriteProject): Promise<readonly (readonly [name: string, path: string])[]> {
  const runs = (await listFiles(runsFolder(folder), 'runs/')).filter((name) => {
    const run = runEntry(name);
    return run !== null && keptRunFiles.test(run.file);
  });
  const copy = keptName((document as { readonly data?: Parameters<typeof keptName>[0] }).data);
  const kept = (await listFiles(join(folder, 'kept'), '')).filter((name) => {
    if (name.startsWith(keptDataEntry) && name.split('/')[1] !== copy) return false;
    return objectionToName(name) === null && name !== documentEntry;
  });
  return [
    ...runs.map((name) => [name, join(folder, name)] as const),
    ...kept.map((name) => [name, join(folder, 'kept', name)] as const),
  ];
}

/** An open file as it is now: what is added while it is saved stays out. `tell` hears of every piece that was read. */
async function fileSource(name: string, handle: fs.FileHandle, tell: (bytes: number) => void): Promise<Source> {
  const { size } = await handle.stat();
  const read = () => createReadStream('', { fd: handle.fd, autoClose: false, start: 0, end: size - 1 });
  const hash = createHash('sha256');
  if (size > 0)
    for await (const chunk of read()) {
      hash.update(chunk as Buffer);
      tell((chunk as Buffer).length);
    }
  // Weights are noise to a packer, pictures and sounds are packed; leaving them as they are saves time. Data may also
  // pack better than a reader believes.
  const compress = !name.endsWith('.safetensors') && !name.startsWith(keptDataEntry);
  return {
    name,
    bytes: size,
    sha256: hash.digest('hex'),
    compress,
    open: () => (size === 0 ? Buffer.alloc(0) : read()),
  };
}

/** Tells of bytes that are read for their checksums, and then written. */
function teller(task: Task | undefined, total: number) {
  let [read, written] = [0, 0];
  const tell = (doing: string, done: number) => {
    const shown = Math.min(done, total);
    task?.progress(Math.min(read + written, 2 * total), 2 * total, `${doing} ${amountOf(shown, total)}`);
  };
  return {
    read: (bytes: number) => tell('Checking', (read += bytes)),
    written: (bytes: number) => tell('Writing', (written += bytes)),
  };
}

/**
 * Writes a project file atomically; the file it replaces stays as `<path>.bak`. Rejects with the system's error, or as
 * its task was cancelled. A run that is going on meanwhile is saved as it stood when its files were opened.
 */
export async function writeProjectFile(request: WriteProject): Promise<Manifest> {
  const handles: fs.FileHandle[] = [];
  try {
    const files = await filesOf(request);
    let total = 0;
    for (const [, path] of files) {
      const handle = await fs.open(path, 'r');
      handles.push(handle);
      total += (await handle.stat()).size;
    }
    const tell = teller(request.task, total);
    const sources: Source[] = [bufferSource(documentEntry, stableJson(request.document))];
    for (const [place, [name]] of files.entries()) sources.push(await fileSource(name, handles[place]!, tell.read));
    sources.sort((a, b) => (a.name < b.name ? -1 : 1));
    const entries = Object.fromEntries(sources.map(({ name, sha256, bytes }) => [name, { sha256, bytes }]));
    const { before } = request;
    const same = before !== null && stableJson(before.entries) === stableJson(entries);
    const manifest: Manifest = {
      ...before,
      formatVersion,
      minReader,
      app: same ? before.app : request.app,
      created: before?.created ?? request.now,
      modified: same ? before.modified : request.now,
      entries,
    };
    const write = (append: Append) =>
      zip(manifest, sources, async (bytes) => {
        await append(bytes);
        tell.written(bytes.length);
      });
    await writeFileAtomic(request.path, write, { backup: true });
    return manifest;
  } finally {
    for (const handle of handles) await handle.close().catch(() => undefined);
  }
}

async function zip(manifest: Manifest, sources: readonly Source[], append: Append): Promise<void> {
  const archive = new ZipFile();
  const common = { mode: 0o100644, forceDosTimestamp: true };
  archive.addBuffer(Buffer.from(projectMimetype), mimetypeEntry, { ...common, mtime: entryTime(), compress: false });
  archive.addBuffer(Buffer.from(stableJson(manifest)), manifestEntry, {
    ...common,
    mtime: entryTime(),
    compress: true,
  });
  let failed: unknown = null;
  archive.on('error', (error) => {
    failed = error;
    (archive.outputStream as Readable).destroy(error as Error);
  });
  for (const source of sources) {
    const options = { ...common, mtime: entryTime(), compress: source.compress };
    archive.addReadStreamLazy(source.name, options, (callback) => {
      const content = source.open();
      if (!Buffer.isBuffer(content)) callback(null, content);
      else {
        callback(null, Readable.from(content.length === 0 ? [] : [content]));
      }
    });
  }
  archive.end();
  for await (const chunk of archive.outputStream) await append(chunk as Buffer);
  if (failed !== null) throw failed;
}
