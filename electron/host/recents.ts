// The projects opened or saved last, newest first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecentProject } from '../../shared/ipc';
import { stableJson } from '../../shared/project/json';
import { readTextIfThere, writeFileAtomic } from './atomicFile';

const most = 20;
const stored = z.array(
  z.object({ path: z.string().max(4096), name: z.string().max(200), savedAt: z.string().max(50) }),
);
type Stored = z.infer<typeof stored>;

export interface Recents {
  list(): Promise<readonly RecentProject[]>;
  add(project: { readonly path: string; readonly name: string; readonly savedAt: string }): Promise<void>;
}

export function createRecents(userData: string): Recents {
  const path = join(userData, 'recent.json');
  async function read(): Promise<Stored> {
    try {
      const text = await readTextIfThere(path, 1_000_000);
      const parsed = stored.safeParse(text === null ? [] : JSON.parse(text));
      return parsed.success ? parsed.data : [];
    } catch {
      return [];
    }
  }
  return {
    async list() {
      return (await read()).map((entry) => ({ ...entry, exists: existsSync(entry.path) }));
    },
    async add(project) {
      const rest = (await read()).filter((entry) => entry.path !== project.path);
      // Losing the list is a pity, not a failure of the save that it follows.
      await writeFileAtomic(path, stableJson([project, ...rest].slice(0, most))).catch(() => undefined);
    },
  };
}
