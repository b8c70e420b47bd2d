// A zip file in memory, made of files by their path.
import { ZipFile } from 'yazl';

export async function zipOf(tree: { readonly [path: string]: Buffer | string }): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(tree)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
