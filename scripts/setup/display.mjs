// A virtual display for tests of real windows (Linux).
import { spawn } from 'node:child_process';
import { which } from './command.mjs';

/**
 * Starts an Xvfb on a free display number.
 * @returns {Promise<{ name: string, stop: () => void }>} its DISPLAY, and how to end it
 */
export function startDisplay() {
  const xvfb = which('Xvfb');
  if (xvfb === undefined) {
    return Promise.reject(
      new Error('Tests of the window need Xvfb, a virtual display (on Debian and Ubuntu: apt-get install xvfb).'),
    );
  }
  return new Promise((resolve, reject) => {
    // Xvfb picks a free number and writes it to file descriptor 3.
    const server = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const stop = () => void server.kill();
    process.on('exit', stop);
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended at once (code ${code}).`)));
    server.stdio[3].once('data', (number) => resolve({ name: `:${String(number).trim()}`, stop }));
  });
}
