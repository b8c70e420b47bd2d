// A TensorFlow graph as a TF.js graph model: model.json and its weights. The form is that of tfjs-converter 4.22.
import { base64, utf8 } from '../text';
import { type Attribute, type TensorValue, dataTypes } from './graphDef';
import { type GraphPort, type TensorFlowGraph, sizesOf } from './nodes';

const typeNames: { readonly [type: number]: string } = {
  [dataTypes.float32]: 'DT_FLOAT',
  [dataTypes.int32]: 'DT_INT32',
};
const dtypes: { readonly [type: number]: 'float32' | 'int32' } = {
  [dataTypes.float32]: 'float32',
  [dataTypes.int32]: 'int32',
};

/** Weights are cut into files of this size, so that browsers can load and keep them piece by piece. */
const shardBytes = 4 * 2 ** 20;

const shapeJson = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });

/** As protobuf's JSON has it: whole numbers and bytes as text. */
function attributeJson(attribute: Attribute): object {
  if ('type' in attribute) return { type: typeNames[attribute.type] };
  if ('int' in attribute) return { i: String(attribute.int) };
  if ('ints' in attribute) return { list: { i: attribute.ints.map(String) } };
  if ('float' in attribute) return { f: attribute.float };
  if ('bool' in attribute) return { b: attribute.bool };
  if ('text' in attribute) return { s: base64(utf8(attribute.text)) };
  if ('shape' in attribute) return { shape: shapeJson(attribute.shape ?? []) };
  if ('tensor' in attribute) {
    const { dataType, shape } = attribute.tensor;
    return { tensor: { dtype: typeNames[dataType], tensorShape: shapeJson(shape) } };
  }
  throw new RangeError('A TF.js graph model has no attributes of this kind.');
}

function portJson({ node, tensor }: GraphPort): object {
  return {
    name: `${node}:0`,
    dtype: tensor.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT',
    tensorShape: shapeJson(sizesOf(tensor.shape)),
  };
}

export interface GraphModel {
  readonly modelTopology: object;
  readonly signature: object;
  readonly weightSpecs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
  }[];
  /** All weights in the order of their specs, little endian. */
  readonly weightData: Uint8Array;
  readonly shards: readonly Uint8Array[];
}

export function encodeGraphModel(graph: TensorFlowGraph): GraphModel {
  const constants: { readonly name: string; readonly value: TensorValue }[] = [];
  const node = graph.nodes.map(({ name, op, inputs, attributes }) => {
    const { value } = attributes;
    if (op === 'Const' && value !== undefined && 'tensor' in value) constants.push({ name, value: value.tensor });
    // Paddings by hand are an attribute that TF.js reads as "explicit" wherever it is there.
    const attr = Object.entries(attributes).filter(([key]) => key !== 'explicit_paddings');
    return {
      name,
      op,
      ...(inputs.length === 0 ? {} : { input: inputs }),
      attr: Object.fromEntries(attr.map(([key, each]) => [key, attributeJson(each)])),
    };
  });
  const weightData = new Uint8Array(constants.reduce((sum, { value }) => sum + value.content.length, 0));
  let at = 0;
  for (const { value } of constants) {
    weightData.set(value.content, at);
    at += value.content.length;
  }
  const count = Math.max(1, Math.ceil(weightData.length / shardBytes));
  const ports = (all: readonly GraphPort[]) => Object.fromEntries(all.map((port) => [port.name, portJson(port)]));
  return {
    modelTopology: { node, library: {}, versions: { producer: 1645 } },
    signature: { inputs: ports(graph.inputs), outputs: ports(graph.outputs) },
    weightSpecs: constants.map(({ name, value }) => ({ name, shape: value.shape, dtype: dtypes[value.dataType]! })),
    weightData,
    shards: Array.from({ length: count }, (_, i) => weightData.subarray(i * shardBytes, (i + 1) * shardBytes)),
  };
}
