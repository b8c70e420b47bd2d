// Attention with several heads and turned positions, as patterns found them, as the layers that they are.
import { type Constant, cutOut, mapped, reshaped, transposed } from './constant';
import type { OnnxNode } from './file';
import { flowOf } from './flow';
import { type Found, type Nodes, only } from './nodes';
import { type Read, weight } from './step';

const attention: Read = (step) => {
  const [query, value] = [step.flow(0), step.flow(1)];
  const { arranger } = step.reading;
  const numHeads = step.int('heads', 1);
  const parts = step.int('parts', 1);
  const own = (['queryPart', 'keyPart', 'valuePart'] as const).map((name) => step.int(name, 0));
  /** What a part takes of a matrix or a row that holds several. */
  const ofPart = (given: Constant, i: number): Constant => {
    const axis = given.shape.length - 1;
    const columns = given.shape[axis]! / parts;
    return i === 3 || parts === 1 ? given : cutOut(given, axis, own[i]! * columns, columns, 1);
  };
  const asWritten = (given: Constant, i: number): Constant =>
    i === 3 && step.int('turned', 0) === 1 ? transposed(given, [1, 0]) : given;
  const kernels = [2, 4, 6, 8].map((place, i) => asWritten(ofPart(step.constant(place, 'its weights'), i), i));
  const width = kernels[0]!.shape[1]!;
  const keyDim = width / numHeads;
  const biases = [3, 5, 7, 9].map((place, i) => {
    const given = step.optional(place, 'its bias');
    return given === null ? null : ofPart(given, i);
  });
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
    const sizes = i === 3 ? [columns] : [numHeads, keyDim];
    const given = biases[i] ?? null;
    const bias: Constant = given ?? {
      is: 'constant',
      type: 'float',
      shape: sizes,
      values: new Float32Array(i === 3 ? columns : width),
    };
    weights[`${part}_bias`] = weight(reshaped(i === 0 ? scaled(bias) : bias, sizes));
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
