// Writes NumPy's .npz: a zip whose entries are .npy files, stored without compression. Formats: numpy.lib.format 1.0
// and PKWARE's APPNOTE 6.3. Dates are fixed, so that the same arrays give the same bytes.
import { utf8 } from './text';

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
export function writeNpy({ shape, data }: NumpyArray): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
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

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = crcTable[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** 1 January 1980, the first day that a zip can name. */
const dosDate = 0x21;
const maxBytes = 0xffffffff;

/** Arrays by name as .npz, in the order of the map. Throws a RangeError beyond the 4 GiB of a plain zip. */
export function writeNpz(arrays: ReadonlyMap<string, NumpyArray>): Uint8Array {
  const entries = [...arrays].map(([name, array]) => {
    const body = writeNpy(array);
    return { name: utf8(`${name}.npy`), body, crc: crc32(body) };
  });
  const total = entries.reduce((sum, { name, body }) => sum + 76 + 2 * name.length + body.length, 22);
  if (total > maxBytes || entries.length > 0xffff) throw new RangeError('The weights are too large for one .npz file.');
  const zip = new Uint8Array(total);
  const view = new DataView(zip.buffer);
  let at = 0;
  const put16 = (value: number) => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const put32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const put = (bytes: Uint8Array) => {
    zip.set(bytes, at);
    at += bytes.length;
  };
  /** What a local and a central header have in common: version, UTF-8 flag, stored, date, checksum, sizes. */
  const putCommon = (entry: (typeof entries)[number]) => {
    put16(20);
    put16(0x800);
    put16(0);
    put16(0);
    put16(dosDate);
    put32(entry.crc);
    put32(entry.body.length);
    put32(entry.body.length);
    put16(entry.name.length);
    put16(0);
  };
  const offsets: number[] = [];
  for (const entry of entries) {
    offsets.push(at);
    put32(0x04034b50);
    putCommon(entry);
    put(entry.name);
    put(entry.body);
  }
  const directory = at;
  entries.forEach((entry, index) => {
    put32(0x02014b50);
    put16(20);
    putCommon(entry);
    put16(0);
    put16(0);
    put16(0);
    put32(0);
    put32(offsets[index]!);
    put(entry.name);
  });
  const directorySize = at - directory;
  put32(0x06054b50);
  put16(0);
  put16(0);
  put16(entries.length);
  put16(entries.length);
  put32(directorySize);
  put32(directory);
  put16(0);
  return zip;
}
