// A graph's inputs and outputs as layers, with channels last: how the file means their axes.
import type { NetworkBuilder } from '../builder';
import { CannotImport } from '../model';
import type { OnnxInput, OnnxNode } from './file';
import { type Flow, channelsFirst, flowOf, identity } from './flow';
import { type Reading, type Value, shown } from './step';

type Layout = 'first' | 'steps' | 'plain';

const passing: ReadonlySet<string> = new Set([
  ...['Identity', 'Cast', 'Dropout', 'Relu', 'Sigmoid', 'Tanh', 'LeakyRelu', 'Elu', 'Selu', 'Clip', 'HardSigmoid'],
  ...['HardSwish', 'Softplus', 'Softsign', 'Mish', 'Gelu', 'Swish', 'Abs', 'Neg', 'Exp', 'Sqrt', 'Log', 'PRelu'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'Pad', 'Concat', 'Slice', 'Split'],
  ...['Layerloom.Swish', 'Layerloom.HardSwish', 'Layerloom.Gelu', 'Layerloom.GeluTanh', 'Layerloom.Mish'],
]);
const channelReaders: ReadonlySet<string> = new Set([
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'GlobalMaxPool', 'GlobalAveragePool', 'BatchNormalization'],
  ...['InstanceNormalization', 'GroupNormalization', 'Resize', 'Upsample', 'DepthToSpace', 'SpaceToDepth', 'LRN'],
]);

/** How the file means an input's axes, told by the first node that cares. */
export function layoutOf(input: OnnxInput, readers: (tensor: string) => readonly OnnxNode[]): Layout {
  const rank = input.shape.length;
  if (rank < 3) return 'plain';
  const open = [input.name];
  const seen = new Set(open);
  for (let tensor = open.shift(); tensor !== undefined; tensor = open.shift()) {
    for (const node of readers(tensor)) {
      if (channelReaders.has(node.op)) return 'first';
      if (['LSTM', 'GRU', 'RNN'].includes(node.op) && node.inputs[0] === tensor && rank === 3)
        return node.attributes.int('layout', 0) === 0 ? 'steps' : 'plain';
      if (node.op === 'ReduceMean' || node.op === 'ReduceMax') {
        const axes = node.attributes.ints('axes');
        if (
          axes !== null &&
          rank >= 4 &&
          axes.map((axis) => (axis < 0 ? axis + rank : axis)).join() === identity(rank).slice(2).join()
        )
          return 'first';
      }
      if (!passing.has(node.op)) continue;
      for (const output of node.outputs)
        if (!seen.has(output)) {
          seen.add(output);
          open.push(output);
        }
    }
  }
  return 'plain';
}

/** The layer that stands for an input. Throws CannotImport where its sizes are not fixed. */
export function addInput(
  builder: NetworkBuilder,
  input: OnnxInput,
  readers: (tensor: string) => readonly OnnxNode[],
  notes: Set<string>,
): Flow {
  const { name, shape } = input;
  const where = `The input "${shown(name)}"`;
  const layout = layoutOf(input, readers);
  const batch = layout === 'steps' ? 1 : 0;
  const rest = shape.filter((_, axis) => axis !== batch);
  if (shape.length === 0)
    throw new CannotImport('import.input', `${where} is a single number, not a batch of samples.`);
  if (rest.includes(null))
    throw new CannotImport(
      'import.input',
      `${where} has the shape [${shape.map((size) => size ?? '?').join(', ')}]: sizes that differ from sample to sample are not known here. Save the model with fixed sizes; only the batch may be open.`,
    );
  const sizes = rest as readonly number[];
  const own = layout === 'first' ? [...sizes.slice(1), sizes[0]!] : sizes.length === 0 ? [1] : sizes;
  const at = builder.add({ kind: 'input', name, params: { shape: own }, inputs: [], where });
  if (layout === 'first')
    notes.add(
      `${where} has its channels first in the file, [${sizes.join(', ')}]; here they come last: [${own.join(', ')}].`,
    );
  const axes =
    layout === 'first' ? channelsFirst(shape.length) : layout === 'steps' ? [1, 0, 2] : identity(shape.length);
  return flowOf(at, axes);
}

/** What an output gives: as the file has it, but for channels, which stay last. */
export function addOutput(
  reading: Reading,
  name: string,
  value: Value | null | undefined,
  keepsLast: boolean,
  notes: Set<string>,
): string {
  const where = `The output "${shown(name)}"`;
  if (value === null || value === undefined || value.is === 'constant')
    throw new CannotImport('import.graph', `${where} does not depend on the sample.`);
  const { builder, arranger } = reading;
  const rank = value.axes.length;
  const first = keepsLast && rank > 2 && value.axes.join() === channelsFirst(rank).join() && value.mixed === undefined;
  if (first) notes.add(`${where} has its channels first in the file; here they come last.`);
  const source = first ? value.at : arranger.straight(value, where).at;
  return builder.add({
    kind: 'output',
    name,
    params: {},
    inputs: [source],
    where,
  });
}
