// Layers that move numbers without computing, and layers that bring branches together.
import { type Express, type Given, cut, end, firstValue, lastValue, reshapeTo } from './express';
import { cannot, flag, list, number, word } from '../given';
import { unit } from './core';
import { weightOf } from '../given';

const flatten: Express = (given) =>
  lastValue(given, given.graph.node('Flatten', [given.graph.last(given.inputs[0]!)], { axis: 1 }));

const reshape: Express = (given) =>
  lastValue(given, reshapeTo(given, given.graph.last(given.inputs[0]!), given.output.shape));

const permute: Express = (given) =>
  lastValue(
    given,
    given.graph.node('Transpose', [given.graph.last(given.inputs[0]!)], { perm: [0, ...list(given, 'dims')] }),
  );

const repeat: Express = (given) => {
  const { graph, inputs } = given;
  const one = graph.node('Unsqueeze', [graph.last(inputs[0]!), graph.ints([1])]);
  return lastValue(given, graph.node('Tile', [one, graph.ints([1, number(given, 'n'), 1])]));
};

/** The axis that a parameter names ("-1" is the last), the batch counted as 0. */
function axisOf(given: Given): number {
  const axis = Number(given.params['axis']);
  return axis === -1 ? given.inputs[0]!.shape.length : axis;
}

const slice: Express = (given) => {
  const { graph, inputs } = given;
  const axis = axisOf(given);
  const whole = inputs[0]!.shape[axis - 1] ?? null;
  const start = number(given, 'start');
  const { length } = given.params;
  const first = start < 0 && whole !== null ? whole + start : start;
  const last = typeof length !== 'number' || length === 0 ? end : first + length === 0 ? end : first + length;
  const piece = cut(given, graph.last(inputs[0]!), [axis], [first], [last]);
  const dropped = given.output.shape.length < inputs[0]!.shape.length;
  return lastValue(given, dropped ? graph.node('Squeeze', [piece, graph.ints([axis])]) : piece);
};

const splitPart: Express = (given) => {
  const axis = axisOf(given);
  const whole = given.inputs[0]!.shape[axis - 1];
  if (whole === null || whole === undefined) cannot(given, 'ONNX needs a fixed length here.');
  const length = whole! / number(given, 'parts');
  const start = (number(given, 'part') - 1) * length;
  return lastValue(given, cut(given, given.graph.last(given.inputs[0]!), [axis], [start], [start + length]));
};

/** Number by number; channels first where all branches are at hand that way. */
function merge(op: string, finish?: (given: Given, x: string) => string): Express {
  return (given) => {
    const { graph, inputs } = given;
    const first = inputs.every((value) => value.first !== undefined && value.last === undefined);
    const names = inputs.map((value) => (first ? graph.first(value) : graph.last(value)));
    let sum = names[0]!;
    for (const name of names.slice(1)) sum = graph.node(op, [sum, name]);
    if (finish !== undefined) sum = finish(given, sum);
    return first ? firstValue(given, sum) : lastValue(given, sum);
  };
}

const concatenate: Express = (given) => {
  const { graph, inputs } = given;
  const axis = axisOf(given);
  const channels = axis === inputs[0]!.shape.length;
  if (channels && inputs.every((value) => value.first !== undefined && value.last === undefined))
    return firstValue(
      given,
      graph.node(
        'Concat',
        inputs.map((value) => graph.first(value)),
        { axis: 1 },
      ),
    );
  return lastValue(
    given,
    graph.node(
      'Concat',
      inputs.map((value) => graph.last(value)),
      { axis },
    ),
  );
};

/** a as [batch, …, k], b as [batch, k, …], one matrix product. */
const dot: Express = (given) => {
  const { graph, inputs } = given;
  const [a, b] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
  const [axisA, axisB] = list(given, 'axes') as [number, number];
  const prepared = (value: typeof a, axis: number, keyLast: boolean): string => {
    let x = graph.last(value);
    const rank = value.shape.length;
    const last = rank === 2 && axis === 1 ? graph.node('Transpose', [x], { perm: [0, 2, 1] }) : x;
    x = flag(given, 'normalize') ? dotUnit(given, last) : last;
    // [batch, n, k], or [batch, k] as one row.
    if (rank === 1) x = graph.node('Unsqueeze', [x, graph.ints([1])]);
    return keyLast ? x : graph.node('Transpose', [x], { perm: [0, 2, 1] });
  };
  const product = graph.node('MatMul', [prepared(a, axisA, true), prepared(b, axisB, false)]);
  return lastValue(given, reshapeTo(given, product, given.output.shape));
};

/** As tfjs normalizes before Dot: x / √max(Σx², 1e-7). */
function dotUnit(given: Given, x: string): string {
  return unit(given, x);
}

const cosine: Express = (given) => {
  const { graph, inputs } = given;
  const product = graph.node('Mul', [unit(given, graph.last(inputs[0]!)), unit(given, graph.last(inputs[1]!))]);
  return lastValue(given, graph.node('ReduceSum', [product, graph.ints([-1])]));
};

const distance: Express = (given) => {
  const { graph, inputs } = given;
  const difference = graph.node('Sub', [graph.last(inputs[0]!), graph.last(inputs[1]!)]);
  const measure = word(given, 'measure');
  if (measure === 'manhattan')
    return lastValue(given, graph.node('ReduceSum', [graph.node('Abs', [difference]), graph.ints([-1])]));
  const square = graph.node('ReduceSum', [graph.node('Mul', [difference, difference]), graph.ints([-1])]);
  return lastValue(
    given,
    measure === 'squared' ? square : graph.node('Sqrt', [graph.node('Max', [square, graph.scalar(1e-12)])]),
  );
};

/** [batch, steps, features] · [features, heads, size] + bias → [batch, heads, steps, size]. */
function project(given: Given, x: string, part: string): string {
  const { graph } = given;
  const kernel = weightOf(given, `${part}_kernel`);
  const [features, heads, size] = kernel.shape as [number, number, number];
  const flat = graph.node('MatMul', [
    x,
    graph.weight(`${part}_kernel`, { shape: [features, heads * size], values: kernel.values }),
  ]);
  const bias = given.weights.get(`${part}_bias`);
  const sum =
    bias === undefined
      ? flat
      : graph.node('Add', [flat, graph.weight(`${part}_bias`, { shape: [heads * size], values: bias.values })]);
  return graph.node('Transpose', [graph.node('Reshape', [sum, graph.ints([0, -1, heads, size])])], {
    perm: [0, 2, 1, 3],
  });
}

/** Scores with every key after its query pushed far down: the upper triangle of a matrix of known or asked sizes. */
function causal(given: Given, scores: string): string {
  const { graph } = given;
  const shape = graph.node('Shape', [scores]);
  const size = graph.node('Slice', [shape, graph.ints([-2]), graph.ints([2 ** 31 - 1])]);
  const low = graph.node('Expand', [graph.scalar(-1e9), size]);
  const mask = graph.node('Trilu', [low, graph.ints([1], [])], { upper: 1 });
  return graph.node('Add', [scores, mask]);
}

const multiHead: Express = (given) => {
  const { graph, inputs } = given;
  const query = graph.last(inputs[0]!);
  const value = graph.last(inputs[1] ?? inputs[0]!);
  const size = weightOf(given, 'query_kernel').shape[2]!;
  const q = graph.node('Mul', [project(given, query, 'query'), graph.scalar(1 / Math.sqrt(size))]);
  const k = graph.node('Transpose', [project(given, value, 'key')], { perm: [0, 1, 3, 2] });
  const v = project(given, value, 'value');
  const scores = graph.node('MatMul', [q, k]);
  const shares = graph.node('Softmax', [flag(given, 'causal') ? causal(given, scores) : scores], { axis: -1 });
  const joined = graph.node('Transpose', [graph.node('MatMul', [shares, v])], { perm: [0, 2, 1, 3] });
  const kernel = weightOf(given, 'attention_output_kernel');
  const [heads, width, features] = kernel.shape as [number, number, number];
  const rows = graph.node('Reshape', [joined, graph.ints([0, -1, heads * width])]);
  const last = graph.node('MatMul', [
    rows,
    graph.weight('attention_output_kernel', { shape: [heads * width, features], values: kernel.values }),
  ]);
  const bias = given.weights.get('attention_output_bias');
  return lastValue(
    given,
    bias === undefined ? last : graph.node('Add', [last, graph.weight('attention_output_bias', bias)]),
  );
};

const attention: Express = (given) => {
  const { graph, inputs } = given;
  const value = graph.last(inputs[1]!);
  const products = graph.node('MatMul', [
    graph.last(inputs[0]!),
    graph.node('Transpose', [value], { perm: [0, 2, 1] }),
  ]);
  const [scale] = given.weights.values();
  const scores = scale === undefined ? products : graph.node('Mul', [products, graph.weight('scale', scale)]);
  const shares = graph.node('Softmax', [flag(given, 'causal') ? causal(given, scores) : scores], { axis: -1 });
  return lastValue(given, graph.node('MatMul', [shares, value]));
};

const attentionPooling: Express = (given) => {
  const { graph, inputs } = given;
  const x = graph.last(inputs[0]!);
  const scores = graph.node('MatMul', [x, graph.weight('kernel', weightOf(given, 'kernel'))]);
  const shares = graph.node('Softmax', [graph.node('Transpose', [scores], { perm: [0, 2, 1] })], { axis: -1 });
  return lastValue(given, graph.node('Squeeze', [graph.node('MatMul', [shares, x]), graph.ints([1])]));
};

export const shapes: { readonly [kind: string]: Express } = {
  flatten,
  reshape,
  permute,
  repeatVector: repeat,
  slice,
  splitPart,
  add: merge('Add'),
  subtract: merge('Sub'),
  multiply: merge('Mul'),
  average: merge('Add', (given, x) => given.graph.node('Div', [x, given.graph.scalar(given.inputs.length)])),
  maximum: merge('Max'),
  minimum: merge('Min'),
  concatenate,
  dot,
  cosineSimilarity: cosine,
  distance,
  // Outside of training it hands on the mean.
  sampling: ({ inputs }) => inputs[0]!,
  multiHeadAttention: multiHead,
  crossAttention: multiHead,
  attention,
  attentionPooling,
};
