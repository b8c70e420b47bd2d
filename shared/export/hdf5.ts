// Writes HDF5 files: groups, float32 arrays and text attributes, as Keras reads them with h5py. Source: "HDF5 File
// Format Specification", version 3.0: superblock 2, object headers 2, compact links, contiguous arrays. Nothing in it
// depends on the clock, so the same tree gives the same bytes.
import { utf8 } from './text';
import { product } from '../shape';

export type Hdf5Attribute = string | readonly string[];
export type Hdf5Attributes = { readonly [name: string]: Hdf5Attribute };

export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

export interface Hdf5Group {
  readonly attributes?: Hdf5Attributes;
  /** In the order given; names without a slash. */
  readonly members: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>;
}

const undefinedAddress = 0xffffffffffffffffn;
const headerPrefix = 10;

/** Bob Jenkins' lookup3 (hashlittle, public domain), which HDF5 uses as the checksum of its metadata. */
function lookup3(data: Uint8Array): number {
  const rot = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  let length = data.length;
  let a = (0xdeadbeef + length) | 0;
  let b = a;
  let c = a;
  let at = 0;
  const word = (from: number) =>
    (data[from] ?? 0) | ((data[from + 1] ?? 0) << 8) | ((data[from + 2] ?? 0) << 16) | ((data[from + 3] ?? 0) << 24);
  while (length > 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) ^ rot(c, 4)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rot(a, 6)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rot(b, 8)) | 0;
    b = (b + a) | 0;
    a = ((a - c) ^ rot(c, 16)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rot(a, 19)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rot(b, 4)) | 0;
    b = (b + a) | 0;
    at += 12;
    length -= 12;
  }
  if (length === 0) return c >>> 0;
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rot(b, 14)) | 0;
  a = ((a ^ c) - rot(c, 11)) | 0;
  b = ((b ^ a) - rot(a, 25)) | 0;
  c = ((c ^ b) - rot(b, 16)) | 0;
  a = ((a ^ c) - rot(c, 4)) | 0;
  b = ((b ^ a) - rot(a, 14)) | 0;
  c = ((c ^ b) - rot(b, 24)) | 0;
  return c >>> 0;
}

/** Bytes that grow. */
class Bytes {
  private parts: Uint8Array[] = [];
  length = 0;

  put(...values: readonly (Uint8Array | readonly number[])[]): this {
    for (const value of values) {
      const part = value instanceof Uint8Array ? value : Uint8Array.from(value);
      this.parts.push(part);
      this.length += part.length;
    }
    return this;
  }

  u16(value: number): this {
    return this.put([value & 255, (value >>> 8) & 255]);
  }

  u32(value: number): this {
    return this.put([value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255]);
  }

  u64(value: number | bigint): this {
    const out = new Uint8Array(8);
    new DataView(out.buffer).setBigUint64(0, BigInt(value), true);
    return this.put(out);
  }

  done(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

const simpleSpace = (dims: readonly number[]): Uint8Array => {
  const out = new Bytes().put([2, dims.length, 0, 1]);
  for (const length of dims) out.u64(length);
  return out.done();
};
const scalarSpace = Uint8Array.of(2, 0, 0, 0);

/** IEEE 754, 32 bits, little-endian. */
const floatType = Uint8Array.of(0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0);
/** A text of any length in UTF-8; its characters lie in the global heap. */
const textType = Uint8Array.of(0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0);

/** Texts of one length, padded with zeros, in UTF-8. */
function fixedTextType(length: number): Uint8Array {
  return new Bytes().put([0x13, 0x11, 0, 0]).u32(length).done();
}

interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

function headerLength(messages: readonly Message[]): number {
  return headerPrefix + messages.reduce((sum, { body }) => sum + 4 + body.length, 0) + 4;
}

function objectHeader(messages: readonly Message[]): Uint8Array {
  const body = new Bytes();
  for (const { type, body: content } of messages) {
    if (content.length > 0xffff) throw new RangeError('A text is too long for the file.');
    body.put([type]).u16(content.length).put([0], content);
  }
  const head = new Bytes().put(utf8('OHDR'), [2, 2]).u32(body.length).put(body.done()).done();
  return new Bytes().put(head).u32(lookup3(head)).done();
}

function isGroup(node: Hdf5Group | Hdf5Dataset): node is Hdf5Group {
  return 'members' in node;
}

/** The longest list of texts that one attribute holds; Keras cuts longer ones into `name0`, `name1`, … */
const mostListBytes = 60_000;

/** An attribute per piece: Keras' own way of keeping long lists of names. */
export function listAttributes(name: string, values: readonly string[]): Hdf5Attributes {
  const longest = Math.max(1, ...values.map((value) => utf8(value).length));
  const each = Math.max(1, Math.floor(mostListBytes / longest));
  if (values.length <= each) return { [name]: values };
  const pieces = Math.ceil(values.length / each);
  return Object.fromEntries(
    Array.from({ length: pieces }, (_, i) => [`${name}${i}`, values.slice(i * each, (i + 1) * each)] as const),
  );
}

/** The whole file. Throws a RangeError when a dataset's numbers do not fill its shape. */
export function writeHdf5(root: Hdf5Group): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  const superblock = 48;
  const heap = new Bytes();
  const heapTexts: Uint8Array[] = [];
  let heapObjects = 0;
  const collectTexts = (group: Hdf5Group) => {
    for (const value of Object.values(group.attributes ?? {}))
      if (typeof value === 'string') heapTexts.push(utf8(value));
    for (const member of group.members.values()) if (isGroup(member)) collectTexts(member);
  };
  collectTexts(root);
  // Texts first: their place must be known before any header is written.
  const heapAddress = heapTexts.length === 0 ? undefinedAddress : superblock;
  if (heapTexts.length > 0) {
    const objects = new Bytes();
    heapTexts.forEach((content, index) => {
      objects
        .u16(index + 1)
        .u16(1)
        .u32(0)
        .u64(content.length)
        .put(content);
      objects.put(new Uint8Array((8 - (content.length % 8)) % 8));
    });
    const size = Math.max(4096, Math.ceil((16 + objects.length + 16) / 8) * 8);
    heap.put(utf8('GCOL'), [1, 0, 0, 0]).u64(size).put(objects.done());
    // What is left is object 0, its own header included.
    const left = size - heap.length;
    heap.u16(0).u16(0).u32(0).u64(left);
    heap.put(new Uint8Array(size - heap.length));
  }

  const attributeMessages = (attributes: Hdf5Attributes): readonly Message[] =>
    Object.entries(attributes).map(([name, value]) => {
      const label = utf8(`${name}\0`);
      const data = new Bytes();
      let type: Uint8Array = textType;
      let space: Uint8Array = scalarSpace;
      if (typeof value === 'string') {
        data.u32(utf8(value).length).u64(heapAddress).u32(++heapObjects);
      } else {
        const texts = value.map(utf8);
        const longest = Math.max(1, ...texts.map((content) => content.length));
        type = fixedTextType(longest);
        space = simpleSpace([value.length]);
        for (const content of texts) data.put(content, new Uint8Array(longest - content.length));
      }
      const body = new Bytes().put([3, 0]).u16(label.length).u16(type.length).u16(space.length);
      return { type: 0x0c, body: body.put([1], label, type, space, data.done()).done() };
    });

  let address = superblock + heap.length;
  const chunks: Uint8Array[] = [heap.done()];
  const place = (chunk: Uint8Array): number => {
    const at = address;
    const padded = (8 - (chunk.length % 8)) % 8;
    chunks.push(chunk, new Uint8Array(padded));
    address += chunk.length + padded;
    return at;
  };

  const writeDataset = ({ shape, data }: Hdf5Dataset): number => {
    const size = product(shape);
    if (size !== data.length)
      throw new RangeError(`An array of shape [${shape.join(', ')}] was given ${data.length} numbers.`);
    const at =
      data.length === 0 ? undefinedAddress : place(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return place(
      objectHeader([
        { type: 0x01, body: shape.length === 0 ? scalarSpace : simpleSpace(shape) },
        { type: 0x03, body: floatType },
        { type: 0x05, body: Uint8Array.of(3, 0x0a) },
        { type: 0x08, body: new Bytes().put([3, 1]).u64(at).u64(data.byteLength).done() },
      ]),
    );
  };

  const writeGroup = (group: Hdf5Group): number => {
    // Attributes in the same order as collectTexts: a group's own before its members'.
    const own = attributeMessages(group.attributes ?? {});
    const links = [...group.members].map(([name, member]): Message => {
      const target = isGroup(member) ? writeGroup(member) : writeDataset(member);
      const label = utf8(name);
      const body = new Bytes().put([1, 0x11, 1]).u16(label.length).put(label).u64(target);
      return { type: 0x06, body: body.done() };
    });
    const messages: readonly Message[] = [
      { type: 0x02, body: new Bytes().put([0, 0]).u64(undefinedAddress).u64(undefinedAddress).done() },
      { type: 0x0a, body: Uint8Array.of(0, 0) },
      ...links,
      ...own,
    ];
    const header = objectHeader(messages);
    if (header.length !== headerLength(messages)) throw new Error('An object header has an unexpected length.');
    return place(header);
  };

  const rootAddress = writeGroup(root);
  const head = new Bytes().put([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]);
  head.u64(0).u64(undefinedAddress).u64(address).u64(rootAddress);
  const block = head.done();
  out.put(block).u32(lookup3(block));
  for (const chunk of chunks) out.put(chunk);
  return out.done();
}
