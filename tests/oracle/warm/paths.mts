// Which Python the oracle tests run: the one of the set-up, behind a command that keeps it warm where there are Unix
// sockets (warmPython.py). vitest.config.mts reads this, so both are modules to Node as well: by their ending.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const venvPython = resolve(
  import.meta.dirname,
  '../../../.cache/oracle-venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);

/** LAYERLOOM_PYTHON, or the oracle's own where it was set up. */
export const coldPython = process.env['LAYERLOOM_PYTHON'] ?? (existsSync(venvPython) ? venvPython : undefined);

/** Short, as names of sockets have to be. */
export const socketPath =
  process.platform === 'win32' ? undefined : join(tmpdir(), `layerloom-python-${process.pid}.sock`);

/** What the oracle tests are told: `LAYERLOOM_PYTHON` is a command like any other Python. */
export const pythonEnv: Record<string, string> =
  coldPython === undefined
    ? {}
    : socketPath === undefined
      ? { LAYERLOOM_PYTHON: coldPython }
      : {
          LAYERLOOM_PYTHON: resolve(import.meta.dirname, 'python'),
          LAYERLOOM_COLD_PYTHON: coldPython,
          LAYERLOOM_WARM_PYTHON: socketPath,
        };
