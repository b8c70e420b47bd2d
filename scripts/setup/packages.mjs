// The npm packages of package-lock.json, installed anew only when that file changed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './command.mjs';
import { npm } from './npm.mjs';
import { nodeModules, root } from './paths.mjs';
import { step } from './say.mjs';
import { hashOf, readJson, writeJson } from './stamp.mjs';

const stamp = join(nodeModules, '.layerloom.json');

/** Makes `node_modules` what package-lock.json says. Throws when npm fails. */
export async function ensurePackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const wanted = hashOf(lock);
  if (readJson(stamp)?.lock === wanted) return;
  if (!isInstalled(JSON.parse(lock))) {
    rmSync(stamp, { force: true });
    await step('Installing the npm packages (about 250 MB; once)', install);
  }
  writeJson(stamp, { lock: wanted });
}

async function install() {
  // The Node is ours; the npm is the machine's, and one tool's wish for a newer npm is no reason to stop.
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-engine-strict'];
  try {
    await npm(['ci', ...quiet], root);
  } catch (error) {
    // A lock file written with a registry that lacked other platforms' packages; `install` reads it all the same.
    if (!(error instanceof CommandError) || !error.output.includes('EUSAGE')) throw error;
    await npm(['install', '--no-save', ...quiet], root);
  }
}

/** Whether npm itself has noted (in its hidden lock file) that all of it is there, as after an `npm install` by hand. */
function isInstalled(lock) {
  const there = readJson(join(nodeModules, '.package-lock.json'))?.packages;
  if (there === undefined) return false;
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '') return true;
    if (there[path] === undefined) return entry.optional === true || entry.peer === true;
    return there[path].version === entry.version && existsSync(join(root, path));
  });
}
