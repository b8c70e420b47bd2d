// Files of plain text: their encoding, their beginning, and their lines as a stream.
import { createReadStream, promises as files } from 'node:fs';
import { longestText } from './textArchive';

/** Bytes of a file that are looked at: enough for `longestText` characters of four bytes each. */
export const longestFile = 4 * longestText;

/** Which UTF-16 a text's mark says it is; null where it opens with none. */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** UTF-8, or UTF-16 by its mark, or else Windows-1252, in which every byte is a letter. Null for bytes that are no text. */
export function decodeText(bytes: Buffer, whole: boolean): string | null {
  const utf16 = utf16Of(bytes);
  if (utf16 !== null) return new TextDecoder(utf16).decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export const isTextName = (path: string) => /\.(?:txt|text|md)$/i.test(path);

/** A file's beginning. Only real files: a pipe must not be waited for. */
export async function readStart(path: string): Promise<Buffer> {
  const facts = await files.lstat(path);
  if (!facts.isFile()) throw new Error('It is not a file any more.');
  const handle = await files.open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(longestFile, facts.size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A text file's characters in portions, streamed. UTF-8, UTF-16 by its mark, or else Windows-1252. */
export async function readText(
  path: string,
  size: number,
  onBytes: (chunk: Buffer) => void,
  onText: (text: string) => void,
): Promise<void> {
  if (size === 0) return;
  const utf16 = utf16Of(await readStart(path));
  let decoder = new TextDecoder(utf16 ?? 'utf-8', { fatal: utf16 === null });
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1024 * 1024,
    end: size - 1,
  }) as AsyncIterable<Buffer>) {
    onBytes(chunk);
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      // Not UTF-8 after all: the rest is read as Windows-1252, in which every byte is a letter.
      decoder = new TextDecoder('windows-1252');
      text = decoder.decode(chunk, { stream: true });
    }
    onText(text);
  }
}

/** Lines of a text file, streamed; a line is cut at `longestText` characters, so that one without an end costs nothing. */
export async function readLines(
  path: string,
  size: number,
  onBytes: (chunk: Buffer) => void,
  onLine: (line: string, shortened: boolean) => void,
): Promise<void> {
  let line = '';
  let dropped = false;
  const take = (piece: string, ends: boolean) => {
    if (line.length < longestText) line += piece.slice(0, longestText + 1 - line.length);
    else dropped ||= piece.length > 0;
    if (!ends) return;
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line, dropped);
    line = '';
    dropped = false;
  };
  await readText(path, size, onBytes, (text) => {
    const pieces = text.split('\n');
    for (let i = 0; i < pieces.length; i++) take(pieces[i]!, i < pieces.length - 1);
  });
  if (line !== '') take('', true);
}
