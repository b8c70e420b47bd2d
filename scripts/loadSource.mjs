// The app's own sources in a script: definitions that are written once.
import { runnerImport } from 'vite';
import { root } from './setup/paths.mjs';

/** The exports of a TypeScript file of the project, by its path from the root ('./shared/…'). */
export async function loadSource(path) {
  return (await runnerImport(path, { root, configFile: false, logLevel: 'error' })).module;
}
