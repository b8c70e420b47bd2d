// The fast engine: TensorFlow's own C library under tfjs-node.
//
// The official packages fetch a libtensorflow of 2022 (CUDA 11.2). On Linux we take the current one out of the
// TensorFlow wheel instead and compile tfjs-node's add-on, two C++ files, against it. On macOS and Windows the
// official package's own install script is tried. Whatever happens, `.cache/engine.json` says in plain words what is
// there, why, and what the next step to a faster engine would be; the app starts on its other engines without it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lastLine, run, which } from './command.mjs';
import { inCache, nodeModules, root } from './paths.mjs';
import { downloadWheel, findPython, unpackWheel } from './python.mjs';
import { say, step } from './say.mjs';
import { makeFolder, readJson, writeJson } from './stamp.mjs';

const tensorflowVersion = '2.21.0';
const officialVersion = '2.9.1';
/** Raise it when the way of building changes, so that everyone builds anew. */
const recipe = 1;
const retryAfterMs = 60 * 60 * 1000;

const addon = join(nodeModules, '@tensorflow/tfjs-node-gpu');
const binding = join(addon, 'lib/napi-v8/tfjs_binding.node');
/** Where the result is written, for the app to show. */
export const engineReport = inCache('engine.json');

/** The wheels by flavour and processor, all for CPython 3.11: only their C++ libraries are used. */
const wheels = {
  'native-cpu-x64': {
    name: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    size: '274 MB',
  },
  'native-cpu-arm64': { name: 'tensorflow', platform: 'manylinux_2_27_aarch64', size: 'about 280 MB' },
  'native-cuda-x64': {
    name: 'tensorflow',
    platform: 'manylinux_2_27_x86_64',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    size: 'about 600 MB',
  },
};

/**
 * Makes the native engine ready, or finds out why it cannot be. Never throws.
 * @returns {Promise<{ flavour: string, tensorflowVersion: string | null, reason: string, nextStep: string | null }>}
 */
export async function ensureNativeEngine() {
  const wanted = wantedFlavours();
  const known = readJson(engineReport);
  if (known?.recipe === recipe && isStillTrue(known, wanted)) return known;
  const result = process.platform === 'linux' ? await fromWheel(wanted) : await fromOfficialScript();
  const entry = { ...result, recipe, wanted, missing: result.missing ?? null, checkedAt: Date.now() };
  writeJson(engineReport, entry);
  say(`  ${entry.reason}${entry.nextStep === null ? '' : ` ${entry.nextStep}`}`);
  return entry;
}

/** Best first. An NVIDIA driver is worth the CUDA libraries; without one they would be gigabytes for nothing. */
function wantedFlavours() {
  if (process.platform !== 'linux') return ['official'];
  const hasNvidia = existsSync('/proc/driver/nvidia') || which('nvidia-smi') !== undefined;
  return hasNvidia && process.arch === 'x64' ? ['native-cuda', 'native-cpu'] : ['native-cpu'];
}

function isStillTrue(known, wanted) {
  if (JSON.stringify(known.wanted) !== JSON.stringify(wanted)) return false;
  if (known.flavour === 'official') return existsSync(binding);
  if (known.flavour !== 'none') {
    const folder = engineFolder(known.flavour);
    if (!existsSync(join(folder, 'complete.json'))) return false;
    install(folder);
    return known.flavour === wanted[0] || Date.now() - known.checkedAt < retryAfterMs;
  }
  const nowThere = (known.missing ?? []).some((program) => which(program) !== undefined);
  return !nowThere && Date.now() - known.checkedAt < retryAfterMs;
}

/** The folder of a flavour's shared libraries, for packaging. */
export function librariesOf(flavour) {
  return join(engineFolder(flavour), 'site');
}

function engineFolder(flavour) {
  return inCache('native-engine', `${tensorflowVersion}-${flavour}-${process.arch}-r${recipe}`);
}

async function fromWheel(wanted) {
  let failure = none('TensorFlow has no library for this processor.', 'Nothing to do: the WebAssembly engine runs.');
  for (const flavour of wanted) {
    const wheel = wheels[`${flavour}-${process.arch}`];
    if (wheel === undefined) continue;
    try {
      const folder = engineFolder(flavour);
      if (!existsSync(join(folder, 'complete.json'))) {
        const tools = await findTools();
        if ('flavour' in tools) return tools;
        await makeFolder(folder, (draft) => build(flavour, wheel, tools, draft));
      }
      install(folder);
      const device = await step('Trying the native engine on one training step', tryOut);
      return {
        flavour,
        tensorflowVersion,
        reason:
          flavour === 'native-cuda'
            ? `TensorFlow ${tensorflowVersion} with CUDA runs on this machine's NVIDIA GPU (${device}).`
            : `TensorFlow ${tensorflowVersion} runs natively on the processor.`,
        nextStep: null,
      };
    } catch (error) {
      rmSync(binding, { force: true });
      failure = none(
        `The native engine (${flavour}) could not be made ready: ${error.message}`,
        'Check the network and run npm start again. Until then the WebAssembly engine runs.',
      );
      say(`  ${failure.reason}`);
    }
  }
  return failure;
}

function none(reason, nextStep, missing = []) {
  return { flavour: 'none', tensorflowVersion: null, reason, nextStep, missing };
}

/** What the build needs from the machine: a C++ compiler and a Python with pip. */
async function findTools() {
  const compiler = ['c++', 'g++', 'clang++'].map((name) => which(name)).find((path) => path !== undefined);
  if (compiler === undefined) {
    return none(
      'The native engine is not there: no C++ compiler was found.',
      'Install one (on Debian and Ubuntu: apt-get install g++) and run npm start again.',
      ['c++', 'g++', 'clang++'],
    );
  }
  const found = await findPython();
  if ('problem' in found) {
    return none(`The native engine is not there: ${found.problem}`, found.nextStep, ['pip', 'pip3', 'python3']);
  }
  return { compiler, python: found.python };
}

/**
 * Fills `draft`: `site/tensorflow/*.so.2` (laid out as in Python's site-packages, since the libraries look for the
 * CUDA ones relative to themselves), and `tfjs_binding.node`.
 */
async function build(flavour, wheel, tools, draft) {
  const site = join(draft, 'site');
  await step(`Downloading TensorFlow ${tensorflowVersion} (${wheel.size}; once)`, async () => {
    const tag = { python: '3.11', platform: wheel.platform };
    const file = await downloadWheel(
      tools.python,
      { name: wheel.name, version: tensorflowVersion, tag, sha256: wheel.sha256 },
      join(draft, 'wheel'),
    );
    const headers = ['tensorflow/c/', 'tensorflow/core/', 'xla/', 'tsl/'].map((prefix) => ({
      prefix: `tensorflow/include/${prefix}`,
      into: `include/${prefix}`,
      contains: '.h',
    }));
    await unpackWheel(tools.python, file, draft, [
      { prefix: 'tensorflow/', into: 'site/tensorflow', contains: '/libtensorflow' },
      ...headers,
    ]);
    rmSync(join(draft, 'wheel'), { recursive: true });
  });
  if (flavour === 'native-cuda') {
    await step('Downloading the CUDA libraries (about 2.5 GB; once)', () => downloadCuda(tools.python, site));
  }
  await step('Compiling the TensorFlow add-on', () => compile(tools.compiler, draft));
  rmSync(join(draft, 'include'), { recursive: true });
  const strip = which('strip');
  if (strip !== undefined) {
    const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) =>
      join(site, 'tensorflow', name),
    );
    await run(strip, ['--strip-unneeded', ...libraries], { show: false });
  }
  writeJson(join(draft, 'complete.json'), { flavour, tensorflowVersion });
}

/** What `tensorflow[and-cuda]==2.21.0` asks for, pinned. TensorFlow finds them in `site/nvidia`. */
const cudaPackages = JSON.parse(readFileSync(new URL('./cudaPackages.json', import.meta.url), 'utf8'));

async function downloadCuda(python, site) {
  const names = Object.entries(cudaPackages).map(([name, version]) => `${name}==${version}`);
  const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '--progress-bar', 'off', '-q'];
  await run(python, [...args, '--only-binary=:all:', '--target', site, ...names]);
}

async function compile(compiler, draft) {
  const binding = join(addon, 'binding');
  const libraries = join(draft, 'site/tensorflow');
  // Where the libraries lie as seen from node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8: in the project's cache,
  // and beside app.asar.unpacked in a packaged app.
  const flavourFolder = relative(root, draft).replace(/\.draft-\d+$/, '');
  const rpaths = [`$ORIGIN/../../../../../${flavourFolder}/site/tensorflow`, packagedRpath];
  try {
    await run(
      compiler,
      [
        ...['-std=c++17', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-w', '-pthread'],
        ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
        ...['-I', join(nodeModules, 'node-api-headers/include'), '-I', join(draft, 'include')],
        ...[join(binding, 'tfjs_backend.cc'), join(binding, 'tfjs_binding.cc')],
        ...['-L', libraries, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
        ...[`-Wl,-rpath,${rpaths.join(':')}`, '-Wl,--enable-new-dtags'],
        ...['-o', join(draft, 'tfjs_binding.node')],
      ],
      { show: false },
    );
  } catch (error) {
    throw new Error(`the add-on did not compile: ${lastLine(error.output ?? error.message)}`);
  }
}

/** electron-builder.yml copies the libraries to `resources/native-engine`. */
const packagedRpath = '$ORIGIN/../../../../../../native-engine/tensorflow';

/** Puts the add-on where tfjs-node looks for it. Cheap when it is there already. */
function install(folder) {
  const source = join(folder, 'tfjs_binding.node');
  const stamp = `${binding}.from`;
  if (existsSync(binding) && existsSync(stamp) && readFileSync(stamp, 'utf8') === basename(folder)) return;
  mkdirSync(dirname(binding), { recursive: true });
  copyFileSync(source, `${binding}.${process.pid}`);
  renameSync(`${binding}.${process.pid}`, binding);
  writeFileSync(stamp, basename(folder));
}

/** Trains one step in a process of its own: native code that aborts must not take the set-up with it. */
async function tryOut() {
  const script = join(root, 'scripts/setup/tryNativeEngine.mjs');
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  try {
    const output = await run(process.execPath, [script], { show: false, timeoutMs: 120_000, env });
    return lastLine(output);
  } catch (error) {
    throw new Error(
      `it was built, but its first training step failed: ${error.message} ${lastLine(error.output ?? '')}`,
    );
  }
}

/** macOS and Windows: the package's own script, which downloads a prebuilt add-on and libtensorflow. */
async function fromOfficialScript() {
  if (!existsSync(addon)) return none('The package tfjs-node is not installed.', 'Run npm ci and npm start again.');
  const path = `${join(nodeModules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
  try {
    await step("Running tfjs-node's own install script (up to 5 minutes; once)", () =>
      run(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
        cwd: addon,
        timeoutMs: 300_000,
        env: { ...process.env, PATH: path },
      }),
    );
    await tryOut();
    const reason = `TensorFlow ${officialVersion} runs natively, from the official tfjs-node package.`;
    return { flavour: 'official', tensorflowVersion: officialVersion, reason, nextStep: null };
  } catch (error) {
    rmSync(binding, { force: true });
    return none(
      `The official tfjs-node package could not be set up here: ${error.message}`,
      'The WebAssembly engine runs instead. With a network that reaches storage.googleapis.com, run npm start again.',
    );
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  say(JSON.stringify(await ensureNativeEngine(), null, 2));
}
