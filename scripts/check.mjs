// `npm run check`: types, lint and format. Prints what is wrong and ends with code 1 when anything is.
import { openSync, closeSync, readFileSync, mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inCache, nodeModules, root } from './setup/paths.mjs';

const folders = ['shared', 'electron', 'renderer', 'tests', 'scripts'];
const configs = ['electron.vite.config.ts', 'vitest.config.mts', 'playwright.config.ts'];

const checks = [
  { name: 'types', command: 'typescript/bin/tsc', args: ['-b', '--pretty', 'false'] },
  // Folders are named: pointed at the project as a whole, oxlint would walk node_modules and the caches.
  { name: 'lint', command: 'oxlint/bin/oxlint', args: ['--type-aware', ...folders, ...configs] },
  {
    name: 'format',
    command: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level=warn', ...folders, ...configs, '*.json', '*.md', '*.yml'],
  },
];

/**
 * Runs every check.
 * @param {(name: string, isGood: boolean, output: string) => void} tell called as each is done
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function check(tell) {
  mkdirSync(inCache('logs'), { recursive: true });
  const results = [];
  for (const { name, command, args } of checks) {
    const log = inCache('logs', `check-${name}.log`);
    const isGood = await toFile(join(nodeModules, command), args, log);
    results.push(isGood);
    tell(name, isGood, readFileSync(log, 'utf8'));
  }
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

/** The output goes to a file, since oxlint may panic when much of it goes to a pipe (oxc#19124). */
function toFile(script, args, log) {
  return new Promise((resolve, reject) => {
    const sink = openSync(log, 'w');
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', sink, sink] });
    child.on('error', reject);
    child.on('exit', (code) => {
      closeSync(sink);
      resolve(code === 0);
    });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = await check((name, isGood, output) => {
    console.log(`${isGood ? '✓' : '✗'} ${name}`);
    if (!isGood) console.log(output);
  });
  process.exit(failed === 0 ? 0 : 1);
}
