// Reads HDF5 files as Keras writes them: groups, arrays of numbers, text attributes. Source: "HDF5 File Format
// Specification", version 3.0. Every offset and size is checked against the file before it is used; links that lead out
// of the file and arrays put together from elsewhere are refused.
import { decodeUtf8 } from '../export/protobuf';

/** What is wrong with a file, in words that can be shown. */
export class BadFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadFile';
  }
}

export interface H5Dataset {
  readonly shape: readonly number[];
  /** 'float32', 'float64', 'float16', 'int32', … or another word for what is not supported. */
  readonly dtype: string;
  /** Reads the numbers as float32. Throws BadFile. */
  read(): Float32Array;
}

export interface H5Group {
  readonly attributes: ReadonlyMap<string, string | readonly string[] | null>;
  readonly groups: ReadonlyMap<string, () => H5Group>;
  readonly datasets: ReadonlyMap<string, () => H5Dataset>;
}

/** Undoes gzip's "deflate" with zlib's header, to at most `limit` bytes; the host's own. */
export type Inflate = (data: Uint8Array, limit: number) => Uint8Array;

const undefinedAddress = 0xffffffffffffffffn;
const mostObjects = 200_000;
const deepest = 64;
/** More numbers than this in one array are no weights that any engine here could hold. */
const mostNumbers = 500_000_000;

interface Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

interface Type {
  readonly kind: 'float' | 'integer' | 'string' | 'vlenString' | 'other';
  readonly size: number;
  readonly little: boolean;
  readonly signed: boolean;
  readonly words: string;
}

export function readHdf5(data: Uint8Array, inflate?: Inflate): H5Group {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let objects = 0;
  const need = (at: number, size: number): void => {
    if (!Number.isSafeInteger(at) || at < 0 || size < 0 || at + size > data.length)
      throw new BadFile('The HDF5 file is cut off or damaged: a part of it lies beyond its end.');
  };
  const u8 = (at: number): number => (need(at, 1), view.getUint8(at));
  const u16 = (at: number): number => (need(at, 2), view.getUint16(at, true));
  const u32 = (at: number): number => (need(at, 4), view.getUint32(at, true));
  const u64 = (at: number): bigint => (need(at, 8), view.getBigUint64(at, true));
  const place = (at: number): number => {
    const value = u64(at);
    if (value > BigInt(data.length)) throw new BadFile('The HDF5 file is damaged: an address lies beyond its end.');
    return Number(value);
  };
  const size64 = (at: number): number => {
    const value = u64(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BadFile('The HDF5 file is damaged: a size is impossible.');
    return Number(value);
  };
  const word = (at: number, length: number): string => (need(at, length), decodeUtf8(data.subarray(at, at + length)));
  const isUndefined = (at: number): boolean => u64(at) === undefinedAddress;

  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  if (data.length < 48 || signature.some((byte, i) => data[i] !== byte)) throw new BadFile('This is no HDF5 file.');
  const version = u8(8);
  const sizes = version < 2 ? [u8(13), u8(14)] : [u8(9), u8(10)];
  if (version > 3 || sizes[0] !== 8 || sizes[1] !== 8)
    throw new BadFile(
      'The HDF5 file is of a kind that cannot be read here. Save it again with a current h5py or Keras.',
    );

  function messagesOf(address: number): readonly Message[] {
    if (++objects > mostObjects) throw new BadFile('The HDF5 file has too many parts.');
    const found: Message[] = [];
    const blocks: [at: number, size: number][] = [];
    let seen = 0;
    const isNew = word(address, 4) === 'OHDR';
    if (isNew) {
      if (u8(address + 4) !== 2) throw new BadFile('The HDF5 file has an object of an unknown version.');
      const flags = u8(address + 5);
      let at = address + 6;
      if (flags & 0x20) at += 16;
      if (flags & 0x10) at += 4;
      const width = 1 << (flags & 3);
      const length = width === 1 ? u8(at) : width === 2 ? u16(at) : width === 4 ? u32(at) : size64(at);
      blocks.push([at + width, length]);
      const extra = flags & 4 ? 2 : 0;
      while (blocks.length > 0) {
        const [start, size] = blocks.shift()!;
        need(start, size);
        let here = start;
        while (here + 4 + extra <= start + size) {
          if (++seen > 100_000) throw new BadFile('The HDF5 file has too many parts.');
          const type = u8(here);
          const bytes = u16(here + 1);
          const body = here + 4 + extra;
          need(body, bytes);
          if (type === 0x10) {
            const to = place(body);
            const all = size64(body + 8);
            need(to, all);
            if (all < 8 || word(to, 4) !== 'OCHK') throw new BadFile('The HDF5 file is damaged.');
            blocks.push([to + 4, all - 8]);
          } else found.push({ type, at: body, size: bytes });
          here = body + bytes;
        }
      }
      return found;
    }
    if (u8(address) !== 1) throw new BadFile('The HDF5 file is damaged: an object cannot be read.');
    blocks.push([address + 16, u32(address + 8)]);
    while (blocks.length > 0) {
      const [start, size] = blocks.shift()!;
      need(start, size);
      let here = start;
      while (here + 8 <= start + size) {
        if (++seen > 100_000) throw new BadFile('The HDF5 file has too many parts.');
        const type = u16(here);
        const bytes = u16(here + 2);
        const body = here + 8;
        need(body, bytes);
        if (type === 0x10) blocks.push([place(body), size64(body + 8)]);
        else found.push({ type, at: body, size: bytes });
        here = body + bytes;
      }
    }
    return found;
  }

  function spaceAt(at: number): readonly number[] | null {
    const kind = u8(at);
    const rank = u8(at + 1);
    if (rank > 32) throw new BadFile('An array in the HDF5 file has too many axes.');
    if (kind === 2 && u8(at + 3) === 2) return null;
    const start = kind === 1 ? at + 8 : at + 4;
    return Array.from({ length: rank }, (_, axis) => size64(start + 8 * axis));
  }

  function typeAt(at: number): Type {
    const kind = u8(at) & 15;
    const bits = u8(at + 1);
    const size = u32(at + 4);
    const common = { size, little: (bits & 1) === 0, signed: (bits & 8) !== 0 };
    if (kind === 0) return { ...common, kind: 'integer', words: `${common.signed ? '' : 'u'}int${8 * size}` };
    if (kind === 1) return { ...common, kind: 'float', words: `float${8 * size}` };
    if (kind === 3) return { ...common, kind: 'string', words: 'text' };
    if (kind === 9 && (bits & 15) === 1) return { ...common, kind: 'vlenString', words: 'text' };
    const names = [
      '',
      '',
      'time',
      '',
      'bits',
      'opaque',
      'compound (complex)',
      'reference',
      'enumeration',
      'list',
      'array',
    ];
    return { ...common, kind: 'other', words: names[kind] ?? `class ${kind}` };
  }

  /** A text of any length, from the global heap. */
  function heapText(at: number): string {
    const length = u32(at);
    if (length === 0) return '';
    const heap = place(at + 4);
    const index = u32(at + 12);
    if (word(heap, 4) !== 'GCOL') throw new BadFile('The HDF5 file is damaged: a text is missing.');
    const end = heap + size64(heap + 8);
    need(heap, end - heap);
    let here = heap + 16;
    while (here + 16 <= end) {
      const number = u16(here);
      const bytes = size64(here + 8);
      need(here + 16, bytes);
      if (number === index) return word(here + 16, Math.min(length, bytes));
      if (number === 0) break;
      here += 16 + Math.ceil(bytes / 8) * 8;
    }
    throw new BadFile('The HDF5 file is damaged: a text is missing.');
  }

  function attributeAt(at: number): readonly [string, string | readonly string[] | null] {
    const version = u8(at);
    const [nameSize, typeSize, spaceSize] = [u16(at + 2), u16(at + 4), u16(at + 6)];
    const pad = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
    let here = at + (version === 3 ? 9 : 8);
    const name = word(here, nameSize).replace(/\0[^]*$/, '');
    here += pad(nameSize);
    if (version > 1 && (u8(at + 1) & 3) !== 0) return [name, null];
    const type = typeAt(here);
    here += pad(typeSize);
    const space = spaceAt(here);
    here += pad(spaceSize);
    if (space === null) return [name, []];
    const count = space.reduce((product, length) => product * length, 1);
    if (count > 1_000_000) throw new BadFile(`The attribute "${name.slice(0, 60)}" of the HDF5 file is too long.`);
    if (type.kind !== 'string' && type.kind !== 'vlenString') return [name, count === 0 ? [] : null];
    need(here, count * type.size);
    const values = Array.from({ length: count }, (_, i) =>
      type.kind === 'string'
        ? word(here + i * type.size, type.size).replace(/\0+$/, '')
        : heapText(here + i * type.size),
    );
    return [name, space.length === 0 ? values[0]! : values];
  }

  function datasetOf(messages: readonly Message[], name: string): H5Dataset {
    const one = (type: number) => messages.find((message) => message.type === type);
    const [spaceMessage, typeMessage, layout] = [one(0x01), one(0x03), one(0x08)];
    if (spaceMessage === undefined || typeMessage === undefined || layout === undefined)
      throw new BadFile(`The array "${name}" of the HDF5 file is incomplete.`);
    if (one(0x07) !== undefined)
      throw new BadFile(
        `The array "${name}" keeps its numbers in another file, which is not read here. Save the model again in one file.`,
      );
    const shape = spaceAt(spaceMessage.at) ?? [0];
    const type = typeAt(typeMessage.at);
    const count = shape.reduce((product, length) => product * length, 1);
    if (!(count <= mostNumbers))
      throw new BadFile(
        `The array "${name}" claims the shape [${shape.join(', ')}], which is more than can be held here.`,
      );
    return {
      shape,
      dtype: type.words,
      read() {
        const bytes = count * type.size;
        const layoutVersion = u8(layout.at);
        let raw: Uint8Array;
        if (layoutVersion < 3)
          throw new BadFile(`The array "${name}" is laid out in a way of long ago. Save the model again.`);
        const kind = u8(layout.at + 1);
        if (kind === 0) {
          const length = u16(layout.at + 2);
          if (length < bytes) throw new BadFile(`The array "${name}" is shorter than its shape says.`);
          need(layout.at + 4, bytes);
          raw = data.subarray(layout.at + 4, layout.at + 4 + bytes);
        } else if (kind === 1) {
          if (bytes === 0 || isUndefined(layout.at + 2)) raw = new Uint8Array(bytes);
          else {
            const at = place(layout.at + 2);
            if (size64(layout.at + 10) < bytes)
              throw new BadFile(`The array "${name}" is shorter than its shape says.`);
            need(at, bytes);
            raw = data.subarray(at, at + bytes);
          }
        } else if (kind === 2 && layoutVersion === 3) raw = chunked(layout, one(0x0b), shape, type, name);
        else if (kind === 3)
          throw new BadFile(
            `The array "${name}" is put together from elsewhere (a virtual data set), which is not read here.`,
          );
        else
          throw new BadFile(
            `The array "${name}" is laid out in a way that cannot be read here. Save the model again with Keras.`,
          );
        return numbers(raw, type, count, name);
      },
    };
  }

  /** Chunks in a B-tree of version 1, with gzip and shuffle. */
  function chunked(
    layout: Message,
    filters: Message | undefined,
    shape: readonly number[],
    type: Type,
    name: string,
  ): Uint8Array {
    const rank = u8(layout.at + 2) - 1;
    if (rank !== shape.length) throw new BadFile(`The array "${name}" of the HDF5 file is damaged.`);
    const chunk = Array.from({ length: rank }, (_, axis) => u32(layout.at + 11 + 4 * axis));
    const chunkBytes = chunk.reduce((product, length) => product * length, type.size);
    if (chunk.some((length) => length === 0) || chunkBytes > 512 * 2 ** 20)
      throw new BadFile(`The array "${name}" has impossible pieces.`);
    const out = new Uint8Array(shape.reduce((product, length) => product * length, type.size));
    const pipeline = filters === undefined ? [] : filtersAt(filters.at, name);
    const visit = (at: number, depth: number): void => {
      if (++objects > mostObjects || depth > deepest) throw new BadFile('The HDF5 file has too many parts.');
      if (word(at, 4) !== 'TREE') throw new BadFile(`The array "${name}" of the HDF5 file is damaged.`);
      const level = u8(at + 5);
      const used = u16(at + 6);
      const keySize = 8 + 8 * (rank + 1);
      for (let i = 0; i < used; i++) {
        const key = at + 24 + i * (keySize + 8);
        const child = place(key + keySize);
        if (level > 0) {
          visit(child, depth + 1);
          continue;
        }
        const stored = u32(key);
        const origin = Array.from({ length: rank }, (_, axis) => size64(key + 8 + 8 * axis));
        need(child, stored);
        let bytes = data.subarray(child, child + stored);
        for (const filter of [...pipeline].reverse()) {
          if (filter === 1) {
            if (inflate === undefined)
              throw new BadFile(`The array "${name}" is compressed, which cannot be read here.`);
            bytes = inflate(bytes, chunkBytes);
          } else bytes = unshuffle(bytes, type.size);
        }
        if (bytes.length < chunkBytes) throw new BadFile(`A piece of the array "${name}" is too short.`);
        copyChunk(bytes, chunk, origin, out, shape, type.size);
      }
    };
    if (!isUndefined(layout.at + 3)) visit(place(layout.at + 3), 0);
    return out;
  }

  function filtersAt(at: number, name: string): readonly number[] {
    const version = u8(at);
    const count = u8(at + 1);
    let here = at + (version === 1 ? 8 : 2);
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const id = u16(here);
      const hasName = version === 1 || id >= 256;
      const nameLength = hasName ? u16(here + 2) : 0;
      const values = u16(here + (hasName ? 6 : 4));
      here += (hasName ? 8 : 6) + (version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength) + 4 * values;
      if (version === 1 && values % 2 === 1) here += 4;
      if (id !== 1 && id !== 2)
        throw new BadFile(`The array "${name}" is packed in a way (filter ${id}) that cannot be read here.`);
      found.push(id);
    }
    return found;
  }

  function numbers(raw: Uint8Array, type: Type, count: number, name: string): Float32Array {
    const bytes = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const out = new Float32Array(count);
    const { little } = type;
    if (type.kind === 'float' && type.size === 4)
      for (let i = 0; i < count; i++) out[i] = bytes.getFloat32(4 * i, little);
    else if (type.kind === 'float' && type.size === 8)
      for (let i = 0; i < count; i++) out[i] = bytes.getFloat64(8 * i, little);
    else if (type.kind === 'float' && type.size === 2)
      for (let i = 0; i < count; i++) out[i] = half(bytes.getUint16(2 * i, little));
    else
      throw new BadFile(
        `The array "${name}" holds numbers of the kind ${type.words}; float32, float64 and float16 can be read.`,
      );
    return out;
  }

  function groupOf(messages: readonly Message[], depth: number): H5Group {
    if (depth > deepest) throw new BadFile('The HDF5 file is nested too deeply.');
    const attributes = new Map<string, string | readonly string[] | null>();
    const groups = new Map<string, () => H5Group>();
    const datasets = new Map<string, () => H5Dataset>();
    const add = (name: string, address: number): void => {
      if (groups.has(name) || datasets.has(name))
        throw new BadFile(`The HDF5 file has two parts called "${name.slice(0, 60)}".`);
      const inner = messagesOf(address);
      if (inner.some(({ type }) => type === 0x08)) datasets.set(name, () => datasetOf(inner, name));
      else groups.set(name, () => groupOf(inner, depth + 1));
    };
    for (const message of messages) {
      if (message.type === 0x0c) {
        const [name, value] = attributeAt(message.at);
        attributes.set(name, value);
      } else if (message.type === 0x11) symbols(message, add);
      else if (message.type === 0x06) link(message, add);
      else if (message.type === 0x02 && !isUndefined(message.at + (u8(message.at + 1) & 1 ? 10 : 2)))
        throw new BadFile(
          'The HDF5 file lists its parts in a way that cannot be read here. Save the model again with Keras.',
        );
    }
    return { attributes, groups, datasets };
  }

  function link(message: Message, add: (name: string, address: number) => void): void {
    const flags = u8(message.at + 1);
    let here = message.at + 2;
    const kind = flags & 8 ? u8(here++) : 0;
    if (flags & 4) here += 8;
    if (flags & 16) here += 1;
    const width = 1 << (flags & 3);
    const length = width === 1 ? u8(here) : width === 2 ? u16(here) : u32(here);
    const name = word(here + width, length);
    refuseLink(kind, name);
    add(name, place(here + width + length));
  }

  function refuseLink(kind: number, name: string): void {
    if (kind === 0) return;
    const what = kind === 64 ? 'a link to another file' : 'a link to another place';
    throw new BadFile(
      `"${name.slice(0, 60)}" in the HDF5 file is ${what}, which is not followed. Save the model again in one file.`,
    );
  }

  /** Groups of old: a B-tree of names, which lie in a heap. */
  function symbols(message: Message, add: (name: string, address: number) => void): void {
    const heap = place(message.at + 8);
    if (word(heap, 4) !== 'HEAP') throw new BadFile('The HDF5 file is damaged: the names of its parts are missing.');
    const names = place(heap + 24);
    const namesSize = size64(heap + 8);
    need(names, namesSize);
    const visit = (at: number, depth: number): void => {
      if (++objects > mostObjects || depth > deepest) throw new BadFile('The HDF5 file has too many parts.');
      if (word(at, 4) === 'TREE') {
        const used = u16(at + 6);
        for (let i = 0; i < used; i++) visit(place(at + 24 + 8 + i * 16), depth + 1);
        return;
      }
      if (word(at, 4) !== 'SNOD') throw new BadFile('The HDF5 file is damaged: a list of its parts cannot be read.');
      const count = u16(at + 6);
      for (let i = 0; i < count; i++) {
        const entry = at + 8 + i * 40;
        const from = names + Math.min(size64(entry), namesSize);
        let end = from;
        while (end < names + namesSize && data[end] !== 0) end++;
        const name = word(from, end - from);
        refuseLink(u32(entry + 16) === 2 ? 1 : 0, name);
        add(name, place(entry + 8));
      }
    };
    visit(place(message.at), 0);
  }

  if (version < 2) {
    const root = version === 1 ? 60 : 56;
    return groupOf(messagesOf(place(root + 8)), 0);
  }
  return groupOf(messagesOf(place(36)), 0);
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function unshuffle(data: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(data.length / size);
  const out = new Uint8Array(data.length);
  for (let i = 0; i < count; i++)
    for (let byte = 0; byte < size; byte++) out[i * size + byte] = data[byte * count + i]!;
  out.set(data.subarray(count * size), count * size);
  return out;
}

/** Copies the part of a chunk that lies within the array. */
function copyChunk(
  from: Uint8Array,
  chunk: readonly number[],
  origin: readonly number[],
  to: Uint8Array,
  shape: readonly number[],
  size: number,
): void {
  const rank = shape.length;
  const lengths = chunk.map((length, axis) => Math.min(length, shape[axis]! - origin[axis]!));
  if (lengths.some((length) => length <= 0)) return;
  const place = Array.from({ length: rank }, () => 0);
  const run = lengths[rank - 1]! * size;
  for (;;) {
    let source = 0;
    let target = 0;
    for (let axis = 0; axis < rank; axis++) {
      source = source * chunk[axis]! + place[axis]!;
      target = target * shape[axis]! + origin[axis]! + place[axis]!;
    }
    to.set(from.subarray(source * size, source * size + run), target * size);
    let axis = rank - 2;
    while (axis >= 0 && ++place[axis]! >= lengths[axis]!) place[axis--] = 0;
    if (axis < 0) return;
  }
}
