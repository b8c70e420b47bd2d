// Starting other programs and waiting for them, without a shell.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An error of a program that was started: `message` is a sentence, `output` the last of what it printed. */
export class CommandError extends Error {
  /** @param {string} message @param {string} output */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a program to its end. Its output goes to our stderr (`show`, the default) or is only kept.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<string>} what it printed on stdout and stderr (the last 64 kB)
 * @throws {CommandError} when it cannot start, exits with another code than 0, or takes longer than `timeoutMs`
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: options.shell ?? false,
      windowsHide: true,
    });
    let output = '';
    const take = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-65536);
      if (options.show ?? true) process.stderr.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    let late = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new CommandError(`"${command}" could not be started: ${error.message}`, output));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else if (late) reject(new CommandError(`"${command}" gave no result in ${options.timeoutMs / 1000} s.`, output));
      else reject(new CommandError(`"${command}" ended with ${signal ?? `code ${code}`}.`, output));
    });
  });
}

/** The full path of a program on PATH, or undefined. */
export function which(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}

/** The last line of a program's output that says something, for a sentence about why it failed. */
export function lastLine(output) {
  return (
    output
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('[notice]'))
      .pop() ?? ''
  );
}
