// Reads the few entries of a `.keras` file: a zip without tricks. Names, sizes and places are checked before anything is
// unpacked. Source: PKWARE's APPNOTE 6.3.
import { crc32 } from '../crc32';
import { decodeUtf8 } from '../export/protobuf';
import { BadFile } from './badFile';
import type { Inflate } from './hdf5';
import { amountOf } from '../amount';
import { type TellImport, tellStage } from './progress';
import type { Room } from './room';

const mostEntries = 1000;
const pieceBytes = 2 ** 24;

/** Of a file's mode in its upper half: what kind of file it was on the disk that it was packed on. */
const kindOfFile = { mask: 0xf000, link: 0xa000 };

/**
 * The bytes by name of those parts that `limits` names. `inflateRaw` undoes bare "deflate" to at most `limit` bytes; what
 * is unpacked takes its room from `room`. Throws BadFile.
 */
export function readZip(
  data: Uint8Array,
  inflateRaw: Inflate,
  limits: { readonly [name: string]: number },
  room: Room,
  tell?: TellImport,
): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const need = (at: number, size: number): void => {
    if (at < 0 || at + size > data.length) throw new BadFile('The file is cut off or damaged.');
  };
  let end = -1;
  for (let at = data.length - 22; at >= Math.max(0, data.length - 22 - 0xffff); at--)
    if (view.getUint32(at, true) === 0x06054b50) {
      end = at;
      break;
    }
  if (end < 0)
    throw new BadFile(
      'The file is cut off or damaged: the list of its parts, with which a zip archive ends, is missing.',
    );
  const count = view.getUint16(end + 10, true);
  if (count > mostEntries) throw new BadFile(`The file has ${count} parts; a Keras file has a handful.`);
  let checked = 0;
  const checksum = (body: Uint8Array): number => {
    let value = 0;
    for (let from = 0; from < body.length; from += pieceBytes) {
      const piece = body.subarray(from, from + pieceBytes);
      value = crc32(piece, value);
      checked += piece.length;
      tellStage(
        tell,
        'unpack',
        checked,
        data.length,
        `Checking ${amountOf(Math.min(checked, data.length), data.length)}`,
      );
    }
    return value;
  };
  let at = view.getUint32(end + 16, true);
  const found = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    need(at, 46);
    if (view.getUint32(at, true) !== 0x02014b50) throw new BadFile('The list of the file’s parts is damaged.');
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const crc = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const mode = view.getUint16(at + 40, true);
    const local = view.getUint32(at + 42, true);
    need(at + 46, nameLength + extra);
    const name = decodeUtf8(data.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extra;
    if (name.includes('..') || name.startsWith('/') || /[\\\0:]/.test(name))
      throw new BadFile(`The file holds a part with the path "${name.slice(0, 80)}", which leads out of it.`);
    if (found.has(name)) throw new BadFile(`The file holds "${name.slice(0, 80)}" twice.`);
    if (flags & 1) throw new BadFile('The file is encrypted.', 'Save the model without a password.');
    if ((mode & kindOfFile.mask) === kindOfFile.link)
      throw new BadFile(`The file holds "${name.slice(0, 80)}" as a link to another place, which is not followed.`);
    const limit = Object.prototype.hasOwnProperty.call(limits, name) ? limits[name]! : null;
    if (limit === null) continue;
    if (size > limit || packed > limit)
      throw new BadFile(`"${name}" in the file takes ${size} bytes; at most ${limit} are read.`);
    need(local, 30);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    need(start, packed);
    const raw = data.subarray(start, start + packed);
    if (method !== 0 && method !== 8) throw new BadFile(`"${name}" is packed in a way that cannot be read here.`);
    if (method === 8) room.take(size, `"${name}"`);
    const body = method === 0 ? raw : inflateRaw(raw, size);
    if (body.length !== size || checksum(body) !== crc) throw new BadFile(`"${name}" in the file is damaged.`);
    found.set(name, body);
  }
  return found;
}
