// What the operating system has to bring. On Debian and Ubuntu as root it is installed; elsewhere the exact command
// is printed and set-up goes on, since much of the app runs without.
import { existsSync, readFileSync } from 'node:fs';
import { run, which } from './command.mjs';
import { say, step } from './say.mjs';

/** Debian's names by purpose, with what Fedora and Arch call the same. */
const needs = {
  engine: {
    debian: ['g++', 'python3-pip', 'python3-venv'],
    isThere: () => ['c++', 'g++', 'clang++'].some((name) => which(name)) && hasPython(),
    others: ['gcc-c++ python3-pip', 'gcc python-pip'],
  },
  window: {
    debian: `libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libxtst6 libatspi2.0-0 libdrm2 libx11-xcb1 libgl1
      libxkbcommon0 libnotify4 libsecret-1-0 libuuid1 fonts-liberation`.split(/\s+/),
    isThere: () => libraries.every(hasLibrary),
    others: [
      'gtk3 nss alsa-lib mesa-libgbm libX11-xcb libXScrnSaver libXtst at-spi2-core',
      'gtk3 nss alsa-lib mesa libx11 libxss libxtst',
    ],
  },
  tests: {
    // Vulkan's loader finds the software driver that Chromium brings: the WebGPU engine is tested with it.
    debian: ['xvfb', 'xauth', 'chromium', 'libvulkan1'],
    isThere: () => which('Xvfb') !== undefined && findChromium() !== undefined && hasLibrary('libvulkan.so.1'),
    others: ['xorg-x11-server-Xvfb chromium vulkan-loader', 'xorg-server-xvfb chromium vulkan-icd-loader'],
  },
};

const libraries = [
  'libgtk-3.so.0',
  'libnss3.so',
  'libasound.so.2',
  'libgbm.so.1',
  'libXss.so.1',
  'libX11-xcb.so.1',
  'libGL.so.1',
];

/** Names that changed with the 64-bit time move in Debian 13 and Ubuntu 24.04. */
const renamed = { 'libgtk-3-0': 'libgtk-3-0t64', libasound2: 'libasound2t64', 'libatspi2.0-0': 'libatspi2.0-0t64' };

/**
 * Makes sure of the packages for some purposes. Linux only; elsewhere there is nothing to do.
 * @param {readonly ('engine' | 'window' | 'tests')[]} purposes
 */
export async function ensureSystemPackages(purposes) {
  if (process.platform !== 'linux') return;
  const lacking = purposes.filter((purpose) => !needs[purpose].isThere());
  if (lacking.length === 0) return;
  const isDebian = which('apt-get') !== undefined;
  const names = lacking.flatMap((purpose) => needs[purpose].debian);
  if (isDebian && process.getuid?.() === 0) {
    try {
      await step(`Installing system packages: ${names.join(' ')}`, () => install(names));
      return;
    } catch (error) {
      say(`  They could not be installed: ${error.message}`);
    }
  }
  say('Some system packages are missing. Set-up goes on; for everything to work, run:');
  say(`  ${commandFor(lacking, names, isDebian)}`);
}

async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, show: false, timeoutMs: 300_000 });
  const known = await Promise.all(names.map(knownName));
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', ['install', ...options, ...known.filter((name) => name !== undefined)], {
    env,
    show: false,
    timeoutMs: 900_000,
  });
}

/** The name under which this release has a package; undefined when it has none. */
async function knownName(name) {
  for (const candidate of [renamed[name], name]) {
    if (candidate === undefined) continue;
    const answer = await run('apt-cache', ['policy', candidate], { show: false }).catch(() => '');
    if (/Candidate: (?!\(none\))/.test(answer)) return candidate;
  }
  return undefined;
}

function commandFor(lacking, names, isDebian) {
  if (isDebian) return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const [fedora, arch] = [0, 1].map((index) => lacking.map((purpose) => needs[purpose].others[index]).join(' '));
  if (which('dnf') !== undefined) return `sudo dnf install ${fedora}`;
  if (which('pacman') !== undefined) return `sudo pacman -S --needed ${arch}`;
  return `(the packages that Debian calls) ${names.join(' ')}`;
}

function hasPython() {
  return which('pip3') !== undefined || which('pip') !== undefined;
}

/** The folders that the loader looks in, read once: starting `ldconfig` would cost more than reading them. */
const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib64',
  '/lib',
];

function hasLibrary(name) {
  return libraryFolders.some((folder) => existsSync(`${folder}/${name}`));
}

/** A Chromium or Chrome for the tests of the web page. */
export function findChromium() {
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
    .map((name) => which(name))
    .find((path) => path !== undefined && !isSnapStub(path));
}

/** Ubuntu's `chromium-browser` is a script that asks for a snap. */
function isSnapStub(path) {
  try {
    return readFileSync(path).subarray(0, 4096).includes('snap install');
  } catch {
    return false;
  }
}
