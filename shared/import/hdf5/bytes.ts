// The file's bytes, read with care: every offset and size is checked against the file before it is used, and a file may
// make the reader do only so much, however often its parts point to each other.
import { decodeUtf8 } from '../../export/protobuf';
import { BadFile } from '../badFile';
import { Room } from '../room';

const undefinedAddress = 0xffffffffffffffffn;
const mostParts = 200_000;
const mostMessages = 2_000_000;
export const deepest = 64;

export class Hdf5Bytes {
  private readonly view: DataView;
  private parts = 0;
  private messages = 0;

  constructor(
    readonly data: Uint8Array,
    private readonly room = new Room(data.length),
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Throws BadFile where that many bytes are not there. */
  need(at: number, size: number): void {
    if (!Number.isSafeInteger(at) || at < 0 || size < 0 || at + size > this.data.length)
      throw new BadFile('The HDF5 file is cut off or damaged: a part of it lies beyond its end.');
  }

  u8(at: number): number {
    this.need(at, 1);
    return this.view.getUint8(at);
  }
  u16(at: number): number {
    this.need(at, 2);
    return this.view.getUint16(at, true);
  }
  u32(at: number): number {
    this.need(at, 4);
    return this.view.getUint32(at, true);
  }
  private u64(at: number): bigint {
    this.need(at, 8);
    return this.view.getBigUint64(at, true);
  }

  /** A whole number of 1, 2, 4 or 8 bytes. */
  sized(at: number, width: number): number {
    return width === 1 ? this.u8(at) : width === 2 ? this.u16(at) : width === 4 ? this.u32(at) : this.size(at);
  }

  /** An address of eight bytes that lies in the file. */
  place(at: number): number {
    const value = this.u64(at);
    if (value > BigInt(this.data.length))
      throw new BadFile('The HDF5 file is damaged: an address lies beyond its end.');
    return Number(value);
  }

  /** A size of eight bytes. */
  size(at: number): number {
    const value = this.u64(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BadFile('The HDF5 file is damaged: a size is impossible.');
    return Number(value);
  }

  /** True for the address that stands for "nowhere". */
  isUndefined(at: number): boolean {
    return this.u64(at) === undefinedAddress;
  }

  word(at: number, length: number): string {
    return decodeUtf8(this.part(at, length));
  }

  part(at: number, length: number): Uint8Array {
    this.need(at, length);
    return this.data.subarray(at, at + length);
  }

  /** Called for every object and every node of a tree that is looked into. */
  enter(depth: number): void {
    if (++this.parts > mostParts || depth > deepest) throw new BadFile('The HDF5 file has too many parts.');
  }

  /** Called for every entry of an object's header. */
  countMessage(): void {
    if (++this.messages > mostMessages) throw new BadFile('The HDF5 file has too many parts.');
  }

  /** Called before room is made for what does not lie in the file as it is; `what` says what it is made for. */
  unpack(bytes: number, what: string): void {
    this.room.take(bytes, what);
  }
}
