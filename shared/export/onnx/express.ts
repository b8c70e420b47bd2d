// What a layer's expression in ONNX is given, and what several of them share.
import { cannot } from '../given';
import type { GivenLayer } from '../walk';
import type { OnnxGraph, Value } from './graph';

export interface Given extends GivenLayer<Value, Given> {
  readonly graph: OnnxGraph;
}

/** One layer as nodes: its value, with the output's shape. */
export type Express = (given: Given) => Value;

/** The weight's name in the graph; null where the layer has none of that name. */
export function put(given: Given, name: string): string | null {
  const found = given.weights.get(name);
  return found === undefined ? null : given.graph.weight(name, found);
}

/** A result with its channels last. */
export function lastValue(given: Given, last: string, shape = given.output.shape): Value {
  return { shape, dtype: 'float32', last };
}

export function firstValue(given: Given, first: string, shape = given.output.shape): Value {
  return { shape, dtype: 'float32', first };
}

/** Applies nodes that treat every number alike, in whichever order of axes the input has at hand. */
export function everywhere(given: Given, value: Value, apply: (name: string) => string): Value {
  const { graph } = given;
  return value.first !== undefined && value.last === undefined
    ? firstValue(given, apply(value.first), value.shape)
    : lastValue(given, apply(graph.last(value)), value.shape);
}

/** Activations by id: nodes from one tensor to another. `axis` is where the channels are. */
const activations: { readonly [id: string]: (graph: OnnxGraph, x: string, axis: number) => string } = {
  linear: (_graph, x) => x,
  relu: (graph, x) => graph.node('Relu', [x]),
  sigmoid: (graph, x) => graph.node('Sigmoid', [x]),
  softmax: (graph, x, axis) => graph.node('Softmax', [x], { axis }),
  tanh: (graph, x) => graph.node('Tanh', [x]),
  elu: (graph, x) => graph.node('Elu', [x]),
  selu: (graph, x) => graph.node('Selu', [x]),
  gelu: (graph, x) => graph.node('Gelu', [x]),
  geluTanh: (graph, x) => graph.node('Gelu', [x], { approximate: 'tanh' }),
  swish: (graph, x) => graph.node('Mul', [x, graph.node('Sigmoid', [x])]),
  mish: (graph, x) => graph.node('Mish', [x]),
  relu6: (graph, x) => graph.node('Clip', [x, graph.scalar(0), graph.scalar(6)]),
  softplus: (graph, x) => graph.node('Softplus', [x]),
  softsign: (graph, x) => graph.node('Softsign', [x]),
  hardSigmoid: (graph, x) => graph.node('HardSigmoid', [x], { alpha: { float: 0.2 }, beta: { float: 0.5 } }),
  logSoftmax: (graph, x, axis) => graph.node('LogSoftmax', [x], { axis }),
  hardSwish: (graph, x) => graph.node('HardSwish', [x]),
  hardTanh: (graph, x) => graph.node('Clip', [x, graph.scalar(-1), graph.scalar(1)]),
  logSigmoid: (graph, x) => graph.node('Neg', [graph.node('Softplus', [graph.node('Neg', [x])])]),
  exponential: (graph, x) => graph.node('Exp', [x]),
};

export function activate(given: Given, id: string, value: Value): Value {
  const apply = activations[id] ?? cannot(given, `ONNX has no activation "${id}".`);
  const axis = value.first !== undefined && value.last === undefined ? 1 : -1;
  return id === 'linear' ? value : everywhere(given, value, (x) => apply(given.graph, x, axis));
}

/** Names of activations for which there is an expression; a test compares them with the list. */
export const expressedActivations = Object.keys(activations);

/** An activation of a plain tensor in whatever layout. */
export function activateName(given: Given, id: string, x: string, axis = -1): string {
  return (activations[id] ?? cannot(given, `ONNX has no activation "${id}".`))(given.graph, x, axis);
}

/** The shape of a tensor of unknown batch for a Reshape: 0 keeps the batch; one unknown size is worked out. */
export function reshapeTo(given: Given, x: string, shape: readonly (number | null)[]): string {
  if (shape.filter((size) => size === null).length > 1)
    cannot(given, 'ONNX cannot reshape to several sizes that differ from sample to sample.');
  return given.graph.node('Reshape', [x, given.graph.ints([0, ...shape.map((size) => size ?? -1)])]);
}

/** Places [start, end) along axes that count the batch as 0; a large end means "to the end". */
export function cut(
  { graph }: Given,
  x: string,
  axes: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
): string {
  return graph.node('Slice', [x, graph.ints(starts), graph.ints(ends), graph.ints(axes)]);
}

/** An end that no axis reaches. */
export const end = 2 ** 31 - 1;
