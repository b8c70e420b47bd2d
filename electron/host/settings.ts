// The person's settings: one small JSON file in the user data folder.
import { join } from 'node:path';
import type { Settings } from '../../shared/ipc';
import { methodSchemas } from '../../shared/ipcSchemas';
import { stableJson } from '../../shared/project/json';
import { readTextIfThere, writeFileAtomic } from './atomicFile';

const defaultSettings: Settings = { theme: 'system', language: 'en', reopenLast: true, layout: {} };

export interface SettingsStore {
  load(): Promise<Settings>;
  save(settings: Settings): Promise<void>;
}

export function createSettings(userData: string): SettingsStore {
  const path = join(userData, 'settings.json');
  let current: Settings | null = null;
  return {
    async load() {
      if (current !== null) return current;
      current = defaultSettings;
      try {
        const text = await readTextIfThere(path, 1_000_000);
        // Settings of another version: what is missing stands at its default; what is unreadable is started afresh.
        const merged = { settings: { ...defaultSettings, ...(text === null ? {} : (JSON.parse(text) as object)) } };
        const parsed = methodSchemas.saveSettings.safeParse(merged);
        if (parsed.success) current = parsed.data.settings;
      } catch {
        // A damaged settings file is no reason not to start.
      }
      return current;
    },
    async save(settings) {
      await writeFileAtomic(path, stableJson(settings));
      current = settings;
    },
  };
}
