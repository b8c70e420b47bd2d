// Reads and writes project files (.loom). Writing is all or nothing and gives the same bytes for the same project;
// reading takes the file for hostile until every entry has been checked. The format: docs/project-file.md.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable, Transform } from 'node:stream';
import { fromFdPromise, type Entry, type ZipFile as ZipReader } from 'yauzl';
import { ZipFile } from 'yazl';
import type { ProjectDocument } from '../../shared/network/document';
import {
  documentEntry,
  formatVersion,
  limits,
  manifestEntry,
  manifestSchema,
  mimetypeEntry,
  minReader,
  objectionToName,
  projectMimetype,
  runEntry,
  type Manifest,
} from '../../shared/project/format';
import { parseJson, stableJson } from '../../shared/project/json';
import { readDocument } from '../../shared/project/readDocument';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import { crc32 } from './crc32';
import { fileProblem, writeFileAtomic } from './atomicFile';
import { describeStart } from './fileType';

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

/**
 * Writes a project file atomically; the file it replaces stays as `<path>.bak`. Rejects with the system's error.
 * A run that is going on meanwhile is saved as it stood when its files were opened.
 */
export async function writeProjectFile(request: WriteProject): Promise<Manifest> {
  const handles: fs.FileHandle[] = [];
  try {
    const sources: Source[] = [bufferSource(documentEntry, stableJson(request.document))];
    const fileSource = async (name: string, path: string) => {
      const handle = await fs.open(path, 'r');
      handles.push(handle);
      // The length is fixed now: a file that grows while it is saved is saved as it was.
      const { size } = await handle.stat();
      const hash = createHash('sha256');
      if (size > 0) {
        const stream = createReadStream('', { fd: handle.fd, autoClose: false, start: 0, end: size - 1 });
        for await (const chunk of stream) hash.update(chunk as Buffer);
      }
      const open = () =>
        size === 0
          ? Buffer.alloc(0)
          : createReadStream('', { fd: handle.fd, autoClose: false, start: 0, end: size - 1 });
      // Weights are noise to a packer; leaving them as they are saves time.
      sources.push({ name, bytes: size, sha256: hash.digest('hex'), compress: !name.endsWith('.safetensors'), open });
    };
    for (const name of await listFiles(join(request.folder, 'runs'), 'runs/')) {
      const run = runEntry(name);
      if (run !== null && keptRunFiles.test(run.file)) await fileSource(name, join(request.folder, name));
    }
    for (const name of await listFiles(join(request.folder, 'kept'), '')) {
      if (objectionToName(name) === null && name !== documentEntry)
        await fileSource(name, join(request.folder, 'kept', name));
    }
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
    await writeFileAtomic(request.path, (append) => zip(manifest, sources, append), { backup: true });
    return manifest;
  } finally {
    for (const handle of handles) await handle.close().catch(() => undefined);
  }
}

async function zip(
  manifest: Manifest,
  sources: readonly Source[],
  append: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
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

class Damage extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const damaged = (what: string) => new Damage('file.damaged', `The project file is damaged: ${what}.`);
const hostile = (what: string) =>
  new Damage('file.refused', `The project file was refused and nothing was unpacked: ${what}.`);

/**
 * Reads a project file and unpacks its runs into `into` (an existing, empty folder). Nothing is taken over that was not
 * checked against the manifest. Problems: `file.empty`, `file.notProject`, `file.damaged` (names the part),
 * `file.refused` (what only a hostile file has), `file.tooLarge`, `file.newer`, `file.invalid`, or the system's.
 */
export async function readProjectFile(path: string, into: string): Promise<Result<ReadProject>> {
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
    return await readOpened(handle, path, into);
  } catch (error) {
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

async function readOpened(handle: fs.FileHandle, path: string, into: string): Promise<Result<ReadProject>> {
  const { size } = await handle.stat();
  if (size === 0) return fail('file.empty', `${path} is empty (0 bytes).`);
  if (size > limits.fileBytes)
    return fail('file.tooLarge', `${path} has ${size} bytes; a project has at most ${limits.fileBytes}.`);
  const start = Buffer.alloc(Math.min(size, 64));
  await handle.read(start, 0, start.length, 0);
  const kind = describeStart(start);
  if (kind === 'zeros') throw damaged('it holds nothing but zeros, as after a power cut while it was written');
  if (kind !== 'zip')
    return fail('file.notProject', `${path} is not a Layerloom project: it looks like ${kind}. Choose a .loom file.`);
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
  problems.push(...(await unpackRuns(archive, entries, manifest, into)));
  for (const name of entries.keys()) {
    if (name === mimetypeEntry || name === manifestEntry || manifest.entries[name] !== undefined) continue;
    problems.push({
      code: 'file.unlisted',
      severity: 'warning',
      message: `The file holds "${name.slice(0, 100)}", which its manifest does not list. It was left out.`,
    });
  }
  return ok({ document: read.value.document, raw: json.value, manifest, problems, readOnly: newer });
}

/** yauzl checks names as well, and stops at a bad one with an error of its own. */
async function* checkedNames(archive: ZipReader): AsyncGenerator<Entry> {
  try {
    yield* archive.eachEntry();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/^(invalid relative path|absolute path|invalid characters in fileName)/u.test(message)) {
      throw hostile('an entry has a name that points outside the project');
    }
    throw error;
  }
}

/** All entries by name, each found harmless by its looks; nothing is unpacked yet. */
async function listEntries(archive: ZipReader, size: number): Promise<ReadonlyMap<string, Entry>> {
  if (archive.entryCount > limits.entries)
    throw hostile(`it lists ${archive.entryCount} entries; at most ${limits.entries} are read`);
  const entries = new Map<string, Entry>();
  const lowerNames = new Set<string>();
  let packed = 0;
  let unpacked = 0;
  for await (const entry of checkedNames(archive)) {
    const name = entry.fileName;
    // Folders hold nothing; tools that repack a project add them.
    if (name.endsWith('/') && entry.uncompressedSize === 0) continue;
    const objection = objectionToName(name);
    if (objection !== null) throw hostile(`an entry ${objection}`);
    if (lowerNames.has(name.toLowerCase())) throw hostile(`it has two entries named "${name}"`);
    lowerNames.add(name.toLowerCase());
    if (entry.isEncrypted()) throw hostile(`its entry "${name}" is encrypted`);
    // The upper half of the attributes is the Unix mode, when a Unix wrote them; 0o120000 is a link.
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    if (type !== 0 && type !== 0o100000) throw hostile(`its entry "${name}" is a link or a device, not a file`);
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
      throw hostile(`its entry "${name}" is packed in an unknown way`);
    if (entry.uncompressedSize > limits.entryBytes)
      throw hostile(`its entry "${name}" would unpack to ${entry.uncompressedSize} bytes`);
    if (entry.uncompressedSize > 1_048_576 && entry.uncompressedSize > entry.compressedSize * limits.ratio) {
      throw hostile(`its entry "${name}" would unpack to more than ${limits.ratio} times its size`);
    }
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (unpacked > limits.totalBytes) throw hostile(`it would unpack to more than ${limits.totalBytes} bytes`);
    if (packed > size) throw hostile('its entries overlap');
    const local = await archive.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod) {
      throw hostile(`its entry "${name}" is named or packed differently in two places`);
    }
    entries.set(name, entry);
  }
  return entries;
}

async function readManifest(archive: ZipReader, entries: ReadonlyMap<string, Entry>): Promise<Manifest> {
  const entry = entries.get(manifestEntry);
  if (entry === undefined) throw damaged(`its part "${manifestEntry}" is missing`);
  const bytes = await readBytes(archive, entry, limits.manifestBytes);
  if (crc32(bytes) !== entry.crc32) throw damaged(`its part "${manifestEntry}" does not match its checksum`);
  const json = parseJson(decode(bytes, manifestEntry));
  if (!json.ok) throw damaged(`its part "${manifestEntry}" cannot be read. ${json.problem.message}`);
  const parsed = manifestSchema.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damaged(
      `its part "${manifestEntry}" is not as it should be at ${issue?.path.map(String).join(' › ') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  return parsed.data;
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(`its part "${name}" is not UTF-8 text`);
  }
}

async function readBytes(archive: ZipReader, entry: Entry, maxBytes: number): Promise<Buffer> {
  const name = entry.fileName;
  if (entry.uncompressedSize > maxBytes)
    throw hostile(`its entry "${name}" has ${entry.uncompressedSize} bytes; at most ${maxBytes} are read`);
  const chunks: Buffer[] = [];
  try {
    const stream = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    throw damaged(`its part "${name}" cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
  return Buffer.concat(chunks);
}

async function readText(
  archive: ZipReader,
  entries: ReadonlyMap<string, Entry>,
  name: string,
  maxBytes: number,
  manifest: Manifest,
): Promise<string> {
  const entry = entries.get(name);
  const listed = manifest.entries[name];
  if (entry === undefined || listed === undefined) throw damaged(`its part "${name}" is missing`);
  const bytes = await readBytes(archive, entry, maxBytes);
  if (bytes.length !== listed.bytes || createHash('sha256').update(bytes).digest('hex') !== listed.sha256) {
    throw damaged(`its part "${name}" does not match its checksum`);
  }
  return decode(bytes, name);
}

/** Unpacks listed entries to files, checking each while it is written; a run with a damaged part is left out. */
async function unpackRuns(
  archive: ZipReader,
  entries: ReadonlyMap<string, Entry>,
  manifest: Manifest,
  into: string,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const lostRuns = new Set<string>();
  for (const [name, listed] of Object.entries(manifest.entries)) {
    if (name === documentEntry) continue;
    const run = runEntry(name);
    if (run !== null && lostRuns.has(run.runId)) continue;
    const target = run === null ? join(into, 'kept', name) : join(into, name);
    const entry = entries.get(name);
    let reason = 'is missing';
    if (entry !== undefined) {
      const hash = createHash('sha256');
      let bytes = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, callback) {
          hash.update(chunk);
          bytes += chunk.length;
          callback(null, chunk);
        },
      });
      await fs.mkdir(dirname(target), { recursive: true });
      try {
        const stream = await archive.openReadStreamPromise(entry);
        await pipeline(stream, counter, createWriteStream(target, { flags: 'wx' }));
        reason = bytes === listed.bytes && hash.digest('hex') === listed.sha256 ? '' : 'does not match its checksum';
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
        reason = 'cannot be unpacked';
      }
    }
    if (reason === '') continue;
    if (run === null) throw damaged(`its part "${name}" ${reason}`);
    lostRuns.add(run.runId);
    await fs.rm(join(into, 'runs', run.runId), { recursive: true, force: true });
    problems.push({
      code: 'file.damagedRun',
      severity: 'warning',
      message: `The project file is damaged: its part "${name}" ${reason}. The run it belongs to was left out; everything else is here.`,
    });
  }
  return problems;
}
