// Arrays that lie in pieces: a B-tree of version 1 leads to them, filters undo how they were packed.
import { BadFile } from '../badFile';
import type { Hdf5Bytes } from './bytes';
import type { Message } from './headers';
import { product } from '../../shape';

/** Undoes gzip's "deflate" with zlib's header, to at most `limit` bytes; the host's own. */
export type Inflate = (data: Uint8Array, limit: number) => Uint8Array;

interface Chunked {
  readonly name: string;
  readonly shape: readonly number[];
  readonly itemSize: number;
  readonly layout: Message;
  readonly filters: Message | undefined;
}

const largestChunk = 512 * 2 ** 20;
const filterIds = { deflate: 1, shuffle: 2 } as const;

/** The whole array, row after row; pieces that were never written are zeros. Throws BadFile. */
export function chunked(file: Hdf5Bytes, array: Chunked, inflate: Inflate | undefined): Uint8Array {
  const { name, shape, itemSize, layout } = array;
  const rank = file.u8(layout.at + 2) - 1;
  if (rank !== shape.length) throw new BadFile(`The array "${name}" of the HDF5 file is damaged.`);
  const chunk = Array.from({ length: rank }, (_, axis) => file.u32(layout.at + 11 + 4 * axis));
  const chunkBytes = itemSize * product(chunk);
  if (chunk.some((length) => length === 0) || chunkBytes > largestChunk)
    throw new BadFile(`The array "${name}" has impossible pieces.`);
  const bytes = itemSize * product(shape);
  file.unpack(bytes, `the array "${name}"`);
  const out = new Uint8Array(bytes);
  const unpack = unpacking(file, array, chunkBytes, inflate);
  const visit = (at: number, depth: number): void => {
    file.enter(depth);
    if (file.word(at, 4) !== 'TREE') throw new BadFile(`The array "${name}" of the HDF5 file is damaged.`);
    const level = file.u8(at + 5);
    const used = file.u16(at + 6);
    const keySize = 8 + 8 * (rank + 1);
    for (let i = 0; i < used; i++) {
      const key = at + 24 + i * (keySize + 8);
      const child = file.place(key + keySize);
      if (level > 0) {
        visit(child, depth + 1);
        continue;
      }
      const origin = Array.from({ length: rank }, (_, axis) => file.size(key + 8 + 8 * axis));
      // A small tree may lead to the same piece over and over.
      file.countMessage();
      file.unpack(chunkBytes, `the array "${name}"`);
      copyChunk(unpack(file.part(child, file.u32(key))), chunk, origin, out, shape, itemSize);
    }
  };
  if (!file.isUndefined(layout.at + 3)) visit(file.place(layout.at + 3), 0);
  return out;
}

/** Undoes the filters of one piece. */
function unpacking(
  file: Hdf5Bytes,
  { name, itemSize, filters }: Chunked,
  chunkBytes: number,
  inflate: Inflate | undefined,
): (stored: Uint8Array) => Uint8Array {
  const pipeline = filters === undefined ? [] : [...filtersAt(file, filters.at, name)].reverse();
  return (stored) => {
    let bytes = stored;
    for (const filter of pipeline) {
      if (filter === filterIds.shuffle) {
        bytes = unshuffle(bytes, itemSize);
        continue;
      }
      if (inflate === undefined) throw new BadFile(`The array "${name}" is compressed, which cannot be read here.`);
      bytes = inflate(bytes, chunkBytes);
    }
    if (bytes.length < chunkBytes) throw new BadFile(`A piece of the array "${name}" is too short.`);
    return bytes;
  };
}

function filtersAt(file: Hdf5Bytes, at: number, name: string): readonly number[] {
  const version = file.u8(at);
  const count = file.u8(at + 1);
  let here = at + (version === 1 ? 8 : 2);
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const id = file.u16(here);
    const hasName = version === 1 || id >= 256;
    const nameLength = hasName ? file.u16(here + 2) : 0;
    const values = file.u16(here + (hasName ? 6 : 4));
    here += (hasName ? 8 : 6) + (version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength) + 4 * values;
    if (version === 1 && values % 2 === 1) here += 4;
    if (id !== filterIds.deflate && id !== filterIds.shuffle)
      throw new BadFile(`The array "${name}" is packed in a way (filter ${id}) that cannot be read here.`);
    if (found.includes(id)) throw new BadFile(`The array "${name}" is packed in the same way twice. It is damaged.`);
    found.push(id);
  }
  return found;
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
