// layerloom generate FILE: what a trained network makes up by itself: a text that goes on from a beginning, or new samples.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../shared/result';
import { frameOf, recipeOf } from '../../shared/recipes';
import type { Generated, GenerateSettings } from '../../shared/run/prediction';
import type { ShownNumbers } from '../../shared/data/shown';
import { answerOf, promptOf, writingParams } from '../../shared/run/writing';
import { fileProblem } from '../host/atomicFile';
import { readRunOf } from './readProject';
import { flagsOf, flagValues } from './settings';
import { exitCodeOf, exitCodes, type Context, type ExitCode, type Verb } from './verb';

const defaultSamples = 24;

export const generate: Verb = {
  name: 'generate',
  summary: 'Lets a language model write, or a variational autoencoder make up samples.',
  takesFile: true,
  options: [
    { name: 'prompt', value: 'TEXT', help: 'Texts: how it begins, or the question for a network that answers' },
    ...flagsOf(writingParams),
    { name: 'out', value: 'DIR', help: 'Samples: folder for the pictures; made if need be, must be empty' },
    { name: 'run', value: 'NAME', help: 'Run of the project, by name or id (default: the newest trained one)' },
  ],
  async run(context) {
    const values = flagValues(writingParams, context);
    if (!values.ok) {
      context.complain(values.problem);
      return exitCodes.usage;
    }
    const run = await readRunOf(context);
    if (!run.ok) {
      context.complain(run.problem);
      return exitCodeOf(run.problem);
    }
    const { folder, record } = run.value;
    const { recipe } = recipeOf(record.plan.training);
    const frame = frameOf(record.plan.training);
    const asked = context.option('prompt') ?? '';
    const settings = {
      ...values.value,
      // What is asked for most: texts of many tokens, a page of samples.
      ...(recipe.generates === 'samples' && context.option('count') === undefined ? { count: defaultSamples } : {}),
      prompt: promptOf(asked, frame),
    } as unknown as GenerateSettings;
    context.on('progress', ({ done, total, message }) => context.line({ type: 'progress', done, total, message }));
    context.onInterrupt(() => void context.engine().call('cancel', { taskId: 'generate' }));
    const made = await context.engine().call('generate', { taskId: 'generate', folder, settings });
    if (!made.ok) {
      context.complain(made.problem);
      return context.interrupted ? exitCodes.interrupted : exitCodeOf(made.problem);
    }
    const { text, samples, elapsedMs } = made.value;
    if (text !== undefined) tellText(context, asked, frame, text, elapsedMs);
    return samples === undefined ? exitCodes.ok : tellSamples(context, samples);
  },
};

function tellText(
  context: Context,
  prompt: string,
  frame: string,
  { written, tokens, ended }: NonNullable<Generated['text']>,
  elapsedMs: number,
): void {
  const shown = answerOf(written, frame);
  context.line({ type: 'text', prompt, written: shown, tokens, ended, elapsedMs });
  context.say(shown === written ? `${prompt}${written}` : shown);
}

async function tellSamples(context: Context, samples: readonly ShownNumbers[]): Promise<ExitCode> {
  const out = context.option('out');
  const folder = out === undefined ? null : resolve(out);
  for (const [at, sample] of samples.entries()) {
    const kept = await keepPicture(folder, at + 1, sample);
    if (!kept.ok) {
      context.complain(kept.problem);
      return exitCodes.file;
    }
    context.line({
      type: 'sample',
      sample: at + 1,
      ...sample,
      ...(kept.value === null ? {} : { picture: kept.value }),
    });
    context.say(`${at + 1}  ${kept.value ?? wordsOf(sample)}`);
  }
  return exitCodes.ok;
}

/** The path of a sample's picture; null where it is none, or is not kept. */
async function keepPicture(
  folder: string | null,
  at: number,
  { picture }: ShownNumbers,
): Promise<Result<string | null>> {
  if (folder === null || picture === undefined) return ok(null);
  const path = join(folder, `${at}.png`);
  try {
    await fs.mkdir(folder, { recursive: true });
    if (at === 1 && (await fs.readdir(folder)).length > 0)
      return fail('file.notEmpty', `${folder} is not empty. Name a folder that is, or that is not there yet.`);
    await fs.writeFile(path, Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64'));
    return ok(path);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, path, 'written') };
  }
}

function wordsOf({ cells, series, picture }: ShownNumbers): string {
  if (cells !== undefined) return cells.map(({ name, value }) => `${name} ${value}`).join('  ');
  if (series !== undefined)
    return `${series.values.length} steps of ${series.channels.join(', ')} (--json gives the numbers)`;
  return picture === undefined ? '' : 'a picture (--out DIR keeps it)';
}
