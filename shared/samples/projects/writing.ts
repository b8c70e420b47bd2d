// Networks that read one text and write another, token by token: encoder and decoder as "Attention is all you need" wires
// them, from the shipped blocks.
import type { DataSpec } from '../../data/spec';
import type { Network } from '../../network/document';
import { createDraft } from '../../network/draft';
import { findBlockSample } from '../blocks';

export interface WritingSize {
  /** Numbers per token. */
  readonly width: number;
  readonly encoders: number;
  readonly decoders: number;
}

/** For data with a source, what was written so far, and the next token as target (shared/data/kinds/pairs.ts). */
export function writingNetwork(data: DataSpec, { width, encoders, decoders }: WritingSize): Network {
  const draft = createDraft(data);
  const [source, soFar] = Object.entries(data.inputs);
  const [target] = Object.values(data.targets);
  const read = (entry: typeof source, name: string, note: string) => {
    const [from = '', spec] = entry ?? [];
    const input = draft.add('input', [], { source: from }, undefined, `${name}_input`);
    const size = { inputDim: spec?.codes ?? 100, maxLength: spec?.tensor.shape[0] ?? 32, outputDim: width };
    return draft.add('tokenAndPositionEmbedding', input, size, note, name);
  };
  const encoder = findBlockSample('transformer-encoder')!;
  const decoder = findBlockSample('transformer-decoder')!;
  let meaning = read(source, 'source', 'A row of numbers for every token of the source, and where it stands.');
  for (let i = 0; i < encoders; i++) meaning = draft.block(encoder, meaning, 'Every token looks at all others.');
  meaning = draft.add('layerNormalization', meaning, {}, 'What the source means: the decoder asks it.', 'meaning');
  draft.nextRow();
  let written = read(soFar, 'so_far', 'What has been written so far, from the mark of the start on.');
  const asking = {
    title: decoder.title,
    build: ((add, from, shape) =>
      decoder.build(
        (kind, name, sources, params) =>
          add(kind, name, kind === 'crossAttention' ? [sources as string, meaning] : sources, params),
        from,
        shape,
      )) satisfies typeof decoder.build,
  };
  for (let i = 0; i < decoders; i++)
    written = draft.block(asking, written, 'Looks back at what was written, then asks the source.');
  written = draft.add('layerNormalization', written, {}, undefined, 'written');
  const next = draft.add(
    'dense',
    written,
    { units: target?.classes?.length ?? 100, activation: 'softmax' },
    'At every place: how likely each token is to come next.',
    'next_token',
  );
  draft.add('output', next);
  return draft.network();
}
