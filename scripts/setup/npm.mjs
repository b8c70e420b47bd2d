// Calling npm, under whatever Node runs this.
import { run, which } from './command.mjs';

/**
 * Runs npm in a folder; its output goes to stderr.
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  // npm names its own script to what it starts; without it (a script started by hand) npm is taken from PATH.
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script)) {
    await run(process.execPath, [script, ...args], { cwd });
    return;
  }
  const command = which('npm');
  if (command === undefined) throw new Error('npm was not found. Install Node with npm from https://nodejs.org.');
  await run(process.platform === 'win32' ? 'npm' : command, args, { cwd, shell: process.platform === 'win32' });
}
