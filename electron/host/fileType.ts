// Tells by its first bytes what a file is, whatever its name says, for messages that help.

const kinds: readonly (readonly [start: string, words: string])[] = [
  ['504b0304', 'zip'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['47494638', 'a GIF picture'],
  ['25504446', 'a PDF document'],
  ['7f454c46', 'a program'],
  ['4d5a', 'a program'],
  ['cafebabe', 'a program'],
  ['cffaedfe', 'a program'],
  ['1f8b', 'a gzip archive'],
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
  ['894844460d0a1a0a', 'an HDF5 file (.h5); models are imported, not opened'],
  ['504b0506', 'an empty zip archive'],
  ['fffe', 'UTF-16 text'],
  ['feff', 'UTF-16 text'],
];

/** 'zip', 'zeros', or words such as "a PNG picture". */
export function describeStart(start: Uint8Array): string {
  if (start.every((byte) => byte === 0)) return 'zeros';
  const hex = Buffer.from(start).toString('hex');
  const known = kinds.find(([prefix]) => hex.startsWith(prefix));
  if (known !== undefined) return known[1];
  const text = start.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
  if (!text) return 'a file of an unknown kind';
  return /^\s*[[{]/u.test(Buffer.from(start).toString('utf8')) ? 'JSON text' : 'plain text';
}
