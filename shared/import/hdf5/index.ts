// Reads HDF5 files as Keras writes them: groups, arrays of numbers, text attributes. Source: "HDF5 File Format
// Specification", version 3.0. Every offset and size is checked against the file before it is used; links that lead out
// of the file and arrays put together from elsewhere are refused.
import { BadFile } from '../badFile';
import { Hdf5Bytes } from './bytes';
import type { Inflate } from './chunks';
import { type H5Group, groupAt } from './groups';
import type { Room } from '../room';

export type { Inflate } from './chunks';
export type { H5Dataset } from './datasets';
export type { H5Group } from './groups';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const shortest = 48;

/** The root group; `room` is that of the file which this one was unpacked from. Throws BadFile. */
export function readHdf5(data: Uint8Array, inflate?: Inflate, room?: Room): H5Group {
  if (signature.some((byte, i) => data[i] !== byte)) throw new BadFile('The weights are no HDF5 file.');
  if (data.length < shortest)
    throw new BadFile(
      `The HDF5 file is cut off: it has ${data.length} bytes, and its first part alone takes ${shortest}.`,
    );
  const file = new Hdf5Bytes(data, room);
  return groupAt(file, rootOf(file), inflate);
}

/** Address of the root group's header, from the superblock. */
function rootOf(file: Hdf5Bytes): number {
  const version = file.u8(8);
  const [addressSize, lengthSize] = version < 2 ? [file.u8(13), file.u8(14)] : [file.u8(9), file.u8(10)];
  if (version > 3 || addressSize !== 8 || lengthSize !== 8)
    throw new BadFile(
      'The HDF5 file is of a kind that cannot be read here.',
      'Save it again with a current h5py or Keras.',
    );
  // Before version 2 the root is an entry of a symbol table, whose second word is the address.
  const root = version === 0 ? 56 + 8 : version === 1 ? 60 + 8 : 36;
  return file.place(root);
}
