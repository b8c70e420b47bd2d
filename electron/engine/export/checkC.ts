// Checks a C header by compiling its own example with the system's C compiler and running it on the samples: on their raw values
// where the header prepares such, else on the network's numbers.
import { execFile } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rawArgumentsInC } from '../../../shared/export/c/raw';
import { type ExportedSettings, exportedSettings } from '../../../shared/export/settings';
import type { Plan } from '../../../shared/run/plan';
import type { CheckResult, CheckSamples, CheckWatch } from './check';
import type { Trained } from '../answering/trained';
import { product } from '../../../shared/shape';

const compilers = ['cc', 'gcc', 'clang'];
const limitMs = 120_000;

function run(
  command: string,
  args: readonly string[],
  input: string | Buffer,
  signal?: AbortSignal,
): Promise<string | Error> {
  return new Promise((resolve) => {
    const options = { timeout: limitMs, maxBuffer: 2 ** 26, windowsHide: true, ...(signal ? { signal } : {}) };
    const child = execFile(command, [...args], options, (error, stdout, stderr) =>
      resolve(error === null ? stdout : new Error(stderr.trim().split('\n')[0] || error.message, { cause: error })),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The network's own numbers, a line for each sample. */
function preparedInput({ inputs }: Plan, { batch }: CheckSamples): string {
  const lines = Array.from({ length: batch.size }, (_, at) =>
    inputs
      .map(({ source }) => {
        const { values } = batch.inputs[source]!;
        const each = values.length / batch.size;
        return Array.from(values.subarray(at * each, (at + 1) * each)).join(' ');
      })
      .join(' '),
  );
  return `${lines.join('\n')}\n`;
}

/** The samples as arguments of the example, which may be files in `scratch`; null where it takes prepared numbers. */
async function rawInput(scratch: string, { raw }: CheckSamples, settings: ExportedSettings): Promise<Buffer | null> {
  const given: Buffer[] = [];
  for (const sample of raw) {
    const arguments_ = rawArgumentsInC(settings, sample);
    if (arguments_ === null) return null;
    for (const argument of arguments_) {
      let text = 'text' in argument ? argument.text : join(scratch, `${given.length}.${argument.extension}`);
      if ('file' in argument) await fs.writeFile(text, argument.file);
      // Nothing that follows a byte 0 would be read.
      else text = text.split('\0', 1)[0]!;
      given.push(Buffer.from(`${text}\0`));
    }
  }
  return Buffer.concat(given);
}

/** Throws with the compiler's first words when the header does not compile. */
export async function checkC(
  folder: string,
  samples: CheckSamples,
  watch: CheckWatch,
  { record }: Trained,
): Promise<CheckResult> {
  let found: { readonly command: string; readonly version: string } | null = null;
  for (const command of compilers) {
    const version = await run(command, ['--version'], '', watch.signal);
    if (version instanceof Error) continue;
    found = { command, version: version.split('\n')[0]!.trim() };
    break;
  }
  watch.stop();
  if (found === null)
    return {
      ok: false,
      reason: 'no C compiler (cc, gcc, clang) was found. To check it yourself, compile and run example.c.',
    };
  const scratch = await fs.mkdtemp(join(tmpdir(), 'layerloom-c-'));
  try {
    const program = join(scratch, 'example');
    const compiled = await run(
      found.command,
      ['-O1', '-std=c99', '-ffp-contract=off', '-o', program, join(folder, 'example.c'), '-lm'],
      '',
      watch.signal,
    );
    watch.stop();
    if (compiled instanceof Error) throw compiled;
    const { plan } = record;
    const raw = await rawInput(scratch, samples, exportedSettings(record));
    const output =
      raw === null
        ? await run(program, [], preparedInput(plan, samples), watch.signal)
        : await run(program, ['--numbers', '-0'], raw, watch.signal);
    watch.stop();
    if (output instanceof Error) throw output;
    const sizes = plan.outputs.map(({ layer }) => {
      const shape = plan.layers.find(({ id }) => id === layer)!.output.shape as readonly number[];
      return product(shape);
    });
    const answers = output
      .trim()
      .split('\n')
      .map((line) => {
        const numbers = line.split(' ').map(Number);
        let from = 0;
        return sizes.map((length) => numbers.slice(from, (from += length)));
      });
    return { ok: true, by: found.version, answers };
  } finally {
    await fs.rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}
