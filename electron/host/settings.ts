// The person's settings: one small JSON file in the user data folder.
import { join } from 'node:path';
import type { Settings } from '../../shared/ipc';
import { methodSchemas } from '../../shared/ipcSchemas';
import { stableJson } from '../../shared/project/json';
import { readTextIfThere, writeFileAtomic } from './atomicFile';

const defaultSettings: Settings = { theme: 'system', language: 'en', reopenLast: true, layout: {} };

export interface SettingsStore {
  load(): Promise<Settings>;
  /** Resolves when they are on the disk; `load` gives them from now on. */
  save(settings: Settings): Promise<void>;
}

/** Settings of another version: what is missing stands at its default; what is unreadable is started afresh. */
async function read(path: string): Promise<Settings> {
  try {
    const text = await readTextIfThere(path, 1_000_000);
    const merged = { settings: { ...defaultSettings, ...(text === null ? {} : (JSON.parse(text) as object)) } };
    const parsed = methodSchemas.saveSettings.safeParse(merged);
    return parsed.success ? parsed.data.settings : defaultSettings;
  } catch {
    // A damaged settings file is no reason not to start.
    return defaultSettings;
  }
}

export function createSettings(userData: string): SettingsStore {
  const path = join(userData, 'settings.json');
  let current: Promise<Settings> | null = null;
  /** One after the other: of two writes at once the older might come to lie on top. */
  let writing: Promise<void> = Promise.resolve();
  return {
    load: () => (current ??= read(path)),
    save(settings) {
      // A window that is loaded anew at this moment asks before the disk has them.
      current = Promise.resolve(settings);
      writing = writing.catch(() => undefined).then(() => writeFileAtomic(path, stableJson(settings)));
      return writing;
    },
  };
}
