// Which paths the window may name. A path gets in only through a dialog, a drop, the recent list, the command line or
// the opened project's own data source; what the window merely types is refused.
import { promises as fs, type Stats } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { FileGrant } from '../../shared/ipc';
import { fail, ok, type Result } from '../../shared/result';
import { fileProblem } from './atomicFile';

export interface Grants {
  /** Lets a path in and says what it is. Fails for what is not there and for pipes, devices and network names. */
  grant(path: string): Promise<Result<FileGrant>>;
  /** Null when the window may name this path: granted itself, or inside a granted folder. Else the reason. */
  objectionTo(path: string): string | null;
}

/** \\server\share makes Windows log in to that server with the person's own name and password. */
export const isNetworkName = (path: string): boolean => /^[\\/]{2}/u.test(path);

/** Null for a path that may be looked at without danger of a network log-in or a surprise; else the reason. */
export function objectionToPath(path: string): string | null {
  if (path.includes('\0')) return 'it has a NUL character';
  if (isNetworkName(path)) return 'network names are not opened; copy the file to this machine';
  if (/^[a-z][a-z\d+.-]+:/iu.test(path)) return 'only files on this machine are opened, no web addresses';
  if (!isAbsolute(path)) return 'the path must be a full one';
  return null;
}

function inside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

export function createGrants(): Grants {
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    async grant(path) {
      const objection = objectionToPath(path);
      if (objection !== null) return fail('file.path', `${path} cannot be opened: ${objection}.`);
      const full = resolve(path);
      let stats: Stats;
      try {
        stats = await fs.stat(full);
      } catch (error) {
        return { ok: false, problem: fileProblem(error, full, 'opened') };
      }
      if (stats.isFile()) files.add(full);
      else if (stats.isDirectory()) folders.add(full);
      else return fail('file.kind', `${full} is neither a file nor a folder. Choose one of those.`);
      return ok({
        path: full,
        name: basename(full),
        kind: stats.isFile() ? 'file' : 'folder',
        bytes: stats.isFile() ? stats.size : 0,
      });
    },
    objectionTo(path) {
      const objection = objectionToPath(path);
      if (objection !== null) return objection;
      const full = resolve(path);
      if (files.has(full)) return null;
      for (const folder of folders) if (inside(folder, full)) return null;
      return 'it was not chosen in this window. Choose it with the button, or drop it onto the window';
    },
  };
}
