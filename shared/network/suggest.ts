// A network to start from, made from what the data gives: small, sound and trainable in under a minute.
import { answerShapes } from '../choices/defaults';
import type { DataSpec } from '../data/spec';
import type { Network } from './document';
import type { ParamValues } from '../result';
import { addNode, connect } from './edits';
import { findLayer } from '../layers';
import { foldRanks } from './layout';
import { endFor } from './remedies';
import { unet } from './suggestUnet';

/** A layer and its parameters; the rest are defaults. */
export type Step = readonly [kind: string, params?: ParamValues];

/** Layers one after the other, each wired to the one before; a long chain in several rows. */
export function chain(steps: readonly Step[]): Network {
  let network: Network = { nodes: [], edges: [] };
  let before: string | null = null;
  const places = foldRanks(steps.map((_, rank) => ({ id: String(rank), rank, across: 0 })));
  for (const [place, [kind, params]] of steps.entries()) {
    const added = addNode(network, kind, places.get(String(place))!, params);
    network = before === null ? added.network : connect(added.network, before, added.id, 'input');
    before = added.id;
  }
  return network;
}

/** The layer that ends a network for this data: its size and activation follow from the target. */
export function headFor(data: DataSpec): Step {
  const target = Object.values(data.targets)[0];
  if (!target) return ['dense', { units: 1, activation: 'linear' }];
  const { units, activation } = endFor(target);
  return answerShapes(target)[0]!.length === 3
    ? ['conv2d', { filters: units, kernelSize: [1, 1], padding: 'same', activation }]
    : ['dense', { units, activation }];
}

/** A convolutional network for pictures and spectrograms, averaged word vectors for texts, a recurrent layer for series, two hidden layers for rows. */
export function suggestNetwork(data: DataSpec): Network {
  const [name, first] = Object.entries(data.inputs)[0] ?? [];
  if (name === undefined || !first) return { nodes: [], edges: [] };
  const input: Step = ['input', { source: name }];
  const target = Object.values(data.targets)[0];
  if (first.modality === 'image' && target?.task === 'classification' && target.shape?.length === 2) return unet(data);
  if (first.modality === 'image' || first.modality === 'audio') {
    const [height = 1, width = 1] = first.tensor.shape;
    const room = Math.min(height ?? 1, width ?? 1);
    const body: Step[] =
      room >= 16
        ? [
            ['conv2d', { filters: 16, kernelSize: [5, 5], activation: 'relu' }],
            ['maxPooling2d'],
            ['conv2d', { filters: 32, kernelSize: [3, 3], activation: 'relu' }],
            ['maxPooling2d'],
          ]
        : [
            ['conv2d', { filters: 16, kernelSize: [3, 3], activation: 'relu', padding: 'same' }],
            ...(room >= 8 ? [['maxPooling2d'] as const] : []),
          ];
    return chain([
      input,
      ...body,
      ['flatten'],
      ['dropout', { rate: 0.3 }],
      ['dense', { units: 64, activation: 'relu' }],
      headFor(data),
      ['output'],
    ]);
  }
  if (first.modality === 'series') {
    const rows = first.tensor.shape[0] ?? 1;
    // A long window is shortened by convolutions first: a recurrent layer walks through it row by row.
    const body: Step[] =
      rows <= 100
        ? [['gru', { units: 16 }]]
        : [
            ['conv1d', { filters: 16, kernelSize: [7], strides: [2], activation: 'relu' }],
            ['conv1d', { filters: 16, kernelSize: [5], strides: [2], activation: 'relu' }],
            ['globalAveragePooling1d'],
          ];
    return chain([input, ...body, headFor(data), ['output']]);
  }
  if (first.modality === 'text' && Object.values(data.targets)[0]?.shape !== undefined) return writer(data);
  if (first.modality === 'text') {
    const small = data.sampleCount < 5000;
    return chain([
      input,
      ['embedding', { inputDim: first.codes ?? 1000, outputDim: small ? 16 : 32 }],
      ['globalAveragePooling1d'],
      ['dense', { units: small ? 16 : 32, activation: 'relu' }],
      headFor(data),
      ['output'],
    ]);
  }
  const width = first.tensor.shape[0] ?? 1;
  const units = width <= 4 ? 16 : width <= 16 ? 32 : 64;
  return chain([
    input,
    ['dense', { units, activation: 'relu' }],
    ['dense', { units: Math.max(8, units / 2), activation: 'relu' }],
    headFor(data),
    ['output'],
  ]);
}

/** For pairs of texts: what was written so far looks at itself and asks the source, and every place gives the next token. */
function writer(data: DataSpec): Network {
  const [source, soFar] = Object.entries(data.inputs);
  const width = 64;
  const heads = { numHeads: 4, keyDim: width / 4 };
  let network: Network = { nodes: [], edges: [] };
  const put = (kind: string, column: number, row: number, params: ParamValues, ...from: readonly string[]): string => {
    const added = addNode(network, kind, { x: column * 260, y: row * 150 }, params);
    const ports = findLayer(kind)?.inputs ?? [];
    network = from.reduce((made, id, place) => {
      const port = ports[Math.min(place, ports.length - 1)]!;
      return connect(made, id, added.id, port.name);
    }, added.network);
    return added.id;
  };
  const read = (entry: typeof source, row: number) =>
    put(
      'tokenAndPositionEmbedding',
      1,
      row,
      { inputDim: entry?.[1].codes ?? 100, maxLength: entry?.[1].tensor.shape[0] ?? 256, outputDim: width },
      put('input', 0, row, { source: entry?.[0] ?? '' }),
    );
  const meaning = put(
    'bidirectional',
    2,
    0,
    { layer: { kind: 'gru', params: { units: width / 2, returnSequences: true } } },
    read(source, 0),
  );
  const written = read(soFar, 1);
  const looked = put('multiHeadAttention', 2, 1, { ...heads, causal: true }, written);
  const known = put('layerNormalization', 4, 1, {}, put('add', 3, 1, {}, written, looked));
  const asked = put('crossAttention', 5, 0, heads, known, meaning);
  const told = put('layerNormalization', 7, 1, {}, put('add', 6, 1, {}, known, asked));
  const thought = put('dense', 8, 1, { units: 2 * width, activation: 'relu' }, told);
  const [kind, params] = headFor(data);
  put('output', 10, 1, {}, put(kind, 9, 1, params ?? {}, thought));
  return network;
}
