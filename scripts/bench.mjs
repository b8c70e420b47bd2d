// `npm run bench [-- NETWORK...] [--repeats N] [--seconds S] [--quick] [--write]`: steps a second of eight networks through our engine,
// Keras, PyTorch and tfjs-node as it comes: the same networks, sizes and batches, one after the other in turns. Each peer
// is timed in the variant and with the number of threads that suit it best. Then: whether the losses agree with Keras'
// over 200 steps from the same weights, how long it takes to the first batch, how compiling grows with depth, and, on a
// machine with a GPU, our engines that compute on it beside PyTorch on it.
// `--quick` takes each peer's first variant untried. `--write` puts the tables into docs/training-speed.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './bench/figures.mjs';
import { bundleOurs, endAll, startPeers } from './bench/training/processes.mjs';
import { report } from './bench/training/report.mjs';
import { has, option, words } from './commandLine.mjs';
import { ensureNativeEngine } from './setup/nativeEngine.mjs';
import { ensurePeers } from './setup/oracle.mjs';
import { root } from './setup/paths.mjs';

const repeats = Number(option('--repeats', '5'));
const seconds = Number(option('--seconds', '2'));
const quick = has('--quick');
/** Enough for a GPU to have something to do. */
const gpuBatch = 256;

await ensureNativeEngine();
const peers = await ensurePeers();
const ours = await bundleOurs();
const folder = mkdtempSync(join(tmpdir(), 'layerloom-bench-'));

/** @type {{ [name: string]: any }} */
const results = {};
/** @type {any[]} */
const depths = [];
let libraries = {};
let gpu = null;
try {
  const asking = ours('one');
  const threads = await asking.ask({ task: 'threads' });
  if (threads.error !== undefined) throw new Error(threads.error);
  const asked = Object.keys(threads).filter((name) => words.includes(name));
  const wanted = asked.length > 0 ? asked : Object.keys(threads);
  const python = 'python' in peers ? await startPeers(peers.python) : null;
  if (python === null) console.error(`Only our engine is timed: ${'problem' in peers ? peers.problem : ''}`);
  libraries = python?.libraries ?? {};
  for (const name of wanted) {
    process.stderr.write(`${name} `);
    const speed = await timeNetwork(name, threads[name], python);
    results[name] = { threads: threads[name], ...speed, ...(await compareLosses(name, threads[name], python)) };
    process.stderr.write('\n');
  }
  if (asked.length === 0) {
    for (const layers of [10, 100, 400]) depths.push({ layers, ...(await asking.ask({ task: 'depth', layers })) });
  }
  asking.end();
  gpu = await timeOnGpu(wanted, python);
  python?.end();
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores`;
const text = report({ results, libraries, depths, gpu, machine, repeats, seconds });
console.log(`\n${text}`);
if (has('--write')) writeFileSync(join(root, 'docs/training-speed.md'), text);

/** The fastest of what was asked, by one question each; null where none answers. */
async function fastest(python, choices) {
  let best = null;
  for (const { place, question } of choices) {
    const { steps_per_second: speed, error } = await python.ask(place, { ...question, seconds: seconds / 2 });
    if (error !== undefined) process.stderr.write(`(${question.library} ${question.variant}: ${error}) `);
    else if (best === null || speed > best.speed) best = { place, question, speed };
  }
  return best;
}

async function timeNetwork(name, threads, python) {
  // The variant of each peer that is fastest here, found once.
  const best = {};
  for (const [library, { variants }] of Object.entries(libraries)) {
    const choices = (quick ? variants.slice(0, 1) : variants).flatMap((variant) =>
      (quick ? ['all'] : ['all', 'one']).map((place) => ({
        place,
        question: { task: 'time', library, network: name, variant },
      })),
    );
    const found = await fastest(python, choices);
    if (found !== null) best[library] = { ...found, variant: found.question.variant, threads: found.place };
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
    for (const [library, { place, question }] of Object.entries(best))
      times[library].push((await python.ask(place, { ...question, seconds })).steps_per_second);
    const plain = ours('all');
    times['tfjs-node'].push((await plain.ask({ task: 'plain', network: name, seconds })).stepsPerSecond);
    plain.end();
    process.stderr.write('.');
  }
  return { best, times, firstMs: median(firsts) };
}

/** How far our losses are from Keras' with as many threads, and Keras' with one from Keras' with all. */
async function compareLosses(name, threads, python) {
  const shared = join(folder, name);
  mkdirSync(shared);
  const engine = ours(threads);
  const { losses, compiled, error } = await engine.ask({ task: 'agree', network: name, folder: shared });
  engine.end();
  if (error !== undefined) throw new Error(`${name}: ${error}`);
  const kerasLosses = async (place) => {
    const theirs = python === null ? {} : await python.ask(place, { task: 'agree', network: name, folder: shared });
    if (theirs.error !== undefined) process.stderr.write(`(${theirs.error}) `);
    return theirs.losses ?? [];
  };
  const keras = { one: await kerasLosses('one'), all: await kerasLosses('all') };
  const largest = (of, than) => Math.max(...than.map((loss, step) => Math.abs(of[step] - loss) / Math.abs(loss)));
  return { compiled, difference: largest(losses, keras[threads]), control: largest(keras.one, keras.all) };
}

/** Our engines on the GPU and PyTorch on it, in turns; null where there is no GPU. */
async function timeOnGpu(names, python) {
  const looking = ours('gpu');
  const { found, error } = await looking.ask({ task: 'gpu' });
  looking.end();
  if (error !== undefined) throw new Error(`Looking for a GPU: ${error}`);
  if (found === null) return null;
  const onGpu = {};
  for (const network of names) {
    process.stderr.write(`${network} on ${found.name} `);
    const common = { network, batch: gpuBatch };
    const choices = (libraries.PyTorch?.variants ?? []).map((variant) => ({
      place: 'gpu',
      question: { ...common, task: 'time', library: 'PyTorch', variant, gpu: true },
    }));
    const best = await fastest(python, choices);
    const times = {};
    const failures = {};
    const keep = (id, speed, problem) => {
      if (problem === undefined) (times[id] ??= []).push(speed);
      else failures[id] = problem;
    };
    for (let turn = 0; turn < repeats; turn++) {
      for (const { id } of found.engines) {
        const engine = ours('gpu');
        const answer = await engine.ask({ ...common, task: 'speed', engine: id, seconds });
        engine.end();
        keep(id, answer.stepsPerSecond, answer.error);
      }
      if (best !== null) {
        const answer = await python.ask('gpu', { ...best.question, seconds });
        keep('PyTorch', answer.steps_per_second, answer.error);
      }
      process.stderr.write('.');
    }
    process.stderr.write('\n');
    onGpu[network] = { times, failures, variant: best?.question.variant };
  }
  return { ...found, batch: gpuBatch, results: onGpu };
}
