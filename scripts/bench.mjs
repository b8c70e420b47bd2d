// `npm run bench [-- NETWORK...] [--repeats N] [--seconds S] [--quick] [--write]`: steps a second of eight networks through our engine,
// Keras, PyTorch and tfjs-node as it comes: the same networks, sizes and batches, one after the other in turns. Each peer
// is timed in the variant and with the number of threads that suit it best. Then: whether the losses agree with Keras'
// over 200 steps from the same weights, how long it takes to the first batch, and how compiling grows with depth.
// `--quick` takes each peer's first variant untried. `--write` puts the tables into docs/training-speed.md.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { median, short } from './bench/figures.mjs';
import { has, option, words } from './commandLine.mjs';
import { exportPage } from './exportPage.mjs';
import { engineReport, ensureNativeEngine } from './setup/nativeEngine.mjs';
import { ensurePeers } from './setup/oracle.mjs';
import { inCache, root } from './setup/paths.mjs';

const repeats = Number(option('--repeats', '5'));
const seconds = Number(option('--seconds', '2'));
const quick = has('--quick');
const folder = mkdtempSync(join(tmpdir(), 'layerloom-bench-'));
const cores = cpus().length;

await ensureNativeEngine();
const peers = await ensurePeers();
const script = await bundle();
const children = new Set();

/** A process that answers a line with a line. */
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
const oneThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };
const ours = (threads) =>
  converse(process.execPath, [script], {
    TF_CPP_MIN_LOG_LEVEL: '2',
    LAYERLOOM_ENGINE_INFO: engineReport,
    ...(threads === 'one' ? oneThread : {}),
  });

/** @type {{ [name: string]: any }} */
const results = {};
let libraries = {};
/** @type {any[]} */
const depths = [];
try {
  const asking = ours('one');
  const threads = await asking.ask({ task: 'threads' });
  if (threads.error !== undefined) throw new Error(threads.error);
  const asked = Object.keys(threads).filter((name) => words.includes(name));
  const wanted = asked.length > 0 ? asked : Object.keys(threads);
  const python = 'python' in peers ? await startPeers(peers.python) : null;
  if (python === null) console.error(`Only our engine is timed: ${'problem' in peers ? peers.problem : ''}`);
  libraries = python?.libraries ?? {};
  for (const name of wanted) results[name] = await timeNetwork(name, threads[name], python);
  if (asked.length === 0) {
    for (const layers of [10, 100, 400]) depths.push({ layers, ...(await asking.ask({ task: 'depth', layers })) });
  }
  asking.end();
  python?.end();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
const text = report();
console.log(`\n${text}`);
if (has('--write')) writeFileSync(join(root, 'docs/training-speed.md'), text);

/** Peers in two processes: with all threads and with one. */
async function startPeers(python) {
  const file = join(import.meta.dirname, 'bench/training/peers.py');
  const processes = { all: converse(python, [file], {}), one: converse(python, [file], oneThread) };
  const { ready } = await processes.all.next();
  await processes.one.next();
  return {
    libraries: ready,
    ask: (threads, question) => processes[threads].ask(question),
    end: () => Object.values(processes).forEach((one) => one.end()),
  };
}

async function timeNetwork(name, threads, python) {
  process.stderr.write(`${name} `);
  // The variant of each peer that is fastest here, found once.
  const best = {};
  for (const [library, { variants }] of Object.entries(libraries)) {
    for (const variant of quick ? variants.slice(0, 1) : variants) {
      for (const count of quick ? ['all'] : ['all', 'one']) {
        const question = { task: 'time', library, network: name, variant, seconds: seconds / 2 };
        const { steps_per_second: speed, error } = await python.ask(count, question);
        if (error !== undefined) process.stderr.write(`(${library} ${variant}: ${error}) `);
        else if (best[library] === undefined || speed > best[library].speed)
          best[library] = { variant, threads: count, speed };
      }
    }
  }
  const times = { Layerloom: [], 'tfjs-node': [], ...Object.fromEntries(Object.keys(best).map((of) => [of, []])) };
  const firsts = [];
  for (let turn = 0; turn < repeats; turn++) {
    const engine = ours(threads);
    const { stepsPerSecond, firstBatchMs, error } = await engine.ask({ task: 'speed', network: name, seconds });
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    times.Layerloom.push(stepsPerSecond);
    firsts.push(firstBatchMs);
    engine.end();
    for (const [library, { variant, threads: count }] of Object.entries(best)) {
      const question = { task: 'time', library, network: name, variant, seconds };
      times[library].push((await python.ask(count, question)).steps_per_second);
    }
    const plain = ours('all');
    times['tfjs-node'].push((await plain.ask({ task: 'plain', network: name, seconds })).stepsPerSecond);
    plain.end();
    process.stderr.write('.');
  }
  const shared = join(folder, name);
  mkdirSync(shared);
  const engine = ours(threads);
  const { losses, compiled, error } = await engine.ask({ task: 'agree', network: name, folder: shared });
  engine.end();
  if (error !== undefined) throw new Error(`${name}: ${error}`);
  const theirs = python === null ? {} : await python.ask('all', { task: 'agree', network: name, folder: shared });
  if (theirs.error !== undefined) process.stderr.write(`(${theirs.error}) `);
  const differences = (theirs.losses ?? []).map((loss, step) => Math.abs(losses[step] - loss) / Math.abs(loss));
  process.stderr.write('\n');
  return { threads, best, times, firstMs: median(firsts), compiled, difference: Math.max(...differences) };
}

function report() {
  const spread = (list) => `${short(median(list))} (${short(Math.min(...list))}–${short(Math.max(...list))})`;
  const rivals = ['Keras', 'PyTorch', 'tfjs-node'].filter((library) => Object.values(results)[0]?.times[library]);
  const ratio = (of, library) => median(of.times.Layerloom) / median(of.times[library]);
  const geometric = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = Object.entries(results);
  const head = ['network', 'Layerloom', ...rivals.flatMap((library) => [library, 'ratio'])];
  const versions = Object.entries(libraries).map(([library, { version }]) => `${library} ${version}`);
  const variantOf = (of, library) => {
    const { variant, threads } = of.best[library] ?? {};
    return variant === undefined ? '' : ` ${variant}${threads === 'one' ? ', 1 thread' : ''}`;
  };
  return [
    '# Training speed',
    '',
    'Written by `npm run bench -- --write`: the same networks, batches and amounts of data, one after the other in turns.',
    `${cpus()[0]?.model.trim()}, ${cores} cores; ${[...versions, 'TensorFlow 2.21 under Layerloom and Keras'].join(', ')}.`,
    `Steps a second: median of ${repeats} turns of ${seconds} s (slowest–fastest). Each peer runs the variant and the number of`,
    'threads that were fastest for it in a first round; Layerloom takes one thread for small networks, which its plan tells.',
    'Layerloom also keeps the figures of every batch on disk and tells them; so does no peer.',
    '',
    line(head),
    line(head.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(([name, of]) =>
      line([
        `${name}${of.threads === 'one' ? ' (1 thread)' : ''}`,
        spread(of.times.Layerloom),
        ...rivals.flatMap((library) => [
          `${spread(of.times[library])}${variantOf(of, library)}`,
          short(ratio(of, library)),
        ]),
      ]),
    ),
    line([
      'geometric mean',
      '',
      ...rivals.flatMap((library) => ['', short(geometric(rows.map(([, of]) => ratio(of, library))))]),
    ]),
    '',
    line(['network', 'to the first batch', 'loss against Keras, 200 steps', 'compiled']),
    line(['---', '---:', '---:', '---']),
    ...rows.map(([name, of]) =>
      line([
        name,
        `${short(of.firstMs / 1000)} s`,
        Number.isFinite(of.difference) ? of.difference.toExponential(1) : 'not compared',
        of.compiled ? 'yes' : 'no',
      ]),
    ),
    '',
    ...(depths.length === 0
      ? []
      : [
          'Dense layers of 32 numbers one after the other, milliseconds from the plan:',
          '',
          line(['layers', 'network built', 'step compiled', 'first step done', 'a step after that']),
          line(['---:', '---:', '---:', '---:', '---:']),
          ...depths.map(({ layers, builtMs, compiledMs, firstMs, stepMs }) =>
            line([layers, ...[builtMs, compiledMs, firstMs, stepMs].map((ms) => short(ms))]),
          ),
          '',
        ]),
  ].join('\n');
}

async function bundle() {
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
  return join(outDir, 'ours.cjs');
}
