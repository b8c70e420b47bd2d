// One project, one writer: a lock file names the process that may write, and a lock whose process is gone is taken over.
import { randomBytes } from 'node:crypto';
import { promises as fs, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface Lock {
  /** False once another process has taken the lock over (this one was frozen, or its file was removed). */
  stillMine(): Promise<boolean>;
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  /** When the process began, as the system counts it: a pid that was given out again is told from the old one. */
  readonly started: string;
  /** Changes at every start of the machine. Empty where the system does not tell. */
  readonly boot: string;
  readonly machine: string;
  readonly nonce: string;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Field 22 of /proc/<pid>/stat; '' where there is no /proc, null when the process is gone or a zombie. */
function startOf(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return process.platform === 'linux' ? null : '';
  }
  // The command's name stands in parentheses and may hold anything; fields count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
}

function pidAnswers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const refreshMs = 30_000;
const foreignStaleMs = 10 * 60_000;

function isOwner(value: unknown): value is Owner {
  const owner = value as Partial<Owner> | null;
  return typeof owner === 'object' && owner !== null && Number.isInteger(owner.pid) && typeof owner.nonce === 'string';
}

/** Whether the process that wrote this lock may still be writing. */
function alive(text: string, ageMs: number): boolean {
  let owner: unknown;
  try {
    owner = JSON.parse(text);
  } catch {
    owner = null;
  }
  // Half a lock: its writer died, or is just about to finish it.
  if (!isOwner(owner)) return ageMs < 2000;
  const here = bootId();
  const sameBoot = here !== '' && owner.boot === here;
  if (!sameBoot) {
    if (here !== '' && owner.machine === hostname()) return false;
    // Another machine sees the same folder: its process cannot be asked, but it refreshes its lock.
    if (owner.machine !== hostname()) return ageMs < foreignStaleMs;
  }
  const started = startOf(owner.pid);
  if (started === null) return false;
  if (started !== '' && owner.started !== '') return started === owner.started;
  return pidAnswers(owner.pid);
}

/** Takes the lock of a folder, or returns null when a living process holds it. */
export async function takeLock(folder: string): Promise<Lock | null> {
  const path = join(folder, 'lock');
  const nonce = randomBytes(8).toString('hex');
  const owner: Owner = {
    pid: process.pid,
    started: startOf(process.pid) ?? '',
    boot: bootId(),
    machine: hostname(),
    nonce,
  };
  const draft = join(folder, `lock-${nonce}`);
  await fs.writeFile(draft, JSON.stringify(owner), { flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // Unlike writing, linking makes a whole lock at once or fails because there is one.
        await fs.link(draft, path);
        return held(path, nonce);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code !== 'EEXIST') {
          if (code === 'ENOENT') throw error;
          // A disk without hard links.
          const made = await fs.writeFile(path, JSON.stringify(owner), { flag: 'wx' }).then(
            () => true,
            (failure: NodeJS.ErrnoException) => {
              if (failure.code === 'EEXIST') return false;
              throw failure;
            },
          );
          if (made) return held(path, nonce);
        }
      }
      const found = await read(path);
      if (found === null) continue;
      if (alive(found.text, found.ageMs)) return null;
      await removeStale(folder, path, found.text);
    }
    return null;
  } finally {
    await fs.unlink(draft).catch(() => undefined);
  }
}

async function read(path: string): Promise<{ readonly text: string; readonly ageMs: number } | null> {
  try {
    const stats = await fs.stat(path);
    return { text: await fs.readFile(path, 'utf8'), ageMs: Date.now() - stats.mtimeMs };
  } catch {
    return null;
  }
}

/** Of several processes that find the same stale lock, one removes it; a fresh lock caught by mistake goes back. */
async function removeStale(folder: string, path: string, stale: string): Promise<void> {
  const aside = join(folder, `lock-stale-${randomBytes(6).toString('hex')}`);
  try {
    await fs.rename(path, aside);
  } catch {
    return;
  }
  try {
    if ((await fs.readFile(aside, 'utf8')) !== stale) await fs.link(aside, path).catch(() => undefined);
  } finally {
    await fs.unlink(aside).catch(() => undefined);
  }
}

function held(path: string, nonce: string): Lock {
  const mine = async () => (await read(path))?.text.includes(`"nonce":"${nonce}"`) ?? false;
  const timer = setInterval(() => {
    const now = new Date();
    fs.utimes(path, now, now).catch(() => undefined);
  }, refreshMs);
  timer.unref();
  return {
    stillMine: mine,
    async release() {
      clearInterval(timer);
      if (await mine()) await fs.unlink(path).catch(() => undefined);
    },
  };
}
