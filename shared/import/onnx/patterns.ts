// Groups of ONNX nodes that are one thing: activations, norms and distances that exporters write out in arithmetic. Each
// is found by its last node and replaced by a node of a name of our own.
import { type Constant, singleOf } from './constant';
import { Attributes, type OnnxNode } from './file';
import { heads, rotary } from './heads';

export interface Nodes {
  /** The node that makes a tensor. */
  maker(tensor: string): OnnxNode | undefined;
  uses(tensor: string): number;
  /** A number of the file; null where it is none, or large. */
  constant(tensor: string): Constant | null;
}

export interface Found {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes?: { readonly [name: string]: number };
}

export type Pattern = (node: OnnxNode, graph: Nodes) => Found | null;

/** The node of that kind that makes a tensor which no one else reads. */
export function only(graph: Nodes, tensor: string | undefined, op: string): OnnxNode | null {
  const node = tensor === undefined ? undefined : graph.maker(tensor);
  return node !== undefined && node.op === op && graph.uses(tensor!) === 1 ? node : null;
}

const number = (graph: Nodes, tensor: string | undefined): number | null => {
  const found = tensor === undefined || tensor === '' ? null : graph.constant(tensor);
  return found === null ? null : singleOf(found);
};
const near = (value: number | null, wanted: number): boolean =>
  value !== null && Math.abs(value - wanted) <= 1e-4 * Math.max(1, Math.abs(wanted));

/** Both orders of a node's two inputs. */
function orders({ inputs: [a, b] }: OnnxNode): readonly (readonly [string, string])[] {
  return a === undefined || b === undefined
    ? []
    : [
        [a, b],
        [b, a],
      ];
}

/** A node with one number of the file: the other input. */
function withNumber(graph: Nodes, node: OnnxNode | null, wanted: number): string | null {
  if (node === null) return null;
  for (const [x, c] of orders(node)) if (near(number(graph, c), wanted)) return x;
  return null;
}

const swish: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  for (const [x, gate] of orders(node)) {
    const sigmoid = only(graph, gate, 'Sigmoid');
    if (sigmoid !== null && sigmoid.inputs[0] === x) return { op: 'Layerloom.Swish', inputs: [x] };
    const hard = only(graph, gate, 'HardSigmoid');
    if (
      hard !== null &&
      hard.inputs[0] === x &&
      near(hard.attributes.float('alpha', 0.2), 1 / 6) &&
      near(hard.attributes.float('beta', 0.5), 0.5)
    )
      return { op: 'Layerloom.HardSwish', inputs: [x] };
    const tanh = only(graph, gate, 'Tanh');
    const softplus = tanh === null ? null : only(graph, tanh.inputs[0], 'Softplus');
    if (softplus !== null && softplus.inputs[0] === x) return { op: 'Layerloom.Mish', inputs: [x] };
  }
  return null;
};

/** x · relu6(x + 3) / 6, in the orders in which it is written. */
const hardSwish: Pattern = (node, graph) => {
  const relu6 = (tensor: string): string | null => {
    const clip = only(graph, tensor, 'Clip');
    if (clip === null) return null;
    const [low, high] = [
      clip.inputs.length > 1 ? number(graph, clip.inputs[1]) : clip.attributes.float('min', NaN),
      clip.inputs.length > 2 ? number(graph, clip.inputs[2]) : clip.attributes.float('max', NaN),
    ];
    return near(low, 0) && near(high, 6) ? withNumber(graph, only(graph, clip.inputs[0], 'Add'), 3) : null;
  };
  const product = (mul: OnnxNode | null): string | null => {
    if (mul === null) return null;
    for (const [x, gate] of orders(mul)) if (relu6(gate) === x) return x;
    return null;
  };
  if (node.op === 'Div' && near(number(graph, node.inputs[1]), 6)) {
    const x = product(only(graph, node.inputs[0], 'Mul'));
    return x === null ? null : { op: 'Layerloom.HardSwish', inputs: [x] };
  }
  if (node.op !== 'Mul') return null;
  for (const [x, gate] of orders(node)) {
    const sixth = only(graph, gate, 'Div');
    if (sixth !== null && near(number(graph, sixth.inputs[1]), 6) && relu6(sixth.inputs[0]!) === x)
      return { op: 'Layerloom.HardSwish', inputs: [x] };
  }
  return null;
};

/** Factors of a product of products, whose inner ones no one else reads. */
function factors(graph: Nodes, node: OnnxNode, depth = 0): readonly string[] {
  return node.inputs.flatMap((input) => {
    const inner = depth < 3 ? only(graph, input, 'Mul') : null;
    return inner === null ? [input] : factors(graph, inner, depth + 1);
  });
}

/** x/2 · (1 + erf(x/√2)), and GPT-2's form through tanh. */
const gelu: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  const list = [...factors(graph, node)];
  const halfAt = list.findIndex((one) => near(number(graph, one), 0.5));
  if (list.length !== 3 || halfAt === -1) return null;
  list.splice(halfAt, 1);
  for (const [x, sum] of [list, [...list].reverse()] as unknown as (readonly [string, string])[]) {
    const inner = withNumber(graph, only(graph, sum, 'Add'), 1);
    if (inner === null) continue;
    const erf = only(graph, inner, 'Erf');
    if (erf !== null) {
      const div = only(graph, erf.inputs[0], 'Div');
      const from = div !== null && near(number(graph, div.inputs[1]), Math.SQRT2) ? div.inputs[0] : null;
      if ((from ?? withNumber(graph, only(graph, erf.inputs[0], 'Mul'), Math.SQRT1_2)) === x)
        return { op: 'Layerloom.Gelu', inputs: [x] };
    }
    const tanh = only(graph, inner, 'Tanh');
    const within = tanh === null ? null : withNumber(graph, only(graph, tanh.inputs[0], 'Mul'), Math.sqrt(2 / Math.PI));
    const plus = within === null ? null : only(graph, within, 'Add');
    for (const [first, cubic] of plus === null ? [] : orders(plus)) {
      const cube = withNumber(graph, only(graph, cubic, 'Mul'), 0.044715);
      const pow = cube === null ? null : only(graph, cube, 'Pow');
      if (first === x && pow !== null && pow.inputs[0] === x && near(number(graph, pow.inputs[1]), 3))
        return { op: 'Layerloom.GeluTanh', inputs: [x] };
    }
  }
  return null;
};

const logSigmoid: Pattern = (node, graph) => {
  const softplus = node.op === 'Neg' ? only(graph, node.inputs[0], 'Softplus') : null;
  const neg = softplus === null ? null : only(graph, softplus.inputs[0], 'Neg');
  if (neg !== null) return { op: 'Layerloom.LogSigmoid', inputs: [neg.inputs[0]!] };
  const sigmoid = node.op === 'Log' ? only(graph, node.inputs[0], 'Sigmoid') : null;
  return sigmoid === null ? null : { op: 'Layerloom.LogSigmoid', inputs: [sigmoid.inputs[0]!] };
};

/** The lower bound before a root or logarithm, which our functions have themselves. */
const bounded: Pattern = (node, graph) => {
  if (node.op !== 'Sqrt' && node.op !== 'Log') return null;
  const max = only(graph, node.inputs[0], 'Max');
  for (const [x, bound] of max === null ? [] : orders(max)) {
    const low = number(graph, bound);
    if (low !== null && low > 0 && low <= 1.0001e-7) return { op: `Layerloom.${node.op}`, inputs: [x] };
  }
  return null;
};

/** The tensor whose square this is. */
function squareOf(graph: Nodes, tensor: string | undefined): string | null {
  const mul = only(graph, tensor, 'Mul');
  if (mul !== null && mul.inputs[0] === mul.inputs[1]) return mul.inputs[0]!;
  const pow = only(graph, tensor, 'Pow');
  return pow !== null && near(number(graph, pow.inputs[1]), 2) ? pow.inputs[0]! : null;
}

/** A reduction over the last axis alone that keeps it. */
function lastReduction(graph: Nodes, tensor: string | undefined, op: string): OnnxNode | null {
  const node = only(graph, tensor, op);
  if (node === null || node.attributes.int('keepdims', 1) === 0) return null;
  const axes = node.attributes.ints('axes') ?? Array.from(graph.constant(node.inputs[1] ?? '')?.values ?? []);
  return axes.length === 1 && axes[0] === -1 ? node : null;
}

/** Any one axis, where which it is does not matter or is looked at later. */
const meanOf = (graph: Nodes, tensor: string | undefined): OnnxNode | null =>
  lastReduction(graph, tensor, 'ReduceMean');

const unit: Pattern = (node, graph) => {
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

/** x / √(mean x² + ε) · scale. */
const rms: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  for (const [even, scale] of orders(node)) {
    const factor = graph.constant(scale);
    const div = only(graph, even, 'Div');
    if (factor === null || div === null) continue;
    const [x, below] = div.inputs;
    const root = only(graph, below, 'Sqrt');
    const sum = root === null ? null : only(graph, root.inputs[0], 'Add');
    for (const [mean, bound] of sum === null ? [] : orders(sum)) {
      const epsilon = number(graph, bound);
      const reduced = meanOf(graph, mean);
      if (epsilon !== null && reduced !== null && squareOf(graph, reduced.inputs[0]) === x)
        return { op: 'RMSNormalization', inputs: [x!, scale], attributes: { epsilon } };
    }
  }
  return null;
};

/** (x - mean) / √(mean (x - mean)² + ε) · gamma + beta, as exporters before opset 17 wrote it. */
const layerNorm: Pattern = (node, graph) => {
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

/** PyTorch's GroupNorm: laid out by group, evened out, laid back, factors and offsets per channel. */
const groupNorm: Pattern = (node, graph) => {
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
