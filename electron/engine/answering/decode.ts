// A trained network writes a text: its own answer is given back to it token by token (shared/run/decode.ts).
import type { FittedPreprocessing, FittedTarget } from '../../../shared/data/fitted';
import { type FittedText, paddingId, textOfCodes } from '../../../shared/data/text';
import type { TensorFlow } from '../../../shared/layers/layer';
import { type Decoding, type NextToken, beamSearch, decodingRules, decodingSettings } from '../../../shared/run/decode';
import type { PredictedOutput } from '../../../shared/run/prediction';
import type { PlanOutput } from '../../../shared/run/plan';
import type { BatchArray } from '../data/dataset';
import type { Network } from '../network';
import { inputTensors, tidied } from '../training/stepTensors';

/** The text input that an output continues; null where it does not write texts. */
export function writtenInput(
  target: FittedTarget,
  fitted: FittedPreprocessing,
): { readonly source: string; readonly input: FittedText } | null {
  const source = target.task === 'regression' ? undefined : target.follows;
  const input = source === undefined ? undefined : fitted.inputs[source];
  return source !== undefined && input?.modality === 'text' ? { source, input } : null;
}

/**
 * The texts that the network writes for one sample's other inputs, the best first. The loop runs in TypeScript: each step
 * asks the network for all beginnings as one batch. The caller's arrays have 1 as first dimension.
 */
export function writeText(
  tf: TensorFlow,
  network: Network,
  output: PlanOutput,
  { source, input }: { readonly source: string; readonly input: FittedText },
  arrays: { readonly [source: string]: BatchArray },
  decoding: Decoding | undefined,
): Required<Pick<PredictedOutput, 'written'>> {
  const { length } = input;
  const given = Object.entries(arrays).filter(([name]) => name !== source);
  const next: NextToken = (beginnings) => {
    const count = beginnings.length;
    const soFar = new Float32Array(count * length);
    beginnings.forEach((tokens, row) => {
      for (let i = 0; i < length; i++) soFar[row * length + i] = tokens[i] ?? paddingId;
    });
    const inputs: { [name: string]: BatchArray } = { [source]: { shape: [count, length], values: soFar } };
    for (const [name, { shape, values }] of given) {
      const repeated = new Float32Array(count * values.length);
      for (let row = 0; row < count; row++) repeated.set(values, row * values.length);
      inputs[name] = { shape: [count, ...shape.slice(1)], values: repeated };
    }
    const numbers = tidied(tf, () => {
      const results = network.forward(inputTensors(tf, network, { inputs }), false);
      return results[output.name]!.dataSync<'float32'>().slice();
    });
    const codes = numbers.length / (count * length);
    return beginnings.map((tokens, row) => {
      const at = (row * length + tokens.length - 1) * codes;
      return numbers.subarray(at, at + codes);
    });
  };
  const texts = beamSearch(next, decodingRules(input), decodingSettings(decoding));
  return {
    written: texts.map(({ tokens, logProbability, ended }) => ({
      text: textOfCodes(input, tokens),
      probability: Math.exp(logProbability),
      ended,
    })),
  };
}
