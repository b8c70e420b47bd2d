// Reads and writes the safetensors format (github.com/huggingface/safetensors, format 0.x): eight bytes of header length,
// a JSON header, raw numbers. It holds data only, so a damaged or hostile file can be refused but never run.
import { type Result, fail, ok } from '../result';
import { product } from '../shape';

export interface SafeTensor {
  /** F16 in a file is read as F32, which holds every one of its values. */
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  /** Row-major; as many numbers as the shape says. */
  readonly data: Float32Array | Int32Array;
}

export interface SafeTensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: { readonly [key: string]: string };
}

/** The format's own limit on the header, which bounds what a hostile length can make us read. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_RANK = 16;

/** Every character beyond ASCII as \uXXXX, so that characters and bytes of the header are the same thing. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The file in pieces, one after the other: the header, then each tensor's own memory, which is not copied. The same tensors
 * and metadata in the same order give the same bytes. Numbers are little-endian; the header is padded with spaces to a
 * multiple of 8, so that the data stay aligned. Throws a RangeError when a tensor's data do not fill its shape.
 */
export function safetensorsPieces(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: { readonly [key: string]: string } = {},
): readonly Uint8Array[] {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const size = product(tensor.shape);
    if (size !== tensor.data.length) {
      throw new RangeError(`${name} has ${tensor.data.length} numbers; its shape needs ${size}.`);
    }
    const end = offset + 4 * size;
    entries.push([name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // Built by hand, entry by entry: an object would reorder names that look like whole numbers.
  let header = `{${entries.map(([name, value]) => `${asciiJson(name)}:${asciiJson(value)}`).join(',')}}`;
  header = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  const head = new Uint8Array(8 + header.length);
  new DataView(head.buffer).setUint32(0, header.length, true);
  for (let i = 0; i < header.length; i++) head[8 + i] = header.charCodeAt(i);
  return [
    head,
    ...[...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}

/** The same as one array. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: { readonly [key: string]: string } = {},
): Uint8Array<ArrayBuffer> {
  const pieces = safetensorsPieces(tensors, metadata);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const damaged = (message: string) =>
  fail('weights.damaged', `The weights file is not sound: ${message} Use an earlier copy or train again.`);

/** UTF-8 without any platform's decoder; null when the bytes are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  const parts: string[] = [];
  let plain = true;
  for (let start = 0; start < bytes.length; start += 8192) {
    const piece = bytes.subarray(start, start + 8192);
    plain = plain && piece.every((byte) => byte < 0x80);
    parts.push(String.fromCharCode(...piece));
  }
  const text = parts.join('');
  if (plain) return text;
  try {
    // Each byte as %XX is what decodeURIComponent decodes as UTF-8, and it refuses what is not.
    return decodeURIComponent(
      text.replace(/[%\u0080-\u00ff]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return null;
  }
}

/** Numbers of IEEE 754 binary16 as binary32, exactly. */
function widened(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1024 + fraction) * 2 ** (exponent - 25);
    values[i] = half & 0x8000 ? -size : size;
  }
  return values;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Reads a whole file. Refuses, in a sentence: a header that is cut, too long or no JSON; dtypes other than F32, F16, I32;
 * shapes that are not whole numbers; tensors that overlap, leave holes, or do not cover the data exactly.
 */
export function readSafetensors(bytes: Uint8Array): Result<SafeTensors> {
  if (bytes.length < 8) return damaged(`it has ${bytes.length} bytes, at least 8 are needed.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER_BYTES) return damaged(`its header claims ${length} bytes, more than the format allows.`);
  if (8 + length > bytes.length) return damaged('it ends within its header.');
  const text = decodeUtf8(bytes.subarray(8, 8 + length));
  if (text === null) return damaged('its header is not UTF-8.');
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return damaged('its header is not JSON.');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    return damaged('its header is not a JSON object.');
  }
  const dataStart = 8 + length;
  const dataBytes = bytes.length - dataStart;
  const metadata: [string, string][] = [];
  const found: { name: string; dtype: 'F32' | 'F16' | 'I32'; shape: number[]; start: number; end: number }[] = [];
  for (const [name, value] of Object.entries(header as Record<string, unknown>)) {
    if (typeof value !== 'object' || value === null) return damaged(`the entry ${JSON.stringify(name)} is no object.`);
    if (name === '__metadata__') {
      for (const [key, entry] of Object.entries(value)) {
        if (typeof entry !== 'string') return damaged(`its metadata ${JSON.stringify(key)} is not text.`);
        metadata.push([key, entry]);
      }
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
    if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'I32') {
      return damaged(`${name} has numbers of type ${JSON.stringify(dtype) ?? 'none'}; F32, F16 and I32 are read.`);
    }
    if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isCount)) {
      return damaged(`${name} has no sound shape.`);
    }
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
      return damaged(`${name} does not say where its numbers are.`);
    }
    const [start, end] = offsets as [number, number];
    const size = shape.reduce<number>((product, entry) => product * (entry as number), 1);
    const needed = (dtype === 'F16' ? 2 : 4) * size;
    if (end - start !== needed) {
      return damaged(`${name} needs ${needed} bytes for its shape and has ${end - start}.`);
    }
    found.push({ name, dtype, shape: shape as number[], start, end });
  }
  // Stable by start, then end, so that empty tensors come before the one that starts where they stand.
  const inOrder = [...found].sort((a, b) => a.start - b.start || a.end - b.end);
  let covered = 0;
  for (const tensor of inOrder) {
    if (tensor.start !== covered) return damaged(`${tensor.name} overlaps another tensor or leaves a hole before it.`);
    covered = tensor.end;
  }
  if (covered !== dataBytes) return damaged(`its tensors take ${covered} bytes and it holds ${dataBytes}.`);
  const tensors = new Map<string, SafeTensor>();
  for (const { name, dtype, shape, start, end } of found) {
    // A copy: aligned whatever the header's length, and free of the file's buffer. (A Node Buffer's own slice copies
    // nothing.)
    const copy = new Uint8Array(end - start);
    copy.set(bytes.subarray(dataStart + start, dataStart + end));
    const raw = copy.buffer;
    if (dtype === 'F16') tensors.set(name, { dtype: 'F32', shape, data: widened(new Uint16Array(raw)) });
    else tensors.set(name, { dtype, shape, data: dtype === 'F32' ? new Float32Array(raw) : new Int32Array(raw) });
  }
  return ok({ tensors, metadata: Object.fromEntries(metadata) });
}
