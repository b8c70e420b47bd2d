// Protocol Buffers' wire format, enough to write and to read the messages of other people's model files without their
// schema compilers. Source: protobuf.dev, "Encoding". The same message gives the same bytes: fields in the order given.
import { utf8 } from './text';

/** A field as it is written: a number and what stands there. `undefined` and empty lists are left out. */
export type Field =
  | { readonly type: 'varint'; readonly field: number; readonly value: number | bigint | boolean | undefined }
  | { readonly type: 'varints'; readonly field: number; readonly values: readonly (number | bigint)[] }
  | { readonly type: 'float'; readonly field: number; readonly value: number | undefined }
  | { readonly type: 'floats'; readonly field: number; readonly values: readonly number[] }
  | { readonly type: 'bytes'; readonly field: number; readonly value: Uint8Array | undefined }
  | { readonly type: 'message'; readonly field: number; readonly value: Message | undefined };

/** The fields of a message; each value may itself hold large byte arrays, which are copied once, at the end. */
export type Message = readonly Field[];

export const varint = (field: number, value: number | bigint | boolean | undefined): Field => ({
  type: 'varint',
  field,
  value,
});
/** Whole numbers side by side in one field ("packed"), as proto3 writes repeated numbers. */
export const varints = (field: number, values: readonly (number | bigint)[]): Field => ({
  type: 'varints',
  field,
  values,
});
/** A 32-bit float. */
export const float = (field: number, value: number | undefined): Field => ({ type: 'float', field, value });
/** 32-bit floats side by side in one field ("packed"). */
export const floats = (field: number, values: readonly number[]): Field => ({ type: 'floats', field, values });
export const bytes = (field: number, value: Uint8Array | undefined): Field => ({ type: 'bytes', field, value });
export const text = (field: number, value: string | undefined): Field => ({
  type: 'bytes',
  field,
  value: value === undefined ? undefined : utf8(value),
});
export const message = (field: number, value: Message | undefined): Field => ({ type: 'message', field, value });
/** One field per message, for repeated messages. */
export const messages = (field: number, values: readonly Message[]): readonly Field[] =>
  values.map((value) => message(field, value));
/** One field per text, for repeated strings. */
export const texts = (field: number, values: readonly string[]): readonly Field[] =>
  values.map((value) => text(field, value));
/** An entry of a map<string, message>: key in field 1, value in field 2. */
export const mapEntry = (field: number, key: string, value: Message): Field =>
  message(field, [text(1, key), message(2, value)]);

/** Negative whole numbers take ten bytes, as two's complement of 64 bits. */
function varintBytes(value: number | bigint): number[] {
  const out: number[] = [];
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
    let left = value;
    while (left > 127) {
      out.push((left % 128) | 128);
      left = Math.floor(left / 128);
    }
    out.push(left);
    return out;
  }
  let left = BigInt.asUintN(64, BigInt(value));
  while (left > 127n) {
    out.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  out.push(Number(left));
  return out;
}

function floatBytes(values: readonly number[]): Uint8Array {
  const out = new Uint8Array(4 * values.length);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return out;
}

/** Pieces in order; lengths of nested messages are worked out before anything is copied. */
function pieces(fields: Message, out: Uint8Array[]): number {
  let total = 0;
  const put = (piece: Uint8Array | readonly number[]) => {
    const array = piece instanceof Uint8Array ? piece : Uint8Array.from(piece);
    out.push(array);
    total += array.length;
  };
  const delimited = (field: number, body: Uint8Array) => {
    put([...varintBytes(field * 8 + 2), ...varintBytes(body.length)]);
    put(body);
  };
  for (const one of fields) {
    switch (one.type) {
      case 'varint':
        if (one.value !== undefined)
          put([
            ...varintBytes(one.field * 8),
            ...varintBytes(typeof one.value === 'boolean' ? Number(one.value) : one.value),
          ]);
        break;
      case 'varints':
        if (one.values.length > 0) delimited(one.field, Uint8Array.from(one.values.flatMap(varintBytes)));
        break;
      case 'float':
        if (one.value !== undefined) {
          put(varintBytes(one.field * 8 + 5));
          put(floatBytes([one.value]));
        }
        break;
      case 'floats':
        if (one.values.length > 0) delimited(one.field, floatBytes(one.values));
        break;
      case 'bytes':
        if (one.value !== undefined) delimited(one.field, one.value);
        break;
      case 'message':
        if (one.value !== undefined) {
          const inner: Uint8Array[] = [];
          const length = pieces(one.value, inner);
          put([...varintBytes(one.field * 8 + 2), ...varintBytes(length)]);
          for (const piece of inner) out.push(piece);
          total += length;
        }
        break;
    }
  }
  return total;
}

export function encodeMessage(fields: Message): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const bytesOut = new Uint8Array(pieces(fields, parts));
  let at = 0;
  for (const part of parts) {
    bytesOut.set(part, at);
    at += part.length;
  }
  return bytesOut;
}

const mostFields = 4_000_000;

/** A message as it is read: every value by its field's number, in the file's order. */
export class ReadMessage {
  private readonly fields = new Map<number, (bigint | Uint8Array | Uint8Array[])[]>();

  /** Throws a RangeError with the place when the bytes are no message, or one of more fields than can be held. */
  constructor(data: Uint8Array) {
    let count = 0;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    const damaged = (what: string) => new RangeError(`${what} at byte ${at}.`);
    const readVarint = (): bigint => {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        if (at >= data.length) throw damaged('A number is cut off');
        if (shift > 63n) throw damaged('A number is too long');
        const byte = data[at++]!;
        value |= BigInt(byte & 127) << shift;
        if (byte < 128) return BigInt.asUintN(64, value);
      }
    };
    while (at < data.length) {
      if (++count > mostFields) throw damaged('There are more fields than can be held');
      const tag = readVarint();
      const field = Number(tag >> 3n);
      const kind = Number(tag & 7n);
      if (field < 1 || field > 536_870_911) throw damaged(`There is no field ${field}`);
      let value: bigint | Uint8Array;
      if (kind === 0) value = readVarint();
      else if (kind === 2) {
        const length = readVarint();
        if (length > BigInt(data.length - at)) throw damaged('A field is longer than what is left');
        value = data.subarray(at, at + Number(length));
        at += Number(length);
      } else if (kind === 5 || kind === 1) {
        const size = kind === 5 ? 4 : 8;
        if (at + size > data.length) throw damaged('A number is cut off');
        value = new Uint8Array(view.buffer, view.byteOffset + at, size);
        at += size;
      } else throw damaged(`A field is of the unknown kind ${kind}`);
      const list = this.fields.get(field);
      if (list === undefined) this.fields.set(field, [value]);
      else list.push(value);
    }
  }

  private list(field: number): readonly (bigint | Uint8Array)[] {
    return (this.fields.get(field) ?? []) as (bigint | Uint8Array)[];
  }

  private last(field: number): bigint | Uint8Array | undefined {
    const list = this.list(field);
    return list[list.length - 1];
  }

  has(field: number): boolean {
    return this.fields.has(field);
  }

  /** A whole number (int64 when negative); 0 where there is none, as proto3 says. */
  int(field: number): number {
    const value = this.last(field);
    return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
  }

  /** Repeated whole numbers, packed or not. Throws a RangeError for more than `limit`. */
  ints(field: number, limit = 10_000_000): readonly number[] {
    const out: number[] = [];
    for (const value of this.list(field)) {
      if (typeof value === 'bigint') out.push(Number(BigInt.asIntN(64, value)));
      else {
        let at = 0;
        while (at < value.length) {
          let number = 0n;
          let shift = 0n;
          for (;;) {
            if (at >= value.length || shift > 63n) throw new RangeError('A list of numbers is cut off.');
            const byte = value[at++]!;
            number |= BigInt(byte & 127) << shift;
            shift += 7n;
            if (byte < 128) break;
          }
          out.push(Number(BigInt.asIntN(64, number)));
          if (out.length > limit) throw new RangeError('A list of numbers is too long.');
        }
      }
    }
    return out;
  }

  /** A 32-bit float; 0 where there is none. */
  float(field: number): number {
    const value = this.last(field);
    return value instanceof Uint8Array && value.length === 4
      ? new DataView(value.buffer, value.byteOffset, 4).getFloat32(0, true)
      : 0;
  }

  /** Repeated 32-bit floats, packed or not. */
  floats(field: number): Float32Array {
    const parts = this.list(field).filter((value): value is Uint8Array => value instanceof Uint8Array);
    const out = new Float32Array(parts.reduce((sum, part) => sum + Math.floor(part.length / 4), 0));
    let at = 0;
    for (const part of parts) {
      const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
      for (let i = 0; i + 4 <= part.length; i += 4) out[at++] = view.getFloat32(i, true);
    }
    return out;
  }

  bytes(field: number): Uint8Array {
    const value = this.last(field);
    return value instanceof Uint8Array ? value : new Uint8Array(0);
  }

  /** UTF-8; what is none becomes U+FFFD. */
  text(field: number): string {
    return decodeUtf8(this.bytes(field));
  }

  texts(field: number): readonly string[] {
    return this.list(field).map((value) => (value instanceof Uint8Array ? decodeUtf8(value) : ''));
  }

  message(field: number): ReadMessage | null {
    const value = this.last(field);
    return value instanceof Uint8Array ? new ReadMessage(value) : null;
  }

  messages(field: number): readonly ReadMessage[] {
    return this.list(field).map((value) => new ReadMessage(value instanceof Uint8Array ? value : new Uint8Array(0)));
  }
}

/** As many as an engine surely takes as arguments of one call. */
const mostArguments = 8192;

/** UTF-8 into text, without what only some hosts have; damaged sequences become U+FFFD. */
export function decodeUtf8(data: Uint8Array): string {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < data.length;) {
    // Most texts are plain, and runs of plain characters are quick.
    let plain = i;
    while (plain < data.length && plain - i < mostArguments && data[plain]! < 0x80) plain++;
    if (plain > i) {
      parts.push(part, String.fromCharCode(...data.subarray(i, plain)));
      part = '';
      i = plain;
      continue;
    }
    const first = data[i++]!;
    const more =
      first < 0x80
        ? 0
        : first >= 0xc2 && first < 0xe0
          ? 1
          : first >= 0xe0 && first < 0xf0
            ? 2
            : first >= 0xf0 && first < 0xf5
              ? 3
              : -1;
    let code = more === -1 ? 0xfffd : more === 0 ? first : first & (0x3f >> more);
    for (let k = 0; k < more; k++) {
      const next = data[i];
      if (next === undefined || (next & 0xc0) !== 0x80) {
        code = 0xfffd;
        break;
      }
      code = (code << 6) | (next & 0x3f);
      i++;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = 0xfffd;
    part += String.fromCodePoint(code);
    if (part.length > 65_536) {
      parts.push(part);
      part = '';
    }
  }
  parts.push(part);
  return parts.join('');
}
