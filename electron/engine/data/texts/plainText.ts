// Files of plain text without classes: told from tables, and cut into samples by lines, paragraphs, pieces or files.
import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import { basename } from 'node:path';
import type { TextUnit } from '../../../../shared/data/config';
import { normalizeNewlines, regularDelimiters } from '../csv/dialect';
import { type Watch, checkCancelled, stop, throttledProgress } from '../problem';
import { longestText } from './textArchive';
import { type CollectedTexts, TextCollector } from './textCollector';
import { decodeText, longestFile, readLines, readStart, readText } from './textFiles';

/** Lines of numbers, dates and the like. */
const numbersOnly = /^[\s\d.,;:+\-/%eE]+$/;

/** Whether commas stand as in sentences, with a space behind them and many words around, as they may in lines that are alike. */
function isPunctuated(sample: string, lines: number): boolean {
  const commas = sample.split(',').length - 1;
  const spaced = sample.match(/,(?=\s)/g)?.length ?? 0;
  const words = sample.match(/\p{L}{2,}/gu)?.length ?? 0;
  return spaced > 0.9 * commas && words > 6 * lines;
}

/** Whether a file's beginning reads as prose rather than as a table: no delimiter cuts its lines alike, and words are in it. */
export function readsAsProse(head: Buffer, whole: boolean): boolean {
  const text = decodeText(head, whole);
  if (text === null) return false;
  const sample = normalizeNewlines(text).replace(/\n{2,}/g, '\n');
  const lines = sample.split('\n', 200).filter((line) => line.trim() !== '');
  const numbers = lines.filter((line) => numbersOnly.test(line)).length;
  const cutting = regularDelimiters(sample, whole).filter(
    (mark) => mark !== ',' || !isPunctuated(sample, lines.length),
  );
  return lines.length > 0 && numbers < lines.length / 2 && cutting.length === 0;
}

/** Files of at most so many bytes are read as one text each. */
const shortFile = 4000;
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** What a sample is, by the beginning of the first file and the sizes of all, and why. */
export function guessUnit(
  head: string,
  sizes: readonly number[],
): { readonly unit: TextUnit; readonly reason: string } {
  if (sizes.length > 1 && middle(sizes) <= shortFile)
    return { unit: 'files', reason: 'Many short files without classes: each is one text.' };
  const text = normalizeNewlines(head).trim();
  const written = text.split('\n').filter((line) => line.trim() !== '');
  const lines = written.map(({ length }) => length);
  const paragraphs = text.split(/\n[ \t]*\n\s*/).map(({ length }) => length);
  const mean = (lengths: readonly number[]) =>
    Math.round(lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length));
  if (paragraphs.length >= 5 && mean(paragraphs) <= 5000 && lines.length > 1.2 * paragraphs.length) {
    return {
      unit: 'paragraphs',
      reason: `Plain text; blank lines part it into paragraphs of about ${mean(paragraphs)} characters.`,
    };
  }
  const long = [...lines].sort((a, b) => a - b)[Math.floor(0.95 * lines.length)] ?? 0;
  const full = lines.filter((length) => length >= 0.75 * long).length;
  const ended = written.filter((line) => /[.!?…:;"”»')\]]\s*$/.test(line)).length;
  if (lines.length >= 5 && long >= 40 && full > 0.6 * lines.length && ended < lines.length / 2) {
    return {
      unit: 'pieces',
      reason: `Plain text; its lines are broken at about ${long} characters, whatever stands there, and nothing else parts it.`,
    };
  }
  return lines.length >= 2 && mean(lines) <= 1000
    ? { unit: 'lines', reason: `Plain text; its lines have about ${mean(lines)} characters and say one thing each.` }
    : { unit: 'pieces', reason: 'Plain text, parted by neither short lines nor blank lines.' };
}

/** Hands out a text that comes in any portions in pieces of about `length` characters, cut at a blank where one is near. */
function pieceCutter(length: number, emit: (text: string) => void) {
  let rest = '';
  return {
    take: (text: string) => {
      rest += text;
      let from = 0;
      while (rest.length - from > length) {
        const latest = from + Math.floor(0.8 * length);
        const ends = rest.slice(latest, from + length);
        const near = Math.max(ends.lastIndexOf(' '), ends.lastIndexOf('\n'));
        const to = near < 0 ? from + length : latest + near + 1;
        emit(rest.slice(from, to));
        from = to;
      }
      rest = rest.slice(from);
    },
    end: () => emit(rest),
  };
}

interface PlainOptions {
  readonly unit: TextUnit;
  /** Characters of a piece. */
  readonly pieceLength: number;
}

/** Reads one file into the collector. */
async function readPlain(
  path: string,
  size: number,
  { unit, pieceLength }: PlainOptions,
  collector: TextCollector,
  onBytes: (chunk: Buffer) => void,
): Promise<void> {
  const refuseZeros = (text: string) => {
    if (text.includes('\0'))
      stop('data.text.binary', `"${basename(path)}" holds zero bytes, so it is no text. Choose plain text files.`);
  };
  if (unit === 'pieces' || unit === 'files') {
    // Of a file that is one text no more is kept than of any text.
    let whole = '';
    const cutter =
      unit === 'pieces'
        ? pieceCutter(pieceLength, (text) => collector.addUnlabelled(text))
        : {
            take: (text: string) => {
              if (whole.length <= longestText) whole += text;
            },
            end: () => collector.addUnlabelled(whole),
          };
    await readText(path, size, onBytes, (text) => {
      refuseZeros(text);
      cutter.take(text);
    });
    cutter.end();
    return;
  }
  let paragraph = '';
  const end = () => {
    if (paragraph !== '') collector.addUnlabelled(paragraph);
    paragraph = '';
  };
  await readLines(path, size, onBytes, (line, shortened) => {
    refuseZeros(line);
    if (shortened && line.length <= longestText) collector.noteShortened();
    if (line.trim() === '') end();
    else if (unit === 'lines') collector.addUnlabelled(line);
    else if (paragraph.length <= longestText) paragraph += paragraph === '' ? line : `\n${line}`;
  });
  end();
}

/** Texts of these files. `asked.unit` is guessed where it is left out. */
export async function plainTexts(
  name: string,
  paths: readonly string[],
  asked: { readonly unit: TextUnit | undefined; readonly pieceLength: number },
  watch: Watch,
): Promise<CollectedTexts & { readonly unit: TextUnit; readonly unitReason: string; readonly fingerprint: string }> {
  const sizes = await Promise.all(paths.map(async (path) => (await files.stat(path)).size));
  const head = paths[0] === undefined ? Buffer.alloc(0) : await readStart(paths[0]);
  const guess = guessUnit(decodeText(head, head.length < longestFile) ?? '', sizes);
  const unit = asked.unit ?? guess.unit;
  const collector = new TextCollector(name);
  const hash = createHash('sha256');
  const all = sizes.reduce((a, b) => a + b, 0);
  const report = throttledProgress(watch, all, `Reading ${name}`, 'bytes');
  let done = 0;
  for (const [place, path] of paths.entries()) {
    checkCancelled(watch);
    hash.update(`${basename(path)}\0`);
    await readPlain(path, sizes[place]!, { unit, pieceLength: asked.pieceLength }, collector, (chunk) => {
      checkCancelled(watch);
      hash.update(chunk);
      report((done += chunk.length));
    });
  }
  return { ...collector.done(), unit, unitReason: guess.reason, fingerprint: hash.digest('hex') };
}
