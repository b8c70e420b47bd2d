// Decoded pictures into their slots on the disk, many at a time: each check goes over all of a picture's bytes.
import { closeSync, openSync, writeSync } from 'node:fs';
import { fillSlot } from '../pictures/slot';
import { breathe } from '../problem';
import type { Job } from './job';

export interface SlotsRequest {
  readonly path: string;
  /** Bytes of a slot. */
  readonly slot: number;
  readonly indices: readonly number[];
  readonly pixels: readonly Uint8Array[];
}

export const slotsJob: Job<SlotsRequest, null> = {
  run: async ({ path, slot, indices, pixels }) => {
    const file = openSync(path, 'r+');
    try {
      for (const [i, index] of indices.entries()) {
        writeSync(file, fillSlot(slot, index, pixels[i]!), 0, slot, index * slot);
        if (i % 16 === 15) await breathe();
      }
    } finally {
      closeSync(file);
    }
    return null;
  },
};
