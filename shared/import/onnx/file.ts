// An ONNX file as nodes and arrays, every size checked before it is used. Source of fields: onnx.proto of ONNX 1.23.
import { ReadMessage } from '../../export/protobuf';
import { fromHalf } from '../../half';
import { BadFile } from '../badFile';
import { type Beside, besideFile, bytesBeside } from '../beside';
import { CannotImport } from '../model';
import { parseJson } from '../../project/json';
import { objectionToPath } from '../tfjs';
import { type Constant, constant, countOf } from './constant';

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** Names of tensors; '' is an input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** Its place in the file, from 1. */
  readonly place: number;
}

export interface OnnxInput {
  readonly name: string;
  /** Null where a size has a name only. */
  readonly shape: readonly (number | null)[];
  readonly whole: boolean;
}

export interface OnnxFile {
  readonly nodes: readonly OnnxNode[];
  /** Read when asked for. */
  readonly initializers: ReadonlyMap<string, () => Constant>;
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
  readonly opset: number;
  /** Names of layers, with which those of their nodes begin, where Layerloom wrote the file and says so. */
  readonly layers: ReadonlySet<string>;
  /** Of the file and those with weights beside it. */
  readonly bytes: number;
}

const mostNodes = 50_000;
const shown = (name: string): string => name.slice(0, 80);

/** A node's settings by name. */
export class Attributes {
  private readonly found: ReadonlyMap<string, ReadMessage>;

  constructor(
    list: readonly ReadMessage[],
    private readonly arrays: (tensor: ReadMessage) => () => Constant,
  ) {
    this.found = new Map(list.map((one) => [one.text(1), one]));
  }

  has(name: string): boolean {
    return this.found.has(name);
  }
  int(name: string, otherwise: number): number {
    return this.found.get(name)?.int(3) ?? otherwise;
  }
  float(name: string, otherwise: number): number {
    return this.found.get(name)?.float(2) ?? otherwise;
  }
  word(name: string, otherwise: string): string {
    return this.found.get(name)?.text(4) ?? otherwise;
  }
  words(name: string): readonly string[] | null {
    return this.found.get(name)?.texts(9) ?? null;
  }
  ints(name: string): readonly number[] | null {
    return this.found.get(name)?.ints(8, 10_000) ?? null;
  }
  floats(name: string): Float32Array | null {
    return this.found.get(name)?.floats(7) ?? null;
  }
  array(name: string): Constant | null {
    const tensor = this.found.get(name)?.message(5);
    return tensor === undefined || tensor === null ? null : this.arrays(tensor)();
  }
  hasGraph(): boolean {
    return [...this.found.values()].some((one) => one.has(6) || one.has(11));
  }
}

const typeNames: { readonly [code: number]: string } = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
};
const bytesOf: { readonly [code: number]: number } = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
};
const isFloat = (code: number): boolean => code === 1 || code === 10 || code === 11 || code === 16;

function fromBytes(code: number, raw: Uint8Array, count: number): Float32Array | Float64Array {
  if (code === 1) return new Float32Array(raw.slice().buffer);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const out = isFloat(code) ? new Float32Array(count) : new Float64Array(count);
  const brain = new DataView(new ArrayBuffer(4));
  const read: { readonly [code: number]: (i: number) => number } = {
    2: (i) => view.getUint8(i),
    3: (i) => view.getInt8(i),
    4: (i) => view.getUint16(2 * i, true),
    5: (i) => view.getInt16(2 * i, true),
    6: (i) => view.getInt32(4 * i, true),
    7: (i) => Number(view.getBigInt64(8 * i, true)),
    9: (i) => view.getUint8(i),
    10: (i) => fromHalf(view.getUint16(2 * i, true)),
    11: (i) => view.getFloat64(8 * i, true),
    12: (i) => view.getUint32(4 * i, true),
    13: (i) => Number(view.getBigUint64(8 * i, true)),
    16: (i) => {
      brain.setUint16(0, view.getUint16(2 * i, true));
      return brain.getFloat32(0);
    },
  };
  const one = read[code]!;
  for (let i = 0; i < count; i++) out[i] = one(i);
  return out;
}

/** Where an array's numbers lie outside the file. */
interface Outside {
  readonly path: string;
  readonly offset: number;
  readonly length: number | null;
}

function outsideOf(tensor: ReadMessage, name: string): Outside {
  const entries = new Map(tensor.messages(13).map((entry) => [entry.text(1), entry.text(2)]));
  const path = (entries.get('location') ?? '').replace(/^\.\//, '');
  const objection = objectionToPath(path);
  if (objection !== null) throw new CannotImport('import.path', objection);
  const number = (key: string): number | null => {
    const word = entries.get(key);
    if (word === undefined) return null;
    const value = /^\d{1,15}$/.test(word) ? Number(word) : -1;
    if (value < 0)
      throw new BadFile(
        `The array "${shown(name)}" says "${shown(word)}" for its ${key} in ${path}, which is no place.`,
      );
    return value;
  };
  return { path, offset: number('offset') ?? 0, length: number('length') };
}

function readerOf(tensor: ReadMessage, outside: ReadonlyMap<string, Uint8Array>): () => Constant {
  const name = tensor.text(8) || 'a number in the graph';
  const code = tensor.int(2);
  const shape = tensor.ints(1, 64);
  if (!shape.every((size) => Number.isInteger(size) && size >= 0) || shape.length > 16)
    throw new BadFile(`The array "${shown(name)}" has the impossible shape [${shape.slice(0, 16).join(', ')}].`);
  const count = countOf(shape);
  const each = bytesOf[code];
  return () => {
    if (each === undefined)
      throw new CannotImport(
        'import.weights',
        `The array "${shown(name)}" is of the kind ${typeNames[code] ?? code}; numbers are read here.`,
      );
    let raw: Uint8Array | null = tensor.has(9) ? tensor.bytes(9) : null;
    if (isOutside(tensor)) {
      const { path, offset, length } = outsideOf(tensor, name);
      const file = outside.get(path);
      if (file === undefined)
        throw new CannotImport(
          'import.weights',
          `A node keeps the array "${shown(name)}" outside the file, in ${path}.`,
        );
      const size = length ?? count * each;
      if (offset + size > file.length)
        throw new BadFile(
          `The array "${shown(name)}" lies at bytes ${offset} to ${offset + size} of ${path}, which has ${file.length}.`,
        );
      raw = file.subarray(offset, offset + size);
    }
    const type = isFloat(code) ? 'float' : 'int';
    if (raw !== null) {
      if (raw.length !== count * each)
        throw new BadFile(
          `The array "${shown(name)}" of the shape [${shape.join(', ')}] takes ${count * each} bytes; the file has ${raw.length}.`,
        );
      return constant(type, shape, fromBytes(code, raw, count));
    }
    const lists: { readonly [code: number]: () => ArrayLike<number> } = {
      1: () => tensor.floats(4),
      7: () => tensor.ints(7),
      11: () => doubles(tensor.bytes(10)),
      13: () => tensor.ints(11),
      12: () => tensor.ints(11),
    };
    const list = (lists[code] ?? (() => tensor.ints(5)))();
    if (list.length !== count)
      throw new BadFile(
        `The array "${shown(name)}" of the shape [${shape.join(', ')}] has ${list.length} numbers instead of ${count}.`,
      );
    const decode = code === 10 ? fromHalf : (value: number) => value;
    return constant(
      type,
      shape,
      type === 'float'
        ? Float32Array.from({ length: count }, (_, i) => decode(list[i]!))
        : Float64Array.from({ length: count }, (_, i) => list[i]!),
    );
  };
}

/** What files beside a model may hold beyond what its arrays name, and those of it in all: room between arrays, and none to fill the memory. */
const slack = { always: 2 ** 26, times: 2 };

/** The files that arrays lie in, by their paths. Read only where arrays and files are of about the same size. */
async function filesOutside(tensors: readonly ReadMessage[], beside: Beside): Promise<ReadonlyMap<string, Uint8Array>> {
  const used = new Map<string, number>();
  for (const tensor of tensors) {
    if (!isOutside(tensor)) continue;
    const { path, length } = outsideOf(tensor, tensor.text(8));
    const size = length ?? countOf(tensor.ints(1, 64)) * (bytesOf[tensor.int(2)] ?? 0);
    used.set(path, (used.get(path) ?? 0) + size);
  }
  const found = new Map<string, Uint8Array>();
  for (const [path, bytes] of used) {
    const file = await besideFile(beside, path);
    const [less, more] = [Math.min(bytes, file.size), Math.max(bytes, file.size)];
    if (more > slack.always + slack.times * less)
      throw new BadFile(
        `The file ${path} has ${file.size} bytes, and the model's arrays take ${bytes} of them. It belongs to another model, or is made to fill the memory.`,
      );
    found.set(path, await bytesBeside(file, path));
  }
  return found;
}

function isOutside(tensor: ReadMessage): boolean {
  return tensor.int(14) === 1 || tensor.has(13);
}

function doubles(data: Uint8Array): Float64Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float64Array.from({ length: Math.floor(data.length / 8) }, (_, i) => view.getFloat64(8 * i, true));
}

function inputOf(info: ReadMessage): OnnxInput {
  const name = info.text(1);
  const tensor = info.message(2)?.message(1) ?? null;
  if (tensor === null)
    throw new CannotImport('import.input', `The input "${shown(name)}" is no tensor. Networks read tensors here.`);
  const code = tensor.int(1);
  if (bytesOf[code] === undefined)
    throw new CannotImport(
      'import.input',
      `The input "${shown(name)}" takes ${typeNames[code] ?? code}; numbers are read here. Remove the part that turns it into numbers.`,
    );
  const dimensions = tensor.message(2)?.messages(1) ?? [];
  const shape = dimensions.map((dimension) => (dimension.has(1) && dimension.int(1) > 0 ? dimension.int(1) : null));
  return { name, shape, whole: !isFloat(code) };
}

function layersIn(model: ReadMessage): ReadonlySet<string> {
  const written = model.messages(14).find((entry) => entry.text(1) === 'layers');
  const json = written === undefined ? null : parseJson(written.text(2));
  const list: readonly unknown[] = json?.ok === true && Array.isArray(json.value) ? json.value : [];
  return new Set(list.filter((name): name is string => typeof name === 'string'));
}

/** Throws CannotImport, BadFile or a RangeError; `beside` gives the file with weights of that path, or null. */
export async function readOnnx(data: Uint8Array, beside: Beside): Promise<OnnxFile> {
  const model = new ReadMessage(data);
  const graph = model.message(7);
  if (graph === null)
    throw new CannotImport('import.format', 'The file holds no ONNX graph.', 'Export the network to ONNX once more.');
  const opsets = model.messages(8).map((one) => [one.text(1), one.int(2)] as const);
  const opset = opsets.find(([domain]) => domain === '' || domain === 'ai.onnx')?.[1] ?? 1;
  if (model.has(25))
    throw new CannotImport(
      'import.format',
      'The graph holds functions of its own.',
      'Export it once more with them written out (torch.onnx.export(…, optimize=True), or onnx.inliner.inline_local_functions).',
    );
  if (graph.has(15))
    throw new CannotImport('import.weights', 'The graph holds sparse arrays.', 'Save it with full ones.');
  const tensors = graph.messages(5);
  const outside = await filesOutside(tensors, beside);
  const initializers = new Map<string, () => Constant>();
  for (const tensor of tensors) {
    const name = tensor.text(8);
    if (initializers.has(name)) throw new BadFile(`The file has two arrays called "${shown(name)}".`);
    initializers.set(name, readerOf(tensor, outside));
  }
  const list = graph.messages(1);
  if (list.length > mostNodes)
    throw new CannotImport('import.size', `The graph has ${list.length} nodes; at most ${mostNodes} are read.`);
  const nodes = list.map((node, i): OnnxNode => {
    const domain = node.text(7);
    const op = node.text(4);
    return {
      op: domain === '' || domain === 'ai.onnx' ? op : `${domain}.${op}`,
      name: node.text(3),
      inputs: node.texts(1),
      outputs: node.texts(2),
      attributes: new Attributes(node.messages(5), (tensor) => readerOf(tensor, outside)),
      place: i + 1,
    };
  });
  const inputs = graph
    .messages(11)
    .filter((info) => !initializers.has(info.text(1)))
    .map(inputOf);
  return {
    nodes,
    initializers,
    inputs,
    outputs: graph.messages(12).map((info) => info.text(1)),
    opset,
    layers: layersIn(model),
    bytes: [...outside.values()].reduce((sum, file) => sum + file.length, data.length),
  };
}
