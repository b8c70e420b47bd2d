// What it takes that a file is on the disk for good: for the engine's files and for the host's.
import { promises as fs } from 'node:fs';

/** Makes what was renamed in a folder outlast a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows has no such thing, and some network disks refuse it; the rename is then as safe as it gets.
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EIO' || code === 'ENOSPC') throw error;
  }
}

/** Milliseconds before each further try. */
const patience = [20, 60, 150, 300, 500, 900];

/** Renames, waiting up to two seconds for a virus scanner or an indexer to let go of the file (Windows). */
export async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      const wait = patience[attempt];
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (wait === undefined || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
