// A TensorFlow graph as saved_model.pb. Field numbers are those of tensorflow/core/protobuf/{saved_model,meta_graph}.proto.
import { type Message, encodeMessage, mapEntry, message, text, texts, varint } from '../protobuf';
import { pythonIdentifier } from '../python';
import { createGraph, dataTypes, encodeShape } from './graphDef';
import { type GraphPort, type TensorFlowGraph, sizesOf } from './nodes';

/** The version whose graph format this is; every later TensorFlow reads it. */
const tensorFlowVersion = '2.15.0';
const tag = 'serve';

interface Info {
  readonly node: string;
  readonly type: number;
  readonly shape: readonly number[];
}

const infoOf = ({ node, tensor }: GraphPort): Info => ({
  node,
  type: tensor.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32,
  shape: sizesOf(tensor.shape),
});

/** A signature's map from name to tensor; keys sorted, so that the same network gives the same bytes. */
function ports(field: number, all: readonly (readonly [name: string, info: Info])[]) {
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { node, type, shape }]) =>
      mapEntry(field, name, [text(1, `${node}:0`), varint(2, type), message(3, encodeShape(shape))]),
    );
}

/** The argument that each input is in a signature, which TensorFlow wants to be a Python name: "in" becomes "in_". */
export function servingArguments(inputs: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(inputs.map((name) => [name, pythonIdentifier(name, taken)]));
}

/** The bytes of saved_model.pb with the signature "serving_default", and "raw" where the graph prepares values. Weights are constants: there is no variables folder. */
export function encodeServing(graph: TensorFlowGraph): Uint8Array<ArrayBuffer> {
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
  const signature = (inputs: readonly (readonly [name: string, info: Info])[]): Message => [
    ...ports(
      1,
      inputs.map(([name, info]) => [names.get(name)!, info]),
    ),
    ...ports(
      2,
      graph.outputs.map((port) => [port.name, infoOf(port)]),
    ),
    text(3, 'tensorflow/serving/predict'),
  ];
  const raw = graph.raw?.map((port) => [port.name, port] as const);
  return encodeMessage([
    varint(1, 1),
    message(2, [
      message(1, info),
      message(2, builder.encode()),
      ...(raw === undefined ? [] : [mapEntry(5, 'raw', signature(raw))]),
      mapEntry(5, 'serving_default', signature(graph.inputs.map((port) => [port.name, infoOf(port)]))),
    ]),
  ]);
}
