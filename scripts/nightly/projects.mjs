// `npm run nightly:projects [-- --only ID[,ID]] [--fresh] [--dry]`: the exported Python projects at work. A few samples are trained for a
// moment and exported; each project then passes its own tests and trains anew: PyTorch in one process and in two by torchrun,
// Keras on one device, on two and in two processes by tf.distribute, the server answers its tests. Two must give what one gives (`bounds`). Writes
// the table of docs/export-projects.md, where rows of other samples stay; with --dry it does not. Ends with 1 where something failed.
// Processes say the weights that each of them ended with: they must be the same, and the loss must have fallen.
// Takes LAYERLOOM_PYTHON (Keras, ONNX Runtime) and LAYERLOOM_TORCH_PYTHON; what the projects' requirements name must be in them. With --fresh every project
// gets an environment of its own instead, with exactly what its requirements.txt asks for: some 6 GB of downloads, which lie
// below TMPDIR until the end.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, listed } from '../commandLine.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { readPage, tableLines, writePage } from './page.mjs';

/**
 * One sample for each sort of target: a class, a class of every pixel and of every token, boxes, next tokens of two kinds, rebuilt
 * inputs of two kinds, and samples made of noise.
 */
const all = [
  ...['iris', 'digits', 'segmentation', 'named-words', 'detection', 'dates', 'stories', 'odd-digits', 'new-digits'],
  'made-digits',
];
const only = has('--only') ? listed('--only') : all;
const fresh = has('--fresh');
/** Samples whose web service is asked, too: it is the same whatever the target. */
const servers = ['iris', 'digits'];
/** Samples whose projects are told to stop while they train: how they end is the same whatever they learn. */
const stopped = ['iris'];
const stops = 'ends when one of 2 processes is told to stop';
/** Samples whose networks even out their batches. */
const normalizes = ['segmentation', 'detection', 'made-digits'];
/** Samples whose networks drop numbers out. */
const draws = ['named-words'];
/** Samples whose networks learn against each other: no loss need fall. */
const against = ['made-digits'];
const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const torch = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
/**
 * How long the projects train. Two devices take the sums in another order; where processes of Keras cannot divide a batch, its
 * loss counts for a sample more in the epoch's figure; processes of PyTorch put other samples together. Batch normalization
 * takes its measures from each one's own part of a batch (`normalized`), and dropout draws for it (`drawn`).
 */
const epochs = 3;
/** Batches of an epoch at most: what is measured is not how well they learn. */
const batches = 12;
const short = ['--epochs', String(epochs), '--limit-batches', String(batches)];
const bounds = { devices: 1e-3, keras: 5e-3, drawn: 0.02, torch: 0.2, normalized: 0.2 };
if (python === '' || (torch === '' && !fresh)) {
  console.error('LAYERLOOM_PYTHON and LAYERLOOM_TORCH_PYTHON must name Pythons.');
  process.exit(2);
}
await ensureNativeEngine();
await ensureBuild();
const { samples, trainSample } = await import('./trained.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-projects-'));
const rows = [];
let failed = 0;
const quiet = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', OMP_NUM_THREADS: '1' };
try {
  for (const sample of samples.filter(({ id }) => only.includes(id))) await exercise(sample);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'Every project did its work.' : `${failed} failed.`);
process.exitCode = failed === 0 ? 0 : 1;
if (!has('--dry')) await writePage('export-projects.md', linesOf());

function lastWords(text) {
  return text.trim().split('\n').slice(-3).join(' ');
}

/** Runs a program in a project's folder; its last words where it failed. */
function work(folder, program, args) {
  const { status, stderr } = spawnSync(program, args, { cwd: folder, env: quiet, encoding: 'utf8' });
  return status === 0 ? null : lastWords(stderr ?? '');
}

/** What went wrong in a project's own tests, or null. */
function ownTests(folder, program) {
  const problems = readdirSync(join(folder, 'tests')).map((file) => work(folder, program, [join('tests', file)]));
  return problems.find((problem) => problem !== null) ?? null;
}

/** Runs several programs side by side, each with more of an environment; what went wrong, and all that they said. */
async function workTogether(folder, program, args, environments) {
  const ended = await Promise.all(
    environments.map(
      (more) =>
        new Promise((resolve) => {
          const child = spawn(program, args, { cwd: folder, env: { ...quiet, ...more }, timeout: 600_000 });
          const said = { out: '', err: '' };
          child.stdout.on('data', (data) => (said.out += data));
          child.stderr.on('data', (data) => (said.err += data));
          child.on('close', (status) => resolve({ ...said, status }));
        }),
    ),
  );
  const failed = ended.find(({ status }) => status !== 0);
  return { problem: failed === undefined ? null : lastWords(failed.err), said: ended.map(({ out }) => out).join('\n') };
}

/** Tells the last of several programs to stop, within an epoch; why they did not all end behind a checkpoint, or null. */
async function stopOne(folder, program, args, environments) {
  const endless = [...args, '--epochs', '1000000'];
  const children = environments.map((more) =>
    spawn(program, endless, { cwd: folder, env: { ...quiet, ...more }, timeout: 300_000 }),
  );
  const said = { out: '', err: '' };
  for (const child of children) {
    child.stdout.on('data', (data) => {
      const learns = /"epoch": 1,/;
      const before = learns.test(said.out);
      said.out += data;
      if (!before && learns.test(said.out)) children.at(-1).kill('SIGTERM');
    });
    child.stderr.on('data', (data) => (said.err += data));
  }
  const ended = await Promise.all(children.map((child) => new Promise((resolve) => child.on('close', resolve))));
  const kept = said.err.includes('Stopped; --resume auto goes on from here.');
  return kept && !ended.includes(0) ? null : `they ended with ${ended.join(' and ')}: ${lastWords(said.err)}`;
}

/** Ports that nobody listens on. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** What tf.distribute's processes on this machine are told. */
async function workers(count) {
  const worker = (await freePorts(count)).map((port) => `localhost:${port}`);
  return worker.map((_, index) => ({
    TF_CONFIG: JSON.stringify({ cluster: { worker }, task: { type: 'worker', index } }),
  }));
}

/** Why the processes' weights are not the same, or null. */
function apartAfter(said, count) {
  const found = [...said.matchAll(/Process \d+ of \d+: weights ([0-9a-f]{16})/g)].map(([, digest]) => digest);
  if (found.length !== count) return `${found.length} of ${count} processes said which weights they ended with`;
  return new Set(found).size === 1 ? null : `the processes ended with other weights: ${found.join(', ')}`;
}

/** An environment with what the project's requirements name and nothing else; its Python, and what went wrong. */
function freshEnvironment(folder) {
  const home = `${folder}-environment`;
  const own = join(home, 'bin', 'python');
  const began = Date.now();
  const problem =
    work(folder, python, ['-m', 'venv', home]) ??
    work(folder, own, ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '-r', 'requirements.txt']) ??
    work(folder, own, ['-m', 'pip', 'check']);
  const { stdout } = spawnSync(own, ['-m', 'pip', 'list', '--format=freeze'], { encoding: 'utf8' });
  const figure = `${(stdout ?? '').trim().split('\n').length} packages, ${Math.round((Date.now() - began) / 1000)} s`;
  return { home, own, problem, figure };
}

/** The training losses of all epochs. */
function lossesOf(folder) {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line).loss);
}

async function exercise(sample) {
  const run = join(scratch, sample.id);
  const engine = await trainSample(sample, run, 1);
  const put = async (id) => {
    const out = join(scratch, `${sample.id}-${id}`);
    await engine.ask('exportRun', { taskId: id, folder: run, format: id, out, options: {} });
    return out;
  };
  const note = (project, what, problem, figure = '') => {
    if (problem !== null) failed++;
    rows.push([`\`${sample.id}\``, project, what, problem === null ? 'yes' : '**no**', figure || (problem ?? '')]);
    console.log(`${sample.id}, ${project}, ${what}: ${problem ?? 'yes'} ${figure}`);
  };
  /** Works with the Python that a project runs on, which is gone afterwards where it was made for it. */
  const within = async (project, folder, given, exercises) => {
    if (!fresh) return exercises(given);
    const { home, own, problem, figure } = freshEnvironment(folder);
    note(project, 'installs its own requirements in a fresh environment', problem, figure);
    if (problem === null) await exercises(own);
    rmSync(home, { recursive: true, force: true });
  };
  /** Compares what was trained in two (`problem`: why it could not be) with what was trained in one. */
  const compare = (project, what, folder, out, usual, problem) => {
    const drawn = draws.includes(sample.id) ? bounds.drawn : 0;
    const bound = normalizes.includes(sample.id) ? bounds.normalized : Math.max(usual, drawn);
    if (problem !== null) return note(project, what, problem);
    const [losses, again] = [lossesOf(join(folder, 'one')), lossesOf(join(folder, out))];
    const [single, double] = [losses.at(-1), again.at(-1)];
    if (!against.includes(sample.id) && !(double < again[0]))
      return note(project, what, `the loss went from ${again[0]} to ${double}`);
    const apart = Math.abs(single - double) / Math.max(1, Math.abs(single));
    note(
      project,
      what,
      apart <= bound ? null : `losses ${single} and ${double}`,
      `loss ${again[0].toPrecision(6)} to ${double.toPrecision(6)}, ${apart.toExponential(0)} apart`,
    );
  };
  try {
    const pytorch = await put('pytorch');
    await within('PyTorch', pytorch, torch, async (own) => {
      note('PyTorch', 'passes its own tests', ownTests(pytorch, own));
      const train = (out) => ['train.py', '--device', 'cpu', ...short, '--out', out];
      const alone = work(pytorch, own, train('one'));
      const torchrun = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2', ...train('two')];
      const { problem, said } = await workTogether(pytorch, own, torchrun, [{}]);
      const what = 'trains in 2 processes by `torchrun`';
      compare('PyTorch', what, pytorch, 'two', bounds.torch, alone ?? problem ?? apartAfter(said, 2));
      // torchrun hands it on to all.
      const launch = torchrun.with(-1, 'stopped');
      if (stopped.includes(sample.id)) note('PyTorch', stops, await stopOne(pytorch, own, launch, [{}]));
    });
    const keras = await put('keras');
    await within('Keras', keras, python, async (own) => {
      note('Keras', 'passes its own tests', ownTests(keras, own));
      const fit = (out, devices) => ['train.py', ...short, '--out', out, '--devices', devices];
      const alone = work(keras, own, fit('one', '1'));
      const onDevices = work(keras, own, fit('two', '2'));
      compare('Keras', 'trains on 2 devices by `tf.distribute`', keras, 'two', bounds.devices, alone ?? onDevices);
      const { problem, said } = await workTogether(keras, own, fit('workers', '1'), await workers(2));
      const what = 'trains in 2 processes by `tf.distribute`';
      compare('Keras', what, keras, 'workers', bounds.keras, alone ?? problem ?? apartAfter(said, 2));
      const ended = () => workers(2).then((each) => stopOne(keras, own, fit('stopped', '1'), each));
      if (stopped.includes(sample.id)) note('Keras', stops, await ended());
    });
    if (!servers.includes(sample.id)) return;
    const server = await put('server');
    await within('Web service', server, python, (own) =>
      note('Web service', 'passes its own tests', work(server, own, ['test_server.py'])),
    );
  } finally {
    engine.end();
  }
}

/** Rows of the page by samples that were not asked for now. */
function rowsBefore() {
  const table = readPage('export-projects.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const cells = table.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '').trim()));
  return cells.filter(([id]) => !rows.some(([done]) => done === id));
}

function linesOf() {
  const order = ([id]) => all.indexOf(id.replace(/`/g, ''));
  const shown = [...rowsBefore(), ...rows].sort((a, b) => order(a) - order(b));
  return [
    '# The exported Python projects at work',
    '',
    `Written by \`npm run nightly:projects\`. With \`--fresh\` every project runs in an environment of its own, made of its requirements.txt alone. Each project passes its own tests and trains anew for ${epochs} epochs of at most ${batches} batches, in one and in`,
    `two: two devices of a processor, which share each batch (losses agree to ${bounds.devices}, relative to the larger of 1 and the loss), or two`,
    `processes on this machine, whose weights are the same in the end, bit for bit (PyTorch’s put other samples together, losses agree to ${bounds.torch};`,
    `Keras’ share the very batches of one process, ${bounds.keras}; with batch normalization, which measures each one’s own part of a batch, ${bounds.normalized}; with dropout, which draws for it, ${bounds.drawn}). In all of them the loss has fallen, but of two networks that learn against each other. Where one process is told to stop (SIGTERM) within an epoch, both end, behind a checkpoint. Keras’ processes are those of`,
    '`MultiWorkerMirroredStrategy` (`TF_CONFIG`); the project’s own `together.py` runs their steps. By hand, in the folder of an',
    'exported project:',
    '',
    '```',
    'python -m torch.distributed.run --standalone --nproc-per-node=2 train.py --device cpu',
    'WORKERS=\'"cluster": {"worker": ["localhost:12345", "localhost:12346"]}\'',
    'TF_CONFIG="{$WORKERS, \\"task\\": {\\"type\\": \\"worker\\", \\"index\\": 1}}" python train.py &',
    'TF_CONFIG="{$WORKERS, \\"task\\": {\\"type\\": \\"worker\\", \\"index\\": 0}}" python train.py',
    '```',
    '',
    ...tableLines(['sample', 'project', 'what', 'done', 'figure'], shown),
  ];
}
