// `npm run dist` makes the installers for this system; `npm run dist -- --dir` only the unpacked app, for which an
// Electron that set-up found is enough (no further download).
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './setup/command.mjs';
import { ensureBuild } from './setup/build.mjs';
import { ensureElectron } from './setup/electron.mjs';
import { ensureNativeEngine, librariesOf } from './setup/nativeEngine.mjs';
import { inCache, nodeModules, root } from './setup/paths.mjs';
import { say, step } from './setup/say.mjs';
import { writeJson } from './setup/stamp.mjs';

/**
 * Packs the unpacked app.
 * @param {{ folder: string, version: string }} electron
 * @param {{ isDrivable: boolean }} options `isDrivable` leaves the one fuse on that Playwright drives the app through
 * @returns {Promise<string>} the path of its executable
 */
export async function packUnpacked(electron, { isDrivable }) {
  await prepare();
  const output = isDrivable ? inCache('packaged-for-tests') : join(root, 'dist');
  const settings = inCache('electron-builder.json');
  const config = readConfig();
  Object.assign(config, { electronDist: electron.folder, electronVersion: electron.version });
  config.directories.output = output;
  config.electronFuses.enableNodeCliInspectArguments = isDrivable;
  // Electron 29 brought this fuse; older ones have no place for it.
  if (Number.parseInt(electron.version, 10) < 29) delete config.electronFuses.grantFileProtocolExtraPrivileges;
  writeJson(settings, config);
  await step('Packing the app', () => builder(['--dir', `--${process.arch}`, '--config', settings]));
  const executable = executableIn(output);
  // What a development Electron opens apps with has no place in a package.
  rmSync(join(dirname(executable), 'resources/default_app.asar'), { force: true });
  return executable;
}

/** electron-builder.yml, read with electron-builder's own YAML reader. */
function readConfig() {
  const builderModules = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'));
  return builderModules('js-yaml').load(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
}

/** The app is built, and the folder of native libraries is there (empty without them). */
async function prepare() {
  await ensureBuild();
  const engine = await ensureNativeEngine();
  const folder = librariesOf(engine.flavour);
  const none = inCache('no-native-engine');
  mkdirSync(none, { recursive: true });
  process.env.LAYERLOOM_NATIVE_ENGINE = relative(root, existsSync(folder) ? folder : none);
}

async function builder(args) {
  const script = join(nodeModules, 'electron-builder/cli.js');
  await run(process.execPath, [script, '--publish', 'never', ...args], {
    cwd: root,
    // electron-builder signs with whatever certificate it finds, unless told not to.
    env: { CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...process.env },
  });
}

function executableIn(output) {
  const candidates = {
    linux: ['linux-unpacked/layerloom', 'linux-arm64-unpacked/layerloom'],
    win32: ['win-unpacked/Layerloom.exe', 'win-arm64-unpacked/Layerloom.exe'],
    darwin: ['mac-universal', 'mac', 'mac-arm64'].map((name) => `${name}/Layerloom.app/Contents/MacOS/Layerloom`),
  };
  const found = candidates[process.platform].map((name) => join(output, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`electron-builder ended, but there is no app in ${output}.`);
  return found;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (process.argv.includes('--dir')) {
      const electron = await ensureElectron();
      if (electron.source === 'none') throw new Error(electron.notice);
      say(electron.notice);
      console.log(await packUnpacked(electron, { isDrivable: process.argv.includes('--drivable') }));
    } else {
      await prepare();
      const arch = process.platform === 'darwin' ? [] : [`--${process.arch}`];
      await step('Making the installers', () => builder(arch));
    }
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
