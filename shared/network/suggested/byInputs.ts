// Each input read in its own way, side by side where there are several, and one end for every target.
import { answerShapes, endFor } from '../../choices/defaults';
import type { DataSpec, InputSpec, TargetSpec } from '../../data/spec';
import type { Network, NodeId } from '../document';
import { createDraft, type Draft } from '../draft';
import { readPicture } from './pictures';
import { type Reader, amount, sizesOf } from './reader';
import { readRow } from './rows';
import { readSeries } from './series';
import { readText } from './texts';
import { readVideo } from './video';

const readers: { readonly [M in InputSpec['modality']]: Reader } = {
  image: readPicture,
  audio: readPicture,
  video: readVideo,
  text: readText,
  series: readSeries,
  table: readRow,
};

function aboutInput(input: InputSpec, samples: number): string {
  const [first = 1, second = 1, third = 1, fourth = 1] = sizesOf(input);
  switch (input.modality) {
    case 'image':
      return `${amount(samples)} pictures of ${first} × ${second} pixels, ${third === 1 ? 'grey' : `${third} channels`}.`;
    case 'video':
      return `${amount(samples)} clips of ${first} pictures of ${third} × ${second} pixels, ${fourth === 1 ? 'grey' : `${fourth} channels`}.`;
    case 'audio':
      return `${amount(samples)} sounds as spectrograms: ${first} moments, ${second} pitches.`;
    case 'text':
      return `${amount(samples)} texts of ${amount(first)} words each, filled up or cut.`;
    case 'series':
      return `${amount(samples)} windows of ${amount(first)} rows, ${second === 1 ? 'one column' : `${second} columns`} each.`;
    case 'table':
      if (input.codes !== undefined)
        return `${amount(samples)} rows, each with ${first === 1 ? 'a code' : `${amount(first)} codes`} to be looked up.`;
      return `${amount(samples)} rows, each ${first === 1 ? 'one number' : `${amount(first)} numbers`} once categories are spread out.`;
  }
}

function aboutEnd(target: TargetSpec, units: number): string {
  switch (target.task) {
    case 'classification':
      return `${units} classes, so ${units} numbers: softmax makes them shares that add up to 1.`;
    case 'binary':
      return 'A yes-or-no question: one number, and sigmoid makes it a probability.';
    case 'labels':
      return `${units} labels of which any may fit at once: sigmoid makes each number a probability of its own.`;
    case 'detection':
      return `A grid of boxes: ${units} numbers for each of its cells.`;
    case 'regression':
      if (target.ahead !== undefined)
        return `${units} rows in a row, a number for each, and no activation, so that they may be anything.`;
      return `${units === 1 ? 'A quantity: one number' : `${units} quantities`}, and no activation, so that it may be anything.`;
  }
}

function end(draft: Draft, from: NodeId, target: TargetSpec, name: string | null): void {
  const { units, activation } = endFor(target);
  const answer = draft.add('dense', from, { units, activation }, aboutEnd(target, units));
  draft.add('output', answer, name === null ? {} : { target: name }, undefined, name ?? 'output');
}

/** An answer at every pixel: no stage may make the picture smaller. */
function everyPixel(draft: Draft, from: NodeId, target: TargetSpec): void {
  const look = { filters: 16, kernelSize: [3, 3], padding: 'same', activation: 'relu' };
  let x = draft.add('conv2d', from, look, 'Every pixel gets an answer, so the picture keeps its size.');
  x = draft.add('conv2d', x, { ...look, dilationRate: [2, 2] }, 'Looks further around each pixel.');
  const { units, activation } = endFor(target);
  const params = { filters: units, kernelSize: [1, 1], padding: 'same', activation };
  draft.add('output', draft.add('conv2d', x, params, aboutEnd(target, units)));
}

export function suggestByInputs(data: DataSpec): Network {
  const draft = createDraft(data);
  const samples = data.sampleCount;
  const inputs = Object.entries(data.inputs);
  const targets = Object.entries(data.targets);
  const enter = ([name, input]: readonly [string, InputSpec]) =>
    draft.add('input', [], { source: name }, aboutInput(input, samples));
  const [only] = targets;
  if (inputs.length === 1 && only !== undefined && answerShapes(only[1])[0]!.length === 3) {
    everyPixel(draft, enter(inputs[0]!), only[1]);
    return draft.network();
  }
  const read = inputs.map((entry) =>
    readers[entry[1].modality]({ draft, from: enter(entry), input: entry[1], samples }),
  );
  let x = read[0]!;
  if (read.length > 1) {
    x = draft.add('concatenate', read, {}, 'What was read from each input, side by side in one row.');
    x = draft.add(
      'dense',
      x,
      { units: 32, activation: 'relu' },
      'Here the inputs meet: what one says changes what another means.',
    );
  }
  if (targets.length === 0) end(draft, x, { title: '', task: 'regression' }, null);
  for (const [name, target] of targets) end(draft, x, target, targets.length === 1 ? null : name);
  return draft.network();
}
