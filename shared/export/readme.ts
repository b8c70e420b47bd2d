// What goes into a network and what comes out of it, as lists for a README.
import type { ExportedSettings } from './settings';
import { markdownText } from './text';

const maxNames = 30;

function names(all: readonly string[]): string {
  const more = all.length > maxNames ? `, and ${all.length - maxNames} more` : '';
  return `${all.slice(0, maxNames).map(markdownText).join(', ')}${more}`;
}

export function describeInputs(settings: ExportedSettings): string {
  return settings.inputs
    .map((input) =>
      input.modality === 'table'
        ? `- **${markdownText(input.source)}**: a row with the columns ${names(input.columns.map((column) => column.name))}`
        : input.modality === 'audio'
          ? `- **${markdownText(input.source)}**: a sound; its first ${Number((input.length / input.rate).toFixed(2))} seconds at ${input.rate} samples a second become a mel spectrogram`
          : input.modality === 'series'
            ? `- **${markdownText(input.source)}**: the last ${input.window} rows of a series, oldest first, each with the values ${names(input.channels.map((channel) => channel.name))}`
            : input.modality === 'text'
              ? `- **${markdownText(input.source)}**: a text; the first ${input.length} ${input.level === 'character' ? 'characters' : input.level === 'subword' ? 'word pieces' : 'words'} of it become whole numbers, as \`tokenizer.json\` (Hugging Face tokenizers) does as well, where it is among the files`
              : `- **${markdownText(input.source)}**: ${input.modality === 'video' ? `the pictures of a clip, of which ${input.frames} are seen; each` : 'a picture of any size; it'} becomes ${input.width} by ${input.height} pixels, ${input.channels === 1 ? 'grey' : 'colour'}`,
    )
    .join('\n');
}

export function describeOutputs(settings: ExportedSettings): string {
  return settings.outputs
    .map((output) =>
      output.task === 'labels'
        ? `- **${markdownText(output.name)}**: any of ${output.classes.length} labels, a probability for each: ${names(output.classes)}`
        : output.shape !== undefined
          ? manyAnswers(output)
          : output.task === 'regression'
            ? `- **${markdownText(output.name)}**: the value of ${markdownText(output.column)}`
            : `- **${markdownText(output.name)}**: one of ${output.classes.length} classes: ${names(output.classes)}`,
    )
    .join('\n');
}

function forecastWords(steps: number, ahead: number, column: string): string {
  const last = ahead + steps - 1;
  return `a forecast of ${markdownText(column)}: ${steps} numbers, from ${ahead === 1 ? 'the next row' : `${ahead} rows after the last one`} to ${last} rows after it`;
}

/** What an answer of many numbers means, and how to read them. */
function manyAnswers(output: ExportedSettings['outputs'][number]): string {
  const name = `- **${markdownText(output.name)}**`;
  const shape = `[${(output.shape ?? []).join(', ')}]`;
  if (output.task === 'regression') {
    if (output.ahead !== undefined)
      return `${name}: ${forecastWords(output.shape?.[0] ?? 1, output.ahead, output.column)}`;
    return output.rebuilds === undefined
      ? `${name}: ${shape} numbers`
      : `${name}: the input ${markdownText(output.rebuilds)}, rebuilt: ${shape} numbers, scaled as the network is given them`;
  }
  if (output.task === 'detection') {
    const [rows, columns] = output.shape ?? [];
    return `${name}: boxes, as a grid of ${rows} rows and ${columns} columns. Each cell holds numbers before any sigmoid or softmax: whether the centre of something lies in it; where in the cell, along x and y; the square roots of its width and height as shares of the picture; and one number for each class (${names(output.classes)}). Sigmoid for the first five, softmax for the rest; the product of the first and the largest share is the score. Of boxes of a class that overlap by more than a half the surest stays. \`decode\` of preprocessing.py, where it is among the files, does all of this`;
  }
  const what = output.continues === undefined ? 'a class' : 'the token that follows';
  return `${name}: at each of ${shape} places the probabilities of ${what}, ${output.classes.length} numbers each: ${names(output.classes)}`;
}
