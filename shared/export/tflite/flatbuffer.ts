// FlatBuffers' binary form, enough to write a file without a schema compiler. Source: flatbuffers.dev, "Internals". What
// a table refers to lies behind it, so that one pass from front to back writes the file; the same tree gives the same bytes.
import { utf8 } from '../text';

/** A field of a table: the slot is its place in the schema. */
export type Field =
  | { readonly slot: number; readonly type: 'i8' | 'u8' | 'bool' | 'i32' | 'u32' | 'f32'; readonly value: number }
  | { readonly slot: number; readonly type: 'ref'; readonly value: Item };

export type Item =
  | { readonly is: 'table'; readonly fields: readonly Field[] }
  | { readonly is: 'text'; readonly text: string }
  /** Elements of `size` bytes each, the first of them at a multiple of `align`. */
  | { readonly is: 'numbers'; readonly bytes: Uint8Array; readonly size: number; readonly align: number }
  | { readonly is: 'list'; readonly items: readonly Item[] };

export const i8 = (slot: number, value: number): Field => ({ slot, type: 'i8', value });
export const u8 = (slot: number, value: number): Field => ({ slot, type: 'u8', value });
export const bool = (slot: number, value: boolean): Field => ({ slot, type: 'bool', value: Number(value) });
export const i32 = (slot: number, value: number): Field => ({ slot, type: 'i32', value });
export const u32 = (slot: number, value: number): Field => ({ slot, type: 'u32', value });
export const f32 = (slot: number, value: number): Field => ({ slot, type: 'f32', value });
export const ref = (slot: number, value: Item): Field => ({ slot, type: 'ref', value });

export const table = (...fields: readonly Field[]): Item => ({ is: 'table', fields });
export const text = (value: string): Item => ({ is: 'text', text: value });
export const list = (items: readonly Item[]): Item => ({ is: 'list', items });
const bytesOf = (array: Int32Array | Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
export const ints = (values: readonly number[]): Item => ({
  is: 'numbers',
  bytes: bytesOf(Int32Array.from(values)),
  size: 4,
  align: 4,
});
export const floats = (values: ArrayLike<number>): Item => ({
  is: 'numbers',
  bytes: bytesOf(Float32Array.from(values)),
  size: 4,
  align: 4,
});
export const longs = (values: readonly number[]): Item => ({
  is: 'numbers',
  bytes: bytesOf(BigInt64Array.from(values, (value) => BigInt(value))),
  size: 8,
  align: 8,
});
export const bytes = (value: Uint8Array, align: number): Item => ({ is: 'numbers', bytes: value, size: 1, align });

const sizes = { i8: 1, u8: 1, bool: 1, i32: 4, u32: 4, f32: 4, ref: 4 } as const;

class Writer {
  private data = new Uint8Array(1 << 16);
  private view = new DataView(this.data.buffer);
  length = 0;

  /** Room for `count` bytes of zeros: where it begins. */
  take(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.data.length) {
      const grown = new Uint8Array(Math.max(2 * this.data.length, this.length));
      grown.set(this.data);
      this.data = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }

  /** The next byte comes `after` bytes before a multiple of `align`. */
  align(align: number, after = 0): void {
    this.take((align - ((this.length + after) % align)) % align);
  }

  u16 = (at: number, value: number) => this.view.setUint16(at, value, true);
  i32 = (at: number, value: number) => this.view.setInt32(at, value, true);
  u32 = (at: number, value: number) => this.view.setUint32(at, value, true);
  bytes = (at: number, value: Uint8Array) => this.data.set(value, at);

  scalar(at: number, type: keyof typeof sizes, value: number): void {
    if (type === 'f32') this.view.setFloat32(at, value, true);
    else if (type === 'i32') this.view.setInt32(at, value, true);
    else if (type === 'u32') this.view.setUint32(at, value, true);
    else if (type === 'i8') this.view.setInt8(at, value);
    else this.view.setUint8(at, value);
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

function write(writer: Writer, item: Item): number {
  if (item.is === 'text') {
    const value = utf8(item.text);
    writer.align(4);
    const at = writer.take(4 + value.length + 1);
    writer.u32(at, value.length);
    writer.bytes(at + 4, value);
    return at;
  }
  if (item.is === 'numbers') {
    writer.align(Math.max(4, item.align), 4);
    const at = writer.take(4 + item.bytes.length);
    writer.u32(at, item.bytes.length / item.size);
    writer.bytes(at + 4, item.bytes);
    return at;
  }
  if (item.is === 'list') {
    writer.align(4);
    const at = writer.take(4 + 4 * item.items.length);
    writer.u32(at, item.items.length);
    item.items.forEach((each, i) => refer(writer, at + 4 + 4 * i, each));
    return at;
  }
  // Its own list of places first, then the table.
  const fields = [...item.fields].sort((a, b) => a.slot - b.slot);
  const slots = fields.length === 0 ? 0 : fields[fields.length - 1]!.slot + 1;
  writer.align(4);
  const places = writer.take(4 + 2 * slots);
  writer.align(4);
  const at = writer.take(4);
  writer.i32(at, at - places);
  const references: [number, Item][] = [];
  for (const field of fields) {
    writer.align(sizes[field.type]);
    const place = writer.take(sizes[field.type]);
    writer.u16(places + 4 + 2 * field.slot, place - at);
    if (field.type === 'ref') references.push([place, field.value]);
    else writer.scalar(place, field.type, field.value);
  }
  writer.u16(places, 4 + 2 * slots);
  writer.u16(places + 2, writer.length - at);
  for (const [place, value] of references) refer(writer, place, value);
  return at;
}

function refer(writer: Writer, place: number, item: Item): void {
  writer.u32(place, write(writer, item) - place);
}

/** The file with `root` as its root table; the identifier has four letters. */
export function encodeFlatbuffer(root: Item, identifier: string): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.take(8);
  writer.bytes(4, utf8(identifier));
  writer.u32(0, write(writer, root));
  return writer.done();
}
