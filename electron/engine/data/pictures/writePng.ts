// A PNG file of 8-bit numbers as they stand: a mask's codes must come back as they were, which a canvas does not promise.
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../../shared/crc32';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Grey or red, green, blue: numbers [height, width, channels], row by row. */
export function writePng(values: Uint8Array, width: number, height: number, channels: 1 | 3): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Depth, colour type; compression, filter and interlacing are 0.
  header[8] = 8;
  header[9] = channels === 1 ? 0 : 2;
  const row = width * channels;
  const raw = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y++) raw.set(values.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}
