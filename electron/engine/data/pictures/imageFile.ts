// One picture file: what its header says, whether it may be decoded, and its pixels.
import { type Canvas, Image, createCanvas } from '@napi-rs/canvas';
import type { Pixels } from '../../../../shared/data/preprocess';
import { type ImageFormat, fileType } from '../magic';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** As decoded: swapped where a JPEG's EXIF data turn it by 90 degrees. */
  readonly width: number;
  readonly height: number;
  /** True where the format's header says that there is no colour. */
  readonly grey: boolean;
}

export const mostPixels = 50_000_000;
export const largestFile = 64 * 1024 * 1024;
/** A progressive JPEG has about ten scans; thousands of them are made to keep a decoder busy. */
const mostScans = 200;

/** A header, or the reason why the file is not used: a sentence about "it". */
export type HeaderAnswer =
  { readonly ok: true; readonly header: ImageHeader } | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): HeaderAnswer => ({ ok: false, reason });
const damaged = (format: ImageFormat): HeaderAnswer => refuse(`It is a damaged ${format.toUpperCase()} file.`);

interface Size {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  // The last chunk of a whole file is IEND, without data.
  if (bytes.lastIndexOf('IEND', undefined, 'latin1') < 33) return null;
  const colour = bytes[25]!;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), grey: colour === 0 || colour === 4 };
}

function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 14) return null;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), grey: false };
}

function bmpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30) return null;
  const old = bytes.readUInt32LE(14) === 12;
  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const height = old ? bytes.readUInt16LE(20) : Math.abs(bytes.readInt32LE(22));
  return { width, height, grey: false };
}

function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 > bytes.length + 1) return null;
  const chunk = bytes.toString('latin1', 12, 16);
  const uint24 = (at: number) => bytes.readUIntLE(at, 3);
  if (chunk === 'VP8X') return { width: uint24(24) + 1, height: uint24(27) + 1, grey: false };
  if (chunk === 'VP8 ')
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff, grey: false };
  if (chunk === 'VP8L') {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, grey: false };
  }
  return null;
}

/** The image spatial extents property, wherever it is nested. */
function avifSize(bytes: Buffer): Size | null {
  const at = bytes.indexOf('ispe', 0, 'latin1');
  if (at < 0 || at + 16 > bytes.length) return null;
  return { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12), grey: false };
}

/** Whether the EXIF data of a JPEG's segment lay the picture on its side: tag 274 of the first directory, 5 to 8. */
function isOnItsSide(segment: Buffer): boolean {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0' || segment.length < 14) return false;
  const tiff = segment.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let i = 0; i < short(start); i++) {
    const entry = start + 2 + 12 * i;
    if (short(entry) === 274) return short(entry + 8) >= 5 && short(entry + 8) <= 8;
  }
  return false;
}

/** Walks the segments, however large those in front of the frame header are, then counts the scans. */
function jpegSize(bytes: Buffer): (Size & { readonly scans: number }) | null {
  let at = 2;
  let size: Size | null = null;
  let scans = 0;
  let turned = false;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      // Compressed data: on to the next marker that is none of its own (stuffed zero or restart).
      at = bytes.indexOf(0xff, at);
      if (at < 0) return null;
      const next = bytes[at + 1]!;
      if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff || marker === 0) {
      at++;
      if (marker === 0) at++;
      continue;
    }
    if (marker === 0xd9) break;
    if (marker >= 0xd0 && marker <= 0xd8) {
      at += 2;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xe1 && size === null) turned ||= isOnItsSide(bytes.subarray(at + 4, at + 2 + length));
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame && size === null && at + 10 <= bytes.length) {
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), grey: bytes[at + 9] === 1 };
    }
    if (marker === 0xda && ++scans > mostScans) break;
    at += 2 + length;
  }
  const ends = bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > 0;
  if (size === null || scans === 0 || !ends) return null;
  const { width, height } = size;
  return { ...size, scans, ...(turned ? { width: height, height: width } : {}) };
}

const sizes: { readonly [F in ImageFormat]: (bytes: Buffer) => Size | null } = {
  png: pngSize,
  jpeg: jpegSize,
  gif: gifSize,
  bmp: bmpSize,
  webp: webpSize,
  avif: avifSize,
};

/** Reads the header of a whole file in memory and applies the limits; decodes nothing. */
export function readImageHeader(bytes: Buffer): HeaderAnswer {
  if (bytes.length === 0) return refuse('It is empty.');
  const type = fileType(bytes);
  if (type.is === 'other') return refuse(`It is ${type.what}. Use PNG, JPEG, GIF, WebP, BMP or AVIF.`);
  if (type.is !== 'image') return refuse('It is not a picture. Use PNG, JPEG, GIF, WebP, BMP or AVIF.');
  const { format } = type;
  const size = sizes[format](bytes);
  if (size === null) return damaged(format);
  const { width, height, grey } = size;
  if (width < 1 || height < 1) return refuse(`It has no pixels: ${width} by ${height}.`);
  if (width * height > mostPixels) {
    return refuse(`It has ${width} by ${height} pixels; at most ${mostPixels / 1_000_000} million can be read.`);
  }
  if ('scans' in size && (size as { scans: number }).scans > mostScans)
    return refuse('It has more scans than a real JPEG file.');
  return { ok: true, header: { format, width, height, grey } };
}

/** A file's header, or an Error that says in a sentence why the file cannot be used. */
export function headerOf(bytes: Buffer): ImageHeader {
  const answer = readImageHeader(bytes);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.header;
}

/** Pictures of a set mostly have one size: the canvas of the last small one is taken again. */
let lastCanvas: Canvas | null = null;
const largestCanvasKept = 1_000_000;

function canvasOf(width: number, height: number): Canvas {
  if (lastCanvas?.width === width && lastCanvas.height === height) return lastCanvas;
  const canvas = createCanvas(width, height);
  if (width * height <= largestCanvasKept) lastCanvas = canvas;
  return canvas;
}

/**
 * The pixels as RGBA, turned as the EXIF data say, over white where it is transparent; of an animation the first
 * picture. Throws an Error that says in a sentence why it cannot be.
 */
export async function decodeImage(bytes: Buffer, header = headerOf(bytes)): Promise<Pixels> {
  const image = new Image();
  try {
    // Without the turns that loadImage takes, which cost as much as a small picture's decoding.
    image.src = bytes;
    await image.decode();
  } catch {
    throw new Error(`It is a damaged ${header.format.toUpperCase()} file.`);
  }
  const { width, height } = image;
  if (width < 1 || height < 1 || width * height > mostPixels)
    throw new Error(`Its size of ${width} by ${height} pixels cannot be read.`);
  const context = canvasOf(width, height).getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}

/** Whether any pixel is more than slightly off grey; RGBA. */
export function hasColour({ data, width, height }: Pixels): boolean {
  // JPEG rounds its colours: a little difference between channels is still grey.
  for (let i = 0; i < 4 * width * height; i += 4) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 12) return true;
  }
  return false;
}

/** A PNG as data URL, of 8-bit pixels [height, width, channels], in their own size. */
export function pictureUrl(pixels: ArrayLike<number>, width: number, height: number, channels: 1 | 3): string {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = pixels[i * channels + (channels === 1 ? 0 : c)]!;
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return `data:image/png;base64,${canvas.toBuffer('image/png').toString('base64')}`;
}
