// What a trained network makes up by itself: new samples from noise or from the middle of a variational autoencoder, and
// texts of a language model, token by token. A function of the weights, the settings and their seed.
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { TensorFlow } from '../../../shared/layers/layer';
import { findLayer } from '../../../shared/layers';
import { createRandom, type Random } from '../../../shared/random';
import { recipeOf, rivalsOf } from '../../../shared/recipes';
import type { Generated, GenerateSettings } from '../../../shared/run/prediction';
import type { ShownNumbers } from '../../../shared/data/shown';
import { type TensorSpec, sizeOf } from '../../../shared/shape';
import { decide } from '../../../shared/data/decide';
import { showNumbers } from './showNumbers';
import type { Network } from '../network';
import { throwProblem } from '../problems';
import { inputTensors, tidied } from '../training/stepTensors';
import { idsOf, placed, speak } from '../../../shared/run/speak';
import type { PlanOutput } from '../../../shared/run/plan';

type Tensor = import('@tensorflow/tfjs').Tensor;

export interface GenerateWatch {
  readonly signal: AbortSignal;
  /** Told now and then; a text's `message` is what is written so far. */
  progress(done: number, total: number, message: string): void;
}

/** Other messages are let in this often. */
const BREATHE_MS = 30;

/** Throws with a Problem where the recipe makes up nothing. */
export async function generate(
  tf: TensorFlow,
  network: Network,
  fitted: FittedPreprocessing,
  settings: GenerateSettings,
  watch: GenerateWatch,
): Promise<Generated> {
  const startedAt = performance.now();
  const { recipe } = recipeOf(network.plan.training);
  switch (recipe.generates) {
    case 'samples': {
      const samples = newSamples(tf, network, fitted, settings);
      return { samples, elapsedMs: performance.now() - startedAt };
    }
    case 'text': {
      const text = await write(tf, network, fitted, settings, watch);
      return { text, elapsedMs: performance.now() - startedAt };
    }
    case 'nothing':
      return throwProblem(
        'generate.recipe',
        `A network trained with the recipe "${recipe.title}" makes up nothing by itself. Train a variational autoencoder, an adversarial pair or a language model.`,
      );
  }
}

/** [count] samples of the input that is imitated or rebuilt first. */
function newSamples(
  tf: TensorFlow,
  network: Network,
  fitted: FittedPreprocessing,
  settings: GenerateSettings,
): readonly ShownNumbers[] {
  const shown = network.plan.outputs.flatMap((output) => {
    const target = fitted.targets[output.target];
    const source = target?.task === 'regression' ? (target.imitates ?? target.rebuilds) : undefined;
    const input = source === undefined ? undefined : fitted.inputs[source];
    return input === undefined ? [] : [{ output, input }];
  })[0];
  if (shown === undefined) {
    return throwProblem(
      'generate.output',
      'None of the outputs imitates or rebuilds an input, so there is nothing to be shown.',
    );
  }
  const { count } = settings;
  const values = tidied(tf, () =>
    Float32Array.from(decoded(tf, network, shown.output, createRandom(settings.seed), count).dataSync()),
  );
  const size = values.length / count;
  return Array.from({ length: count }, (_, at) =>
    showNumbers(shown.input, values.subarray(at * size, (at + 1) * size)),
  );
}

/** What the output makes of draws of N(0, 1): of its noise, or of the middle that it would draw. The caller tidies. */
function decoded(tf: TensorFlow, network: Network, output: PlanOutput, random: Random, count: number): Tensor {
  const { plan } = network;
  const drawn = ({ shape }: TensorSpec): Tensor =>
    tf.tensor(Float32Array.from({ length: count * sizeOf(shape)! }, random.normal), [count, ...(shape as number[])]);
  const rivals = rivalsOf(plan.training);
  if (rivals !== null) {
    const noise = drawn(plan.spec.inputs[rivals.noise]!.tensor);
    return network.forwardTo(output, { [rivals.noise]: noise }, false);
  }
  const layers = plan.layers.filter(({ kind }) => findLayer(kind)?.divergence !== undefined);
  if (layers.length === 0)
    throwProblem('generate.middle', 'This network draws nothing at random. Add a Sampling layer.');
  const middle = layers.map(({ id, output: spec }): [string, Tensor] => [id, drawn(spec)]);
  return network.forwardFrom(Object.fromEntries(middle))[output.name]!;
}

async function write(
  tf: TensorFlow,
  network: Network,
  fitted: FittedPreprocessing,
  settings: GenerateSettings,
  watch: GenerateWatch,
): Promise<NonNullable<Generated['text']>> {
  const { plan } = network;
  const found = plan.outputs.flatMap((output) => {
    const target = fitted.targets[output.target];
    return target?.task === 'classification' && target.continues !== undefined ? [{ output, target }] : [];
  })[0];
  const source = found?.target.continues ?? '';
  const input = fitted.inputs[source];
  if (found === undefined || input?.modality !== 'text') {
    return throwProblem('generate.output', 'None of the outputs says the next token. Set an Output to "next token".');
  }
  const begun = idsOf(input, settings.prompt);
  if (!begun.ok) throwProblem(begun.problem.code, begun.problem.message);
  const chancesAfter = (seen: readonly number[]): readonly number[] => {
    const { values, at } = placed(input, seen);
    const classes = found.target.classes.length;
    const row = tidied(tf, () => {
      const given = inputTensors(tf, network, { inputs: { [source]: { shape: [1, input.length], values } } });
      const output = network.forward(given, false)[found.output.name]!;
      return Float32Array.from(output.reshape([input.length, classes]).slice([at, 0], [1, classes]).dataSync());
    });
    return decide(row, classes).probabilities;
  };
  const writing = speak(input, begun.value, chancesAfter, settings, createRandom(settings.seed));
  let breathedAt = performance.now();
  let [text, tokens] = ['', 0];
  for (;;) {
    if (watch.signal.aborted) return { written: text, tokens, ended: 'stopped' };
    const step = writing.next();
    ({ text, tokens } = step.value);
    if (step.done === true) return { written: text, tokens, ended: step.value.ended ?? 'count' };
    if (performance.now() - breathedAt < BREATHE_MS) continue;
    watch.progress(tokens, settings.count, text);
    await new Promise((resolve) => setImmediate(resolve));
    breathedAt = performance.now();
  }
}
