// Writes plain zip files, stored without compression (PKWARE's APPNOTE 6.3). Dates are fixed, so that the same files
// give the same bytes.
import { crc32 } from '../crc32';
import { utf8 } from './text';

export interface ZipEntry {
  readonly name: string;
  readonly body: Uint8Array;
}

/** 1 January 1980, the first day that a zip can name. */
const dosDate = 0x21;
const maxBytes = 0xffffffff;

/** The entries in their order. Throws a RangeError beyond the 4 GiB of a plain zip. */
export function writeZip(files: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ name, body }) => ({ name: utf8(name), body, crc: crc32(body) }));
  const total = entries.reduce((sum, { name, body }) => sum + 76 + 2 * name.length + body.length, 22);
  if (total > maxBytes || entries.length > 0xffff) throw new RangeError('The weights are too large for one file.');
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
