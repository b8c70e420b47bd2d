// A TensorFlow graph as saved_model.pb. Field numbers are those of tensorflow/core/protobuf/{saved_model,meta_graph}.proto.
import { type Field, type Message, encodeMessage, mapEntry, message, text, texts, varint } from '../protobuf';
import { pythonIdentifier } from '../python';
import { createGraph, dataTypes, encodeShape } from './graphDef';
import { type GraphPort, type TensorFlowGraph, sizesOf } from './nodes';

/** The version whose graph format this is; every later TensorFlow reads it. */
const tensorFlowVersion = '2.15.0';
const tag = 'serve';

/** A tensor of a signature. */
export interface Info {
  readonly node: string;
  /** Of `dataTypes`. */
  readonly type: number;
  /** null: any number of axes; -1: an axis of any size. */
  readonly shape: readonly number[] | null;
}

/** What is asked of a graph by name: tensors in and out, each by a name of its own. */
export interface Signature {
  readonly name: string;
  readonly inputs: readonly (readonly [name: string, info: Info])[];
  readonly outputs: readonly (readonly [name: string, info: Info])[];
}

export const infoOf = ({ node, tensor }: GraphPort): Info => ({
  node,
  type: tensor.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32,
  shape: sizesOf(tensor.shape),
});

/** A signature's map from name to tensor; keys sorted, so that the same network gives the same bytes. */
function ports(field: number, all: readonly (readonly [name: string, info: Info])[]) {
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { node, type, shape }]) =>
      mapEntry(field, name, [
        text(1, node.includes(':') ? node : `${node}:0`),
        varint(2, type),
        message(3, encodeShape(shape)),
      ]),
    );
}

/** The argument that each input is in a signature, which TensorFlow wants to be a Python name: "in" becomes "in_". */
export function servingArguments(inputs: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(inputs.map((name) => [name, pythonIdentifier(name, taken)]));
}

function encodeSignature({ name, inputs, outputs }: Signature): Field {
  return mapEntry(5, name, [...ports(1, inputs), ...ports(2, outputs), text(3, 'tensorflow/serving/predict')]);
}

/**
 * The bytes of saved_model.pb with the signature "serving_default" and further ones. Weights are constants: there is no
 * variables folder.
 */
export function encodeServing(graph: TensorFlowGraph, further: readonly Signature[] = []): Uint8Array<ArrayBuffer> {
  const builder = createGraph();
  for (const { name, op, inputs, attributes } of graph.nodes) builder.add(op, inputs, attributes, name);
  const operations = [...new Set(graph.nodes.map(({ op }) => op))].sort();
  const info: Message = [
    // An empty list of stripped operations would make readers look for the functions of custom ones.
    message(
      2,
      operations.map((op) => message(1, [text(1, op)])),
    ),
    ...texts(4, [tag]),
    text(5, tensorFlowVersion),
  ];
  const names = servingArguments(graph.inputs.map(({ name }) => name));
  const serving: Signature = {
    name: 'serving_default',
    inputs: graph.inputs.map((port) => [names.get(port.name)!, infoOf(port)]),
    outputs: graph.outputs.map((port) => [port.name, infoOf(port)]),
  };
  const signatures = [...further, serving].sort((a, b) => (a.name < b.name ? -1 : 1));
  return encodeMessage([
    varint(1, 1),
    message(2, [message(1, info), message(2, builder.encode()), ...signatures.map(encodeSignature)]),
  ]);
}
