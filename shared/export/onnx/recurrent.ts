// SimpleRNN, LSTM and GRU as ONNX' own operators; where an activation is not among theirs, step by step. Wrappers, too.
import { completed } from '../../params';
import type { ExportWeight } from '../format';
import { gruBias } from '../gruBias';
import { type Express, type Given, activateName, lastValue } from './express';
import { cannot, flag, number, weightOf, word } from '../given';
import type { Value } from './graph';

/** Keras' gates in its own order, and where ONNX wants them. */
const cells: { readonly [kind: string]: { readonly op: string; readonly order: readonly number[] } } = {
  simpleRNN: { op: 'RNN', order: [0] },
  // Keras i, f, c, o; ONNX i, o, f, c.
  lstm: { op: 'LSTM', order: [0, 3, 1, 2] },
  gru: { op: 'GRU', order: [0, 1, 2] },
};

/** The activations that ONNX' recurrent operators know by name. */
const known: { readonly [id: string]: string } = {
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  softsign: 'Softsign',
  softplus: 'Softplus',
};

/** Keras' [rows, gates · units] as ONNX' [1, gates · units, rows] in ONNX' order of gates. */
function gateRows({ shape, values }: ExportWeight, units: number, order: readonly number[]): ExportWeight {
  const [rows, width] = shape as [number, number];
  const out = new Float32Array(values.length);
  order.forEach((from, to) => {
    for (let unit = 0; unit < units; unit++)
      for (let row = 0; row < rows; row++)
        out[(to * units + unit) * rows + row] = values[row * width + from * units + unit]!;
  });
  return { shape: [1, width, rows], values: out };
}

/** Keras' bias as input bias and recurrent bias, which is zero where Keras has one row only. */
function gateBias(values: Float32Array, units: number, order: readonly number[]): ExportWeight {
  const width = order.length * units;
  const out = new Float32Array(2 * width);
  for (let row = 0; row < values.length; row += width)
    order.forEach((from, to) =>
      out.set(values.subarray(row + from * units, row + (from + 1) * units), row + to * units),
    );
  return { shape: [1, out.length], values: out };
}

/** Every step written out. Weights as Keras has them. */
function unrolled(given: Given, kind: string): string {
  const { graph, inputs } = given;
  const steps = inputs[0]!.shape[0];
  if (steps === null || steps === undefined || steps > 256)
    cannot(given, `ONNX' own recurrent layers do not know its activation, and it reads too many steps to write out.`);
  const units = number(given, 'units');
  const act = (x: string) => activateName(given, word(given, 'activation'), x);
  const gate = (x: string) => activateName(given, word(given, 'recurrentActivation'), x);
  const kernel = graph.weight('kernel', weightOf(given, 'kernel'));
  const recurrent = weightOf(given, 'recurrent_kernel');
  const biases = given.weights.has('bias') ? gruBias(weightOf(given, 'bias')) : null;
  const bias = biases === null ? null : graph.weight('bias', biases.inputs);
  const projected = graph.node('MatMul', [graph.last(inputs[0]!), kernel]);
  const scores = bias === null ? projected : graph.node('Add', [projected, bias]);
  const width = recurrent.shape[1]! / units;
  const parts = graph.ints(Array.from({ length: width }, () => units));
  const split = (x: string) => (width === 1 ? [x] : graph.many('Split', [x, parts], { axis: -1 }, width));
  const u = graph.weight('recurrent_kernel', recurrent);
  /** GRU applies its candidate's weights apart from the gates'. */
  const columns = (from: number, to: number): ExportWeight => {
    const [rows, all] = recurrent.shape as [number, number];
    const values = new Float32Array(rows * (to - from));
    for (let row = 0; row < rows; row++)
      values.set(recurrent.values.subarray(row * all + from, row * all + to), row * (to - from));
    return { shape: [rows, to - from], values };
  };
  const gates = kind === 'gru' ? graph.weight('recurrent_gates', columns(0, 2 * units)) : u;
  const candidate = kind === 'gru' ? graph.weight('recurrent_candidate', columns(2 * units, 3 * units)) : u;
  const after = flag(given, 'resetAfter');
  const second = biases?.candidate ? graph.weight('recurrent_bias', biases.candidate) : null;
  /** What the memory adds to a GRU's candidate; null for nothing. */
  const remembered = (r: string, before: string | null): string | null => {
    if (!after) return before === null ? null : graph.node('MatMul', [graph.node('Mul', [r, before]), candidate]);
    const product = before === null ? null : graph.node('MatMul', [before, candidate]);
    const sum = product === null || second === null ? (product ?? second) : graph.node('Add', [product, second]);
    return sum === null ? null : graph.node('Mul', [r, sum]);
  };
  let hidden: string | null = null;
  let cell: string | null = null;
  const answers: string[] = [];
  for (let i = 0; i < steps!; i++) {
    const step = flag(given, 'goBackwards') ? steps! - 1 - i : i;
    const x = graph.node('Gather', [scores, graph.ints([step], [])], { axis: 1 });
    if (kind === 'gru') {
      const [xz, xr, xh] = split(x) as [string, string, string];
      const half = graph.ints([units, units]);
      const added =
        hidden === null ? null : graph.many('Split', [graph.node('MatMul', [hidden, gates]), half], { axis: -1 }, 2);
      const z = gate(added === null ? xz : graph.node('Add', [xz, added[0]!]));
      const r = gate(added === null ? xr : graph.node('Add', [xr, added[1]!]));
      const reset = remembered(r, hidden);
      const fresh = act(reset === null ? xh : graph.node('Add', [xh, reset]));
      const share = graph.node('Mul', [graph.node('Sub', [graph.scalar(1), z]), fresh]);
      hidden = hidden === null ? share : graph.node('Add', [graph.node('Mul', [z, hidden]), share]);
    } else {
      const z: string = hidden === null ? x : graph.node('Add', [x, graph.node('MatMul', [hidden, u])]);
      if (kind === 'simpleRNN') hidden = act(z);
      else {
        const [zi, zf, zc, zo] = split(z) as [string, string, string, string];
        const fresh = graph.node('Mul', [gate(zi), act(zc)]);
        cell = cell === null ? fresh : graph.node('Add', [graph.node('Mul', [gate(zf), cell]), fresh]);
        hidden = graph.node('Mul', [gate(zo), act(cell)]);
      }
    }
    if (flag(given, 'returnSequences')) answers.push(graph.node('Unsqueeze', [hidden!, graph.ints([1])]));
  }
  return answers.length === 0 ? hidden! : graph.node('Concat', answers, { axis: 1 });
}

function recurrent(kind: string): Express {
  const { op, order } = cells[kind]!;
  return (given) => {
    const { graph, inputs } = given;
    const units = number(given, 'units');
    const act = known[word(given, 'activation')];
    const gate = kind === 'simpleRNN' ? 'none' : known[word(given, 'recurrentActivation')];
    if (act === undefined || gate === undefined) return lastValue(given, unrolled(given, kind));
    const backwards = flag(given, 'goBackwards');
    const bias = given.weights.get('bias');
    const x = graph.node('Transpose', [graph.last(inputs[0]!)], { perm: [1, 0, 2] });
    const [every, last] = graph.many(
      op,
      [
        x,
        graph.weight('kernel', gateRows(weightOf(given, 'kernel'), units, order)),
        graph.weight('recurrent_kernel', gateRows(weightOf(given, 'recurrent_kernel'), units, order)),
        ...(bias === undefined ? [] : [graph.weight('bias', gateBias(bias.values, units, order))]),
      ],
      {
        hidden_size: units,
        direction: backwards ? 'reverse' : 'forward',
        activations: kind === 'simpleRNN' ? [act] : kind === 'gru' ? [gate, act] : [gate, act, act],
        ...(flag(given, 'resetAfter') ? { linear_before_reset: 1 } : {}),
      },
      2,
    );
    if (!flag(given, 'returnSequences')) return lastValue(given, graph.node('Squeeze', [last!, graph.ints([0])]));
    const steps = graph.node('Transpose', [graph.node('Squeeze', [every!, graph.ints([1])])], { perm: [1, 0, 2] });
    // ONNX leaves answers at their steps, Keras in the order in which they were read.
    return lastValue(given, backwards ? reversed(given, steps) : steps);
  };
}

function reversed({ graph }: Given, x: string): string {
  // From the end to before the start.
  return graph.node('Slice', [x, graph.ints([-1]), graph.ints([-(2 ** 31)]), graph.ints([1]), graph.ints([-1])]);
}

interface Inner {
  readonly kind: string;
  readonly params: Given['params'];
}

const bidirectional: Express = (given) => {
  const { graph } = given;
  const { kind, params } = given.params['layer'] as unknown as Inner;
  const context = given.context.layer(kind);
  const full = completed(context?.params ?? {}, params);
  const merge = word(given, 'mergeMode');
  const width = given.output.shape[given.output.shape.length - 1]!;
  const one = {
    shape: [...given.output.shape.slice(0, -1), merge === 'concat' ? width / 2 : width],
    dtype: 'float32' as const,
  };
  const read = (way: 'forward' | 'backward'): string => {
    const own = [...given.weights].filter(([name]) => name.startsWith(`${way}_`));
    const backwards = (full['goBackwards'] === true) !== (way === 'backward');
    const value = given.inner(kind, {
      params: { ...full, goBackwards: backwards },
      weights: new Map(own.map(([name, weight]) => [name.slice(way.length + 1), weight])),
      output: one,
    });
    return graph.last(value);
  };
  const forward = read('forward');
  let backward = read('backward');
  if (full['returnSequences'] === true) backward = reversed(given, backward);
  switch (merge) {
    case 'concat':
      return lastValue(given, graph.node('Concat', [forward, backward], { axis: -1 }));
    case 'sum':
      return lastValue(given, graph.node('Add', [forward, backward]));
    case 'mul':
      return lastValue(given, graph.node('Mul', [forward, backward]));
    default:
      return lastValue(given, graph.node('Mul', [graph.node('Add', [forward, backward]), graph.scalar(0.5)]));
  }
};

/** Steps stand in for samples: [batch, steps, …] → [batch · steps, …] and back. */
const timeDistributed: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const { kind, params } = given.params['layer'] as unknown as Inner;
  const definition = given.context.layer(kind);
  const full = completed(definition?.params ?? {}, params);
  const inside = x!.shape.slice(1);
  const outside = given.output.shape.slice(1);
  if (inside.includes(null) || outside.includes(null)) cannot(given, 'ONNX needs fixed sizes within each step.');
  const name = graph.last(x!);
  const flat = graph.node('Reshape', [name, graph.ints([-1, ...(inside as number[])])]);
  const value: Value = { shape: inside, dtype: x!.dtype, last: flat };
  const result = given.inner(kind, { params: full, inputs: [value], output: { shape: outside, dtype: 'float32' } });
  const head = graph.node('Slice', [graph.node('Shape', [name]), graph.ints([0]), graph.ints([2])]);
  const back = graph.node('Concat', [head, graph.ints(outside as number[])], { axis: 0 });
  return lastValue(given, graph.node('Reshape', [graph.last(result), back]));
};

export const recurrents: { readonly [kind: string]: Express } = {
  simpleRNN: recurrent('simpleRNN'),
  lstm: recurrent('lstm'),
  gru: recurrent('gru'),
  bidirectional,
  timeDistributed,
};
