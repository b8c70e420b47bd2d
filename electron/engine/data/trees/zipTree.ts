// The files of a zip, which is never unpacked to the disk. Lists first, reads on demand.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type Entry, type ZipFile, open as openZip } from 'yauzl';
import { crc32 } from '../../../../shared/crc32';
import { printInZip } from '../filePrints';
import { largestFile } from '../pictures/imageFile';
import { type Watch, checkCancelled, stop, throttledProgress } from '../problem';
import { openSourceFile } from '../sourceFile';
import { type FileTree, type Unreadable, checkCount, isHidden } from './fileTree';

/** A picture that inflates beyond this ratio is no picture. */
const highestRatio = 1000;
const largestZip = 16 * 2 ** 30;

/** Tables, documents and projects are zips as well: told apart by the names in them. */
function refuseOtherZips(name: string, names: readonly string[]): void {
  const has = (start: string) => names.some((entry) => entry === start || entry.startsWith(start));
  if (has('xl/'))
    stop('data.format', `"${name}" is an Excel workbook. Save the table as CSV there and choose that file.`);
  if (has('word/')) stop('data.format', `"${name}" is a Word document, which holds no data that can be read here.`);
  if (has('content.xml'))
    stop('data.format', `"${name}" is an OpenDocument file. Save the table as CSV there and choose that file.`);
}

async function hashFile(path: string, size: number, watch: Watch): Promise<string> {
  const hash = createHash('sha256');
  const report = throttledProgress(watch, size, `Reading ${basename(path)}`, 'bytes');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    checkCancelled(watch);
    hash.update(chunk);
    report((done += chunk.length));
  }
  return hash.digest('hex');
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function readEntries(zip: ZipFile, name: string, onEntry: (entry: Entry) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      try {
        onEntry(entry);
        zip.readEntry();
      } catch (error) {
        reject(error as Error);
      }
    });
    checkCount(name, zip.entryCount);
    zip.readEntry();
  });
}

function readZipEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(new Error('It is damaged within the zip file.'));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        // The header's size is only a claim.
        if (length > largestFile) stream.destroy(new Error('It is larger than the zip file says.'));
      });
      stream.on('error', () => reject(new Error('It is damaged within the zip file.')));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (crc32(bytes) === entry.crc32) resolve(bytes);
        else
          reject(
            new Error('It does not match its checksum within the zip file, so it is damaged. Pack the zip again.'),
          );
      });
    });
  });
}

/** Lists a zip file. Names that lead out of it, passwords and bombs are refused; nothing is ever extracted to disk. */
export async function treeOfZip(path: string, watch: Watch, things = 'pictures'): Promise<FileTree> {
  const file = await openSourceFile(path);
  const { name } = file;
  const fingerprint = await hashFile(path, file.size, watch);
  let zip: ZipFile | null = null;
  const byPath = new Map<string, Entry>();
  const skipped: Unreadable[] = [];
  const names: string[] = [];
  let inflated = 0;
  try {
    zip = await openArchive(path);
    await readEntries(zip, name, (entry) => {
      const { fileName } = entry;
      names.push(fileName);
      if (fileName.endsWith('/') || isHidden(fileName)) return;
      if (entry.isEncrypted())
        stop('data.zip.password', `"${name}" is protected by a password. Unpack it and choose the folder.`);
      inflated += entry.uncompressedSize;
      const bomb = entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > highestRatio * entry.compressedSize;
      if (bomb || inflated > largestZip) {
        stop(
          'data.zip.bomb',
          `"${name}" would unpack to far more than ${things} do, as if it was made to fill the memory. It is not opened.`,
        );
      }
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
      if (isLink) skipped.push({ file: fileName, reason: 'It is a link; only real files are read.' });
      else if (byPath.has(fileName))
        skipped.push({ file: fileName, reason: 'Another file in the zip has the same name.' });
      else if (entry.uncompressedSize > largestFile)
        skipped.push({ file: fileName, reason: `It has more than ${largestFile / 2 ** 20} MB.` });
      else byPath.set(fileName, entry);
    });
    refuseOtherZips(name, names);
    const found = [...byPath].map(([inner, entry]) => ({ path: inner, bytes: entry.uncompressedSize }));
    const archive = zip;
    return {
      name,
      found,
      skipped,
      fingerprint,
      stamp: fingerprint,
      read: async (inner) => {
        const entry = byPath.get(inner);
        if (entry === undefined) throw new Error('It is not in the zip file any more.');
        return readZipEntry(archive, entry);
      },
      prints: async (paths) =>
        Float64Array.from(paths, (inner, place) => {
          const entry = byPath.get(inner);
          return entry === undefined ? -1 - place : printInZip(entry.crc32, entry.uncompressedSize);
        }),
      close: () => archive.close(),
    };
  } catch (error) {
    zip?.close();
    // yauzl explains itself in English, but to programmers.
    const words = error instanceof Error ? error.message : '';
    if (/invalid relative path|absolute path|invalid characters in fileName/i.test(words)) {
      stop('data.zip.names', `"${name}" holds a file whose name leads out of the zip. It is not opened.`);
    }
    if (error instanceof Error && error.name !== 'DataError' && (error as NodeJS.ErrnoException).code === undefined) {
      stop(
        'data.zip.damaged',
        `"${name}" is damaged or incomplete and cannot be opened as a zip file. Fetch or pack it again.`,
      );
    }
    throw error;
  }
}
