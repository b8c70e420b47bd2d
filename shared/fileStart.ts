// Tells by its first bytes what a file is, whatever its name says, for messages that help.

export interface FileStart {
  readonly id: string;
  /** Completes "it looks like …". */
  readonly words: string;
  /** What to do about it, where that is no matter of what was expected. */
  readonly step?: string;
}

interface Signature extends FileStart {
  /** In hexadecimal, from the file's first byte. */
  readonly begins: readonly string[];
}

const signatures: readonly Signature[] = [
  { id: 'zip', words: 'a zip archive', begins: ['504b0304', '504b0506'] },
  { id: 'hdf5', words: 'an HDF5 file (.h5)', begins: ['894844460d0a1a0a'] },
  { id: 'numpy', words: 'a NumPy file', begins: ['934e554d5059'] },
  { id: 'png', words: 'a PNG picture', begins: ['89504e47'] },
  { id: 'jpeg', words: 'a JPEG picture', begins: ['ffd8ff'] },
  { id: 'gif', words: 'a GIF picture', begins: ['47494638'] },
  { id: 'pdf', words: 'a PDF document', begins: ['25504446'] },
  { id: 'program', words: 'a program', begins: ['7f454c46', '4d5a9000', 'cafebabe', 'cffaedfe'] },
  { id: 'gzip', words: 'a gzip archive', step: 'Unpack it first.', begins: ['1f8b'] },
  { id: '7z', words: 'a 7z archive', step: 'Unpack it first.', begins: ['377abcaf271c'] },
  { id: 'rar', words: 'a RAR archive', step: 'Unpack it first.', begins: ['526172211a07'] },
  { id: 'utf16', words: 'UTF-16 text', begins: ['fffe', 'feff'] },
];

/** Texts that stand for something else. */
const texts: readonly (FileStart & { readonly matches: RegExp })[] = [
  {
    id: 'lfs',
    words: 'a placeholder that Git LFS left in the place of the file',
    step: 'Run "git lfs pull" where it lies, and choose it again.',
    matches: /^version https:\/\/git-lfs\.github\.com/u,
  },
  {
    id: 'html',
    words: 'a web page',
    step: 'Open it in a browser: it may say why the file itself was not downloaded.',
    matches: /^\s*<(!doctype html|html|head|body)[\s>]/iu,
  },
  { id: 'json', words: 'JSON text', matches: /^\s*[[{]/u },
];

const unknown: FileStart = { id: 'unknown', words: 'a file of an unknown kind' };

/** What a file is whose first bytes (some 64 or more, all of a shorter one) are these. */
export function startOf(bytes: Uint8Array): FileStart {
  if (bytes.length === 0) return { id: 'empty', words: 'an empty file' };
  if (bytes.every((byte) => byte === 0))
    return { id: 'zeros', words: 'nothing but zeros, as after a power cut or a download that broke off' };
  const hex = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = signatures.find(({ begins }) => begins.some((begin) => hex.startsWith(begin)));
  if (known !== undefined) return known;
  if (!bytes.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) return unknown;
  const text = String.fromCharCode(...bytes.subarray(0, 256)).replace(/^\u00ef\u00bb\u00bf/u, '');
  return texts.find(({ matches }) => matches.test(text)) ?? { id: 'text', words: 'plain text' };
}
