// The processes that are timed: our engine's (ours.ts, bundled) and the peers' (peers.py). Each answers a line of JSON with
// a line of JSON.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { exportPage } from '../../exportPage.mjs';
import { engineReport } from '../../setup/nativeEngine.mjs';
import { inCache, root } from '../../setup/paths.mjs';

const oneThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };
/** Where processors are compared nobody may take a GPU that is there. */
const noGpu = { CUDA_VISIBLE_DEVICES: '-1' };
/** @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const places = { one: { ...oneThread, ...noGpu }, all: noGpu, gpu: {} };

const children = new Set();

function converse(command, args, env) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  children.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended by itself.`);
    return JSON.parse(value);
  };
  return {
    next,
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    end: () => {
      children.delete(child);
      child.kill();
    },
  };
}

/** Ends whatever still runs. */
export function endAll() {
  for (const child of children) child.kill();
}

/** Bundles our side; gives what starts a process of it, with 'one' thread or 'all' of the processor's, or on the 'gpu'. */
export async function bundleOurs() {
  const outDir = inCache('bench');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [exportPage()],
    build: {
      ssr: join(root, 'scripts/bench/training/ours.ts'),
      outDir,
      target: 'node16',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'ours.cjs' } },
    },
  });
  const environment = { TF_CPP_MIN_LOG_LEVEL: '2', LAYERLOOM_ENGINE_INFO: engineReport };
  return (place) => converse(process.execPath, [join(outDir, 'ours.cjs')], { ...environment, ...places[place] });
}

/** The peers, a process for each place, started when it is first asked; `libraries` says which are there, in which variants. */
export async function startPeers(python) {
  const started = {};
  const at = async (place) => {
    if (started[place] === undefined) {
      const peers = converse(python, [join(import.meta.dirname, 'peers.py')], places[place]);
      started[place] = { peers, libraries: (await peers.next()).ready };
    }
    return started[place];
  };
  return {
    libraries: (await at('all')).libraries,
    ask: async (place, question) => (await at(place)).peers.ask(question),
    end: () => Object.values(started).forEach(({ peers }) => peers.end()),
  };
}
