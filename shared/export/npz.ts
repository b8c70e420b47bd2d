// Writes NumPy's .npz: a zip whose entries are .npy files, stored without compression (numpy.lib.format 1.0). The same
// arrays give the same bytes.
import { utf8 } from './text';
import { writeZip } from './zip';
import { product } from '../shape';

export interface NumpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint32Array | Uint8Array;
}

function descriptor(data: NumpyArray['data']): string {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Int32Array) return '<i4';
  if (data instanceof Uint32Array) return '<u4';
  return '|u1';
}

/** One array as .npy, version 1.0: little-endian, row-major, data aligned to 64 bytes. */
function writeNpy({ shape, data }: NumpyArray): Uint8Array {
  const size = product(shape);
  if (size !== data.length)
    throw new RangeError(`An array of shape [${shape.join(', ')}] was given ${data.length} numbers.`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  let header = `{'descr': '${descriptor(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  header = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(utf8(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length);
  return bytes;
}

/** Arrays by name as .npz, in the order of the map. Throws a RangeError beyond the 4 GiB of a plain zip. */
export function writeNpz(arrays: ReadonlyMap<string, NumpyArray>): Uint8Array {
  return writeZip([...arrays].map(([name, array]) => ({ name: `${name}.npy`, body: writeNpy(array) })));
}
