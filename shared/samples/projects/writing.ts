// Networks that read one text and write another, token by token: encoder and decoder as "Attention is all you need" wires
// them, from the shipped blocks.
import type { DataSpec } from '../../data/spec';
import type { Network } from '../../network/document';
import { createBuilder } from '../architectures/builder';
import { findBlockSample } from '../blocks';

export interface WritingSize {
  /** Numbers per token. */
  readonly width: number;
  readonly encoders: number;
  readonly decoders: number;
}

/** For data with a source, what was written so far, and the next token as target (shared/data/kinds/pairs.ts). */
export function writingNetwork(data: DataSpec, { width, encoders, decoders }: WritingSize): Network {
  const { add, network } = createBuilder();
  const [source, soFar] = Object.entries(data.inputs);
  const [target] = Object.values(data.targets);
  const read = (entry: typeof source, name: string) => {
    const length = entry?.[1].tensor.shape[0] ?? 32;
    return add('tokenAndPositionEmbedding', name, add('input', `${name}_input`, [], { source: entry?.[0] ?? '' }), {
      inputDim: entry?.[1].codes ?? 100,
      maxLength: length,
      outputDim: width,
    });
  };
  const counts = new Map<string, number>();
  const numbered: typeof add = (kind, name, from, params) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return add(kind, count === 1 ? name : `${name}_${count}`, from, params);
  };
  const encoder = findBlockSample('transformer-encoder')!;
  const decoder = findBlockSample('transformer-decoder')!;
  const steps = (entry: typeof source) => [entry?.[1].tensor.shape[0] ?? 32, width];
  let meaning = read(source, 'source');
  for (let i = 0; i < encoders; i++) meaning = encoder.build(numbered, meaning, steps(source));
  meaning = add('layerNormalization', 'meaning', meaning);
  const asking: typeof add = (kind, name, from, params) =>
    numbered(kind, name, kind === 'crossAttention' ? [from as string, meaning] : from, params);
  let written = read(soFar, 'so_far');
  for (let i = 0; i < decoders; i++) written = decoder.build(asking, written, steps(soFar));
  const next = add('dense', 'next_token', add('layerNormalization', 'written', written), {
    units: target?.classes?.length ?? 100,
    activation: 'softmax',
  });
  add('output', 'output', next);
  return network();
}
