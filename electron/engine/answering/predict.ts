// One sample through a trained network: what it is given, and what it answers in words and numbers.
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { encodeText, textEncoder, textOfCodes, tokensOf } from '../../../shared/data/text';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Decoding } from '../../../shared/run/decode';
import type { PredictInput, PredictedOutput, Prediction } from '../../../shared/run/prediction';
import { answerKindOf } from '.';
import type { BatchArray, OpenedData } from '../data/dataset';
import { namedCells } from '../data/tables/namedCells';
import { writeText, writtenInput } from './decode';
import type { Network } from '../network';
import { throwProblem } from '../problems';
import { inputTensors, tidied } from '../training/stepTensors';

type Shown = Prediction['input'];

/** A person's own input as the network wants it: the numbers of one sample, and how to show it. */
export interface EncodedInput {
  /** First dimension 1. */
  readonly array: BatchArray;
  readonly shown: Shown;
}

export interface PredictionSource {
  /** Encodes by the run's own preprocessing. Throws with a Problem. */
  encode(source: string, input: PredictInput): Promise<EncodedInput>;
  /** The run's data, for samples of it. */
  withData<T>(use: (data: OpenedData) => Promise<T>): Promise<T>;
  /** For outputs that are texts. */
  readonly decoding?: Decoding | undefined;
}

interface Given {
  readonly arrays: { readonly [source: string]: BatchArray };
  readonly shown: Shown;
  /** By target, for a sample of the data set: what it says in words, where words can, and its numbers. */
  readonly truths: { readonly [target: string]: string };
  readonly numbers: { readonly [target: string]: Float32Array };
}

/** Throws with a Problem when an input is missing or there is no such sample. */
export async function predictOne(
  tf: TensorFlow,
  network: Network,
  fitted: FittedPreprocessing,
  inputs: { readonly [source: string]: PredictInput },
  source: PredictionSource,
): Promise<Prediction> {
  const { plan } = network;
  const given = await gather(network, fitted, inputs, source);
  const start = performance.now();
  const values = tidied(tf, () => {
    const results = network.forward(inputTensors(tf, network, { inputs: given.arrays }), false);
    return plan.outputs.map(({ name }) => Float32Array.from(results[name]!.dataSync()));
  });
  const texts = plan.outputs.map((output) => {
    const written = writtenInput(fitted.targets[output.target]!, fitted);
    if (written === null) return {};
    const truth = given.numbers[output.target];
    return {
      ...writeText(tf, network, output, written, given.arrays, source.decoding),
      ...(truth === undefined ? {} : { truth: textOfCodes(written.input, tokensOf(truth)) }),
    };
  });
  const elapsedMs = performance.now() - start;
  const outputs = plan.outputs.map((output, index): PredictedOutput => {
    const { name, target: targetName } = output;
    const target = fitted.targets[targetName];
    if (target === undefined) throwProblem('predict.target', `The run does not know the target "${targetName}".`);
    const truth = given.truths[targetName];
    const common = { name, target: targetName, task: target.task, ...(truth === undefined ? {} : { truth }) };
    const asked = { plan, output, target, fitted };
    return {
      ...common,
      ...answerKindOf(target).answer(asked, values[index]!, {
        inputs: given.arrays,
        truth: given.numbers[targetName] ?? null,
        ...(given.shown.tokens === undefined ? {} : { tokens: given.shown.tokens }),
      }),
      ...texts[index],
    };
  });
  return { outputs, input: given.shown, elapsedMs };
}

async function gather(
  network: Network,
  fitted: FittedPreprocessing,
  inputs: { readonly [source: string]: PredictInput },
  source: PredictionSource,
): Promise<Given> {
  const wanted = [...new Set(network.plan.inputs.map((input) => input.source))];
  const sample = Object.values(inputs).find((input) => input.type === 'sample');
  const whole =
    sample?.type === 'sample'
      ? await source.withData((data) => gatherSample(network, fitted, data, sample))
      : undefined;
  if (whole !== undefined && Object.values(inputs).every(({ type }) => type === 'sample')) return whole;
  const arrays: Record<string, BatchArray> = {};
  let shown: Shown = {};
  const own = new Set(Object.values(fitted.targets).map((target) => writtenInput(target, fitted)?.source));
  for (const name of wanted) {
    const input = inputs[name];
    const given = fitted.inputs[name];
    // What a network writes itself begins empty, unless somebody began it.
    if (input === undefined && own.has(name) && given?.modality === 'text') {
      arrays[name] = { shape: [1, given.length], values: encodeText(given, '') };
      continue;
    }
    // What is not a person's own is the sample's: another row with the same picture.
    const kept = input?.type === 'sample' ? whole?.arrays[name] : undefined;
    if (kept !== undefined) {
      const { picture, pictures } = whole!.shown;
      const own = pictures?.[name] ?? picture;
      arrays[name] = kept;
      shown = merge(shown, own === undefined ? {} : { picture: own, pictures: { [name]: own } });
      continue;
    }
    if (input === undefined) {
      throwProblem('predict.input', `The network also needs the input "${name}". Fill it in and predict again.`);
    }
    const encoded = await source.encode(name, input);
    arrays[name] = encoded.array;
    shown = merge(shown, encoded.shown);
  }
  return { arrays, shown, truths: {}, numbers: {} };
}

async function gatherSample(
  network: Network,
  fitted: FittedPreprocessing,
  data: OpenedData,
  { part, position }: PredictInput & { readonly type: 'sample' },
): Promise<Given> {
  const number = data.parts[part][position];
  if (number === undefined) {
    throwProblem(
      'predict.sample',
      `The ${part} part has ${data.parts[part].length} samples; there is no number ${position + 1}.`,
    );
  }
  const samples = Uint32Array.of(number);
  const batch = await data.batch(samples);
  const [row] = await data.show(samples);
  const cells = row?.cells === undefined ? {} : { cells: namedCells(network.plan.data.table, row.cells) };
  const truths = Object.entries(fitted.targets).flatMap(([name, target]) => {
    const values = batch.targets[name];
    const word = values === undefined ? null : answerKindOf(target).truth(target, values);
    return word === null ? [] : [[name, word]];
  });
  return {
    arrays: batch.inputs,
    shown: {
      ...(row?.picture === undefined ? {} : { picture: row.picture }),
      ...(row?.pictures === undefined ? {} : { pictures: row.pictures }),
      ...cells,
      ...wordsOf(fitted, row?.text),
      ...(row?.series === undefined ? {} : { series: row.series }),
      ...(row?.sound === undefined ? {} : { sound: row.sound }),
      ...(row?.frames === undefined ? {} : { frames: row.frames }),
    },
    truths: Object.fromEntries(truths) as Given['truths'],
    numbers: batch.targets,
  };
}

/** A text sample with the tokens that the network sees of it. */
function wordsOf(fitted: FittedPreprocessing, text: string | undefined): Shown {
  const input = Object.values(fitted.inputs).find((entry) => entry.modality === 'text');
  if (text === undefined || input?.modality !== 'text') return {};
  return { text, tokens: textEncoder(input).tokens(text) };
}

function merge(a: Shown, b: Shown): Shown {
  const cells = { ...a.cells, ...b.cells };
  const pictures = { ...a.pictures, ...b.pictures };
  return {
    ...a,
    ...b,
    ...(Object.keys(cells).length > 0 ? { cells } : {}),
    ...(Object.keys(pictures).length > 0 ? { pictures } : {}),
  };
}
