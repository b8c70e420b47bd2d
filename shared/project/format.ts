// The project file (.loom): its names, its manifest and its limits. Reading and writing bytes is electron/host's work.
import { z } from 'zod';
import { isId } from '../ids';

/** First entry of the zip, stored uncompressed, so that the type shows in the file's first bytes. */
export const projectMimetype = 'application/vnd.layerloom+zip';
export const projectExtension = '.loom';
/** What this version writes, and the oldest reader that understands it. */
export const formatVersion = 1;
export const minReader = 1;

export const mimetypeEntry = 'mimetype';
export const manifestEntry = 'manifest.json';
export const documentEntry = 'document.json';

const MiB = 1024 * 1024;

/** Limits on what is read: a file beyond them is refused before anything is unpacked. */
export const limits = {
  fileBytes: 8 * 1024 * MiB,
  entries: 10_000,
  manifestBytes: 8 * MiB,
  documentBytes: 64 * MiB,
  entryBytes: 2 * 1024 * MiB,
  totalBytes: 8 * 1024 * MiB,
  /** Unpacked bytes per packed byte, for entries of more than a MiB: JSON packs well, but not a thousandfold. */
  ratio: 200,
  nameLength: 300,
} as const;

/** What the manifest says; fields that a later version adds pass through. */
export const manifestSchema = z.looseObject({
  formatVersion: z.number().int().min(1),
  minReader: z.number().int().min(1),
  app: z.string().max(200),
  created: z.string().max(50),
  modified: z.string().max(50),
  /** Every further entry with its checksum: a flipped bit is noticed and its place named. */
  entries: z.record(
    z.string().max(limits.nameLength),
    z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/u), bytes: z.number().int().min(0) }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `runs/<id>/<file>` taken apart, or null when the entry is something else. */
export function runEntry(name: string): { readonly runId: string; readonly file: string } | null {
  const [, runId, file] = /^runs\/([^/]+)\/([\w.-]{1,100})$/u.exec(name) ?? [];
  return isId(runId) && file !== undefined ? { runId, file } : null;
}

const deviceNames = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu;

/** Null when an entry may be unpacked under its name on any system; else what is wrong with the name. */
export function objectionToName(name: string): string | null {
  if (name.length === 0 || name.length > limits.nameLength) return 'has a name that is empty or too long';
  if (name.startsWith('/') || name.includes('\\') || name.includes(':'))
    return 'has a name that points outside the project';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f<>"|?*]/u.test(name)) return 'has characters in its name that no project uses';
  for (const part of name.split('/')) {
    if (part === '..' || part === '.') return 'has a name that points outside the project';
    if (part === '') return 'has an empty folder in its name';
    if (deviceNames.test(part) || /[. ]$/u.test(part)) return 'has a name that some systems do not allow';
    if (part === '__proto__' || part === 'constructor' || part === 'prototype')
      return 'has a name that no project uses';
  }
  return null;
}

/** A file name made of a project's name: letters, digits and a few signs, never empty, never a device. */
export function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M} ._()-]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[. ]+|[. ]+$/gu, '')
    .slice(0, 80)
    .trim();
  if (plain === '') return 'Untitled';
  return deviceNames.test(plain) ? `${plain}-project` : plain;
}
