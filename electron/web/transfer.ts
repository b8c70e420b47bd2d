// Files in and out of a browser: uploads land in the user data folder under names of ours, downloads give what was
// granted.
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, promises as fs } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import type { FileGrant } from '../../shared/ipc';
import { fileNameOf, projectExtension } from '../../shared/project/format';
import { fail, type Result } from '../../shared/result';
import { fileProblem } from '../host/atomicFile';
import type { Grants } from '../host/grants';

const uploadLimit = 4 * 1024 ** 3;
const filesPerFolder = 200_000;

export interface Transfer {
  /** Body of POST /upload?name=…[&into=…]; the answer is a Result<FileGrant>. */
  upload(request: IncomingMessage, query: URLSearchParams): Promise<Result<FileGrant>>;
  /** POST /upload-folder?into=…&name=…: the files uploaded into it, as one folder. */
  uploadFolder(query: URLSearchParams): Promise<Result<FileGrant>>;
  /** GET /download?path=…; false when the path may not be given. */
  download(response: ServerResponse, query: URLSearchParams, headers: Record<string, string>): Promise<boolean>;
}

/** The file's own name made harmless, its extension kept. */
function safeName(name: string): string {
  const plain = basename(name.replace(/\\/gu, '/'));
  const extension = extname(plain).toLowerCase();
  const sound = /^\.[a-z0-9]{1,10}$/u.test(extension);
  return `${fileNameOf(sound ? plain.slice(0, -extension.length) : plain)}${sound ? extension : ''}`;
}

const badRequest = fail('upload.request', 'The upload was not understood: it needs a name.');

export function createTransfer(userData: string, grants: Grants): Transfer {
  const uploads = join(userData, 'uploads');
  /** Folder uploads of this process, by the id that the window gave them. */
  const folders = new Map<string, { readonly folder: string; count: number }>();

  async function folderOf(into: string): Promise<{ readonly folder: string; count: number }> {
    const known = folders.get(into);
    if (known !== undefined) return known;
    const made = { folder: join(uploads, `u-${randomBytes(8).toString('hex')}`), count: 0 };
    folders.set(into, made);
    await fs.mkdir(made.folder, { recursive: true });
    return made;
  }

  /** A project is saved where it lies, so it goes where projects go. */
  async function freeProject(name: string): Promise<string> {
    const folder = join(userData, 'projects');
    await fs.mkdir(folder, { recursive: true });
    const stem = name.slice(0, -projectExtension.length);
    for (let number = 1; ; number++) {
      const path = join(folder, `${number === 1 ? stem : `${stem} ${number}`}${projectExtension}`);
      if ((await fs.stat(path).catch(() => null)) === null) return path;
    }
  }

  async function receive(request: IncomingMessage, path: string): Promise<Result<null>> {
    let bytes = 0;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        bytes += chunk.length;
        if (bytes > uploadLimit) callback(new RangeError('too large'));
        else callback(null, chunk);
      },
    });
    try {
      await pipeline(request, counter, createWriteStream(path, { flags: 'wx' }));
      return { ok: true, value: null };
    } catch (error) {
      await fs.unlink(path).catch(() => undefined);
      if (error instanceof RangeError)
        return fail(
          'upload.tooLarge',
          `The file is larger than ${uploadLimit} bytes, the most that can be handed over.`,
        );
      return { ok: false, problem: fileProblem(error, basename(path), 'taken over') };
    }
  }

  return {
    async upload(request, query) {
      const name = query.get('name');
      const into = query.get('into');
      if (name === null || name === '' || name.length > 1000) return badRequest;
      if (into === null) {
        const safe = safeName(name);
        const folder = join(uploads, `u-${randomBytes(8).toString('hex')}`);
        const path = safe.endsWith(projectExtension) ? await freeProject(safe) : join(folder, safe);
        if (!safe.endsWith(projectExtension)) await fs.mkdir(folder, { recursive: true });
        const received = await receive(request, path);
        return received.ok ? grants.grant(path) : received;
      }
      if (!/^[\w-]{8,64}$/u.test(into)) return badRequest;
      const target = await folderOf(into);
      if (++target.count > filesPerFolder)
        return fail('upload.tooMany', `At most ${filesPerFolder} files can be handed over at once.`);
      // The first part is the folder's own name; of the rest, the folders are the classes.
      const parts = name.split('/').slice(1);
      const own = parts.slice(0, -1).slice(-4).map(fileNameOf);
      const folder = join(target.folder, ...own);
      await fs.mkdir(folder, { recursive: true });
      const wished = safeName(parts[parts.length - 1] ?? name);
      const taken = (await fs.stat(join(folder, wished)).catch(() => null)) !== null;
      const path = join(folder, taken ? `${target.count}-${wished}` : wished);
      const received = await receive(request, path);
      return received.ok ? { ok: true, value: { path, name: wished, kind: 'file', bytes: 0 } } : received;
    },
    async uploadFolder(query) {
      const into = query.get('into') ?? '';
      const known = folders.get(into);
      if (known === undefined) return badRequest;
      folders.delete(into);
      const granted = await grants.grant(known.folder);
      return granted.ok
        ? { ok: true, value: { ...granted.value, name: fileNameOf(query.get('name') ?? 'folder') } }
        : granted;
    },
    async download(response, query, headers) {
      const path = query.get('path') ?? '';
      if (grants.objectionTo(path) !== null) return false;
      const stats = await fs.stat(path).catch(() => null);
      if (stats === null || (!stats.isFile() && !stats.isDirectory())) return false;
      const name = `${basename(path)}${stats.isDirectory() ? '.zip' : ''}`;
      const ascii = name.replace(/[^\w .()-]/gu, '_');
      response.writeHead(200, {
        ...headers,
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        'Cache-Control': 'no-store',
      });
      if (stats.isFile()) await pipeline(createReadStream(path), response);
      else await pipeline(await zipOf(path), response);
      return true;
    },
  };
}

async function zipOf(folder: string): Promise<NodeJS.ReadableStream> {
  const archive = new ZipFile();
  const add = async (path: string, prefix: string): Promise<void> => {
    for (const entry of await fs.readdir(path, { withFileTypes: true })) {
      if (entry.isFile()) archive.addFile(join(path, entry.name), `${prefix}${entry.name}`);
      else if (entry.isDirectory()) await add(join(path, entry.name), `${prefix}${entry.name}/`);
    }
  };
  await add(folder, `${basename(folder)}/`);
  archive.end();
  return archive.outputStream;
}
