// Raw values in C: the part of the header that makes the network's numbers of them and reads its answers, and the example that
// asks it. Kinds of input that are not listed reach the network as prepared numbers.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="../../raw.d.ts" />
import type { FittedInput } from '../../../data/fitted';
import { commentText, fillTemplate } from '../../text';
import type { Sample } from '../../rawSample';
import type { ExportedInput, ExportedSettings } from '../../settings';
import { answersInC } from './answers';
import answersPart from './answers.h.txt?raw';
import exampleTemplate from './example.c.txt?raw';
import type { CArgument, CInput, CPart, WriteCInput } from './input';
import numberPart from './number.h.txt?raw';
import { pictureInC } from './picture';
import picturePart from './picture.h.txt?raw';
import readPicture from './readPicture.c.txt?raw';
import readRows from './readRows.c.txt?raw';
import { seriesInC } from './series';
import seriesPart from './series.h.txt?raw';
import stepsPart from './steps.h.txt?raw';
import { tableInC } from './table';
import tablePart from './table.h.txt?raw';

const kinds: { readonly [M in FittedInput['modality']]?: WriteCInput<M> } = {
  table: tableInC,
  image: pictureInC,
  series: seriesInC,
};

/** In the order in which they stand in the header, with what the example needs to read such values. */
const parts: readonly (readonly [part: CPart, header: string, reader: string])[] = [
  ['number', numberPart, ''],
  ['table', tablePart, ''],
  ['picture', picturePart, readPicture],
  ['series', seriesPart, readRows],
];

function inC(input: ExportedInput, place: number): CInput | null {
  // The list gives every modality its own function; that the two belong together is lost on the way.
  const write = kinds[input.modality] as ((given: ExportedInput, id: number) => CInput) | undefined;
  return write === undefined ? null : write(input, place + 1);
}

/** All inputs, or null where one of them has no preparation in C. */
function inputsInC({ inputs }: ExportedSettings): readonly CInput[] | null {
  const written = inputs.map(inC);
  return written.every((input): input is CInput => input !== null) ? written : null;
}

export interface RawC {
  /** The end of the header. */
  readonly header: string;
  readonly example: string;
  /** The example's arguments, for the README. */
  readonly usage: string;
  readonly takes: readonly string[];
}

/** Words for the arguments of the example, one each. */
const argumentWords = (takes: readonly string[]): string => takes.map((_, i) => `ARGUMENT_${i + 1}`).join(' ');

/** `sizes`: how many numbers each input of the network takes. Null where an input cannot be prepared in C. */
export function writeRawC(settings: ExportedSettings, sizes: readonly number[]): RawC | null {
  const inputs = inputsInC(settings);
  if (inputs === null) return null;
  const needed = new Set(inputs.flatMap((input) => input.parts));
  const used = parts.filter(([part]) => needed.has(part));
  let at = 0;
  const prepare = inputs.map((input, place) => {
    const text = input.prepare(`x + ${at}`);
    at += sizes[place]!;
    return text;
  });
  const members = inputs.map(
    ({ member }, place) => `  ${member} /* ${commentText(settings.inputs[place]!.title)} */\n`,
  );
  const header = [
    stepsPart,
    ...used.map(([, text]) => text),
    answersPart,
    ...inputs.flatMap(({ arrays }) => arrays),
    answersInC(settings.outputs),
    `/* The raw values of one sample. */\ntypedef struct {\n${members.join('')}} network_sample;\n`,
    `/* The network's answer to raw values; network_answers says how to read it. 0, or the number of a picture that has no pixels. */\nstatic int network_run_raw(const network_sample *sample, float *out) {\n  static float x[NETWORK_INPUTS];\n${prepare.join('')}  network_run(x, out);\n  return 0;\n}\n`,
  ].join('\n');
  const takes = inputs.flatMap((input) => input.takes);
  let from = 0;
  const gather = inputs.map((input) => {
    const text = input.gather(from);
    from += input.takes.length;
    return text;
  });
  const example = fillTemplate(exampleTemplate, {
    usage: argumentWords(takes),
    arguments: takes.map((words, i) => `   ${i + 1}. ${words}`).join('\n'),
    count: String(takes.length),
    readers: used.map(([, , reader]) => reader).join(''),
    gather: `${inputs.map(({ statics }) => statics).join('')}${gather.join('')}`,
    release: inputs.map(({ release }) => release).join(''),
  });
  return { header, example, usage: argumentWords(takes), takes };
}

/** A sample as the arguments of the example; null where it takes prepared numbers. */
export function rawArgumentsInC(settings: ExportedSettings, sample: Sample): readonly CArgument[] | null {
  const inputs = inputsInC(settings);
  return inputs === null
    ? null
    : inputs.flatMap((input, place) => input.given(sample[settings.inputs[place]!.source]!));
}
