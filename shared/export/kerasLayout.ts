// Where Keras keeps a layer's weights in its files, for writing and for reading.

/** Keras' own rule for names of groups: class Conv2D is kept under "conv2d" (keras.src.utils.naming.to_snake_case). */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

export interface WeightPlace {
  /** Path below the layer's group, without "vars": '' for the layer itself, 'cell', 'forward_layer/cell'. */
  readonly path: string;
  /** How many of the layer's weights lie there, in order; null: all that are left. */
  readonly count: number | null;
}

const inCell: readonly WeightPlace[] = [{ path: 'cell', count: null }];

/** Names of Keras' projections inside MultiHeadAttention, in the order in which it lists their weights. */
const attentionParts = ['query_dense', 'key_dense', 'value_dense', 'output_dense'];

/**
 * Groups that hold a layer's weights in a `.keras` file, in the order of `layer.weights`; `weights` is how many there
 * are. Layers of any other class hold them directly.
 */
function weightPlaces(className: string, weights: number): readonly WeightPlace[] {
  switch (className) {
    case 'LSTM':
    case 'GRU':
    case 'SimpleRNN':
    case 'ConvLSTM1D':
    case 'ConvLSTM2D':
    case 'ConvLSTM3D':
      return inCell;
    case 'Bidirectional':
      return [
        { path: 'forward_layer/cell', count: weights / 2 },
        { path: 'backward_layer/cell', count: weights / 2 },
      ];
    case 'TimeDistributed':
      return [{ path: 'layer', count: null }];
    case 'MultiHeadAttention':
      return attentionParts.map((path) => ({ path, count: weights / attentionParts.length }));
    default:
      return [{ path: '', count: null }];
  }
}

/** The paths of `count` weights below the layer's group: "cell/vars/0", … */
export function weightPaths(className: string, count: number): readonly string[] {
  const paths: string[] = [];
  for (const place of weightPlaces(className, count)) {
    const own = place.count ?? count - paths.length;
    for (let i = 0; i < own; i++) paths.push(`${place.path === '' ? '' : `${place.path}/`}vars/${i}`);
  }
  return paths;
}

/** Slope of Keras 3's hard sigmoid is 1/6, ours (and tfjs') is 0.2: scores times 1.2 give the same numbers. */
export const hardSigmoidScale = 1.2;

/**
 * Which columns of a recurrent layer's weights lead to its gates and which to what it remembers: each weight has
 * `gates` blocks of columns side by side. Null where the activation is applied to something that no weight scales.
 */
export function scaledBlocks(
  className: string,
  argument: 'activation' | 'recurrent_activation',
): { readonly gates: number; readonly blocks: readonly number[] } | null {
  if (className === 'LSTM' || className.startsWith('ConvLSTM'))
    // i, f, c, o; `activation` also shapes the state itself.
    return argument === 'recurrent_activation' ? { gates: 4, blocks: [0, 1, 3] } : null;
  if (className === 'GRU')
    return argument === 'recurrent_activation' ? { gates: 3, blocks: [0, 1] } : { gates: 3, blocks: [2] };
  return argument === 'activation' ? { gates: 1, blocks: [0] } : null;
}

/** A copy in which the blocks of the last axis are multiplied. */
function scaleBlocks(
  values: Float32Array,
  width: number,
  gates: number,
  blocks: readonly number[],
  factor: number,
): Float32Array {
  const out = Float32Array.from(values);
  const size = width / gates;
  for (let i = 0; i < out.length; i++) if (blocks.includes(Math.floor((i % width) / size))) out[i] = out[i]! * factor;
  return out;
}

/** An argument whose hard sigmoid needs scaled weights, by the class that has it. */
export interface ScaledArgument {
  readonly className: string;
  readonly argument: 'activation' | 'recurrent_activation';
}

/**
 * A layer's weights with the columns multiplied that lead to a hard sigmoid; `className` is that of the layer itself. Null
 * where the activation is applied to something that no weight scales.
 */
export function scaleWeights<
  W extends { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array },
>(className: string, own: readonly W[], scaled: readonly ScaledArgument[], factor: number): readonly W[] | null {
  let weights = own;
  for (const one of scaled) {
    const found = scaledBlocks(one.className, one.argument);
    if (found === null) return null;
    const { gates, blocks } = found;
    weights = weights.map((weight) => {
      // The depthwise half of a separable convolution feeds the other half, which is scaled.
      if (className === 'SeparableConv2D' && weight.name === 'depthwise_kernel') return weight;
      // A transposed kernel ends with the input's channels, a depthwise one with its multiplier: all of it is scaled.
      const width = gates === 1 ? 1 : weight.shape[weight.shape.length - 1]!;
      return { ...weight, values: scaleBlocks(weight.values, width, gates, blocks, factor) };
    });
  }
  return weights;
}
