// Checks an export by running its own predict.py on raw samples, with a Python that has what the files need, where there
// is one.
import { execFile } from 'node:child_process';
import { existsSync, promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ExportCheck } from '../../../shared/export/format';
import { type CheckResult, type CheckSamples, type CheckWatch, isClip, isPicture, type RawPicture } from './check';

/** Looks without importing: importing TensorFlow takes seconds. Prints the version of the first module when all are there. */
const probe = `
import importlib.metadata as metadata, importlib.util, json, sys
module, need, any_of = json.loads(sys.argv[1])
there = lambda name: importlib.util.find_spec(name) is not None
ok = all(there(name) for name in need) and (not any_of or any(there(name) for name in any_of))
def version_of(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        # tensorflow comes as tensorflow-cpu, too.
        return metadata.version(metadata.packages_distributions()[name][0])
found = module if there(module) else next(filter(there, any_of), module)
version = version_of(found) if ok else ""
sys.exit(print(version) if ok and (module != "keras" or int(version.split(".")[0]) >= 3) else 1)
`;
const probeMs = 10_000;
const runMs = 300_000;

interface Python {
  readonly command: string;
  readonly version: string;
}

type PythonCheck = Extract<ExportCheck, { readonly by: 'python' }>;

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

/** What was found by its question: looking takes longer than most checks. Forgotten when a project does not run. */
const found = new Map<string, Python>();

/** LAYERLOOM_PYTHON (several with the system's path delimiter; "none" for no Python at all), the tests' own, then those on the path. */
async function findPythonWith(
  check: PythonCheck,
  extra: readonly string[],
  signal?: AbortSignal,
): Promise<Python | null> {
  const named = (process.env['LAYERLOOM_PYTHON'] ?? '').split(delimiter);
  if (named.includes('none')) return null;
  const commands = [...named, oraclePython(), 'python3', 'python'].filter((command): command is string =>
    Boolean(command),
  );
  const wanted = JSON.stringify([check.module, [...check.modules, ...extra], check.anyOf ?? []]);
  const question = JSON.stringify([commands, wanted]);
  const known = found.get(question);
  if (known !== undefined) return known;
  for (const command of new Set(commands)) {
    const { output, error } = await run(command, ['-c', probe, wanted], probeMs, signal);
    if (error !== null || output.trim() === '') continue;
    const python = { command, version: output.trim() };
    found.set(question, python);
    return python;
  }
  return null;
}

/** Throws with Python's last words when the project does not run. */
export async function checkPython(
  folder: string,
  samples: CheckSamples,
  watch: CheckWatch,
  check: PythonCheck,
): Promise<CheckResult> {
  const pictures = samples.raw.some((sample) =>
    Object.values(sample).some((value) => isPicture(value) || isClip(value)),
  );
  const python = await findPythonWith(check, pictures ? ['PIL'] : [], watch.signal);
  watch.stop();
  if (python === null) {
    return {
      ok: false,
      reason: `no Python with ${check.title} was found. To check it yourself, run "pip install -r requirements.txt" and predict.py in the exported folder.`,
    };
  }
  const scratch = await fs.mkdtemp(join(tmpdir(), 'layerloom-check-'));
  try {
    const list = [];
    let files = 0;
    const fileOf = async ({ png }: RawPicture) => {
      const file = `${files++}.png`;
      await fs.writeFile(join(scratch, file), png);
      return file;
    };
    for (const sample of samples.raw) {
      const values: [string, unknown][] = [];
      for (const [source, value] of Object.entries(sample)) {
        if (isPicture(value)) values.push([source, { file: await fileOf(value) }]);
        else if (isClip(value)) values.push([source, { files: await Promise.all(value.frames.map(fileOf)) }]);
        else values.push([source, value]);
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
    if (error !== null) {
      found.clear();
      throw new Error(error);
    }
    const answers = JSON.parse(await fs.readFile(join(scratch, 'answers.json'), 'utf8')) as {
      [output: string]: { answer: number[] };
    }[];
    return {
      ok: true,
      by: `${check.title} ${python.version}`,
      answers: answers.map((answer) => samples.outputs.map(({ name }) => answer[name]?.answer ?? [])),
    };
  } finally {
    await fs.rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}
