// The zip a workbook is packed in: its parts by name, streamed, and never more of them than a workbook can have.
import type { Readable } from 'node:stream';
import { type Entry, type ZipFile, open as openZip } from 'yauzl';
import { stop } from '../problem';
import type { SourceFile } from '../sourceFile';

const mostParts = 20_000;
const largestPart = 4 * 2 ** 30;
/** XML of many equal rows packs to a fiftieth; beyond this, a part is made to fill memory and disk. */
const highestRatio = 200;
const ratioMatters = 8 * 1024 * 1024;

export function damagedWorkbook(name: string): never {
  return stop(
    'data.excel.damaged',
    `"${name}" is damaged: it is packed like an Excel workbook but cannot be read as one. Open it in a spreadsheet program and save it again, or save the table as CSV.`,
  );
}

export interface WorkbookZip {
  readonly has: (part: string) => boolean;
  /** Bytes of a part once unpacked; 0 where there is none. */
  readonly size: (part: string) => number;
  /** Throws a DataError where the part is not there or not fit to be unpacked. */
  readonly read: (part: string) => Promise<Readable>;
  readonly close: () => void;
}

function list(file: SourceFile): Promise<{ readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }> {
  return new Promise((resolve, reject) => {
    openZip(file.path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error !== null || zip === undefined) {
        reject(error ?? new Error('not a zip'));
        return;
      }
      const entries = new Map<string, Entry>();
      const refuse = (reason: Error) => {
        zip.close();
        reject(reason);
      };
      zip.on('error', refuse);
      zip.on('end', () => resolve({ zip, entries }));
      zip.on('entry', (entry: Entry) => {
        const twice = entries.has(entry.fileName);
        entries.set(entry.fileName, entry);
        if (twice || entries.size > mostParts) refuse(new Error('not a workbook'));
        else zip.readEntry();
      });
      zip.readEntry();
    });
  });
}

export async function openWorkbookZip(file: SourceFile): Promise<WorkbookZip> {
  const { zip, entries } = await list(file).catch((error: Error & { code?: string }) => {
    // The file system's errors say more than "damaged".
    if (typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) throw error;
    return damagedWorkbook(file.name);
  });
  return {
    has: (part) => entries.has(part),
    size: (part) => entries.get(part)?.uncompressedSize ?? 0,
    close: () => zip.close(),
    read: (part) => {
      const entry = entries.get(part);
      if (entry === undefined) return damagedWorkbook(file.name);
      if ((entry.generalPurposeBitFlag & 1) !== 0)
        stop('data.excel.encrypted', `"${file.name}" is protected by a password. Save it without one.`);
      const { compressedSize, uncompressedSize } = entry;
      if (
        uncompressedSize > largestPart ||
        (uncompressedSize > ratioMatters && uncompressedSize > highestRatio * compressedSize)
      ) {
        stop(
          'data.excel.bomb',
          `"${file.name}" would unpack to ${Math.ceil(uncompressedSize / 2 ** 20).toLocaleString('en-US')} MB from ${Math.ceil(compressedSize / 1024).toLocaleString('en-US')} kB, which no table does. Save the table as CSV and choose that file.`,
        );
      }
      return new Promise((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => {
          if (error !== null || stream === undefined) reject(error ?? new Error('no stream'));
          else resolve(stream);
        });
      });
    },
  };
}
