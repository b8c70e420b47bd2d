// What a file is by its first bytes, whatever its name says.

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif';

export type FileType =
  | { readonly is: 'image'; readonly format: ImageFormat }
  | { readonly is: 'zip' }
  /** Something else that is known, in words: "a PDF document". */
  | { readonly is: 'other'; readonly what: string }
  | { readonly is: 'unknown' };

interface Signature {
  readonly at: number;
  readonly bytes: string;
  readonly type: FileType;
}

const image = (format: ImageFormat): FileType => ({ is: 'image', format });
const other = (what: string): FileType => ({ is: 'other', what });

/** Byte for byte in Latin-1; the first that fits wins. */
const signatures: readonly Signature[] = [
  { at: 0, bytes: '\x89PNG\r\n\x1a\n', type: image('png') },
  { at: 0, bytes: '\xff\xd8\xff', type: image('jpeg') },
  { at: 0, bytes: 'GIF87a', type: image('gif') },
  { at: 0, bytes: 'GIF89a', type: image('gif') },
  { at: 8, bytes: 'WEBP', type: image('webp') },
  { at: 4, bytes: 'ftypavif', type: image('avif') },
  { at: 4, bytes: 'ftypavis', type: image('avif') },
  { at: 4, bytes: 'ftypheic', type: other('a HEIC picture') },
  { at: 4, bytes: 'ftyp', type: other('a video') },
  { at: 0, bytes: 'PK\x03\x04', type: { is: 'zip' } },
  { at: 0, bytes: 'PK\x05\x06', type: { is: 'zip' } },
  { at: 0, bytes: 'II*\x00', type: other('a TIFF picture') },
  { at: 0, bytes: 'MM\x00*', type: other('a TIFF picture') },
  { at: 0, bytes: '\x00\x00\x01\x00', type: other('an icon file') },
  { at: 0, bytes: '%PDF', type: other('a PDF document') },
  { at: 0, bytes: '\xd0\xcf\x11\xe0', type: other('an old Office file (.xls or .doc), or one under a password') },
  { at: 0, bytes: '\x7fELF', type: other('a program') },
  { at: 0, bytes: '\x1f\x8b', type: other('a gzip file') },
  { at: 0, bytes: 'BZh', type: other('a bzip2 file') },
  { at: 0, bytes: '\xfd7zXZ', type: other('an xz file') },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', type: other('a 7z archive') },
  { at: 0, bytes: 'Rar!', type: other('a RAR archive') },
  { at: 0, bytes: 'PAR1', type: other('a Parquet file') },
  { at: 0, bytes: '\x89HDF', type: other('an HDF5 file') },
  { at: 0, bytes: '\x93NUMPY', type: other('a NumPy array') },
  { at: 0, bytes: 'SQLite format 3', type: other('a SQLite database') },
  { at: 0, bytes: 'RIFF', type: other('a sound or video file') },
];

/** At least the first 64 bytes, or the whole file where it is shorter. */
export function fileType(head: Uint8Array): FileType {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 256)).toString('latin1');
  for (const { at, bytes, type } of signatures) if (text.startsWith(bytes, at)) return type;
  // Two letters are too few to tell a bitmap from text: its header's size is checked as well.
  if (
    text.startsWith('BM') &&
    head.length >= 26 &&
    [12, 40, 52, 56, 64, 108, 124].includes(head[14]! | (head[15]! << 8)) &&
    head[16] === 0
  ) {
    return image('bmp');
  }
  if (text.startsWith('MZ') && head.length >= 64 && head.includes(0)) return other('a Windows program');
  const opening = text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .slice(0, 100)
    .toLowerCase();
  if (opening.startsWith('<svg') || (opening.startsWith('<?xml') && text.toLowerCase().includes('<svg')))
    return other('an SVG drawing');
  if (opening.startsWith('<!doctype html') || opening.startsWith('<html')) return other('a web page');
  return { is: 'unknown' };
}
