// An ONNX graph as a network to edit. The nodes that the outputs need are read from the inputs on; each becomes a layer, a
// number, or another view on a layer that is there. What has no counterpart is named with its place, and nothing is guessed.
import type { Beside } from '../beside';
import { NetworkBuilder } from '../builder';
import { CannotImport, type ImportedModel } from '../model';
import { Room } from '../room';
import { activationOps } from './activations';
import { arithmeticOps } from './arithmetic';
import { type Constant } from './constant';
import { convolutionOps } from './convolution';
import { denseOps } from './dense';
import { type OnnxFile, type OnnxInput, type OnnxNode, readOnnx } from './file';
import { Arranger, type Flow, channelsFirst, flowOf, identity } from './flow';
import { foldNode } from './fold';
import { headOps } from './heads';
import { normalizationOps } from './normalization';
import type { Nodes } from './nodes';
import { simplified } from './patterns';
import { placeOps } from './places';
import { poolingOps } from './pooling';
import { recurrentOps } from './recurrent';
import { reduceOps } from './reduce';
import { reshapeOps } from './reshape';
import { resizeOps } from './resize';
import { shapeOps } from './shapes';
import { type Read, type Reading, Step, type Value } from './step';

const ops: { readonly [op: string]: Read } = {
  ...denseOps,
  ...normalizationOps,
  ...activationOps,
  ...arithmeticOps,
  ...convolutionOps,
  ...poolingOps,
  ...resizeOps,
  ...recurrentOps,
  ...reshapeOps,
  ...shapeOps,
  ...placeOps,
  ...reduceOps,
  ...headOps,
};

const mostNamed = 20;
const oldest = 7;
/** Names of the same array, one after the other, at most. */
const mostNames = 100;

const shown = (name: string): string => name.slice(0, 80);

/** Nodes that the outputs need, each after what it reads, in the form that patterns gave them. */
function sortedNodes(file: OnnxFile): {
  readonly order: readonly OnnxNode[];
  readonly constants: (tensor: string) => Constant | null;
} {
  const makers = new Map<string, OnnxNode>();
  const counts = new Map<string, number>();
  const count = (tensor: string): void => {
    counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  };
  for (const node of file.nodes)
    for (const output of node.outputs) {
      if (output === '') continue;
      if (makers.has(output))
        throw new CannotImport('import.graph', `Two nodes of the graph make the tensor "${shown(output)}".`);
      makers.set(output, node);
    }
  file.outputs.forEach(count);
  // A look at a tensor's shape does not keep it, nor what was made of it for that look alone. Readers come after makers.
  for (const node of [...file.nodes].reverse())
    if (node.op !== 'Shape' && node.outputs.some((output) => counts.has(output))) node.inputs.forEach(count);
  const held = new Map<string, Constant | null>();
  const constants = (tensor: string): Constant | null => {
    const known = held.get(tensor);
    if (known !== undefined) return known;
    // Arrays of the same numbers are kept once, and named anew.
    let name = tensor;
    for (let i = 0; i < mostNames && makers.get(name)?.op === 'Identity'; i++) name = makers.get(name)!.inputs[0] ?? '';
    const maker = makers.get(name);
    const found =
      file.initializers.get(name)?.() ??
      (maker?.op === 'Constant' ? (foldNode(new Step(noReading, maker, []))?.[0] ?? null) : null);
    held.set(tensor, found);
    return found;
  };
  const graph: Nodes = {
    maker: (tensor) => makers.get(tensor),
    uses: (tensor) => counts.get(tensor) ?? 0,
    constant: constants,
  };
  const order: OnnxNode[] = [];
  const done = new Set<OnnxNode>();
  const within = new Set<OnnxNode>();
  const inputs = new Set(file.inputs.map(({ name }) => name));
  // A stack of our own: graphs are deeper than the engine's.
  const open: { readonly node: OnnxNode; readonly read: OnnxNode; next: number }[] = [];
  const visit = (tensor: string, reader: string): void => {
    if (tensor === '' || inputs.has(tensor) || file.initializers.has(tensor)) return;
    const node = makers.get(tensor);
    if (node === undefined)
      throw new CannotImport(
        'import.graph',
        `The graph is not valid at ${reader}: it reads "${shown(tensor)}", which is not there.`,
      );
    if (done.has(node)) return;
    if (within.has(node))
      throw new CannotImport(
        'import.graph',
        `The graph is not valid at ${reader}: it waits for its own result "${shown(tensor)}".`,
      );
    within.add(node);
    open.push({ node, read: simplified(node, graph), next: 0 });
  };
  for (const output of file.outputs) {
    visit(output, 'its outputs');
    for (let top = open[open.length - 1]; top !== undefined; top = open[open.length - 1]) {
      const { node, read } = top;
      const tensor = read.inputs[top.next++];
      if (tensor !== undefined) visit(tensor, `node ${node.place} "${shown(node.name)}"`);
      else {
        open.pop();
        within.delete(node);
        done.add(node);
        order.push(read);
      }
    }
  }
  return { order, constants };
}

/** For what is looked at before the graph is read: no node of it makes a layer. */
const noReading = { opset: 99 } as Reading;

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
function layoutOf(input: OnnxInput, readers: (tensor: string) => readonly OnnxNode[]): Layout {
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

function addInput(
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
function addOutput(
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

/** The network of a file that was read. Throws CannotImport; nodes that are not known are named together. */
function networkOfOnnx(file: OnnxFile): ImportedModel {
  if (file.opset < oldest)
    throw new CannotImport(
      'import.format',
      `The file was written for ONNX' operators ${file.opset}; ${oldest} and newer are read. Convert it with onnx.version_converter.`,
    );
  if (file.outputs.length === 0) throw new CannotImport('import.graph', 'The graph has no outputs.');
  const { order } = sortedNodes(file);
  const builder = new NetworkBuilder();
  const notes = new Set<string>();
  const counts = new Map<string, number>();
  const readersOf = new Map<string, OnnxNode[]>();
  for (const node of order)
    for (const input of node.inputs) {
      counts.set(input, (counts.get(input) ?? 0) + 1);
      const list = readersOf.get(input);
      if (list === undefined) readersOf.set(input, [node]);
      else list.push(node);
    }
  for (const output of file.outputs) counts.set(output, (counts.get(output) ?? 0) + 1);
  const readers = (tensor: string): readonly OnnxNode[] => readersOf.get(tensor) ?? [];
  const behind = new Map<string, Set<string>>();
  const reading: Reading = {
    builder,
    arranger: new Arranger(builder),
    opset: file.opset,
    layers: file.layers,
    notes,
    uses: (tensor) => counts.get(tensor) ?? 0,
    readers,
    isAlone: (_tensor, { at }) =>
      !builder.isRead(at) && [...(behind.get(at) ?? [])].every((name) => (counts.get(name) ?? 0) === 1),
  };
  const values = new Map<string, Value | null>();
  const keep = (tensor: string, value: Value | null): void => {
    values.set(tensor, value);
    if (value?.is !== 'flow') return;
    const names = behind.get(value.at);
    if (names === undefined) behind.set(value.at, new Set([tensor]));
    else names.add(tensor);
  };
  for (const input of file.inputs) keep(input.name, addInput(builder, input, readers, notes));
  const shared = new Map<string, number>();
  const held = new Map<string, Constant>();
  const valueOf = (tensor: string): Value | null => {
    if (tensor === '') return null;
    const known = values.get(tensor);
    if (known !== undefined) return known;
    const read = file.initializers.get(tensor);
    if (read === undefined) return null;
    const array = held.get(tensor) ?? read();
    held.set(tensor, array);
    return array;
  };
  const room = new Room(file.bytes);
  const unknown: string[] = [];
  const broken = new Set<string>();
  for (const node of order) {
    const skip = node.inputs.some((input) => broken.has(input));
    const fail = (message: string): void => {
      if (!skip) unknown.push(message);
      for (const output of node.outputs) broken.add(output);
    };
    if (skip) {
      fail('');
      continue;
    }
    if (unknown.length >= mostNamed) break;
    const step = new Step(reading, node, node.inputs.map(valueOf));
    try {
      const folded = foldNode(step);
      if (folded !== null) {
        for (const made of folded)
          if (made !== null && step.values.every((given) => given?.is !== 'constant' || given.values !== made.values))
            room.take(made.values.byteLength, `what ${step.where} makes`);
        node.outputs.forEach((output, i) => keep(output, folded[i] ?? null));
        continue;
      }
      const read = Object.prototype.hasOwnProperty.call(ops, node.op) ? ops[node.op] : undefined;
      if (read === undefined)
        step.refuse(
          node.attributes.hasGraph()
            ? 'it holds a graph of its own, which runs again and again or only sometimes. Layers here run once, in order.'
            : 'nodes of this kind have no counterpart here.',
        );
      const before = node.inputs.filter((input) => file.initializers.has(input) && held.get(input)!.values.length > 16);
      for (const input of before) shared.set(input, (shared.get(input) ?? 0) + 1);
      const result = read!(step);
      const list = 'is' in result ? [result as Value] : (result as readonly (Value | null)[]);
      node.outputs.forEach((output, i) => keep(output, list[i] ?? null));
    } catch (error) {
      if (!(error instanceof CannotImport)) throw error;
      fail(error.message);
    }
  }
  if (unknown.length > 0)
    throw new CannotImport(
      'import.layers',
      unknown.length === 1
        ? unknown[0]!
        : `${unknown.length} nodes stand in the way. ${unknown.slice(0, 10).join(' ')}${unknown.length > 10 ? ' …' : ''}`,
    );
  for (const [name, times] of shared)
    if (times > 1)
      notes.add(`The weights "${shown(name)}" are used at ${times} places; here each has a copy of its own.`);
  const keepsLast = file.inputs.some((input) => layoutOf(input, readers) === 'first');
  const ends = file.outputs.map((name) => addOutput(reading, name, values.get(name), keepsLast, notes));
  const { network, weights } = builder.finish(ends);
  let strange = 0;
  for (const { values: list } of weights.values()) for (const value of list) if (!Number.isFinite(value)) strange += 1;
  if (strange > 0) notes.add(`The network has ${strange} weights that are no numbers (NaN or infinite).`);
  return { network, weights, notes: [...notes] };
}

/** The network in an ONNX file. Throws CannotImport, BadFile or a RangeError. */
export async function importOnnx(data: Uint8Array, beside: Beside): Promise<ImportedModel> {
  return networkOfOnnx(await readOnnx(data, beside));
}
