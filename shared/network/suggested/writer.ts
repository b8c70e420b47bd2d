// For pairs of texts: what was written so far looks at itself and asks the source, and every place gives the next token.
import type { DataSpec } from '../../data/spec';
import { headFor } from '../chain';
import type { Network } from '../document';
import { createDraft } from '../draft';

const width = 64;
const heads = { numHeads: 4, keyDim: width / 4 };

export function writer(data: DataSpec): Network {
  const draft = createDraft(data);
  const [source, soFar] = Object.entries(data.inputs);
  const read = (entry: typeof source, note: string, wordsNote: string) =>
    draft.add(
      'tokenAndPositionEmbedding',
      draft.add('input', [], { source: entry?.[0] ?? '' }, note),
      { inputDim: entry?.[1].codes ?? 100, maxLength: entry?.[1].tensor.shape[0] ?? 256, outputDim: width },
      wordsNote,
    );
  const meaning = draft.add(
    'bidirectional',
    read(
      source,
      'The text that is read, whole from the beginning.',
      `Every sign becomes ${width} numbers, and its place others.`,
    ),
    { layer: { kind: 'gru', params: { units: width / 2, returnSequences: true } } },
    'Reads the source from both ends, so that each place knows what stands before and behind it.',
  );
  const written = read(
    soFar,
    'What was written so far: while training the truth, later its own answer.',
    'The same for the text that is written; it has signs of its own.',
  );
  const looked = draft.add(
    'multiHeadAttention',
    written,
    { ...heads, causal: true },
    'Each place looks at what is written before it, never ahead: there is nothing yet.',
  );
  const known = draft.add('layerNormalization', draft.add('add', [written, looked]));
  const asked = draft.add(
    'crossAttention',
    [known, meaning],
    heads,
    'Asks the source: which part of it is to be written next?',
  );
  const told = draft.add('layerNormalization', draft.add('add', [known, asked]));
  const thought = draft.add(
    'dense',
    told,
    { units: 2 * width, activation: 'relu' },
    'Thinks each place over by itself.',
  );
  const [kind, params] = headFor(data);
  draft.add(
    'output',
    draft.add(kind, thought, params, 'One probability for every sign that may come next, at every place.'),
  );
  return draft.network();
}
