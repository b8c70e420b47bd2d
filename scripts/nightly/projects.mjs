// `npm run nightly:projects [-- --only ID[,ID]] [--fresh] [--dry]`: the exported Python projects at work. A few samples are trained for a
// moment and exported; each project then passes its own tests and trains anew: PyTorch in one process and in two by torchrun,
// Keras on one device and on two by tf.distribute, the server answers its tests. Two must give what one gives (`bounds`). Writes
// the table of docs/export-projects.md; with --dry or --only it does not. Ends with 1 where something failed.
// Takes LAYERLOOM_PYTHON (Keras, ONNX Runtime) and LAYERLOOM_TORCH_PYTHON; what the projects' requirements name must be in them. With --fresh every project
// gets an environment of its own instead, with exactly what its requirements.txt asks for: some 6 GB of downloads, which lie
// below TMPDIR until the end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { has, listed } from '../commandLine.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { tableLines, writePage } from './page.mjs';

const only = has('--only') ? listed('--only') : ['iris', 'digits'];
const fresh = has('--fresh');
const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const torch = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
/** How long the projects train; two devices take the sums in another order, two processes other samples together. */
const epochs = 3;
const bounds = { Keras: 1e-3, PyTorch: 0.2 };
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
try {
  for (const sample of samples.filter(({ id }) => only.includes(id))) await exercise(sample);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'Every project did its work.' : `${failed} failed.`);
process.exitCode = failed === 0 ? 0 : 1;
// A part of the rows would take the others from the page.
if (!has('--dry') && !has('--only')) await writePage('export-projects.md', linesOf());

/** Runs a program in a project's folder; its last words where it failed. */
function work(folder, program, args) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', OMP_NUM_THREADS: '1' };
  const { status, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  return status === 0 ? null : (stderr ?? '').trim().split('\n').slice(-3).join(' ');
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

/** The training loss of the last epoch. */
function lossOf(folder) {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return JSON.parse(lines.at(-1)).loss;
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
  const within = (project, folder, given, exercises) => {
    if (!fresh) return exercises(given);
    const { home, own, problem, figure } = freshEnvironment(folder);
    note(project, 'installs its own requirements in a fresh environment', problem, figure);
    if (problem === null) exercises(own);
    rmSync(home, { recursive: true, force: true });
  };
  /** Trains twice, the second time in two, and compares. */
  const pair = (project, what, folder, one, two) => {
    const problem = work(folder, ...one) ?? work(folder, ...two);
    if (problem !== null) return note(project, what, problem);
    const [single, double] = [lossOf(join(folder, 'one')), lossOf(join(folder, 'two'))];
    const apart = Math.abs(single - double) / Math.max(1, Math.abs(single));
    note(
      project,
      what,
      apart <= bounds[project] ? null : `losses ${single} and ${double}`,
      `loss ${double.toPrecision(6)}, ${apart.toExponential(0)} apart`,
    );
  };
  try {
    const pytorch = await put('pytorch');
    within('PyTorch', pytorch, torch, (own) => {
      note('PyTorch', 'passes its own tests', work(pytorch, own, ['tests/test_smoke.py']));
      const train = (out) => ['train.py', '--device', 'cpu', '--epochs', String(epochs), '--out', out];
      const torchrun = [join(dirname(own), 'torchrun'), ['--standalone', '--nproc-per-node=2', ...train('two')]];
      pair('PyTorch', 'trains in 2 processes by `torchrun`', pytorch, [own, train('one')], torchrun);
    });
    const keras = await put('keras');
    within('Keras', keras, python, (own) => {
      note('Keras', 'passes its own tests', work(keras, own, ['tests/test_smoke.py']));
      const fit = (out, devices) => ['train.py', '--epochs', String(epochs), '--out', out, '--devices', devices];
      const what = 'trains on 2 devices by `tf.distribute`';
      pair('Keras', what, keras, [own, fit('one', '1')], [own, fit('two', '2')]);
    });
    const server = await put('server');
    within('Web service', server, python, (own) =>
      note('Web service', 'passes its own tests', work(server, own, ['test_server.py'])),
    );
  } finally {
    engine.end();
  }
}

function linesOf() {
  return [
    '# The exported Python projects at work',
    '',
    `Written by \`npm run nightly:projects\`. With \`--fresh\` every project runs in an environment of its own, made of its requirements.txt alone. Each project passes its own tests and trains anew for ${epochs} epochs, in one and in`,
    `two. Keras shares each batch between both devices, so that its losses agree to ${bounds.Keras}; in two processes PyTorch puts other`,
    `samples together, and its losses agree to ${bounds.PyTorch} (relative to the larger of 1 and the loss). More machines than one are`,
    'for the PyTorch project: `fit` of Keras 3.15 does not take the batches of `MultiWorkerMirroredStrategy`.',
    '',
    ...tableLines(['sample', 'project', 'what', 'done', 'figure'], rows),
  ];
}
