// A file of a token per line, blank lines between sentences (CoNLL), read piece by piece. Quotation marks are tokens here,
// so that it is no table.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type LineForm, fieldsOf, lineFormOf } from '../../../../shared/data/tags';
import type { SourceFile } from '../sourceFile';
import { type Watch, checkCancelled, stop, throttledProgress } from '../problem';
import { longestText } from './textArchive';

/** The form of such a file, by its beginning; null for any other file. */
export function lineFormOfFile({ head, size, type }: SourceFile): LineForm | null {
  if (type.is !== 'unknown') return null;
  const text = head.toString('utf8').replace(/^\uFEFF/u, '');
  // The last line of a beginning may be half a line.
  return lineFormOf(head.length < size ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
}

/** A carriage return at the end of a portion may belong to the next one's line feed. */
const lineEnd = /\r\n|\n|\r(?!$)/u;

export interface ReadLines {
  readonly fingerprint: string;
  /** Lines that are no comment and yet of another form. */
  readonly odd: number;
}

/** Hands out the sentences in their order, each as the fields of its lines; one beyond all measure before it fills the memory. */
export async function readTaggedLines(
  file: SourceFile,
  form: LineForm,
  take: (sentence: readonly (readonly string[])[]) => void,
  watch: Watch,
): Promise<ReadLines> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8');
  const report = throttledProgress(watch, file.size, `Reading ${file.name}`);
  let sentence: (readonly string[])[] = [];
  let [odd, read, rest] = [0, 0, ''];
  const end = () => {
    if (sentence.length > 0) take(sentence);
    sentence = [];
  };
  const line = (text: string) => {
    if (text.trim() === '') return end();
    const fields = fieldsOf(text, form);
    if (fields !== null) {
      sentence.push(fields);
      if (sentence.length > longestText) end();
    } else if (!text.startsWith('#') && !text.startsWith('-DOCSTART-') && !/^\d+[-.]\d+\s/.test(text)) odd++;
  };
  for await (const bytes of createReadStream(file.path, { end: file.size - 1 }) as AsyncIterable<Buffer>) {
    checkCancelled(watch);
    hash.update(bytes);
    read += bytes.length;
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(lineEnd);
    rest = lines.pop()!;
    if (rest.length > longestText)
      stop(
        'data.tags.long',
        `A line of "${file.name}" has more than ${longestText.toLocaleString('en-US')} characters: no token is that long. Choose a file with a token and its tag on every line.`,
      );
    lines.forEach(line);
    report(read);
  }
  line(rest);
  end();
  return { fingerprint: hash.digest('hex'), odd };
}
