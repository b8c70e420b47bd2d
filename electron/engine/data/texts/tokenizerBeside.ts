// The tokenizer.json that lies in a folder of texts, or beside a table or archive of them.
import { promises as files } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataSource } from '../../../../shared/data/config';
import { readTokenizer, type TokenizerVocabulary } from '../../../../shared/data/tokenizerFile';
import { stop } from '../problem';

const tokenizerName = 'tokenizer.json';
/** The vocabularies of large language models take 20 MB. */
const largest = 64 * 2 ** 20;

/** Throws a DataError where there is no such file, or its tokens are none that we cut in the same way. */
export async function tokenizerBeside(source: DataSource): Promise<TokenizerVocabulary> {
  if (source.type !== 'file' && source.type !== 'folder')
    return stop(
      'data.tokenizer',
      'This data comes with the app, so no tokenizer.json can lie beside it. Choose another way under "Cut into".',
      { param: 'level' },
    );
  const folder = source.type === 'folder' ? source.path : dirname(source.path);
  const refuse = (why: string) =>
    stop(
      'data.tokenizer',
      `tokenizer.json ${source.type === 'folder' ? 'in the folder of the texts' : `beside "${source.name}"`} cannot be read: ${why} Put the file there, or choose another way under "Cut into".`,
      { param: 'level' },
    );
  const path = join(folder, tokenizerName);
  const facts = await files.lstat(path).catch(() => null);
  if (facts === null) return refuse('It is not there.');
  if (!facts.isFile()) return refuse('It is no plain file.');
  if (facts.size > largest)
    return refuse(`It has ${Math.round(facts.size / 2 ** 20)} MB; at most ${largest / 2 ** 20} MB can be read.`);
  const bytes = await files.readFile(path);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('It is no JSON.');
  }
  const read = readTokenizer(json);
  return read.ok ? read.value : stop(read.problem.code, read.problem.message, { param: 'level' });
}
