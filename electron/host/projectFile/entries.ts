// What a project file holds by its list of entries, each found harmless before anything of it is unpacked.
import type { Entry, ZipFile as ZipReader } from 'yauzl';
import { limits, objectionToName } from '../../../shared/project/format';
import { hostile } from './damage';

/** yauzl checks names as well, and stops at a bad one with an error of its own. */
async function* checkedNames(archive: ZipReader): AsyncGenerator<Entry> {
  try {
    yield* archive.eachEntry();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/^(invalid relative path|absolute path|invalid characters in fileName)/u.test(message)) {
      throw hostile('an entry has a name that points outside the project');
    }
    throw error;
  }
}

/** All entries by name, each found harmless by its looks; nothing is unpacked yet. */
export async function listEntries(archive: ZipReader, size: number): Promise<ReadonlyMap<string, Entry>> {
  if (archive.entryCount > limits.entries)
    throw hostile(`it lists ${archive.entryCount} entries; at most ${limits.entries} are read`);
  const entries = new Map<string, Entry>();
  const lowerNames = new Set<string>();
  let packed = 0;
  let unpacked = 0;
  for await (const entry of checkedNames(archive)) {
    const name = entry.fileName;
    // Folders hold nothing; tools that repack a project add them.
    if (name.endsWith('/') && entry.uncompressedSize === 0) continue;
    const objection = objectionToName(name);
    if (objection !== null) throw hostile(`an entry ${objection}`);
    if (lowerNames.has(name.toLowerCase())) throw hostile(`it has two entries named "${name}"`);
    lowerNames.add(name.toLowerCase());
    if (entry.isEncrypted()) throw hostile(`its entry "${name}" is encrypted`);
    // The upper half of the attributes is the Unix mode, when a Unix wrote them; 0o120000 is a link.
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    if (type !== 0 && type !== 0o100000) throw hostile(`its entry "${name}" is a link or a device, not a file`);
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
      throw hostile(`its entry "${name}" is packed in an unknown way`);
    if (entry.uncompressedSize > limits.entryBytes)
      throw hostile(`its entry "${name}" would unpack to ${entry.uncompressedSize} bytes`);
    if (entry.uncompressedSize > 1_048_576 && entry.uncompressedSize > entry.compressedSize * limits.ratio) {
      throw hostile(`its entry "${name}" would unpack to more than ${limits.ratio} times its size`);
    }
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (unpacked > limits.totalBytes) throw hostile(`it would unpack to more than ${limits.totalBytes} bytes`);
    if (packed > size) throw hostile('its entries overlap');
    const local = await archive.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod) {
      throw hostile(`its entry "${name}" is named or packed differently in two places`);
    }
    entries.set(name, entry);
  }
  return entries;
}
