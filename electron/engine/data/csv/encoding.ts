// Which encoding a table's bytes are in, and what does not fit it.
import chardet from 'chardet';
import { stop } from '../problem';
import type { TableBytes } from './tableBytes';

/** Encodings that the detector may answer and TextDecoder reads. Latin-1 is read as its superset Windows-1252, as browsers do. */
export const encodingNames: { readonly [guess: string]: string } = {
  'UTF-8': 'utf-8',
  ASCII: 'utf-8',
  'UTF-16LE': 'utf-16le',
  'UTF-16BE': 'utf-16be',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-5': 'iso-8859-5',
  'ISO-8859-7': 'iso-8859-7',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'KOI8-R': 'koi8-r',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  Big5: 'big5',
  GB18030: 'gb18030',
};

export function isUtf8(bytes: Buffer, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** For bytes that are not UTF-8. Windows-1252 unless the detector is sure of another one. */
export function guessLegacyEncoding(bytes: Buffer): string {
  const best = chardet.analyse(bytes).find(({ name }) => name in encodingNames && !name.startsWith('UTF'));
  return best !== undefined && best.confidence >= 50 ? encodingNames[best.name]! : 'windows-1252';
}

/** By byte order mark, by the pattern of zero bytes, by trying UTF-8, then by the frequency of letters. */
export function detectEncoding(bytes: TableBytes): string {
  const { head } = bytes;
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const looked = Math.min(head.length, 4096);
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i % 2]!++;
  if (zeros[1]! > 0.2 * looked && zeros[0]! < 0.05 * looked) return 'utf-16le';
  if (zeros[0]! > 0.2 * looked && zeros[1]! < 0.05 * looked) return 'utf-16be';
  if (isUtf8(head, head.length === bytes.size)) return 'utf-8';
  return guessLegacyEncoding(head);
}

/** A byte order mark before UTF-8. */
export function isMarked(bytes: Buffer, encoding: string): boolean {
  return encoding === 'utf-8' && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Encodings in which delimiters, quotation marks and line breaks are the bytes they are in ASCII, and nothing else is. */
export const asciiLike = /^(?:utf-8|windows-125\d|iso-8859-\d+|koi8-r)$/;

/** Thrown where bytes that were taken for UTF-8 are something else, with some of them. */
export class NotUtf8 extends Error {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super('not UTF-8');
    this.bytes = bytes;
  }
}

export function makeDecoder(encoding: string, fatal: boolean): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    return stop('data.options', `The text encoding "${encoding}" is not known. Choose another one on the data step.`, {
      param: 'encoding',
    });
  }
}

export function countReplaced(text: string): number {
  let found = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) found++;
  return found;
}

export function replacedNotes(replaced: number, encoding: string): readonly string[] {
  if (replaced === 0) return [];
  const characters = `${replaced.toLocaleString('en-US')} ${replaced === 1 ? 'character' : 'characters'}`;
  return [`${characters} could not be read as ${encoding}. Try another text encoding.`];
}
