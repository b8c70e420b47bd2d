// For an answer at every place of a sequence, a token or a row: each place is told what stands before it and behind it.
import { endFor } from '../../choices/defaults';
import type { DataSpec } from '../../data/spec';
import type { Network, NodeId } from '../document';
import { type Draft, createDraft } from '../draft';
import { amount, sizesOf } from './reader';

/** A recurrent layer walks place by place; longer windows are looked over by convolutions. */
const longestWalked = 128;

export function labeller(data: DataSpec): Network {
  const draft = createDraft(data);
  const [[source, input] = ['', undefined]] = Object.entries(data.inputs);
  const [target] = Object.values(data.targets);
  if (input === undefined || target === undefined) return draft.network();
  const [length = 1] = sizesOf(input);
  const samples = data.sampleCount;
  const isText = input.modality === 'text';
  const what = isText ? 'tokens' : 'rows';
  let x = draft.add('input', [], { source }, `${amount(samples)} samples of ${amount(length)} ${what} each.`);
  if (isText) {
    const width = samples < 5000 ? 32 : 64;
    x = draft.add(
      'embedding',
      x,
      { inputDim: input.codes ?? 100, outputDim: width },
      `Every token becomes ${width} numbers that are learned.`,
    );
    x = draft.add(
      'dropout',
      x,
      { rate: 0.3 },
      'Leaves some of them out at random, so that the neighbours have to help.',
    );
  }
  x = length <= longestWalked ? walked(draft, x, samples, what) : lookedOver(draft, x, samples);
  const { activation } = endFor(target);
  if (target.task === 'regression') {
    x = draft.add('dense', x, { units: 1, activation }, 'One number for every row, whatever it is.');
    draft.add('output', draft.add('flatten', x, {}, `The ${amount(length)} numbers in one row.`));
    return draft.network();
  }
  const units = target.classes?.length ?? 2;
  draft.add(
    'output',
    draft.add(
      'dense',
      x,
      { units: Math.max(2, units), activation },
      `The same ${units} probabilities at every place: softmax makes them shares that add up to 1.`,
    ),
  );
  return draft.network();
}

function walked(draft: Draft, from: NodeId, samples: number, what: string): NodeId {
  const units = samples < 5000 ? 32 : 64;
  return draft.add(
    'bidirectional',
    from,
    { layer: { kind: 'lstm', params: { units, returnSequences: true } } },
    `Reads the ${what} from both ends and keeps every place, so that each knows what stands before and behind it.`,
  );
}

function lookedOver(draft: Draft, from: NodeId, samples: number): NodeId {
  const filters = samples < 5000 ? 16 : 32;
  const look = { filters, kernelSize: [5], padding: 'same', activation: 'relu' };
  let x = draft.add('conv1d', from, look, 'Each row with two neighbours on either side; the window keeps its length.');
  x = draft.add('conv1d', x, { ...look, dilationRate: [4] }, 'Looks further, in steps of four rows.');
  return draft.add('conv1d', x, { ...look, dilationRate: [16] }, 'And further, in steps of sixteen.');
}
