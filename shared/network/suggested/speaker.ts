// For texts that are to be continued: every place looks back only, and gives a probability for each token that may follow.
import type { DataSpec } from '../../data/spec';
import { findBlockSample } from '../../samples/blocks';
import { headFor } from '../chain';
import type { Network } from '../document';
import { createDraft } from '../draft';
import { amount, sizesOf } from './reader';

export function speaker(data: DataSpec): Network {
  const draft = createDraft(data);
  const [name, input] = Object.entries(data.inputs)[0]!;
  const [length = 1] = sizesOf(input);
  const width = data.sampleCount < 20_000 ? 64 : 128;
  let x = draft.add(
    'tokenAndPositionEmbedding',
    draft.add('input', [], { source: name }, `Pieces of text of ${amount(length)} tokens.`),
    { inputDim: input.codes ?? 100, maxLength: length, outputDim: width },
    `Every token becomes ${width} numbers, and its place others: as many as ${amount(data.sampleCount)} pieces can teach.`,
  );
  x = draft.block(
    findBlockSample('transformer-causal')!,
    x,
    'Each place looks at what stands before it, never ahead: that is what it has to guess.',
    2,
  );
  x = draft.add('layerNormalization', x, {}, 'Brings all places to one scale before the choice.');
  const [kind, params] = headFor(data);
  draft.add(
    'output',
    draft.add(kind, x, params, 'One probability for every token that may come next, at every place.'),
  );
  return draft.network();
}
