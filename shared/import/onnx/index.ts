// An ONNX graph as a network to edit. The nodes that the outputs need are read from the inputs on; each becomes a layer, a
// number, or another view on a layer that is there. What has no counterpart is named with its place, and nothing is guessed.
import type { Beside } from '../beside';
import { NetworkBuilder } from '../builder';
import { CannotImport, type ImportedModel } from '../model';
import { Room } from '../room';
import { activationOps } from './activations';
import { arithmeticOps } from './arithmetic';
import { convolutionOps } from './convolution';
import { denseOps } from './dense';
import { addInput, addOutput, layoutOf } from './ends';
import { type OnnxFile, type OnnxNode, readOnnx } from './file';
import { Arranger } from './flow';
import { foldNode } from './fold';
import { headOps } from './heads';
import { normalizationOps } from './normalization';
import { sortedNodes } from './order';
import { placeOps } from './places';
import { poolingOps } from './pooling';
import { recurrentOps } from './recurrent';
import { reduceOps } from './reduce';
import { reshapeOps } from './reshape';
import { resizeOps } from './resize';
import { shapeOps } from './shapes';
import { type Read, type Reading, Step, type Value, shown } from './step';
import { Values } from './values';

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
/** How often each tensor of these nodes is read, the graph's outputs among the readers, and by which nodes. */
function readersAmong(nodes: readonly OnnxNode[], outputs: readonly string[]): Pick<Reading, 'uses' | 'readers'> {
  const counts = new Map<string, number>();
  const readers = new Map<string, OnnxNode[]>();
  const count = (tensor: string): void => {
    counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  };
  for (const node of nodes)
    for (const input of node.inputs) {
      count(input);
      const list = readers.get(input);
      if (list === undefined) readers.set(input, [node]);
      else list.push(node);
    }
  outputs.forEach(count);
  return { uses: (tensor) => counts.get(tensor) ?? 0, readers: (tensor) => readers.get(tensor) ?? [] };
}

/** What a node gives, one value for each of its outputs. Throws CannotImport where nothing here does the same. */
function resultsOf(step: Step, values: Values, room: Room): readonly (Value | null)[] {
  const { node } = step;
  const folded = foldNode(step);
  if (folded !== null) {
    for (const made of folded)
      if (made !== null && step.values.every((given) => given?.is !== 'constant' || given.values !== made.values))
        room.take(made.values.byteLength, `what ${step.where} makes`);
    return folded;
  }
  const read = Object.prototype.hasOwnProperty.call(ops, node.op) ? ops[node.op] : undefined;
  if (read === undefined)
    step.refuse(
      node.attributes.hasGraph()
        ? 'it holds a graph of its own, which runs again and again or only sometimes. Layers here run once, in order.'
        : 'nodes of this kind have no counterpart here.',
    );
  values.countWeights(node.inputs);
  const result = read!(step);
  return 'is' in result ? [result as Value] : (result as readonly (Value | null)[]);
}

/** Reads the nodes in this order into `values`. Throws CannotImport that names together all that are not known. */
function readNodes(order: readonly OnnxNode[], reading: Reading, values: Values, room: Room): void {
  const unknown: string[] = [];
  const broken = new Set<string>();
  for (const node of order) {
    if (unknown.length >= mostNamed) break;
    try {
      // What reads something that is not known is not to blame.
      if (node.inputs.some((input) => broken.has(input))) {
        node.outputs.forEach((output) => broken.add(output));
        continue;
      }
      const results = resultsOf(
        new Step(
          reading,
          node,
          node.inputs.map((input) => values.of(input)),
        ),
        values,
        room,
      );
      node.outputs.forEach((output, i) => values.keep(output, results[i] ?? null));
    } catch (error) {
      if (!(error instanceof CannotImport)) throw error;
      unknown.push(error.message);
      node.outputs.forEach((output) => broken.add(output));
    }
  }
  if (unknown.length === 0) return;
  throw new CannotImport(
    'import.layers',
    unknown.length === 1
      ? unknown[0]!
      : `${unknown.length} nodes stand in the way. ${unknown.slice(0, 10).join(' ')}${unknown.length > 10 ? ' …' : ''}`,
  );
}

/** Weights that are NaN or infinite. */
function strangeNumbers(weights: ImportedModel['weights']): number {
  let strange = 0;
  for (const { values } of weights.values()) for (const value of values) if (!Number.isFinite(value)) strange += 1;
  return strange;
}

/** The network of a file that was read. Throws CannotImport; nodes that are not known are named together. */
function networkOfOnnx(file: OnnxFile): ImportedModel {
  if (file.opset < oldest)
    throw new CannotImport(
      'import.format',
      `The file was written for ONNX' operators ${file.opset}; ${oldest} and newer are read.`,
      'Convert it with onnx.version_converter.',
    );
  if (file.outputs.length === 0) throw new CannotImport('import.graph', 'The graph has no outputs.');
  const order = sortedNodes(file);
  const builder = new NetworkBuilder();
  const notes = new Set<string>();
  const { uses, readers } = readersAmong(order, file.outputs);
  const values = new Values(file);
  const reading: Reading = {
    builder,
    arranger: new Arranger(builder),
    opset: file.opset,
    layers: file.layers,
    notes,
    uses,
    readers,
    isAlone: (_tensor, { at }) => !builder.isRead(at) && values.viewsOf(at).every((tensor) => uses(tensor) === 1),
  };
  for (const input of file.inputs) values.keep(input.name, addInput(builder, input, readers, notes));
  readNodes(order, reading, values, new Room(file.bytes));
  for (const [name, times] of values.weightsReadOften())
    notes.add(`The weights "${shown(name)}" are used at ${times} places; here each has a copy of its own.`);
  const keepsLast = file.inputs.some((input) => layoutOf(input, readers) === 'first');
  const ends = file.outputs.map((name) => addOutput(reading, name, values.at(name), keepsLast, notes));
  const { network, weights } = builder.finish(ends);
  const strange = strangeNumbers(weights);
  if (strange > 0) notes.add(`The network has ${strange} weights that are no numbers (NaN or infinite).`);
  return { network, weights, notes: [...notes] };
}

/** The network in an ONNX file. Throws CannotImport, BadFile or a RangeError. */
export async function importOnnx(data: Uint8Array, beside: Beside): Promise<ImportedModel> {
  return networkOfOnnx(await readOnnx(data, beside));
}
