// Files of a run, written so that whatever happens at whatever moment, the old or the new content is there in full.
import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { flushFolder, renamePatiently } from '../disk/durable';

/**
 * Replaces a file as a whole: temporary file beside it, flushed to the disk, renamed over it, folder flushed. With
 * `keepAs` the file that was there stays under that path.
 */
export async function writeAtomically(path: string, content: Uint8Array | string, keepAs?: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await fs.open(temporary, 'w');
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (keepAs !== undefined) {
      await renamePatiently(path, keepAs).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await renamePatiently(temporary, path);
  } catch (error) {
    // What did not fit on the disk must not go on taking room there.
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(dirname(path));
}

/** The file's bytes, or null when there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
