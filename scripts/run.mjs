// Runs a tool of the project under its own Node: `node scripts/run.mjs vitest run tests/shared`, or a script of ours:
// `node scripts/run.mjs scripts/check.mjs`. Node 24 and the npm packages are made ready first.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { underNode24 } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { nodeModules, root } from './setup/paths.mjs';
import { readJson } from './setup/stamp.mjs';
import { say } from './setup/say.mjs';

await underNode24();
await ensurePackages();

const [what, ...args] = process.argv.slice(2);
const script = what === undefined ? undefined : fileOf(what);
if (script === undefined) {
  say(
    what === undefined
      ? 'Name a script or a tool: node scripts/run.mjs TOOL [ARGUMENT]...'
      : `There is no script or tool called "${what}".`,
  );
  process.exit(2);
}
process.env.PATH = [join(nodeModules, '.bin'), process.env.PATH].join(delimiter);
const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit', cwd: root });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));

/** The JavaScript file behind a name: a path of ours, or what a package's `bin` says. */
function fileOf(name) {
  if (/\.[cm]?js$/.test(name)) return existsSync(join(root, name)) ? join(root, name) : undefined;
  const link = join(nodeModules, '.bin', name);
  if (!existsSync(link)) return undefined;
  if (process.platform !== 'win32') return link;
  // On Windows .bin holds a command file; the package it calls is named in it.
  const called = /node_modules\\?[\\/]?(?:\.\.[\\/])?((?:@[^\\/]+[\\/])?[^\\/"]+)[\\/]/.exec(
    readFileSync(link, 'utf8'),
  );
  const folder = join(nodeModules, called?.[1] ?? name);
  const bin = readJson(join(folder, 'package.json'))?.bin;
  const path = typeof bin === 'string' ? bin : bin?.[name];
  return path === undefined ? undefined : join(folder, path);
}
