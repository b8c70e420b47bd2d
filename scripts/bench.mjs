// `npm run bench [-- mlp cnn lstm] [--repeats N] [--seconds S] [--json]`: training steps a second of three networks through
// the engine as the app runs it, and through Keras (and PyTorch, where it is installed) beside it: the same networks,
// sizes and batches, one after the other in turns. Writes nothing but what it prints.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openNetwork } from './bench/engine.mjs';
import { networks } from './bench/networks.mjs';
import { median, short, table } from './bench/figures.mjs';
import { ensureBuild } from './setup/build.mjs';
import { ensureNativeEngine } from './setup/nativeEngine.mjs';
import { ensureOracle } from './setup/oracle.mjs';

const words = process.argv.slice(2);
const option = (name, standard) => (words.includes(name) ? Number(words[words.indexOf(name) + 1]) : standard);
const asJson = words.includes('--json');
const repeats = option('--repeats', 5);
const seconds = option('--seconds', 5);
const asked = Object.keys(networks).filter((name) => words.includes(name));
const wanted = asked.length > 0 ? asked : Object.keys(networks);

await ensureNativeEngine();
await ensureBuild();
const oracle = await ensureOracle();
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-bench-'));
const peers = 'python' in oracle ? startPeers(oracle.python) : null;
if (peers === null) console.error(`Only our engine is timed: ${'problem' in oracle ? oracle.problem : ''}`);
const libraries = peers === null ? [] : (await peers.next()).ready;

const results = {};
try {
  for (const name of wanted) {
    const network = networks[name];
    const times = { ours: [], ...Object.fromEntries(libraries.map((library) => [library, []])) };
    const { plan, engine } = await openNetwork(name, scratch);
    for (let turn = 0; turn < repeats; turn++) {
      times.ours.push(await engine.stepsPerSecond(plan, join(scratch, `${name}-${turn}`), seconds));
      for (const library of libraries) {
        const task = { library, network: name, samples: network.samples, batch: network.batch, seconds };
        times[library].push((await peers.ask(task)).steps_per_second);
      }
      if (!asJson) process.stderr.write('.');
    }
    engine.end();
    results[name] = { title: network.title, ...times };
  }
} finally {
  peers?.end();
  rmSync(scratch, { recursive: true, force: true });
}
if (asJson) {
  console.log(
    JSON.stringify({ processor: cpus()[0]?.model, cores: cpus().length, repeats, seconds, results }, null, 2),
  );
} else {
  const spread = (list) => `${short(median(list))} (${short(Math.min(...list))}–${short(Math.max(...list))})`;
  console.log(
    `\n\nSteps a second: median of ${repeats} turns (slowest–fastest). ${cpus()[0]?.model}, ${cpus().length} cores\n`,
  );
  console.log(
    table(
      ['', 'Layerloom', ...libraries.flatMap((library) => [library, 'ours : its'])],
      Object.values(results).map((of) => [
        of.title,
        spread(of.ours),
        ...libraries.flatMap((library) => [spread(of[library]), short(median(of.ours) / median(of[library]))]),
      ]),
    ),
  );
}

function startPeers(python) {
  const child = spawn(python, [join(import.meta.dirname, 'bench/peers.py')], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The Python that times Keras ended by itself.');
    return JSON.parse(value);
  };
  return {
    next,
    ask: (task) => {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      return next();
    },
    end: () => child.kill(),
  };
}
