// Where things lie: the project's root and the cache that every set-up step writes into (git ignores it).
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
export const cache = join(root, '.cache');
export const nodeModules = join(root, 'node_modules');
export const out = join(root, 'out');

/** A path inside `.cache/`. */
export function inCache(...parts) {
  return join(cache, ...parts);
}
