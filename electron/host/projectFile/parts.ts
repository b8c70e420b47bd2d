// The manifest and the parts that it lists as text, each held against its checksum.
import { createHash } from 'node:crypto';
import type { Entry, ZipFile as ZipReader } from 'yauzl';
import { limits, manifestEntry, manifestSchema, type Manifest } from '../../../shared/project/format';
import { parseJson } from '../../../shared/project/json';
import { crc32 } from '../../../shared/crc32';
import { damaged, hostile } from './damage';

export async function readManifest(archive: ZipReader, entries: ReadonlyMap<string, Entry>): Promise<Manifest> {
  const entry = entries.get(manifestEntry);
  if (entry === undefined) throw damaged(`its part "${manifestEntry}" is missing`);
  const bytes = await readBytes(archive, entry, limits.manifestBytes);
  if (crc32(bytes) !== entry.crc32) throw damaged(`its part "${manifestEntry}" does not match its checksum`);
  const json = parseJson(decode(bytes, manifestEntry));
  if (!json.ok) throw damaged(`its part "${manifestEntry}" cannot be read. ${json.problem.message}`);
  const parsed = manifestSchema.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damaged(
      `its part "${manifestEntry}" is not as it should be at ${issue?.path.map(String).join(' › ') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  return parsed.data;
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(`its part "${name}" is not UTF-8 text`);
  }
}

async function readBytes(archive: ZipReader, entry: Entry, maxBytes: number): Promise<Buffer> {
  const name = entry.fileName;
  if (entry.uncompressedSize > maxBytes)
    throw hostile(`its entry "${name}" has ${entry.uncompressedSize} bytes; at most ${maxBytes} are read`);
  const chunks: Buffer[] = [];
  try {
    const stream = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    throw damaged(`its part "${name}" cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
  return Buffer.concat(chunks);
}

export async function readText(
  archive: ZipReader,
  entries: ReadonlyMap<string, Entry>,
  name: string,
  maxBytes: number,
  manifest: Manifest,
): Promise<string> {
  const entry = entries.get(name);
  const listed = manifest.entries[name];
  if (entry === undefined || listed === undefined) throw damaged(`its part "${name}" is missing`);
  const bytes = await readBytes(archive, entry, maxBytes);
  if (bytes.length !== listed.bytes || createHash('sha256').update(bytes).digest('hex') !== listed.sha256) {
    throw damaged(`its part "${name}" does not match its checksum`);
  }
  return decode(bytes, name);
}
