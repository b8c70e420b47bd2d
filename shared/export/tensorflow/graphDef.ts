// A TensorFlow graph under construction: nodes, and their encoding as a GraphDef. Field numbers are those of
// tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,types}.proto.
import { type Field, type Message, bytes, float, mapEntry, message, messages, text, texts, varint } from '../protobuf';

/** Numbers of TensorFlow's enum DataType. */
export const dataTypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  complex128: 18,
  resource: 20,
} as const;

/** "node:index", one output of a node; "^node" where only its having run matters. */
export type Output = string;

export type Attribute =
  | { readonly type: number }
  | { readonly types: readonly number[] }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  /** null: any number of dimensions; -1: a dimension of any size. */
  | { readonly shape: readonly number[] | null }
  | { readonly tensor: TensorValue };

export type Attributes = { readonly [name: string]: Attribute };

/** A tensor's numbers row by row, little endian, or its texts. */
export interface TensorValue {
  readonly dataType: number;
  readonly shape: readonly number[];
  /** Empty where there are texts. */
  readonly content: Uint8Array;
  readonly texts?: readonly string[];
}

/** Version of the graph format that these nodes are of (TensorFlow 2.15); later readers take it as it is. */
const PRODUCER = 1645;

export interface GraphBuilder {
  /** Adds a node and gives its name. Operations are TensorFlow's own names. */
  add(operation: string, inputs: readonly Output[], attributes?: Attributes, name?: string): string;
  constant(value: TensorValue): Output;
  /** Nodes so far. */
  readonly size: number;
  /** The GraphDef's fields. */
  encode(): Message;
}

export function createGraph(): GraphBuilder {
  const nodes: Message[] = [];
  const add: GraphBuilder['add'] = (operation, inputs, attributes = {}, name = `n${nodes.length}`) => {
    // TensorFlow wants control inputs last.
    const ordered = [
      ...inputs.filter((input) => !input.startsWith('^')),
      ...inputs.filter((input) => input.startsWith('^')),
    ];
    nodes.push([
      text(1, name),
      text(2, operation),
      ...texts(3, ordered),
      ...Object.entries(attributes).map(([key, value]) => mapEntry(5, key, encodeAttribute(value))),
    ]);
    return name;
  };
  return {
    add,
    constant: (value) => `${add('Const', [], { dtype: { type: value.dataType }, value: { tensor: value } })}:0`,
    get size() {
      return nodes.length;
    },
    encode: () => [...messages(1, nodes), message(4, [varint(1, PRODUCER)])],
  };
}

export function encodeShape(shape: readonly number[] | null): Message {
  if (shape === null) return [varint(3, true)];
  return shape.map((size) => message(2, [varint(1, size)]));
}

function encodeAttribute(attribute: Attribute): Message {
  if ('type' in attribute) return [varint(6, attribute.type)];
  if ('int' in attribute) return [varint(3, attribute.int)];
  if ('float' in attribute) return [float(4, attribute.float)];
  if ('bool' in attribute) return [varint(5, attribute.bool)];
  if ('text' in attribute) return [text(2, attribute.text)];
  if ('shape' in attribute) return [message(7, encodeShape(attribute.shape))];
  if ('tensor' in attribute) {
    const { dataType, shape, content, texts: values } = attribute.tensor;
    const held = values === undefined ? [bytes(4, content)] : texts(8, values);
    return [message(8, [varint(1, dataType), message(2, encodeShape(shape)), ...held])];
  }
  const list: readonly Field[] =
    'types' in attribute
      ? attribute.types.map((type) => varint(6, type))
      : 'ints' in attribute
        ? attribute.ints.map((int) => varint(3, int))
        : 'floats' in attribute
          ? attribute.floats.map((value) => float(4, value))
          : texts(2, attribute.texts);
  return [message(1, list)];
}

/** Numbers as a tensor's content: float32 unless said otherwise. */
export function floats(values: ArrayLike<number>, shape: readonly number[] = [values.length]): TensorValue {
  return { dataType: dataTypes.float32, shape, content: new Uint8Array(Float32Array.from(values).buffer) };
}

export function ints(values: ArrayLike<number>, shape: readonly number[] = [values.length]): TensorValue {
  return { dataType: dataTypes.int32, shape, content: new Uint8Array(Int32Array.from(values).buffer) };
}
