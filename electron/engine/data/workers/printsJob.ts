// A number for each of many files, made of its length and bytes: small ones are read whole, of large ones pieces evenly
// from their beginning to their end.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { breathe } from '../problem';
import type { Job } from './job';

const pieceBytes = 4096;
const pieces = 16;

function printOf(path: string, buffer: Buffer): number {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const hash = createHash('sha1').update(String(size));
    if (size <= buffer.length) {
      hash.update(buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0)));
    } else {
      for (let i = 0; i < pieces; i++) {
        const from = Math.round((i * (size - pieceBytes)) / (pieces - 1));
        hash.update(buffer.subarray(0, readSync(file, buffer, 0, pieceBytes, from)));
      }
    }
    return hash.digest().readUIntBE(0, 6);
  } finally {
    closeSync(file);
  }
}

/** NaN for a file that cannot be read. */
export const printsJob: Job<{ readonly paths: readonly string[] }, Float64Array> = {
  run: async ({ paths }, watch) => {
    const prints = new Float64Array(paths.length).fill(NaN);
    const buffer = Buffer.allocUnsafe(pieces * pieceBytes);
    for (const [i, path] of paths.entries()) {
      if (i % 100 === 99) await breathe();
      if (watch.aborted()) break;
      try {
        prints[i] = printOf(path, buffer);
      } catch {
        // A file that vanishes in between equals no other.
      }
    }
    return prints;
  },
  transfer: (prints) => [prints.buffer as ArrayBuffer],
};
