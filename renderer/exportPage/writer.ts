// Texts that the exported network writes, token by token, by the app's own rules (shared/run): each step asks the network
// once, so that whoever steps can stop.
import { type FittedText, paddingId, textOfCodes } from '../../shared/data/text';
import { writtenBy } from '../../shared/export/drawn';
import { type Sample, encodeRaw } from '../../shared/export/rawSample';
import type { ExportedInput, ExportedSettings } from '../../shared/export/settings';
import { decide } from '../../shared/data/decide';
import { createRandom } from '../../shared/random';
import { type BeamWidth, type NextToken, beamSteps, decodingRules } from '../../shared/run/decode';
import { idsOf, placed, speak } from '../../shared/run/speak';
import { answerOf, promptOf } from '../../shared/run/writing';

/** Prepared numbers by input, sample after sample. */
export interface GivenNumbers {
  readonly [source: string]: Float32Array;
}
type Ask = (inputs: GivenNumbers, count: number) => readonly Float32Array[];

export interface WriteSettings {
  /** What goes on with a text: how bold, among how many, how many tokens, and the start of its random choices. */
  readonly temperature?: number;
  readonly topK?: number;
  readonly count?: number;
  readonly seed?: number;
  /** What answers a text: beginnings that are followed at once, and how much length counts. Greedy unless said otherwise. */
  readonly beam?: BeamWidth;
}

export interface WrittenText {
  readonly text: string;
  /** It came to an end of its own. */
  readonly ended: boolean;
}

type Write = (sample: Sample, settings: WriteSettings) => Generator<WrittenText, WrittenText>;
type TextInput = Extract<ExportedInput, FittedText>;

/** Writes with the first output that says the next token; null where none does. */
export function writerOf({ inputs, outputs }: ExportedSettings, ask: Ask): Write | null {
  const place = outputs.findIndex((output) => writtenBy(output) !== null);
  const output = outputs[place];
  const by = output === undefined ? null : writtenBy(output);
  const input = inputs.find((each): each is TextInput => each.source === by?.source && each.modality === 'text');
  if (by === null || output === undefined || output.task === 'regression' || input === undefined) return null;
  const codes = output.classes.length;
  return by.how === 'continues'
    ? goesOn(input, output.frame ?? '', codes, (given) => ask(given, 1)[place]!)
    : answers(inputs, input, codes, (given, count) => ask(given, count)[place]!);
}

/** A language model: goes on with the sample's text, or answers it in its frame. */
function goesOn(input: TextInput, frame: string, codes: number, ask: (given: GivenNumbers) => Float32Array): Write {
  return function* write(sample, { temperature = 0, topK = 0, count = 200, seed = 1 }) {
    const begun = idsOf(input, promptOf((sample[input.source] as { readonly text: string }).text, frame));
    if (!begun.ok) throw new Error(begun.problem.message);
    const chancesAfter = (ids: readonly number[]) => {
      const { values, at } = placed(input, ids);
      return decide(ask({ [input.source]: values }).subarray(at * codes, (at + 1) * codes), codes).probabilities;
    };
    const steps = speak(input, begun.value, chancesAfter, { temperature, topK, count }, createRandom(seed));
    for (let step = steps.next(); ; step = steps.next()) {
      const said = { text: answerOf(step.value.text, frame), ended: step.value.ended === 'end' };
      if (step.done === true) return said;
      yield said;
    }
  };
}

/** A network that reads one text and writes another: what was written so far is given back to it. */
function answers(
  inputs: readonly ExportedInput[],
  own: TextInput,
  codes: number,
  ask: (given: GivenNumbers, count: number) => Float32Array,
): Write {
  return function* write(sample, { beam = { width: 1, penalty: 0 } }) {
    const read = inputs
      .filter(({ source }) => source !== own.source)
      .map((input) => [input.source, encodeRaw(input, sample)] as const);
    const next: NextToken = (beginnings) => {
      const count = beginnings.length;
      const repeated = read.map(([source, values]) => {
        const all = new Float32Array(count * values.length);
        for (let row = 0; row < count; row++) all.set(values, row * values.length);
        return [source, all] as const;
      });
      const soFar = new Float32Array(count * own.length).fill(paddingId);
      beginnings.forEach((tokens, row) => soFar.set(tokens, row * own.length));
      const numbers = ask({ ...Object.fromEntries(repeated), [own.source]: soFar }, count);
      return beginnings.map((tokens, row) => {
        const at = (row * own.length + tokens.length - 1) * codes;
        return numbers.subarray(at, at + codes);
      });
    };
    const steps = beamSteps(next, decodingRules(own), beam);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) {
        const [best] = step.value;
        return { text: textOfCodes(own, best?.tokens ?? []), ended: best?.ended ?? false };
      }
      yield { text: textOfCodes(own, step.value), ended: false };
    }
  };
}
