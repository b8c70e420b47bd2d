// All files of a folder or a zip by their paths, however they are read, and what is held of them in either.
import type { FilePrints } from '../filePrints';
import { stop } from '../problem';

/** A file that is there, by its path within the source with "/" between folders. */
export interface Found {
  readonly path: string;
  readonly bytes: number;
}

export type Unreadable = { readonly file: string; readonly reason: string };

/** All files of a folder or a zip, as they lie there. */
export interface FileTree {
  readonly name: string;
  readonly found: readonly Found[];
  /** Files that are not looked at any further, with the reason. */
  readonly skipped: readonly Unreadable[];
  readonly fingerprint: string;
  /** Tells more than the fingerprint, which goes into documents: also when each file was last written. */
  readonly stamp: string;
  /** A file's bytes; rejects with an Error whose message says why not. */
  read(path: string): Promise<Buffer>;
  /** Where a file lies on the disk; none for those within a zip. */
  where?(path: string): string;
  /** Tells which files are equal. */
  readonly prints: FilePrints;
  close(): void;
}

const mostFiles = 500_000;
/** Folders within folders that are looked into. */
export const deepest = 50;

export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
export const byPath = (a: Found, b: Found) => byText(a.path, b.path);
export const isHidden = (path: string) => /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);

/** Throws a DataError where there are more files than are listed. */
export function checkCount(name: string, count: number): void {
  if (count > mostFiles)
    stop(
      'data.images.many',
      `"${name}" holds more than ${mostFiles.toLocaleString('en-US')} files. Choose a part of them.`,
    );
}
