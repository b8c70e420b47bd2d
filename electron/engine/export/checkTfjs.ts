// Checks a TF.js export by running its own files (tf.min.js, predict.js, model.json and weights) in a realm of their
// own: nothing that this engine has registered or computed can help them along.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { type Context, runInContext } from 'node:vm';
import {
  type CheckAnswers,
  type CheckResult,
  type CheckSamples,
  type CheckWatch,
  type RawSample,
  enoughMs,
  isClip,
  isPicture,
  type RawPicture,
  differenceOf,
  leastSamples,
} from './check';
import { openRealm, speedUp } from './runtimes/realm';

interface Realm {
  tf: { setBackend(name: string): Promise<boolean>; readonly version: { readonly tfjs: string } };
  layerloom: {
    load(
      tf: unknown,
      model: unknown,
    ): Promise<{
      predict(samples: readonly unknown[]): Promise<readonly (readonly { readonly answer: readonly number[] }[])[]>;
    }>;
  };
  layerloomModel?: { readonly weights: string };
}

/** model.json, as far as it is read here. */
interface ModelFile {
  readonly format: string;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly unknown[] }[];
}

/** Throws with tfjs' own words when the files do not run. */
export async function checkTfjs(
  folder: string,
  samples: CheckSamples,
  watch: CheckWatch,
  page?: string,
): Promise<CheckResult> {
  const read = (name: string) => fs.readFile(join(folder, name));
  const context = openRealm();
  const realm = context as unknown as Realm;
  const model = page === undefined ? (JSON.parse((await read('model.json')).toString('utf8')) as ModelFile) : null;
  // A graph model comes without a page, and so without its files as one script.
  const scriptNames = ['tf.min.js', 'predict.js', ...(model?.format === 'graph-model' ? [] : ['model.js'])];
  const scripts =
    page === undefined
      ? await Promise.all(scriptNames.map((name) => read(name)))
      : scriptsOf((await read(page)).toString('utf8'));
  for (const [place, script] of scripts.entries()) {
    watch.stop();
    runInContext(script.toString('utf8'), context, { filename: `script ${place + 1}` });
  }
  await realm.tf.setBackend('cpu');
  if (model === null) return ask(context, await realm.layerloom.load(realm.tf, realm.layerloomModel), samples, watch);
  const { weightsManifest, ...rest } = model;
  const paths = weightsManifest.flatMap((group) => group.paths);
  const weights = Buffer.concat(await Promise.all(paths.map((path) => read(path)))).toString('base64');
  if (realm.layerloomModel !== undefined && realm.layerloomModel.weights !== weights)
    throw new Error('model.js and weights.bin differ.');
  const preprocessing: unknown = JSON.parse((await read('preprocessing.json')).toString('utf8'));
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const given = JSON.stringify({ ...rest, weightSpecs, preprocessing });
  const exported = runInContext(`JSON.parse(${JSON.stringify(given)})`, context) as { weights: unknown };
  exported.weights = weights;
  return ask(context, await realm.layerloom.load(realm.tf, exported), samples, watch);
}

type Predictor = Awaited<ReturnType<Realm['layerloom']['load']>>;

/** With WebAssembly, one sample hardly takes less time than so many; a person may cancel between. */
const atOnce = 32;
/** Two ways to compute the same sums in float32. */
const sameWithin = 1e-5;

async function predict(predictor: Predictor, given: readonly RawSample[]): Promise<CheckAnswers> {
  const answers = await predictor.predict(given.map(values));
  return answers.map((answer) => answer.map((output) => Array.from(output.answer)));
}

/**
 * The first sample is answered in plain JavaScript. Where WebAssembly knows all of the network's operations and answers
 * the same, it answers the others, many at once; else JavaScript goes on, one after the other, for at least the least number.
 */
async function ask(
  context: Context,
  predictor: Predictor,
  samples: CheckSamples,
  watch: CheckWatch,
): Promise<CheckResult> {
  const { tf } = context as unknown as Realm;
  const { raw } = samples;
  const first = await predict(predictor, raw.slice(0, 1));
  watch.stop();
  const fast = await speedUp(context);
  const again = fast ? await predict(predictor, raw.slice(0, 1)).catch(() => null) : null;
  const agrees = again !== null && agree(samples, first, again);
  if (fast && !agrees) await tf.setBackend('cpu');
  const answers = [...first];
  const began = Date.now();
  while (answers.length < raw.length) {
    watch.stop();
    answers.push(...(await predict(predictor, raw.slice(answers.length, answers.length + (agrees ? atOnce : 1)))));
    if (answers.length >= leastSamples && Date.now() - began > enoughMs) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const by = `TensorFlow.js ${tf.version.tfjs}${agrees ? ' (WebAssembly)' : ''}`;
  return { ok: true, by, answers };
}

function agree(samples: CheckSamples, own: CheckAnswers, answers: CheckAnswers): boolean {
  const { largest, scale, sameClass } = differenceOf({ ...samples, own }, answers);
  return largest <= sameWithin * scale && sameClass === 1;
}

/** The network's scripts of a page in one file: all but the last, which draws the page. */
function scriptsOf(html: string): readonly string[] {
  const found = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map((match) => match[1]!);
  if (found.length !== 4) throw new Error(`The page holds ${found.length} scripts; 4 were written.`);
  return found.slice(0, -1);
}

/** A picture without its file, as a canvas gives it. */
const pixelsOf = ({ data, width, height }: RawPicture) => ({ data, width, height });

/** Pictures as a canvas gives them, all else as it is. */
function values(sample: RawSample): { readonly [source: string]: unknown } {
  return Object.fromEntries(
    Object.entries(sample).map(([source, value]) => [
      source,
      isPicture(value) ? pixelsOf(value) : isClip(value) ? { frames: value.frames.map(pixelsOf) } : value,
    ]),
  );
}
