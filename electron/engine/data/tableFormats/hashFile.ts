// The SHA-256 of a file's bytes: what tells a document that its data is no longer the same.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Watch, checkCancelled } from '../problem';
import type { SourceFile } from '../sourceFile';

export async function hashFile(file: SourceFile, watch: Watch): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1024 * 1024, end: file.size - 1 })) {
    checkCancelled(watch);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
