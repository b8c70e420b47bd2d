// What goes into a network and what comes out of it, in a sentence each, for READMEs, notebooks and the model card.
import type { Framing } from '../data/framing';
import { pictureSizeOf } from '../data/preprocess';
import type { Plan } from '../run/plan';
import { type ExportedInput, type ExportedOutput, type ExportedSettings, renamedLayers } from './settings';
import { htmlText, markdownText } from './text';

/** The program's own words, with `code` in them, and between them what a user has named. */
type Words = readonly (string | { readonly named: string })[];

/** An input or an output. */
export interface Described {
  readonly name: string;
  readonly words: Words;
}

/** A part of a README about layers whose file calls them otherwise than the canvas; nothing where there are none. */
export function describeNames(plan: Pick<Plan, 'layers'>): string {
  const rows = [...renamedLayers(plan)].map(([identifier, name]) => `| \`${identifier}\` | ${markdownText(name)} |\n`);
  return rows.length === 0
    ? ''
    : `\n## Names\n\nNames in this file's format are letters, digits and a few signs. These layers are called otherwise on the canvas:\n\n| in the file | on the canvas |\n| ----------- | ------------- |\n${rows.join('')}`;
}

const maxNames = 30;

function words(own: TemplateStringsArray, ...between: readonly (string | number | Words)[]): Words {
  return own.flatMap((text, i) => {
    const next = between[i] ?? '';
    return [text, ...(typeof next === 'object' ? next : [String(next)])];
  });
}

const named = (name: string): Words => [{ named: name }];

function names(all: readonly string[]): Words {
  const listed = all.slice(0, maxNames).flatMap((name, i) => [i === 0 ? '' : ', ', { named: name }]);
  return all.length > maxNames ? [...listed, `, and ${all.length - maxNames} more`] : listed;
}

const namesOf = (all: readonly { readonly name: string }[]): Words => names(all.map(({ name }) => name));

const pieces = { character: 'characters', word: 'words', subword: 'word pieces' } as const;

const framingWords: { readonly [F in Framing]: string } = {
  stretch: '',
  crop: ', its middle cut out where it has another shape',
  padBlack: ', with a black border where it has another shape',
  padEdge: ', with a border of the colours of its edge where it has another shape',
};

const sizeWords = (input: Extract<ExportedInput, { modality: 'image' | 'video' }>): string => {
  const { width, height, channels, framing } = pictureSizeOf(input);
  return `becomes ${width} by ${height} pixels, ${channels === 1 ? 'grey' : 'colour'}${framingWords[framing]}`;
};

function inputWords(input: ExportedInput): Words {
  switch (input.modality) {
    case 'table':
      return words`a row with the columns ${namesOf(input.columns)}`;
    case 'image':
      return words`a picture of any size; it ${sizeWords(input)}`;
    case 'video':
      return words`the pictures of a clip, of which ${input.frames} are seen; each ${sizeWords(input)}`;
    case 'audio':
      return words`a sound; its first ${Number((input.length / input.rate).toFixed(2))} seconds at ${input.rate} samples a second become a mel spectrogram`;
    case 'series':
      return words`the last ${input.window} rows of a series, oldest first, each with the values ${namesOf(input.channels)}`;
    case 'text':
      return words`a text; the first ${input.length} ${pieces[input.level]} of it become whole numbers, as \`tokenizer.json\` (Hugging Face tokenizers) does as well, where it is among the files`;
  }
}

function outputWords(output: ExportedOutput): Words {
  if (output.task === 'labels')
    return words`any of ${output.classes.length} labels, a probability for each: ${names(output.classes)}`;
  if (output.shape !== undefined) return manyAnswers(output, output.shape);
  return output.task === 'regression'
    ? words`the value of ${named(output.column)}`
    : words`one of ${output.classes.length} classes: ${names(output.classes)}`;
}

function forecastWords(steps: number, ahead: number, column: string): Words {
  if (ahead < 1) return words`${named(column)} in each of the ${steps} rows: ${steps} numbers`;
  const from = ahead === 1 ? 'the next row' : `${ahead} rows after the last one`;
  return words`a forecast of ${named(column)}: ${steps} numbers, from ${from} to ${ahead + steps - 1} rows after it`;
}

/** What an answer of many numbers means, and how to read them. */
function manyAnswers(output: ExportedOutput, shape: readonly number[]): Words {
  const numbers = `[${shape.join(', ')}]`;
  if (output.task === 'regression') {
    if (output.ahead !== undefined) return forecastWords(shape[0] ?? 1, output.ahead, output.column);
    return output.rebuilds === undefined
      ? words`${numbers} numbers`
      : words`the input ${named(output.rebuilds)}, rebuilt: ${numbers} numbers, scaled as the network is given them`;
  }
  if (output.task === 'detection')
    return words`boxes, as a grid of ${shape[0]!} rows and ${shape[1]!} columns. Each cell holds numbers before any sigmoid or softmax: whether the centre of something lies in it; where in the cell, along x and y; the square roots of its width and height as shares of the picture; and one number for each class (${names(output.classes)}). Sigmoid for the first five, softmax for the rest; the product of the first and the largest share is the score. Of boxes of a class that overlap by more than a half the surest stays. \`decode\` of preprocessing.py, where it is among the files, does all of this`;
  if (output.places !== undefined)
    return words`for each of ${shape[0]!} places of the input ${named(output.places)} the probabilities of a class, ${output.classes.length} numbers each: ${names(output.classes)}. Places behind a text's end are padding and mean nothing`;
  const what = output.continues === undefined ? 'a class' : 'the token that follows';
  return words`at each of ${numbers} places the probabilities of ${what}, ${output.classes.length} numbers each: ${names(output.classes)}`;
}

export const describeInputs = ({ inputs }: ExportedSettings): readonly Described[] =>
  inputs.map((input) => ({ name: input.source, words: inputWords(input) }));

export const describeOutputs = ({ outputs }: ExportedSettings): readonly Described[] =>
  outputs.map((output) => ({ name: output.name, words: outputWords(output) }));

/** Items of a list in Markdown. */
export function describedMarkdown(all: readonly Described[]): string {
  const item = ({ name, words: said }: Described) =>
    `- **${markdownText(name)}**: ${said.map((part) => (typeof part === 'string' ? part : markdownText(part.named))).join('')}`;
  return all.map(item).join('\n');
}

/** The same as a list in HTML. */
export function describedHtml(all: readonly Described[]): string {
  const own = (text: string) => htmlText(text).replace(/`([^`]+)`/g, '<code>$1</code>');
  const item = ({ name, words: said }: Described) =>
    `<li><strong>${htmlText(name)}</strong>: ${said.map((part) => (typeof part === 'string' ? own(part) : htmlText(part.named))).join('')}</li>`;
  return `<ul>\n${all.map(item).join('\n')}\n</ul>`;
}
