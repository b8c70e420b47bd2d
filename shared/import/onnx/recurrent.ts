// RNN, LSTM and GRU of ONNX graphs, one way or both ways at once.
import type { ExportWeight } from '../../export/format';
import type { ParamValues } from '../../result';
import { type Constant, singleOf } from './constant';
import { type Flow, flowOf, sizesOf } from './flow';
import type { Read, Step, Weights } from './step';

/** Which of ONNX' gates stands at each place of Keras' order. */
const cells: { readonly [op: string]: { readonly kind: string; readonly order: readonly number[] } } = {
  RNN: { kind: 'simpleRNN', order: [0] },
  // ONNX i, o, f, c; Keras i, f, c, o.
  LSTM: { kind: 'lstm', order: [0, 2, 3, 1] },
  GRU: { kind: 'gru', order: [0, 1, 2] },
};

const names: { readonly [name: string]: string } = {
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu: 'relu',
  softsign: 'softsign',
  softplus: 'softplus',
  elu: 'elu',
  hardsigmoid: 'hardSigmoid',
};

/** [directions, gates · units, rows] as Keras' [rows, gates · units]. */
function columns(given: Constant, way: number, units: number, order: readonly number[]): ExportWeight {
  const [, height, rows] = given.shape as [number, number, number];
  const out = new Float32Array(rows * height);
  const start = way * height * rows;
  order.forEach((from, to) => {
    for (let unit = 0; unit < units; unit++)
      for (let row = 0; row < rows; row++)
        out[row * height + to * units + unit] = given.values[start + (from * units + unit) * rows + row]!;
  });
  return { shape: [rows, height], values: out };
}

/** Input and recurrent bias, which are one in Keras unless a GRU resets after its product: then two rows. */
function biasOf(given: Constant, way: number, units: number, order: readonly number[], apart: boolean): ExportWeight {
  const width = order.length * units;
  const start = way * 2 * width;
  const pick = (half: number, i: number): number => {
    const [to, unit] = [Math.floor(i / units), i % units];
    return given.values[start + half * width + order[to]! * units + unit]!;
  };
  if (apart)
    return {
      shape: [2, width],
      values: Float32Array.from({ length: 2 * width }, (_, i) => pick(Math.floor(i / width), i % width)),
    };
  return { shape: [width], values: Float32Array.from({ length: width }, (_, i) => pick(0, i) + pick(1, i)) };
}

function activationsOf(step: Step, ways: number, kind: string): readonly (readonly string[])[] {
  const usual = kind === 'simpleRNN' ? ['Tanh'] : kind === 'gru' ? ['Sigmoid', 'Tanh'] : ['Sigmoid', 'Tanh', 'Tanh'];
  const given = step.node.attributes.words('activations');
  const list = given === null || given.length === 0 ? Array.from({ length: ways }, () => usual).flat() : given;
  if (step.node.attributes.has('activation_alpha') || step.node.attributes.has('activation_beta'))
    step.refuse('activations with numbers of their own are not known here.');
  return Array.from({ length: ways }, (_, way) =>
    list.slice(way * usual.length, (way + 1) * usual.length).map((name) => {
      const found = names[name.toLowerCase()];
      return found ?? step.refuse(`the activation "${name.slice(0, 40)}" is not known here.`);
    }),
  );
}

/** Where two recurrent layers read the same sequence both ways, so that a merge of them can become one layer. */
interface Origin {
  readonly kind: string;
  readonly params: ParamValues;
  readonly weights: Weights;
  readonly input: string;
  readonly backwards: boolean;
}
const origins = new WeakMap<object, Map<string, Origin>>();

function remember(step: Step, at: string, origin: Origin): void {
  const known = origins.get(step.builder) ?? new Map<string, Origin>();
  known.set(at, origin);
  origins.set(step.builder, known);
}

const recurrent: Read = (step) => {
  const { kind, order } = cells[step.node.op]!;
  const flow = step.flow(0);
  const kernel = step.constant(1, 'its input weights');
  const recurrentKernel = step.constant(2, 'its recurrent weights');
  const bias = step.optional(3, 'its bias');
  const direction = step.word('direction', 'forward');
  const ways = direction === 'bidirectional' ? 2 : 1;
  const units = step.int('hidden_size', recurrentKernel.shape[2] ?? 0);
  const height = order.length * units;
  const layout = step.int('layout', 0);
  const fits =
    kernel.shape.length === 3 &&
    recurrentKernel.shape.join() === [ways, height, units].join() &&
    kernel.shape[0] === ways &&
    kernel.shape[1] === height &&
    (bias === null || bias.shape.join() === [ways, 2 * height].join());
  if (!fits)
    step.refuse(
      `its weights have the shapes [${kernel.shape.join(', ')}] and [${recurrentKernel.shape.join(', ')}], which do not fit ${units} units.`,
    );
  if (step.has(4)) {
    const lengths = step.constant(4, 'the lengths of sequences');
    const steps = step.shape(flow)[layout === 0 ? 0 : 1];
    if (singleOf(lengths) !== steps) step.refuse('sequences of different lengths are not known here.');
  }
  for (const [place, what] of [
    [5, 'the state at the start'],
    [6, 'the memory at the start'],
  ] as const)
    if (step.has(place) && singleOf(step.constant(place, what)) !== 0)
      step.refuse(`${what} is not 0, which is not known here.`);
  if (step.has(7) && singleOf(step.constant(7, 'its peepholes')) !== 0) step.refuse('peepholes are not known here.');
  if (step.node.attributes.has('clip')) step.refuse('cutting off its numbers (clip) is not known here.');
  if (step.int('input_forget', 0) !== 0) step.refuse('coupled gates (input_forget) are not known here.');
  const resetAfter = kind === 'gru' && step.int('linear_before_reset', 0) !== 0;
  const functions = activationsOf(step, ways, kind);
  if (functions.some((one) => one.join() !== functions[0]!.join()))
    step.refuse('different activations for the two directions are not known here.');
  const [first, second, third] = functions[0]!;
  if (third !== undefined && third !== second) step.refuse('different activations within a cell are not known here.');
  const outputs = step.node.outputs;
  const used = outputs.map((name) => name !== '' && step.reading.uses(name) > 0);
  if (used[2] === true) step.refuse('its memory after the last step (Y_c) is read, which no layer here gives.');
  const params = (sequences: boolean, backwards: boolean): ParamValues => ({
    units,
    activation: kind === 'simpleRNN' ? first! : second!,
    ...(kind === 'simpleRNN' ? {} : { recurrentActivation: first! }),
    returnSequences: sequences,
    goBackwards: backwards,
    useBias: bias !== null,
    ...(kind === 'gru' ? { resetAfter } : {}),
  });
  const weights = (way: number, prefix = ''): Weights => ({
    [`${prefix}kernel`]: columns(kernel, way, units, order),
    [`${prefix}recurrent_kernel`]: columns(recurrentKernel, way, units, order),
    ...(bias === null ? {} : { [`${prefix}bias`]: biasOf(bias, way, units, order, resetAfter) }),
  });
  // Our order: batch, steps, features.
  const input = step.arrange(flow, layout === 0 ? [0, 2] : [1, 2]);
  const sequences = used[0] === true;
  const put = (all: boolean): string => {
    if (ways === 2) {
      const layer = { kind, params: params(all, false) };
      const both = { ...weights(0, 'forward_'), ...weights(1, 'backward_') };
      return step.add('bidirectional', { layer, mergeMode: 'concat' }, [input], both);
    }
    const backwards = direction === 'reverse';
    const at = step.add(kind, params(all, backwards), [input], weights(0));
    remember(step, at, { kind, params: params(all, false), weights: weights(0), input, backwards });
    return at;
  };
  // Y is [steps, directions, batch, units], or [batch, steps, directions, units].
  const every = (): Flow => {
    const at = put(true);
    const steps = sizesOf(step.builder, at)[0]!;
    const apart = ways === 2 ? step.reshape(at, [steps, 2, units]) : at;
    const [stepAxis, wayAxis, unitAxis] = ways === 2 ? [1, 2, 3] : [1, -1, 2];
    const axes = layout === 0 ? [stepAxis, wayAxis, 0, unitAxis] : [0, stepAxis, wayAxis, unitAxis];
    const whole = flowOf(apart, axes as readonly number[]);
    return direction === 'reverse' ? { ...whole, flipped: 1 } : whole;
  };
  const last = (): Flow => {
    const at = put(false);
    const apart = ways === 2 ? step.reshape(at, [2, units]) : at;
    const [wayAxis, unitAxis] = ways === 2 ? [1, 2] : [-1, 1];
    return flowOf(apart, (layout === 0 ? [wayAxis, 0, unitAxis] : [0, wayAxis, unitAxis]) as readonly number[]);
  };
  const y = sequences ? every() : null;
  const h = used[1] === true ? last() : null;
  if (y !== null && h !== null)
    step.reading.notes.add(
      `${step.where}: both its answers of every step and its last one are read; they became two layers with the same weights.`,
    );
  return [y, h];
};

/** The layer behind a view that changes nothing about its numbers. */
function originOf(step: Step, flow: Flow): Origin | undefined {
  return origins.get(step.builder)?.get(flow.at);
}

/** Forward and backward reading of one sequence side by side or merged: one Bidirectional layer; null where it is none. */
export function bidirectional(step: Step, flows: readonly Flow[], axis: number, mergeMode: string): Flow | null {
  const [a, b] = flows;
  if (a === undefined || b === undefined || flows.length !== 2) return null;
  const [forward, backward] = [originOf(step, a), originOf(step, b)];
  if (forward === undefined || backward === undefined) return null;
  const sequences = forward.params['returnSequences'] === true;
  const unitAxis = sequences ? 2 : 1;
  // Of every step, the file has the backward answers at their own steps, as Keras' Bidirectional gives them.
  const ordered = sequences
    ? a.flipped === undefined && b.flipped === 1
    : a.flipped === undefined && b.flipped === undefined;
  if (
    forward.backwards ||
    !backward.backwards ||
    forward.kind !== backward.kind ||
    forward.input !== backward.input ||
    JSON.stringify(forward.params) !== JSON.stringify(backward.params) ||
    !ordered ||
    a.axes.join() !== b.axes.join() ||
    (axis >= 0 && a.axes[axis] !== unitAxis)
  )
    return null;
  const prefixed = (way: string, weights: Weights): Weights =>
    Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${way}_${name}`, weight]));
  const at = step.add(
    'bidirectional',
    { layer: { kind: forward.kind, params: forward.params }, mergeMode },
    [forward.input],
    {
      ...prefixed('forward', forward.weights),
      ...prefixed('backward', backward.weights),
    },
  );
  return flowOf(at, a.axes);
}

export const recurrentOps: { readonly [op: string]: Read } = { RNN: recurrent, LSTM: recurrent, GRU: recurrent };
