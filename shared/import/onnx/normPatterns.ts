// Normalizations that exporters write out in arithmetic.
import { singleOf } from './constant';
import { type Nodes, type Pattern, lastReduction, meanOf, number, only, orders, squareOf } from './nodes';

export const unit: Pattern = (node, graph) => {
  if (node.op !== 'Div') return null;
  const [x, below] = node.inputs;
  const root = only(graph, below, 'Sqrt');
  const max = root === null ? null : only(graph, root.inputs[0], 'Max');
  for (const [sum, bound] of max === null ? [] : orders(max)) {
    const low = number(graph, bound);
    const reduced = lastReduction(graph, sum, 'ReduceSum');
    if (low !== null && low < 1e-6 && reduced !== null && squareOf(graph, reduced.inputs[0]) === x)
      return { op: 'Layerloom.Unit', inputs: [x!] };
  }
  // torch.nn.functional.normalize.
  const expand = only(graph, below, 'Expand');
  const clip = only(graph, expand === null ? below : expand.inputs[0], 'Clip');
  const norm = clip === null ? null : lastReduction(graph, clip.inputs[0], 'ReduceL2');
  return norm !== null && norm.inputs[0] === x ? { op: 'Layerloom.Unit', inputs: [x!] } : null;
};

/** What is divided, and by what; also where one over the divisor is a factor. */
function quotientOf(graph: Nodes, tensor: string): readonly [string, string] | null {
  const div = only(graph, tensor, 'Div');
  if (div !== null) return [div.inputs[0]!, div.inputs[1]!];
  const mul = only(graph, tensor, 'Mul');
  for (const [x, factor] of mul === null ? [] : orders(mul)) {
    const inverse = only(graph, factor, 'Reciprocal');
    if (inverse !== null) return [x, inverse.inputs[0]!];
  }
  return null;
}

/** x / √(mean x² + ε) · scale. */
export const rms: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  for (const [even, scale] of orders(node)) {
    const quotient = graph.constant(scale) === null ? null : quotientOf(graph, even);
    if (quotient === null) continue;
    const [x, below] = quotient;
    const root = only(graph, below, 'Sqrt');
    const sum = root === null ? null : only(graph, root.inputs[0], 'Add');
    for (const [mean, bound] of sum === null ? [] : orders(sum)) {
      const epsilon = number(graph, bound);
      const reduced = meanOf(graph, mean);
      if (epsilon !== null && reduced !== null && squareOf(graph, reduced.inputs[0]) === x)
        return { op: 'RMSNormalization', inputs: [x, scale], attributes: { epsilon } };
    }
  }
  return null;
};

/** (x - mean) / √(mean (x - mean)² + ε) · gamma + beta, as exporters before opset 17 wrote it. */
export const layerNorm: Pattern = (node, graph) => {
  if (node.op !== 'Add') return null;
  for (const [product, beta] of orders(node)) {
    const mul = only(graph, product, 'Mul');
    if (mul === null || graph.constant(beta) === null) continue;
    for (const [even, gamma] of orders(mul)) {
      const div = only(graph, even, 'Div');
      if (div === null || graph.constant(gamma) === null) continue;
      const [difference, below] = div.inputs;
      const root = only(graph, below, 'Sqrt');
      const sum = root === null ? null : only(graph, root.inputs[0], 'Add');
      const sub = graph.maker(difference!);
      if (sum === null || sub?.op !== 'Sub') continue;
      for (const [variance, bound] of orders(sum)) {
        const epsilon = number(graph, bound);
        const reduced = meanOf(graph, variance);
        const x = sub.inputs[0]!;
        const mean = meanOf(graph, sub.inputs[1]);
        if (
          epsilon !== null &&
          reduced !== null &&
          mean !== null &&
          mean.inputs[0] === x &&
          squareOf(graph, reduced.inputs[0]) === difference
        )
          return { op: 'LayerNormalization', inputs: [x, gamma, beta], attributes: { epsilon } };
      }
    }
  }
  return null;
};

/** PyTorch's GroupNorm: laid out by group, evened out, laid back, factors and offsets per channel. */
export const groupNorm: Pattern = (node, graph) => {
  if (node.op !== 'Add') return null;
  for (const [product, beta] of orders(node)) {
    const mul = only(graph, product, 'Mul');
    const offsets = graph.constant(beta);
    if (mul === null || offsets === null) continue;
    for (const [back, gamma] of orders(mul)) {
      const laidBack = only(graph, back, 'Reshape');
      const even = laidBack === null ? null : only(graph, laidBack.inputs[0], 'InstanceNormalization');
      const laidOut = even === null ? null : only(graph, even.inputs[0], 'Reshape');
      const factors = graph.constant(gamma);
      const ones = even === null ? null : graph.constant(even.inputs[1]!);
      if (laidOut === null || even === null || ones === null || factors === null || singleOf(ones) !== 1) continue;
      return {
        op: 'GroupNormalization',
        inputs: [laidOut.inputs[0]!, gamma, beta],
        attributes: { epsilon: even.attributes.float('epsilon', 1e-5), num_groups: ones.values.length },
      };
    }
  }
  return null;
};
