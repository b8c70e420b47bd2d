// Groups of ONNX nodes that are one thing: activations, norms and distances that exporters write out in arithmetic. Each
// is found by its last node and replaced by a node of a name of our own.
import { bounded, gelu, hardSwish, logSigmoid, swish } from './activationPatterns';
import { Attributes, type OnnxNode } from './file';
import { heads } from './headPatterns';
import { rotary } from './heads';
import { type Nodes, type Pattern, lastReduction, only, orders, squareOf } from './nodes';
import { groupNorm, layerNorm, rms, unit } from './normPatterns';

/** Distances of two branches along the last axis. */
const distance: Pattern = (node, graph) => {
  const branches = (tensor: string | undefined): readonly string[] | null => {
    const sub = tensor === undefined ? undefined : graph.maker(tensor);
    return sub?.op === 'Sub' && sub.inputs.every((input) => graph.constant(input) === null) ? sub.inputs : null;
  };
  const squared = (sum: OnnxNode | null): readonly string[] | null =>
    branches(squareOf(graph, sum?.inputs[0]) ?? undefined);
  const asSum = (one: OnnxNode): OnnxNode | null => {
    const axes = one.attributes.ints('axes') ?? Array.from(graph.constant(one.inputs[1] ?? '')?.values ?? []);
    return one.op === 'ReduceSum' && one.attributes.int('keepdims', 1) !== 0 && axes.length === 1 && axes[0] === -1
      ? one
      : null;
  };
  if (node.op === 'Sqrt') {
    const max = only(graph, node.inputs[0], 'Max');
    for (const [sum] of max === null ? [] : orders(max)) {
      const inputs = squared(lastReduction(graph, sum, 'ReduceSum'));
      if (inputs !== null) return { op: 'Layerloom.Distance.euclidean', inputs };
    }
    return null;
  }
  const sum = asSum(node);
  if (sum === null) return null;
  const abs = only(graph, sum.inputs[0], 'Abs');
  const inputs = abs === null ? squared(sum) : branches(abs.inputs[0]);
  return inputs === null ? null : { op: `Layerloom.Distance.${abs === null ? 'squared' : 'manhattan'}`, inputs };
};

const patterns: readonly Pattern[] = [
  heads,
  rotary,
  hardSwish,
  swish,
  gelu,
  logSigmoid,
  distance,
  bounded,
  unit,
  rms,
  layerNorm,
  groupNorm,
];

/** Settings of a node that we made. */
class MadeAttributes extends Attributes {
  constructor(
    private readonly numbers: { readonly [name: string]: number },
    private readonly lists: { readonly [name: string]: readonly number[] } = {},
  ) {
    super([], () => {
      throw new RangeError('There is no array.');
    });
  }
  override has(name: string): boolean {
    return name in this.numbers;
  }
  override int(name: string, otherwise: number): number {
    return this.numbers[name] ?? otherwise;
  }
  override float(name: string, otherwise: number): number {
    return this.numbers[name] ?? otherwise;
  }
  override ints(name: string): readonly number[] | null {
    return this.lists[name] ?? null;
  }
}

/** The node, or the one that it is the end of. */
export function simplified(node: OnnxNode, graph: Nodes): OnnxNode {
  for (const pattern of patterns) {
    const found = pattern(node, graph);
    if (found !== null)
      return { ...node, op: found.op, inputs: found.inputs, attributes: new MadeAttributes(found.attributes ?? {}) };
  }
  return node;
}
