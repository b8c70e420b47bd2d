// The rule that keeps half-finished work out: a step writes into a temporary folder, renames it into place when all
// of it is there, and only then is it trusted. A killed step leaves a temporary folder, which the next one removes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A short name for some text: the first 16 hex digits of its SHA-256. */
export function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The parsed JSON file, or undefined when it is missing or damaged. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a JSON file whole or not at all. */
export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(draft, file);
}

/**
 * Builds a folder whole or not at all: `fill` is given an empty temporary folder beside it, which takes the folder's
 * place when `fill` is done.
 * @param {string} folder
 * @param {(draft: string) => Promise<void>} fill
 */
export async function makeFolder(folder, fill) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent, basename(folder));
  const draft = join(parent, `${basename(folder)}.draft-${process.pid}`);
  mkdirSync(draft);
  try {
    await fill(draft);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Removes the drafts of `name` whose process has ended. */
function removeLeftovers(parent, name) {
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(`${name}.draft-`)) continue;
    const pid = Number(entry.slice(entry.lastIndexOf('-') + 1));
    if (!isAlive(pid)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
