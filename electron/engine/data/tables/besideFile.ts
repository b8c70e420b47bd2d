// Files that a table or an annotation file names: looked for beside it and nowhere else.
import { promises as files } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { largestFile } from '../pictures/imageFile';

/** Where a file that a table names lies; null where that is outside of the table's own folder. */
export function besidePath(tablePath: string, path: string, inner = ''): string | null {
  if (path.includes('\0')) return null;
  const plain = path.replace(/\\/g, '/');
  const full = isAbsolute(plain) ? plain : join(dirname(tablePath), inner, plain);
  const from = relative(dirname(tablePath), full);
  return from === '' || from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from) ? null : full;
}

/**
 * Reads a file by the path that stands in a table, within the table's own folder. Rejects with an Error that says in a
 * sentence why not.
 */
export function readerBeside(tablePath: string, inner = ''): (path: string) => Promise<Buffer> {
  return async (path) => {
    if (path.includes('\0')) throw new Error('Its path holds a zero byte.');
    const full = besidePath(tablePath, path, inner);
    if (full === null) throw new Error('It lies outside the folder of the table. Put the pictures into that folder.');
    let facts;
    try {
      facts = await files.lstat(full);
    } catch {
      throw new Error('It is not there. Paths are read from the folder in which the table lies.');
    }
    if (facts.isSymbolicLink()) throw new Error('It is a link; only real files are read.');
    if (!facts.isFile()) throw new Error('It is not a file.');
    if (facts.size > largestFile)
      throw new Error(
        `It has ${Math.round(facts.size / 2 ** 20)} MB; at most ${largestFile / 2 ** 20} MB can be read.`,
      );
    return files.readFile(full);
  };
}

/** Tables of paths are kept in memory as a whole. */
export const largestTable = 256 * 2 ** 20;

export interface SmallTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * A table of text in memory (RFC 4180; comma, semicolon or tab, whichever the first line has most of). Blank lines are
 * left out, cells trimmed.
 */
export function parseSmallTable(text: string): SmallTable {
  const plain = text.replace(/^\ufeff/, '');
  const head = plain.slice(0, plain.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].reduce((best, each) =>
    head.split(each).length > head.split(best).length ? each : best,
  );
  const lines: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== '') lines.push(row);
    row = [];
  };
  for (let i = 0; i < plain.length; i++) {
    const sign = plain[i]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (plain[i + 1] === '"') cell += plain[++i]!;
      else quoted = false;
    } else if (sign === '"' && cell.trim() === '') quoted = true;
    else if (sign === delimiter) endCell();
    else if (sign === '\n') endRow();
    else if (sign !== '\r') cell += sign;
  }
  endRow();
  const [columns = [], ...rows] = lines;
  return { columns, rows };
}
