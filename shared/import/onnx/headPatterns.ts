// Attention with several heads, which exporters write out as dozens of nodes: as PyTorch's own module has it, as
// scaled_dot_product_attention has it, and as people write it with reshapes and transposes.
import type { OnnxNode } from './file';
import { type Found, type Nodes, near, number, only, orders } from './nodes';

interface Linear {
  readonly x: string;
  readonly kernel: string;
  readonly bias: string;
}

/** A product with a matrix of the file, and what is added to it. */
function linear(graph: Nodes, tensor: string | undefined): Linear | null {
  const product = (name: string | undefined, bias: string): Linear | null => {
    const mul = only(graph, name, 'MatMul');
    const [x, kernel] = mul?.inputs ?? [];
    return x !== undefined && kernel !== undefined && graph.constant(kernel)?.shape.length === 2
      ? { x, kernel, bias }
      : null;
  };
  const sum = only(graph, tensor, 'Add');
  if (sum === null) return product(tensor, '');
  for (const [name, bias] of orders(sum)) {
    if (graph.constant(bias) === null) continue;
    const found = product(name, bias);
    if (found !== null) return found;
  }
  return null;
}

/** The node of that kind behind casts. */
function behindCasts(graph: Nodes, tensor: string | undefined, op: string): OnnxNode | null {
  let node = tensor === undefined ? undefined : graph.maker(tensor);
  while (node?.op === 'Cast') node = graph.maker(node.inputs[0]!);
  return node?.op === op ? node : null;
}

/** PyTorch's factor for queries and for keys, √(1/√size), which the graph works out anew from the last axis. */
function isRootOfScale(graph: Nodes, tensor: string): boolean {
  const root = behindCasts(graph, tensor, 'Sqrt');
  const quotient = behindCasts(graph, root?.inputs[0], 'Div');
  if (quotient === null || !near(number(graph, quotient.inputs[0]), 1)) return false;
  const size = behindCasts(graph, behindCasts(graph, quotient.inputs[1], 'Sqrt')?.inputs[0], 'Slice');
  return size !== null && behindCasts(graph, size.inputs[0], 'Shape') !== null && number(graph, size.inputs[1]) === -1;
}

interface Scaled {
  readonly tensor: string | undefined;
  readonly factor: number;
  /** Factors of size^(-1/4), for the size of a head. */
  readonly roots: number;
}

/** Products and quotients with one number on the way to a tensor: that tensor, and all of them as one factor. */
function unscaled(graph: Nodes, given: string | undefined): Scaled {
  let [tensor, factor, roots] = [given, 1, 0];
  for (let i = 0; i < 4; i++) {
    const mul = only(graph, tensor, 'Mul') ?? only(graph, tensor, 'Div');
    if (mul === null) break;
    const pairs = mul.op === 'Mul' ? orders(mul) : orders(mul).slice(0, 1);
    const pair = pairs.find(([, by]) => graph.constant(by)?.values.length === 1);
    const root = mul.op === 'Mul' ? pairs.find(([, by]) => isRootOfScale(graph, by)) : undefined;
    if (pair !== undefined) {
      const by = graph.constant(pair[1])!.values[0]!;
      factor *= mul.op === 'Mul' ? by : 1 / by;
    } else if (root !== undefined) roots += 1;
    else break;
    [tensor] = (pair ?? root)!;
  }
  return { tensor, factor, roots };
}

/** The sizes that a Reshape asks for; null for one that is worked out from a sample. */
function askedSizes(graph: Nodes, shape: string, depth = 0): readonly (number | null)[] {
  const sizes = graph.constant(shape);
  if (sizes !== null) return Array.from(sizes.values);
  const list = graph.maker(shape);
  return list?.op === 'Concat' && depth < deepest
    ? list.inputs.flatMap((one) => askedSizes(graph, one, depth + 1))
    : [null];
}

/** Lists of sizes within lists, at most. */
const deepest = 4;

interface Head extends Linear {
  readonly heads: number;
  /** Which of how many equal parts of the product's columns it takes. */
  readonly part: number;
  readonly parts: number;
}

/** Axes of [batch, steps, heads, size] as they are laid out by head; keys are turned once more. */
interface Layout {
  readonly head: string;
  readonly turned: string;
}
const written: Layout = { head: '0,2,1,3', turned: '0,2,3,1' };

/** What torch.export turns by way of [batch · heads, steps, size]. */
function turnedAsRows(graph: Nodes, tensor: string | undefined): string | undefined {
  const turn = only(graph, only(graph, tensor, 'Reshape')?.inputs[0], 'Transpose');
  const rows = only(graph, turn?.inputs[0], 'Reshape');
  const fits = turn?.attributes.ints('perm')?.join() === '0,2,1' && rows !== null;
  return fits && askedSizes(graph, rows.inputs[1]!).join() === '-1,,' ? rows.inputs[0] : undefined;
}

/** [batch, steps, features] laid out by head: the linear layer before it. */
function headOf(graph: Nodes, tensor: string | undefined, perm: string): Head | null {
  const turn = only(graph, tensor, 'Transpose');
  if (turn === null) return perm === written.turned ? headOf(graph, turnedAsRows(graph, tensor), written.head) : null;
  const order = turn.attributes.ints('perm')?.join();
  if (order !== perm) {
    // Keys are often turned twice.
    return perm === written.turned && order === '0,1,3,2' ? headOf(graph, turn.inputs[0], written.head) : null;
  }
  const apart = only(graph, turn.inputs[0], 'Reshape');
  const found = apart === null ? null : linear(graph, apart.inputs[0]);
  const sizes = apart === null ? [] : askedSizes(graph, apart.inputs[1]!);
  const [heads, size] = sizes.slice(2);
  if (found === null || sizes.length !== 4 || heads == null || size == null) return null;
  const width = graph.constant(found.kernel)!.shape[1]!;
  return { ...found, heads: heads > 0 ? heads : width / size, part: 0, parts: 1 };
}

/**
 * The same of torch.nn.MultiheadAttention: steps come first, samples and heads are one axis in between, and queries, keys
 * and values are parts of one product.
 */
function torchHeadOf(graph: Nodes, tensor: string | undefined, isKey: boolean): Head | null {
  const turned = isKey ? only(graph, tensor, 'Transpose') : null;
  if (isKey && turned?.attributes.ints('perm')?.join() !== '0,1,3,2') return null;
  const apart = only(graph, isKey ? turned?.inputs[0] : tensor, 'Reshape');
  const turn = only(graph, apart?.inputs[0], 'Transpose');
  const heads = apart === null ? null : askedSizes(graph, apart.inputs[1]!)[1];
  const joined = only(graph, turn?.inputs[0], 'Reshape');
  const part = only(graph, joined?.inputs[0], 'Gather');
  if (heads == null || part === null || turn?.attributes.ints('perm')?.join() !== '1,0,2') return null;
  const place = number(graph, part.inputs[1]);
  // All three parts read what comes now.
  const squeezed = graph.maker(part.inputs[0]!);
  const stacked = squeezed?.op === 'Squeeze' ? only(graph, squeezed.inputs[0], 'Transpose') : null;
  const spread = only(graph, stacked?.inputs[0], 'Unsqueeze');
  const cut = only(graph, spread?.inputs[0], 'Reshape');
  if (place === null || cut === null || stacked?.attributes.ints('perm')?.join() !== '3,1,2,0,4') return null;
  const parts = askedSizes(graph, cut.inputs[1]!).find((size) => size === 3);
  const found = linear(graph, cut.inputs[0]);
  return found === null || parts == null ? null : { ...found, heads, part: place, parts };
}

/** Minus infinity where a lower triangle of ones has none, as PyTorch makes it of the scores' own size. */
function hidesLater(graph: Nodes, tensor: string): boolean {
  const where = graph.maker(tensor);
  const [is, hidden, shown] = where?.op === 'Where' ? where.inputs : [];
  const none = is === undefined ? undefined : graph.maker(is);
  if (none?.op !== 'Equal' || number(graph, none.inputs[1]) !== 0 || number(graph, shown) !== 0) return false;
  const lower = behindCasts(graph, none.inputs[0], 'Trilu');
  const ones = behindCasts(graph, lower?.inputs[0], 'Expand');
  return (
    (number(graph, hidden) ?? 0) < -1e4 &&
    lower?.attributes.int('upper', 1) === 0 &&
    (lower.inputs[1] ?? '') === '' &&
    number(graph, ones?.inputs[0]) === 1
  );
}

/** A mask that hides what comes later, one that hides nothing, or another one (null). */
function maskOf(graph: Nodes, tensor: string): 'causal' | 'none' | null {
  if (graph.maker(tensor)?.op === 'Trilu' || hidesLater(graph, tensor)) return 'causal';
  const table = graph.constant(tensor);
  if (table === null) return null;
  const columns = table.shape[table.shape.length - 1] ?? 1;
  const rows = table.shape[table.shape.length - 2] ?? 1;
  if (table.values.every((value) => value === 0)) return 'none';
  return rows === columns &&
    table.values.length === rows * columns &&
    table.values.every((value, i) => (i % columns > Math.floor(i / columns) ? value < -1e4 : value === 0))
    ? 'causal'
    : null;
}

/** The last linear layer of a group, and the heads' answers that it mixes. */
interface Tail {
  readonly output: Linear;
  readonly mixed: string | undefined;
  /** PyTorch's own module: its layer is a Gemm, whose matrix lies the other way around. */
  readonly isTorch: boolean;
}

function tailOf(node: OnnxNode, graph: Nodes): Tail | null {
  const turnedBack = (tensor: string | undefined, perm: string): string | undefined => {
    const turn = only(graph, only(graph, tensor, 'Reshape')?.inputs[0], 'Transpose');
    return turn?.attributes.ints('perm')?.join() === perm ? turn.inputs[0] : undefined;
  };
  if (node.op === 'Add' || node.op === 'MatMul') {
    const output = linearOf(node, graph);
    return output === null ? null : { output, mixed: turnedBack(output.x, written.head), isTorch: false };
  }
  const gemm = node.op === 'Reshape' ? only(graph, node.inputs[0], 'Gemm') : null;
  if (gemm === null || gemm.attributes.int('transB', 0) !== 1 || gemm.attributes.float('alpha', 1) !== 1) return null;
  const [x, kernel, bias = ''] = gemm.inputs as [string, string, string | undefined];
  return { output: { x, kernel, bias }, mixed: turnedBack(x, '2,0,1,3'), isTorch: true };
}

/** Scores without a mask that is known; null where there is another one. */
function unmasked(
  graph: Nodes,
  scores: string | undefined,
): readonly [scores: string | undefined, causal: boolean] | null {
  const masked = only(graph, scores, 'Add');
  if (masked === null) return [scores, false];
  const found = orders(masked)
    .map(([rest, table]) => [rest, maskOf(graph, table)] as const)
    .find(([, kind]) => kind !== null);
  return found === undefined ? null : [found[0], found[1] === 'causal'];
}

export function heads(node: OnnxNode, graph: Nodes): Found | null {
  const tail = tailOf(node, graph);
  const mix = only(graph, tail?.mixed, 'MatMul');
  const shares = only(graph, mix?.inputs[0], 'Softmax');
  const scores = shares === null ? null : unmasked(graph, shares.inputs[0]);
  if (tail === null || mix === null || scores === null) return null;
  const products = unscaled(graph, scores[0]);
  const compare = only(graph, products.tensor, 'MatMul');
  if (compare === null) return null;
  const [queryAt, keyAt] = [unscaled(graph, compare.inputs[0]), unscaled(graph, compare.inputs[1])];
  const head = (at: string | undefined, isKey = false) =>
    tail.isTorch ? torchHeadOf(graph, at, isKey) : headOf(graph, at, isKey ? written.turned : written.head);
  const [query, key, value] = [head(queryAt.tensor), head(keyAt.tensor, true), head(mix.inputs[1])];
  if (query === null || key === null || value === null || key.x !== value.x) return null;
  if (query.heads !== key.heads || key.heads !== value.heads) return null;
  const size = graph.constant(query.kernel)!.shape[1]! / query.parts / query.heads;
  const roots = products.roots + queryAt.roots + keyAt.roots;
  return {
    op: 'Layerloom.Heads',
    inputs: [query.x, value.x, ...[query, key, value, tail.output].flatMap(({ kernel, bias }) => [kernel, bias])],
    attributes: {
      heads: query.heads,
      causal: scores[1] ? 1 : 0,
      scale: products.factor * queryAt.factor * keyAt.factor * size ** (-roots / 4),
      parts: query.parts,
      queryPart: query.part,
      keyPart: key.part,
      valuePart: value.part,
      turned: tail.isTorch ? 1 : 0,
    },
  };
}

/** As `linear`, of the node itself, whoever reads it. */
function linearOf(node: OnnxNode, graph: Nodes): Linear | null {
  if (node.op === 'MatMul') {
    const [x, kernel] = node.inputs as [string, string];
    return graph.constant(kernel)?.shape.length === 2 ? { x, kernel, bias: '' } : null;
  }
  for (const [name, bias] of orders(node)) {
    if (graph.constant(bias) === null) continue;
    const found = linear(graph, name);
    if (found !== null && found.bias === '') return { ...found, bias };
  }
  return null;
}
