// A class for every place: the tokens of a text with their tags, or the rows of a window as a band.
import { classColour } from '../../shared/data/classColours';
import { tagKinds } from '../../shared/data/tags';
import { textEncoder } from '../../shared/data/text';
import { pickCodes } from '../../shared/data/masks';
import type { Sample } from '../../shared/export/rawSample';
import type { ExportedInput, ExportedOutput } from '../../shared/export/settings';
import { element } from './dom';
import type { Answer } from './predict';

/** How much of the ground a tag's colour covers. */
const cover = '40';

export function placesAnswer(
  answer: Answer,
  output: ExportedOutput,
  inputs: readonly ExportedInput[],
  sample: Sample,
): HTMLElement[] {
  const { classes } = answer;
  const codes = pickCodes(answer.answer, classes.length);
  const { kinds, kindOf } = tagKinds(classes);
  const source = output.task === 'regression' ? undefined : output.places;
  const input = inputs.find((each) => each.source === source);
  const legend = element('p', 'hint');
  kinds.slice(0, 40).forEach((kind, at) => {
    const name = element('span', 'tag', kind);
    name.style.background = classColour(at) + cover;
    legend.append(name, ' ');
  });
  if (input?.modality !== 'text') return [legend, bandOf(codes, classes, kindOf)];
  const { text } = sample[input.source] as { readonly text: string };
  const box = element('p', 'tagged');
  textEncoder(input)
    .tokens(text)
    .forEach((token, place) => {
      const code = codes[place]!;
      const kind = kindOf[code]!;
      const shown = element('span', kind < 0 ? '' : 'tag', token.text);
      shown.title = classes[code] ?? '';
      if (kind >= 0) shown.style.background = classColour(kind) + cover;
      box.append(shown, ' ');
    });
  return [legend, box];
}

function bandOf(codes: ArrayLike<number>, classes: readonly string[], kindOf: readonly number[]): HTMLElement {
  const band = element('div', 'band');
  Array.from(codes).forEach((code, row) => {
    const cell = element('span');
    cell.title = `${row + 1}: ${classes[code] ?? ''}`;
    if (kindOf[code]! >= 0) cell.style.background = classColour(kindOf[code]!);
    band.append(cell);
  });
  return band;
}
