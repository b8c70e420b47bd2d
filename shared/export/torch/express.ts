// What a layer's expression in PyTorch is given: lines of model.py, and weights by the names of its state dict.
import type { LayerContext } from '../../layers/layer';
import type { ParamValues } from '../../result';
import type { TensorSpec } from '../../shape';
import type { ExportWeight } from '../format';
import { cannot } from '../given';
import { pythonNumber, pythonString } from '../python';

/** A tensor with the batch first; PyTorch's convolutions want its channels behind the batch. Python expressions. */
export interface TorchValue {
  readonly shape: readonly (number | null)[];
  readonly last?: string;
  readonly first?: string;
}

export interface TorchGiven {
  readonly inputs: readonly TorchValue[];
  readonly params: ParamValues;
  /** By the weight's own name; absent in a preview without weights. */
  readonly weights: ReadonlyMap<string, ExportWeight> | null;
  /** Shapes of the weights, always there. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly output: TensorSpec;
  readonly context: LayerContext;
  readonly name: string;
  readonly id: string;
  /** The layer's attribute and variable: a Python name. */
  readonly variable: string;
  /** `self.<variable> = code`, once; the expression to call it. */
  module(code: string): string;
  /** A weight of the module by its name in PyTorch. */
  keep(torchName: string, weight: string, convert?: (weight: ExportWeight) => ExportWeight): void;
}

export type TorchExpress = (given: TorchGiven) => TorchValue;

export const quoted = pythonString;
export const py = pythonNumber;
export const tuple = (values: readonly number[]): string =>
  values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
export const bool = (value: boolean): string => (value ? 'True' : 'False');

/** One number where all are the same. */
export const sizes = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? String(values[0]) : tuple(values);

/** The tensor with its channels last. */
export function last(value: TorchValue): string {
  return value.last ?? `${value.first}.movedim(1, -1)`;
}
export function first(value: TorchValue): string {
  return value.first ?? `${value.last}.movedim(-1, 1)`;
}

export function lastValue(given: TorchGiven, expression: string): TorchValue {
  return { shape: given.output.shape, last: expression };
}
export function firstValue(given: TorchGiven, expression: string): TorchValue {
  return given.output.shape.length === 1
    ? { shape: given.output.shape, last: expression }
    : { shape: given.output.shape, first: expression };
}

/** Applies an expression in whichever order of axes the input is at hand. */
export function everywhere(given: TorchGiven, value: TorchValue, apply: (x: string) => string): TorchValue {
  return value.last === undefined
    ? { shape: given.output.shape, first: apply(value.first!) }
    : { shape: given.output.shape, last: apply(value.last) };
}

const activations: { readonly [id: string]: (x: string, axis: number) => string } = {
  linear: (x) => x,
  relu: (x) => `F.relu(${x})`,
  sigmoid: (x) => `torch.sigmoid(${x})`,
  softmax: (x, axis) => `F.softmax(${x}, dim=${axis})`,
  tanh: (x) => `torch.tanh(${x})`,
  elu: (x) => `F.elu(${x})`,
  selu: (x) => `F.selu(${x})`,
  gelu: (x) => `F.gelu(${x})`,
  geluTanh: (x) => `F.gelu(${x}, approximate="tanh")`,
  swish: (x) => `F.silu(${x})`,
  mish: (x) => `F.mish(${x})`,
  relu6: (x) => `F.relu6(${x})`,
  softplus: (x) => `F.softplus(${x})`,
  softsign: (x) => `F.softsign(${x})`,
  hardSigmoid: (x) => `layers.hard_sigmoid(${x})`,
  logSoftmax: (x, axis) => `F.log_softmax(${x}, dim=${axis})`,
  hardSwish: (x) => `F.hardswish(${x})`,
  hardTanh: (x) => `F.hardtanh(${x})`,
  logSigmoid: (x) => `F.logsigmoid(${x})`,
  exponential: (x) => `torch.exp(${x})`,
};

export const expressedActivations = Object.keys(activations);

export function activate(given: TorchGiven, id: string, value: TorchValue): TorchValue {
  const apply = activations[id] ?? cannot(given, `There is no PyTorch expression for the activation "${id}".`);
  return everywhere(given, value, (x) => apply(x, value.last === undefined ? 1 : -1));
}

/** "relu" as layers.py knows it. */
export function activationName(given: TorchGiven, id: string): string {
  if (activations[id] === undefined) cannot(given, `There is no PyTorch expression for the activation "${id}".`);
  return quoted(id);
}

/** The shape of one of the layer's weights; empty where it has none of this name. */
export const shapeOf = (given: TorchGiven, name: string): readonly number[] => given.shapes.get(name) ?? [];

/** The argument that leaves out the bias, where the layer has none. */
export const biasOf = (given: TorchGiven): string => (given.shapes.has('bias') ? '' : ', bias=False');

/** A layer of layers.py that keeps its weights under their own names, channels last. */
export function own(className: string, args: (given: TorchGiven) => readonly string[]): TorchExpress {
  return (given) => {
    const call = given.module(`layers.${className}(${args(given).join(', ')})`);
    for (const name of given.shapes.keys()) given.keep(name, name);
    return lastValue(given, `${call}(${given.inputs.map(last).join(', ')})`);
  };
}

/** The shapes of all its weights as arguments. */
export const shapeArgs = (given: TorchGiven): readonly string[] =>
  [...given.shapes].map(([name, shape]) => `${name}=${tuple(shape)}`);

/** Number by number: an expression of whichever order of axes is at hand. */
export const alike =
  (expression: (x: string, given: TorchGiven) => string): TorchExpress =>
  (given) =>
    everywhere(given, given.inputs[0]!, (x) => expression(x, given));

/** An expression of the numbers channels last. */
export const moved =
  (expression: (x: string, given: TorchGiven) => string): TorchExpress =>
  (given) =>
    lastValue(given, expression(last(given.inputs[0]!), given));
