// Where a person's settings, kept edits and logs lie when Electron is not there to say so.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** LAYERLOOM_USER_DATA, or the system's usual place: the same that the Electron app uses. */
export function userDataFolder(environment: NodeJS.ProcessEnv): string {
  const named = environment['LAYERLOOM_USER_DATA'];
  if (named !== undefined && named !== '') return resolve(named);
  if (process.platform === 'win32')
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Layerloom');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Layerloom');
  return join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Layerloom');
}

/** Decoded pictures, which may be deleted at any time. */
export function pictureCacheFolder(userData: string): string {
  return join(userData, 'cache', 'pictures');
}
