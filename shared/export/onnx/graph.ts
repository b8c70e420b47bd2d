// An ONNX graph that grows node by node, and its file. Source of fields and numbers: onnx.proto of ONNX 1.23.
import { untaken } from '../../names';
import {
  type Field,
  type Message,
  bytes,
  encodeMessage,
  float,
  message,
  messages,
  text,
  texts,
  varint,
  varints,
} from '../protobuf';
import type { ExportWeight } from '../format';

/** Operator sets that are written, each with the version of the file format that came with it (onnx.helper.VERSION_TABLE). */
const irVersions = { 21: 10, 26: 13 } as const;
export type OnnxOpset = keyof typeof irVersions;
/** The newest that ONNX Runtime reads without a warning, as a program (1.25 and newer) and as WebAssembly (1.30). */
export const newestOpset: OnnxOpset = 26;
/** For readers of 2024: ONNX Runtime 1.18. */
export const olderOpset: OnnxOpset = 21;

const types = { float32: 1, int32: 6, int64: 7 } as const;
type ElementType = keyof typeof types;

export type Attribute = number | { readonly float: number } | string | readonly number[] | readonly string[];
export type Attributes = { readonly [name: string]: Attribute };

/** A tensor with the batch first. Convolutions want its channels behind the batch: both ways are kept once made. */
export interface Value {
  /** Without the batch. */
  readonly shape: readonly (number | null)[];
  readonly dtype: 'float32' | 'int32';
  /** Names in the graph; at least one is there. */
  last?: string;
  first?: string;
}

export class OnnxGraph {
  private readonly nodes: Message[] = [];
  private readonly initializers: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly constants = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly weights = new Map<string, ExportWeight & { readonly full: string }>();
  /** Names of nodes and tensors begin with the layer that is being written. */
  scope = '';

  /** `doors`: names of inputs and outputs, which nothing else may have. */
  constructor(
    readonly opset: OnnxOpset,
    doors: Iterable<string>,
  ) {
    for (const name of doors) this.taken.add(name);
  }

  /** A name that is not yet taken. */
  name(wanted: string): string {
    return this.unused(this.scope === '' ? wanted : `${this.scope}/${wanted}`);
  }

  private unused(base: string): string {
    const name = untaken(base, this.taken);
    this.taken.add(name);
    return name;
  }

  /** A node with several results. Empty input names are inputs left out. */
  many(op: string, inputs: readonly string[], attributes: Attributes, results: number): readonly string[] {
    const name = this.name(op);
    const outputs = Array.from({ length: results }, (_, i) => this.unused(`${name}:${i}`));
    this.nodes.push([
      ...texts(1, inputs),
      ...texts(2, outputs),
      text(3, name),
      text(4, op),
      ...messages(
        5,
        Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      ),
    ]);
    return outputs;
  }

  /** A node with one result: its name. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.many(op, inputs, attributes, 1)[0]!;
  }

  /** The same numbers under the same name are written once. */
  weight(name: string, { shape, values }: ExportWeight): string {
    const key = `${this.scope}/${name}`;
    const known = this.weights.get(key);
    if (known !== undefined && known.shape.join() === shape.join() && sameNumbers(known.values, values))
      return known.full;
    const full = this.name(name);
    this.weights.set(key, { full, shape, values });
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push([varints(1, shape), varint(2, types.float32), text(8, full), bytes(9, data)]);
    return full;
  }

  /** Float32 numbers, the same ones once. */
  numbers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const key = `f${shape.join()}:${values.join()}`;
    return this.constant(key, () => this.weight('numbers', { shape, values: Float32Array.from(values) }));
  }

  scalar(value: number): string {
    return this.numbers([value], []);
  }

  /** Whole numbers (int64), as shapes and axes are given. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(`i${shape.join()}:${values.join()}`, () => {
      const full = this.name('ints');
      const data = new Uint8Array(8 * values.length);
      const view = new DataView(data.buffer);
      values.forEach((value, i) => view.setBigInt64(8 * i, BigInt(value), true));
      this.initializers.push([varints(1, shape), varint(2, types.int64), text(8, full), bytes(9, data)]);
      return full;
    });
  }

  private constant(key: string, make: () => string): string {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const before = this.scope;
    this.scope = 'constants';
    const name = make();
    this.scope = before;
    this.constants.set(key, name);
    return name;
  }

  /** The tensor with its channels last, as it is everywhere but inside convolutions. */
  last(value: Value): string {
    value.last ??= this.node('Transpose', [value.first!], { perm: channelsLast(value.shape.length) });
    return value.last;
  }

  /** The tensor with its channels right behind the batch. */
  first(value: Value): string {
    value.first ??= this.node('Transpose', [value.last!], { perm: channelsFirst(value.shape.length) });
    return value.first;
  }

  input(name: string, shape: readonly (number | null)[], dtype: 'float32' | 'int32'): Value {
    this.inputs.push(valueInfo(name, shape, dtype, `${name}_`));
    return { shape, dtype, last: name };
  }

  /** Hands a value out under the name of a door. */
  output(name: string, value: Value): void {
    const node = this.unused(`${name}:out`);
    this.nodes.push([text(1, this.last(value)), text(2, name), text(3, node), text(4, 'Identity')]);
    this.outputs.push(valueInfo(name, value.shape, value.dtype, `${name}_`));
  }

  /** The file's bytes; metadata in the order given. */
  file(
    name: string,
    producer: string,
    metadata: readonly (readonly [key: string, value: string])[],
  ): Uint8Array<ArrayBuffer> {
    const graph: Message = [
      ...messages(1, this.nodes),
      text(2, name),
      ...messages(5, this.initializers),
      ...messages(11, this.inputs),
      ...messages(12, this.outputs),
    ];
    return encodeMessage([
      varint(1, irVersions[this.opset]),
      text(2, 'Layerloom'),
      text(3, producer),
      message(7, graph),
      message(8, [text(1, ''), varint(2, this.opset)]),
      ...metadata.map(([key, value]) => message(14, [text(1, key), text(2, value)])),
    ]);
  }
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}

function attribute(name: string, value: Attribute): Message {
  const typed = (type: number, ...fields: readonly Field[]): Message => [text(1, name), ...fields, varint(20, type)];
  if (typeof value === 'number') return typed(2, varint(3, value));
  if (typeof value === 'string') return typed(3, text(4, value));
  if (!Array.isArray(value)) return typed(1, float(2, (value as { readonly float: number }).float));
  const list = value as readonly (number | string)[];
  if (typeof list[0] === 'string') return typed(8, ...texts(9, list as readonly string[]));
  return typed(7, varints(8, list as readonly number[]));
}

/** The batch is called "batch"; other unknown sizes have a name of their own. */
function valueInfo(name: string, shape: readonly (number | null)[], dtype: ElementType, prefix: string): Message {
  const dimensions = [
    [text(2, 'batch')],
    ...shape.map((size, axis) => [size === null ? text(2, `${prefix}${axis + 1}`) : varint(1, size)]),
  ];
  const tensor = [varint(1, types[dtype]), message(2, messages(1, dimensions))];
  return [text(1, name), message(2, [message(1, tensor)])];
}

/** Orders of axes; `rank` counts without the batch. */
export function channelsFirst(rank: number): readonly number[] {
  return [0, rank, ...Array.from({ length: rank - 1 }, (_, i) => i + 1)];
}
function channelsLast(rank: number): readonly number[] {
  return [0, ...Array.from({ length: rank - 1 }, (_, i) => i + 2), 1];
}
