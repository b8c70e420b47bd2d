// What the two multi-head attention layers share: they differ in where keys and values come from.
import { flag, int } from '../../params';
import { fail, ok } from '../../result';
import type { ParamSchema, ValuesOf } from '../../params';
import type { Result } from '../../result';
import type { Shape, TensorSpec } from '../../shape';
import type { BuildContext, KerasCall, TensorFlow, TfLayer, WeightSpec } from '../layer';
import { expectRank, give, size } from './expect';
import { kerasInitializer, unless } from './keras';
import { rateParam } from './noise';
import { multiHeadAttention } from './operations/attention';
import { ownLayer } from './ownLayer';
import { initializerParam, useBiasParam } from './params';
import { line, plural } from './words';

export const headsParams = {
  numHeads: int({
    title: 'Heads',
    help: 'How many times the layer looks around at once, each time for something else. 2 to 12 is usual.',
    default: 4,
    min: 1,
    max: 256,
  }),
  keyDim: int({
    title: 'Size of a head',
    help: 'How many numbers each head compares. Usually the number of features divided by the number of heads.',
    default: 16,
    min: 1,
    max: 4096,
  }),
  causal: causalParam(),
  dropout: rateParam(
    'The share of looks that is silenced in each step of training. 0 switches it off; 0.1 is usual.',
    0,
  ),
  useBias: useBiasParam(),
  kernelInitializer: initializerParam('Weights start as', 'glorotUniform'),
} satisfies ParamSchema;

export function causalParam() {
  return flag({
    title: 'Causal',
    help: 'Each step sees only itself and the steps before it, as a network must that writes text word by word.',
    default: false,
  });
}

type Heads = ValuesOf<typeof headsParams>;

export function headsWords({ numHeads, keyDim, causal }: Heads): string {
  return line(plural(numHeads, 'head'), `${keyDim} each`, causal && 'causal');
}

/** Queries [steps, features] and values [steps, features] give [query steps, query features]. */
export function headsShape(
  title: string,
  query: TensorSpec | undefined,
  value: TensorSpec | undefined,
): Result<TensorSpec> {
  const shapes = expectSequences(title, query, value);
  return shapes.ok ? give(title, shapes.value[0]) : shapes;
}

/** Two sequences, or the first Problem of them. */
function expectSequences(
  title: string,
  query: TensorSpec | undefined,
  value: TensorSpec | undefined,
): Result<readonly [Shape, Shape]> {
  const first = expectRank(title, query, 2);
  if (!first.ok) return first;
  const second = expectRank(title, value, 2);
  return second.ok ? ok([first.value, second.value]) : second;
}

/** As `expectSequences`, with equally many features, since they are compared number by number. */
export function expectComparable(
  title: string,
  query: TensorSpec | undefined,
  value: TensorSpec | undefined,
): Result<readonly [Shape, Shape]> {
  const shapes = expectSequences(title, query, value);
  if (!shapes.ok) return shapes;
  const [first, second] = shapes.value;
  if (first[1] === second[1]) return shapes;
  return fail(
    'attention.features',
    `${title} compares sequences with equally many features. One has ${first[1]}, the other ${second[1]}. Put a Dense layer with ${first[1]} units in the second branch.`,
  );
}

export function headsWeights(query: TensorSpec, value: TensorSpec, params: Heads): readonly WeightSpec[] {
  const { numHeads, keyDim, useBias, kernelInitializer } = params;
  const features = size(query.shape[1]);
  const parts = [
    ['query', [features, numHeads, keyDim], [numHeads, keyDim]],
    ['key', [size(value.shape[1]), numHeads, keyDim], [numHeads, keyDim]],
    ['value', [size(value.shape[1]), numHeads, keyDim], [numHeads, keyDim]],
    ['attention_output', [numHeads, keyDim, features], [features]],
  ] as const;
  return parts.flatMap(([part, kernel, bias]) => [
    { name: `${part}_kernel`, shape: kernel, trainable: true, initializer: kernelInitializer },
    ...(useBias ? [{ name: `${part}_bias`, shape: bias, trainable: true, initializer: 'zeros' }] : []),
  ]);
}

export function buildHeads(
  tf: TensorFlow,
  params: Heads,
  name: string,
  { random }: BuildContext,
  query: TensorSpec,
  value: TensorSpec,
): TfLayer {
  const { causal, useBias, dropout } = params;
  const weights = headsWeights(query, value, params);
  return ownLayer(tf, multiHeadAttention, name, { causal, useBias, dropout }, query.shape, weights, random);
}

/** `inputs`: which wire is query, which is value. */
export function headsKeras(params: Heads, inputs: readonly [number, number]): KerasCall {
  return {
    className: 'MultiHeadAttention',
    args: {
      num_heads: params.numHeads,
      key_dim: params.keyDim,
      ...unless('dropout', params.dropout, 0),
      ...unless('use_bias', params.useBias, true),
      ...kerasInitializer('kernel_initializer', params.kernelInitializer),
    },
    call: { inputs, ...(params.causal ? { args: { use_causal_mask: true } } : {}) },
  };
}
