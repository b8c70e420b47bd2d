// Pythons of our own, every version pinned: the one that tests ask for the right answer (Keras and TensorFlow in
// `.cache/oracle-venv`), and the one that benchmarks are timed beside (PyTorch too, in `.cache/bench-venv`).
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lastLine, run } from './command.mjs';
import { inCache } from './paths.mjs';
import { findPython, venvPython } from './python.mjs';
import { say, step } from './say.mjs';
import { hashOf, makeFolder, readJson, writeJson } from './stamp.mjs';

/**
 * Makes the oracle ready.
 * @returns {Promise<{ python: string } | { problem: string, nextStep: string }>}
 */
export function ensureOracle() {
  return ensureVenv(
    'oracle-venv',
    ['oracle.txt'],
    'Installing Keras and TensorFlow for the tests (about 380 MB; once)',
  );
}

/**
 * Makes the benchmarks' peers ready.
 * @returns {Promise<{ python: string } | { problem: string, nextStep: string }>}
 */
export function ensurePeers() {
  const lists = ['oracle.txt', 'bench.txt'];
  return ensureVenv('bench-venv', lists, 'Installing Keras and PyTorch for the benchmark (about 3 GB; once)');
}

async function ensureVenv(name, lists, title) {
  const folder = inCache(name);
  const pins = lists.map((list) => new URL(`./${list}`, import.meta.url));
  const python = venvPython(folder);
  const wanted = hashOf(pins.map((list) => readFileSync(list, 'utf8')).join('\n'));
  if (readJson(inCache(name, 'complete.json'))?.pins === wanted && existsSync(python)) return { python };
  const found = await findPython();
  if ('problem' in found) return found;
  try {
    await step(title, () =>
      makeFolder(folder, async (draft) => {
        await run(found.python, ['-m', 'venv', draft], { show: false });
        const args = [
          '-m',
          'pip',
          'install',
          '--disable-pip-version-check',
          '--progress-bar',
          'off',
          '-q',
          '--no-deps',
        ];
        const requirements = ['--only-binary=:all:', ...pins.flatMap((list) => ['-r', fileURLToPath(list)])];
        await run(venvPython(draft), [...args, ...requirements], { show: false });
        // The scripts in bin/ carry the draft's path; only the interpreter is used, which finds its own place.
        writeJson(`${draft}/complete.json`, { pins: wanted, python: found.version });
      }),
    );
    await step('Trying Keras', () =>
      run(python, ['-c', 'import keras, numpy; print(keras.__version__)'], {
        show: false,
        env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
      }),
    );
    return { python };
  } catch (error) {
    return {
      problem: `The Python packages could not be installed: ${lastLine(error.output ?? '') || error.message}`,
      nextStep: `They need Python 3.11 to 3.13 and the Python package index; this is Python ${found.version}.`,
    };
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  say(JSON.stringify(await ensureOracle(), null, 2));
}
