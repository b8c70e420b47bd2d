// `npm start [-- --web] [FILE]`: sets everything up that is missing, then opens the app. The window is Electron's; on
// a machine without a display or an Electron, or with --web, the same window is served as a page on this machine.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ensureBuild } from './setup/build.mjs';
import { ensureElectron } from './setup/electron.mjs';
import { engineReport, ensureNativeEngine } from './setup/nativeEngine.mjs';
import { underNode24 } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { out, root } from './setup/paths.mjs';
import { say } from './setup/say.mjs';
import { ensureSystemPackages } from './setup/systemPackages.mjs';

await underNode24();

const words = process.argv.slice(2);
const options = words.filter((word) => word.startsWith('--'));
const files = words
  .filter((word) => !word.startsWith('--'))
  // npm starts us in the project's folder; INIT_CWD is where the person is.
  .map((word) => resolve(process.env.INIT_CWD ?? process.cwd(), word));
const unknown = options.find((option) => option !== '--web');
if (unknown !== undefined) {
  say(`npm start knows --web and the path of a project file, not ${unknown}.`);
  process.exit(2);
}

const hasDisplay = process.platform !== 'linux' || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY');
const wantsWindow = hasDisplay && !options.includes('--web');

try {
  await ensureSystemPackages(wantsWindow ? ['engine', 'window'] : ['engine']);
  await ensurePackages();
  await ensureNativeEngine();
  const electron = wantsWindow ? await ensureElectron() : undefined;
  await ensureBuild();
  if (electron === undefined) {
    if (!hasDisplay) say('There is no display here, so the window is served as a web page.');
    await openWeb('');
  } else if (electron.source === 'none') {
    say(electron.notice);
    await openWeb(electron.notice);
  } else {
    say(`Opening Layerloom in ${electron.notice}`);
    await openElectron(electron);
  }
} catch (error) {
  say(error.message);
  process.exit(1);
}

/** @param {Exclude<Awaited<ReturnType<typeof ensureElectron>>, { source: 'none' }>} electron */
async function openElectron(electron) {
  const switches = [];
  if (process.platform === 'linux') {
    // Chromium's own chatter about the desktop's bus would bury what matters.
    switches.push('--log-level=3');
    if (!isSet('DISPLAY')) switches.push('--ozone-platform=wayland');
    if (process.getuid?.() === 0) {
      switches.push('--no-sandbox');
      say("You are root: Chromium's sandbox is off. Run it as an ordinary user for real work.");
    }
  }
  const begin = Date.now();
  const notice = electron.source === 'old' ? electron.notice : '';
  const code = await runToEnd(electron.executable, [...switches, root, ...files], notice);
  // A missing system library shows itself in an end within moments; the app's own errors are told in its window.
  if (code !== 0 && Date.now() - begin < 5000) {
    say(`Electron ended at once (code ${code}). The window is served as a web page instead. To see why, run:`);
    say(`  ${electron.executable} --enable-logging=stderr ${switches.slice(1).join(' ')} ${root}`);
    await openWeb('Electron could not be started here; see the terminal for its message.');
  }
  process.exit(code);
}

async function openWeb(notice) {
  process.exit(await runToEnd(process.execPath, [join(out, 'main/web.cjs'), ...files], notice));
}

/** @returns {Promise<number>} the exit code */
function runToEnd(command, args, notice) {
  return new Promise((resolve, reject) => {
    const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env;
    const told = { LAYERLOOM_NOTICE: notice, LAYERLOOM_ENGINE_INFO: engineReport };
    const env = { TF_CPP_MIN_LOG_LEVEL: '2', ...inherited, ...told };
    const child = spawn(command, args, { stdio: 'inherit', cwd: root, env });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
  });
}

function isSet(name) {
  return (process.env[name] ?? '') !== '';
}
