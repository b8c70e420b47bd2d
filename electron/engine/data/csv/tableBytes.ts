// The bytes of a table and how they are read: piece by piece, so that memory does not grow with the file.
import { open as openFile } from 'node:fs/promises';
import { stop } from '../problem';

/** The bytes of a table: a file on disk or a bundled set in memory. */
export interface TableBytes {
  readonly name: string;
  readonly size: number;
  /** At most the first 256 KiB. */
  readonly head: Buffer;
  /** From beginning to end; a piece holds only until the next one is asked for. */
  readonly pieces: () => AsyncIterable<Piece>;
  /** Where they lie on disk, for who reads parts of them side by side. */
  readonly path?: string;
}

export function fileBytes(file: {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly head: Buffer;
}): TableBytes {
  const { path, name, size, head } = file;
  const room = head.subarray(0, longRow).includes(0x0a) ? pieceSize : pieceOfLongRows;
  // Not beyond the size seen at the start: a file that grows while it is read stays one state of itself.
  return {
    name,
    size,
    head,
    path,
    pieces: () => readPieces(path, 0, size, room),
  };
}

/** Bytes from `from` to `to` of a buffer; what is before `from` is free to be written to. */
export interface Piece {
  readonly buffer: Buffer;
  readonly from: number;
  readonly to: number;
}

/** Small enough that the bytes of a piece and the places of its cells stay in a core's own cache. */
const pieceSize = 128 * 1024;
/** Of rows this long, pieces of several times as many bytes: columns are counted one by one, each a few rows at a time. */
const longRow = 64 * 1024;
const pieceOfLongRows = 2 * 1024 * 1024;

/**
 * Reads a file from `start` to `size`, with room for as much before each piece, through three buffers in turn: one is being
 * worked on, one holds what was left over, one is being filled.
 */
export async function* readPieces(path: string, start: number, size: number, most = pieceSize): AsyncIterable<Piece> {
  const handle = await openFile(path, 'r');
  const room = Math.min(most, size - start);
  const buffers = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(2 * room));
  const fill = (turn: number, at: number) => handle.read(buffers[turn % 3]!, room, Math.min(room, size - at), at);
  let next = fill(0, start);
  try {
    for (let turn = 0, at = start; at < size; turn++) {
      const { bytesRead } = await next;
      if (bytesRead === 0) break;
      at += bytesRead;
      if (at < size) next = fill(turn + 1, at);
      yield { buffer: buffers[turn % 3]!, from: room, to: room + bytesRead };
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

const pieceInMemory = 256 * 1024;

export function memoryBytes(name: string, bytes: Buffer): TableBytes {
  return {
    name,
    size: bytes.length,
    head: bytes.subarray(0, 256 * 1024),
    pieces: async function* pieces() {
      for (let at = 0; at < bytes.length; at += pieceInMemory) {
        const buffer = bytes.subarray(at, at + pieceInMemory);
        yield { buffer, from: 0, to: buffer.length };
      }
    },
  };
}

/** What is left of one piece, put in front of the next. */
export class Carry {
  private left: Buffer = Buffer.alloc(0);

  get length(): number {
    return this.left.length;
  }

  /** The bytes kept and those of the piece behind them, in the piece's own memory where there is room before it. */
  join({ buffer, from, to }: Piece): Buffer {
    const { left } = this;
    if (left.length === 0) return buffer.subarray(from, to);
    if (left.length > from) return Buffer.concat([left, buffer.subarray(from, to)]);
    left.copy(buffer, from - left.length);
    return buffer.subarray(from - left.length, to);
  }

  keep(left: Buffer): void {
    this.left = left;
  }

  get rest(): Buffer {
    return this.left;
  }
}

export function becameShorter(name: string): never {
  return stop(
    'data.changed',
    `"${name}" became shorter while it was read. Wait until the other program has finished with it and choose it again.`,
  );
}
