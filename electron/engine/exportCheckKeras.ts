// Checks a Keras export by running its own predict.py on raw samples, with a Python that has Keras, where there is one.
import { execFile } from 'node:child_process';
import { existsSync, promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CheckResult, type CheckSamples, type CheckWatch, isPicture } from './exportCheck';

/** Looks without importing: importing TensorFlow takes seconds. Prints Keras' version when all is there. */
const probe = `
import importlib.metadata, importlib.util, sys
need = ["keras", "numpy"] + sys.argv[1:]
ok = all(importlib.util.find_spec(n) for n in need) and any(importlib.util.find_spec(n) for n in ("tensorflow", "jax", "torch"))
version = importlib.metadata.version("keras") if ok else ""
sys.exit(print(version) if ok and int(version.split(".")[0]) >= 3 else 1)
`;
const probeMs = 10_000;
const runMs = 300_000;

interface Python {
  readonly command: string;
  readonly keras: string;
}

/** The project's own Python for tests, found upwards of this file; there is none in an installed app. */
function oraclePython(): string | null {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const bin = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
    const path = join(folder, '.cache', 'oracle-venv', bin);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

function run(
  command: string,
  args: readonly string[],
  timeout: number,
  signal?: AbortSignal,
): Promise<{ readonly output: string; readonly error: string | null }> {
  return new Promise((resolve) => {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', PYTHONDONTWRITEBYTECODE: '1' };
    const options = {
      timeout,
      env,
      windowsHide: true,
      maxBuffer: 2 ** 24,
      cwd: tmpdir(),
      ...(signal ? { signal } : {}),
    };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ output: stdout, error: null });
      const last = stderr.trim().split('\n').pop() ?? '';
      resolve({
        output: stdout,
        error: error.killed === true ? 'It took too long.' : last === '' ? error.message : last,
      });
    });
  });
}

/** LAYERLOOM_PYTHON, the tests' own Python, then those on the path; the first that has Keras 3. */
async function findKeras(modules: readonly string[], signal?: AbortSignal): Promise<Python | null> {
  const named = process.env['LAYERLOOM_PYTHON'];
  const commands = [named, oraclePython(), 'python3', 'python'].filter((command): command is string =>
    Boolean(command),
  );
  for (const command of new Set(commands)) {
    const { output, error } = await run(command, ['-c', probe, ...modules], probeMs, signal);
    if (error === null && output.trim() !== '') return { command, keras: output.trim() };
  }
  return null;
}

/** Throws with Python's last words when the project does not run. */
export async function checkKeras(folder: string, samples: CheckSamples, watch: CheckWatch): Promise<CheckResult> {
  const pictures = samples.raw.some((sample) => Object.values(sample).some(isPicture));
  const python = await findKeras(pictures ? ['PIL'] : [], watch.signal);
  watch.stop();
  if (python === null) {
    return {
      ok: false,
      reason:
        'no Python with Keras was found. To check it yourself, run "pip install -r requirements.txt" and predict.py in the exported folder.',
    };
  }
  const scratch = await fs.mkdtemp(join(tmpdir(), 'layerloom-check-'));
  try {
    const list = [];
    let files = 0;
    for (const sample of samples.raw) {
      const values: [string, unknown][] = [];
      for (const [source, value] of Object.entries(sample)) {
        if (!isPicture(value)) {
          values.push([source, value]);
          continue;
        }
        const file = `${files++}.png`;
        await fs.writeFile(join(scratch, file), value.png);
        values.push([source, { file }]);
      }
      list.push(Object.fromEntries(values));
    }
    await fs.writeFile(join(scratch, 'samples.json'), JSON.stringify(list));
    const args = [
      '-B',
      join(folder, 'predict.py'),
      '--samples',
      join(scratch, 'samples.json'),
      '--out',
      join(scratch, 'answers.json'),
    ];
    const { error } = await run(python.command, args, runMs, watch.signal);
    watch.stop();
    if (error !== null) throw new Error(error);
    const answers = JSON.parse(await fs.readFile(join(scratch, 'answers.json'), 'utf8')) as {
      [output: string]: { answer: number[] };
    }[];
    return {
      ok: true,
      by: `Keras ${python.keras}`,
      answers: answers.map((answer) => samples.outputs.map(({ name }) => answer[name]?.answer ?? [])),
    };
  } finally {
    await fs.rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}
