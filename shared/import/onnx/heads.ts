// Attention with several heads and turned positions, which exporters write out as dozens of nodes, as the layers that
// they are.
import { type Constant, mapped, reshaped } from './constant';
import type { OnnxNode } from './file';
import { flowOf } from './flow';
import { type Found, type Nodes, only, orders } from './nodes';
import { type Read, weight } from './step';

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

/** Products and quotients with one number on the way to a tensor: that tensor, and all of them as one factor. */
function unscaled(graph: Nodes, tensor: string | undefined): readonly [tensor: string | undefined, factor: number] {
  let factor = 1;
  let at = tensor;
  for (let i = 0; i < 4; i++) {
    const mul = only(graph, at, 'Mul') ?? only(graph, at, 'Div');
    if (mul === null) break;
    const pair = (mul.op === 'Mul' ? orders(mul) : orders(mul).slice(0, 1)).find(
      ([, by]) => graph.constant(by)?.values.length === 1,
    );
    if (pair === undefined) break;
    const by = graph.constant(pair[1])!.values[0]!;
    factor *= mul.op === 'Mul' ? by : 1 / by;
    [at] = pair;
  }
  return [at, factor];
}

interface Head extends Linear {
  readonly heads: number;
}

/** [batch, steps, features] laid out by head: the linear layer before it. */
function headOf(graph: Nodes, tensor: string | undefined, perm: string): Head | null {
  const turn = only(graph, tensor, 'Transpose');
  if (turn === null) return null;
  const order = turn.attributes.ints('perm')?.join();
  if (order !== perm) {
    // Keys are often turned twice.
    return perm === '0,2,3,1' && order === '0,1,3,2' ? headOf(graph, turn.inputs[0], '0,2,1,3') : null;
  }
  const apart = only(graph, turn.inputs[0], 'Reshape');
  const shape = apart === null ? null : graph.constant(apart.inputs[1]!);
  const found = apart === null ? null : linear(graph, apart.inputs[0]);
  if (shape === null || found === null || shape.values.length !== 4) return null;
  const width = graph.constant(found.kernel)!.shape[1]!;
  const [, , heads, size] = Array.from(shape.values) as [number, number, number, number];
  return { ...found, heads: heads > 0 ? heads : width / size };
}

/** A mask that hides what comes later, one that hides nothing, or another one (null). */
function maskOf(graph: Nodes, tensor: string): 'causal' | 'none' | null {
  if (graph.maker(tensor)?.op === 'Trilu') return 'causal';
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

export function heads(node: OnnxNode, graph: Nodes): Found | null {
  if (node.op !== 'Add' && node.op !== 'MatMul') return null;
  const output = linearOf(node, graph);
  if (output === null) return null;
  const rows = only(graph, output.x, 'Reshape');
  const turn = rows === null ? null : only(graph, rows.inputs[0], 'Transpose');
  const mix =
    turn === null || turn.attributes.ints('perm')?.join() !== '0,2,1,3' ? null : only(graph, turn.inputs[0], 'MatMul');
  const shares = mix === null ? null : only(graph, mix.inputs[0], 'Softmax');
  if (mix === null || shares === null) return null;
  let scores = shares.inputs[0];
  let mask: 'causal' | 'none' = 'none';
  const masked = only(graph, scores, 'Add');
  if (masked !== null) {
    const found = orders(masked)
      .map(([rest, table]) => [rest, maskOf(graph, table)] as const)
      .find(([, kind]) => kind !== null);
    if (found === undefined) return null;
    [scores] = found;
    mask = found[1]!;
  }
  const [products, scale] = unscaled(graph, scores);
  const compare = only(graph, products, 'MatMul');
  if (compare === null) return null;
  const [queryAt, queryScale] = unscaled(graph, compare.inputs[0]);
  const [keyAt, keyScale] = unscaled(graph, compare.inputs[1]);
  const query = headOf(graph, queryAt, '0,2,1,3');
  const key = headOf(graph, keyAt, '0,2,3,1');
  const value = headOf(graph, mix.inputs[1], '0,2,1,3');
  if (query === null || key === null || value === null || key.x !== value.x) return null;
  if (query.heads !== key.heads || key.heads !== value.heads) return null;
  const parts = [query, key, value, output].flatMap(({ kernel, bias }) => [kernel, bias]);
  return {
    op: 'Layerloom.Heads',
    inputs: [query.x, value.x, ...parts],
    attributes: { heads: query.heads, causal: mask === 'causal' ? 1 : 0, scale: scale * queryScale * keyScale },
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

const attention: Read = (step) => {
  const [query, value] = [step.flow(0), step.flow(1)];
  const { arranger } = step.reading;
  const numHeads = step.int('heads', 1);
  const kernels = [2, 4, 6, 8].map((place) => step.constant(place, 'its weights'));
  const width = kernels[0]!.shape[1]!;
  const keyDim = width / numHeads;
  const biases = [3, 5, 7, 9].map((place) => step.optional(place, 'its bias'));
  const useBias = biases.some((bias) => bias !== null);
  if (!Number.isInteger(keyDim) || kernels.slice(0, 3).some((kernel) => kernel.shape[1] !== width))
    step.refuse(`its weights cannot be shared out to ${numHeads} heads.`);
  // Our own scale is 1/√size; another one goes into the queries.
  const extra = step.float('scale', 1) * Math.sqrt(keyDim);
  const scaled = (given: Constant): Constant => (Math.abs(extra - 1) < 1e-6 ? given : mapped(given, (x) => x * extra));
  const weights: { [name: string]: ReturnType<typeof weight> } = {};
  ['query', 'key', 'value', 'attention_output'].forEach((part, i) => {
    const kernel = i === 0 ? scaled(kernels[i]!) : kernels[i]!;
    const [rows, columns] = kernel.shape as [number, number];
    const shape = i === 3 ? [numHeads, keyDim, columns] : [rows, numHeads, keyDim];
    weights[`${part}_kernel`] = weight(reshaped(kernel, shape));
    if (!useBias) return;
    const own = i === 3 ? [columns] : [numHeads, keyDim];
    const given = biases[i] ?? null;
    const bias: Constant = given ?? {
      is: 'constant',
      type: 'float',
      shape: own,
      values: new Float32Array(i === 3 ? columns : width),
    };
    weights[`${part}_bias`] = weight(reshaped(i === 0 ? scaled(bias) : bias, own));
  });
  const params = { numHeads, keyDim, causal: step.int('causal', 0) !== 0, useBias };
  const [q, v] = [arranger.straight(query, step.where), arranger.straight(value, step.where)];
  const same = step.node.inputs[0] === step.node.inputs[1];
  const at = step.add(same ? 'multiHeadAttention' : 'crossAttention', params, same ? [q.at] : [q.at, v.at], weights);
  return flowOf(at, q.axes);
};

/** Our own way of turning features by their position; the table of angles says how far. */
export function rotary(node: OnnxNode, graph: Nodes): Found | null {
  const concat = node.op === 'Reshape' ? only(graph, node.inputs[0], 'Concat') : null;
  const [sub, add] =
    concat === null ? [null, null] : [only(graph, concat.inputs[0], 'Sub'), only(graph, concat.inputs[1], 'Add')];
  if (sub === null || add === null) return null;
  const [ac, bs] = sub.inputs.map((input) => only(graph, input, 'Mul'));
  const [bc, as] = add.inputs.map((input) => only(graph, input, 'Mul'));
  if (!ac || !bs || !bc || !as) return null;
  const [a, cos] = ac.inputs;
  const [b, sin] = bs.inputs;
  const split = graph.maker(a!);
  const apart = split?.op === 'Split' ? only(graph, split.inputs[0], 'Reshape') : null;
  const cosines = graph.constant(cos!);
  const shape = apart === null ? null : graph.constant(apart.inputs[1]!);
  const fits =
    split !== undefined &&
    split.outputs[1] === b &&
    bc.inputs.join() === [b, cos].join() &&
    as.inputs.join() === [a, sin].join();
  if (!fits || cosines === null || shape === null || shape.values.length !== 4 || cosines.shape.length !== 3)
    return null;
  const [, steps, headCount, size] = Array.from(shape.values) as [number, number, number, number];
  const half = size / 2;
  // The second pair turns by longest^(-2/size) from one step to the next.
  const longest = half > 1 && steps > 1 ? Math.acos(Math.min(1, cosines.values[half + 1]!)) ** (-size / 2) : 10_000;
  const round = Number(longest.toPrecision(3));
  const exact = cosines.values.every(
    (value, i) => Math.abs(value - Math.cos(Math.floor(i / half) * round ** ((-2 * (i % half)) / size))) < 1e-5,
  );
  return exact
    ? { op: 'Layerloom.Rotary', inputs: [apart!.inputs[0]!], attributes: { heads: headCount, longest: round } }
    : null;
}

const turned: Read = (step) => {
  const straight = step.reading.arranger.straight(step.flow(0), step.where);
  const params = { heads: step.int('heads', 1), longest: step.float('longest', 10_000) };
  return flowOf(step.add('rotaryEmbedding', params, [straight.at]), straight.axes);
};

export const headOps: { readonly [op: string]: Read } = { 'Layerloom.Heads': attention, 'Layerloom.Rotary': turned };
