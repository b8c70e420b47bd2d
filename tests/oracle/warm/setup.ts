// Starts the Python whose forks the oracle tests' Pythons are (warmPython.py), and ends it after the last test. Nothing
// waits for it: until it listens, and where it cannot, tests run a Python from its start.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { coldPython, socketPath } from './paths.mts';

let server: ChildProcess | undefined;

export function setup(): void {
  if (coldPython === undefined || socketPath === undefined) return;
  server = spawn(coldPython, [resolve(import.meta.dirname, 'warmPython.py'), '--serve', socketPath], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
  });
  server.on('error', () => undefined);
}

export function teardown(): void {
  server?.kill();
  if (socketPath !== undefined) rmSync(socketPath, { force: true });
}
