// Arrays: where their numbers lie, and the numbers as float32.
import { fromHalf } from '../../half';
import { BadFile } from '../badFile';
import type { Hdf5Bytes } from './bytes';
import { type Inflate, chunked } from './chunks';
import { type Message, messageTypes } from './headers';
import { type Type, spaceAt, typeAt } from './types';
import { product } from '../../shape';

export interface H5Dataset {
  readonly shape: readonly number[];
  /** 'float32', 'float64', 'float16', 'int32', … or another word for what is not supported. */
  readonly dtype: string;
  /** Reads the numbers as float32. Throws BadFile. */
  read(): Float32Array;
}

/** More numbers than this in one array are no weights that any engine here could hold. */
const mostNumbers = 500_000_000;

/** The layout message's classes. */
const layouts = { compact: 0, contiguous: 1, chunked: 2, virtual: 3 } as const;

/** The array that an object's messages describe. Throws BadFile. */
export function datasetOf(
  file: Hdf5Bytes,
  messages: readonly Message[],
  name: string,
  inflate: Inflate | undefined,
): H5Dataset {
  const one = (type: number) => messages.find((message) => message.type === type);
  const [space, typed, layout] = [one(messageTypes.dataspace), one(messageTypes.datatype), one(messageTypes.layout)];
  if (space === undefined || typed === undefined || layout === undefined)
    throw new BadFile(`The array "${name}" of the HDF5 file is incomplete.`);
  if (one(messageTypes.externalFiles) !== undefined)
    throw new BadFile(
      `The array "${name}" keeps its numbers in another file, which is not read here.`,
      'Save the model again in one file.',
    );
  const shape = spaceAt(file, space.at) ?? [0];
  const type = typeAt(file, typed.at);
  const count = product(shape);
  if (!(count <= mostNumbers))
    throw new BadFile(
      `The array "${name}" claims the shape [${shape.join(', ')}], which is more than can be held here.`,
    );
  const lies: Lying = { name, shape, type, bytes: count * type.size, layout, filters: one(messageTypes.filters) };
  return { shape, dtype: type.words, read: () => numbers(file, lies, inflate) };
}

const thisMachineIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

interface Lying {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: Type;
  readonly bytes: number;
  readonly layout: Message;
  readonly filters: Message | undefined;
}

/** The array's bytes in the order of its numbers. */
function bytesOf(file: Hdf5Bytes, lies: Lying, inflate: Inflate | undefined): Uint8Array {
  const { name, shape, type, bytes, layout, filters } = lies;
  const version = file.u8(layout.at);
  if (version < 3) throw new BadFile(`The array "${name}" is laid out in a way of long ago.`);
  const kind = file.u8(layout.at + 1);
  const tooShort = `The array "${name}" is shorter than its shape says.`;
  if (kind === layouts.compact) {
    if (file.u16(layout.at + 2) < bytes) throw new BadFile(tooShort);
    return file.part(layout.at + 4, bytes);
  }
  if (kind === layouts.contiguous) {
    if (bytes === 0 || file.isUndefined(layout.at + 2)) {
      file.unpack(bytes, `the array "${name}"`);
      return new Uint8Array(bytes);
    }
    if (file.size(layout.at + 10) < bytes) throw new BadFile(tooShort);
    return file.part(file.place(layout.at + 2), bytes);
  }
  if (kind === layouts.chunked && version === 3)
    return chunked(file, { name, shape, itemSize: type.size, layout, filters }, inflate);
  throw new BadFile(
    kind === layouts.virtual
      ? `The array "${name}" is put together from elsewhere (a virtual data set), which is not read here.`
      : `The array "${name}" is laid out in a way that cannot be read here.`,
  );
}

/** How a number of the type is read at a place; refused before any room is made where it is none that is known. */
function readerOf({ kind, size, little, signed, words }: Type, name: string): (bytes: DataView, at: number) => number {
  if (kind === 'float' && size === 4) return (bytes, at) => bytes.getFloat32(at, little);
  if (kind === 'float' && size === 8) return (bytes, at) => bytes.getFloat64(at, little);
  if (kind === 'float' && size === 2) return (bytes, at) => fromHalf(bytes.getUint16(at, little));
  if (kind === 'integer' && signed && size === 4) return (bytes, at) => bytes.getInt32(at, little);
  if (kind === 'integer' && signed && size === 8) return (bytes, at) => Number(bytes.getBigInt64(at, little));
  throw new BadFile(
    `The array "${name}" holds numbers of the kind ${words}; float32, float64, float16, int32 and int64 can be read.`,
  );
}

function numbers(file: Hdf5Bytes, lies: Lying, inflate: Inflate | undefined): Float32Array {
  const { name, type, bytes } = lies;
  const numberAt = readerOf(type, name);
  const raw = bytesOf(file, lies, inflate);
  const out = new Float32Array(bytes / type.size);
  if (type.words === 'float32' && type.little && thisMachineIsLittle) {
    new Uint8Array(out.buffer).set(raw.subarray(0, bytes));
    return out;
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let i = 0; i < out.length; i++) out[i] = numberAt(view, i * type.size);
  return out;
}
