// The values that a PNG file holds for its pixels, as they are: palette numbers, grey levels, colours. A decoder for
// showing pictures turns palettes into colours and may mend colours for the screen; masks must not be touched.
import { inflateSync } from 'node:zlib';
import type { MaskValues } from '../../../../shared/data/masks';
import { decodeImage, mostPixels } from './imageFile';

const greyType = 0;
const colourType = 2;
const paletteType = 3;
/** Numbers a pixel has, by colour type. */
const samplesOf: { readonly [type: number]: number } = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlaced: boolean;
}

function headerOf(bytes: Buffer): Header {
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    depth: bytes[24]!,
    type: bytes[25]!,
    interlaced: bytes[28] === 1,
  };
}

/** The parts of all chunks of that name, joined. */
function chunks(bytes: Buffer, name: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === name) parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}

/** Undoes the filters of all rows (PNG specification, section 9), in place. */
function unfilter(raw: Buffer, rowBytes: number, height: number, step: number): void {
  for (let y = 0; y < height; y++) {
    const start = y * (rowBytes + 1) + 1;
    const filter = raw[start - 1]!;
    const above = start - rowBytes - 1;
    for (let i = 0; i < rowBytes; i++) {
      const left = i >= step ? raw[start + i - step]! : 0;
      const up = y > 0 ? raw[above + i]! : 0;
      const corner = i >= step && y > 0 ? raw[above + i - step]! : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) {
        const p = left + up - corner;
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      raw[start + i] = (raw[start + i]! + guess) & 255;
    }
  }
}

/** Colours of decoded pixels as 0xrrggbb. */
function coloursOf(data: ArrayLike<number>, count: number): Uint32Array {
  return Uint32Array.from(
    { length: count },
    (_, i) => (data[4 * i]! << 16) | (data[4 * i + 1]! << 8) | data[4 * i + 2]!,
  );
}

/** An interlaced PNG, or another format: through the decoder for pictures, and back to what its header promises. */
async function throughPicture(bytes: Buffer, header: Header | null): Promise<MaskValues> {
  const { data, width, height } = await decodeImage(bytes);
  const colours = coloursOf(data, width * height);
  if (header === null || header.type === colourType || header.type > paletteType)
    return { form: 'colours', width, height, values: colours };
  if (header.type === greyType) {
    const most = Math.min(255, 2 ** header.depth - 1);
    return {
      form: 'numbers',
      width,
      height,
      values: colours.map((colour) => Math.round(((colour & 255) * most) / 255)),
    };
  }
  const palette = chunks(bytes, 'PLTE');
  const numbers = new Map<number, number>();
  for (let i = palette.length / 3 - 1; i >= 0; i--) numbers.set(palette.readUIntBE(3 * i, 3), i);
  return { form: 'numbers', width, height, values: colours.map((colour) => numbers.get(colour) ?? 0) };
}

/**
 * A mask's values. Grey and palette PNG give their numbers, everything else its colours; transparency does not count.
 * Throws an Error with the reason where the file is damaged or too large.
 */
export async function readMask(bytes: Buffer): Promise<MaskValues> {
  const isPng = bytes.length >= 33 && bytes.toString('latin1', 1, 4) === 'PNG';
  if (!isPng) return throughPicture(bytes, null);
  const header = headerOf(bytes);
  const { width, height, depth, type } = header;
  const samples = samplesOf[type];
  if (width < 1 || height < 1 || width * height > mostPixels)
    throw new Error(`It has ${width} by ${height} pixels; from 1 to ${mostPixels / 1_000_000} million can be read.`);
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw new Error('It is a damaged PNG file.');
  if (header.interlaced) return throughPicture(bytes, header);
  const rowBytes = Math.ceil((width * samples * depth) / 8);
  const size = (rowBytes + 1) * height;
  let raw: Buffer;
  try {
    // What inflates to more than the header says is cut off by the limit.
    raw = inflateSync(chunks(bytes, 'IDAT'), { maxOutputLength: size + 64 });
  } catch {
    throw new Error('It is a damaged PNG file.');
  }
  if (raw.length < size) throw new Error('It is a damaged PNG file: rows are missing at its end.');
  unfilter(raw, rowBytes, height, Math.max(1, (samples * depth) >> 3));
  const count = width * height;
  if (type === greyType || type === paletteType) {
    const values = depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
    const mask = 2 ** depth - 1;
    for (let y = 0; y < height; y++) {
      const start = y * (rowBytes + 1) + 1;
      for (let x = 0; x < width; x++) {
        if (depth === 8) values[y * width + x] = raw[start + x]!;
        else if (depth === 16) values[y * width + x] = raw.readUInt16BE(start + 2 * x);
        else values[y * width + x] = (raw[start + ((x * depth) >> 3)]! >> (8 - depth - ((x * depth) & 7))) & mask;
      }
    }
    return { form: 'numbers', width, height, values };
  }
  const values = new Uint32Array(count);
  const bytesEach = depth >> 3;
  const grey = samples === 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (rowBytes + 1) + 1 + x * samples * bytesEach;
      const [r, g, b] = [raw[at]!, raw[at + (grey ? 0 : bytesEach)]!, raw[at + (grey ? 0 : 2 * bytesEach)]!];
      values[y * width + x] = (r << 16) | (g << 8) | b;
    }
  }
  return { form: 'colours', width, height, values };
}
