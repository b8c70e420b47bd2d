// First look at texts: classes, lengths and how many different tokens there are, from which length and vocabulary follow.
import { createHash } from 'node:crypto';
import type { DataConfig, DataSource, TextLevel } from '../../../../shared/data/config';
import { splitOfClasses } from '../../../../shared/data/guess';
import { longestInput, text as textKind } from '../../../../shared/data/kinds/text';
import { splitText, textEncoder } from '../../../../shared/data/text';
import type { TokenizerVocabulary } from '../../../../shared/data/tokenizerFile';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { longestText } from './textArchive';
import { ColumnFinder } from '../sampleColumns';
import { tokenizerBeside } from './tokenizerBeside';
import { openTextSource, textOptions } from './textSource';
import { TokenCounts } from './tokenCounts';

/** Throws a DataError where there are no texts. */
export async function inspectText(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = textOptions(values);
  const beside = new ColumnFinder();
  const opened = await openTextSource(source, values, watch, undefined, beside);
  const { layout, columns, textColumn, labelColumn, dialect, unit, unitReason, classes, labels } = opened;
  const classCounts = classes.map(() => 0);
  for (const label of labels) if (label >= 0) classCounts[label]!++;
  if (labels.length === 0) {
    stop(
      'data.text.none',
      `"${opened.name}" holds no text that can be used. ${opened.notes[0] ?? ''} Choose a table with a column of texts and a column of classes, a folder that holds one folder of .txt files per class, or a file of plain text.`,
    );
  }
  const given = options.level === 'file' ? await tokenizerBeside(source) : null;
  const level = given?.level ?? (options.level as TextLevel);
  const tokensOf = cutter(given, level, options.lowercase);
  const counts = new TokenCounts();
  const lengths = new Uint32Array(labels.length);
  // A short digest each, so that long texts cost no more than short ones.
  const seen = new Set<string>();
  const report = throttledProgress(watch, labels.length, `Counting the words of ${opened.name}`);
  for (let i = 0; i < labels.length; i++) {
    const text = opened.text(i);
    seen.add(createHash('md5').update(text).digest('base64'));
    const tokens = tokensOf(text);
    lengths[i] = tokens.length;
    counts.add(tokens);
    report(i + 1);
    if (i % 500 === 499) {
      checkCancelled(watch);
      await breathe();
    }
  }
  const notes = [...opened.notes, ...unknownNote(given, counts)];
  lengths.sort();
  const at = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(share * lengths.length))]!;
  const most95 = at(0.95);
  // Pieces are more than words: half as many again is a usual figure.
  const wanted = level === 'subword' && given === null ? Math.ceil(1.5 * most95) : most95;
  const [least, most] = level === 'character' ? [8, 512] : [4, 256];
  return {
    kind: 'text',
    source,
    options: { ...defaultsOf(textKind.params), ...values },
    text: {
      layout,
      ...(columns === undefined ? {} : { columns }),
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(unit === undefined ? {} : { unit }),
      ...(unitReason === undefined ? {} : { unitReason }),
      level,
      lowercase: given?.lowercase ?? options.lowercase,
      ...(given === null ? {} : { tokenizer: true }),
      length: options.length > 0 ? Math.min(options.length, longestInput) : Math.min(most, Math.max(least, wanted)),
      padding: options.padding,
      // Pieces are made until there are as many as asked for, so their number is not bounded by the words.
      vocabularySize:
        given?.vocabulary.length ??
        (level === 'subword' ? options.vocabulary : Math.min(options.vocabulary, counts.size)),
      distinct: counts.size,
      lengths: { median: at(0.5), most95, longest: lengths[lengths.length - 1]! },
      classes,
      classCounts,
      textCount: labels.length,
      duplicates: labels.length - seen.size,
    },
    ...beside.found(textColumn, labelColumn),
    ...splitOfClasses(opened.partFolders),
    fingerprint: opened.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** Cuts a text into what is counted: words where pieces are yet to be made of them. */
function cutter(
  given: TokenizerVocabulary | null,
  level: TextLevel,
  lowercase: boolean,
): (text: string) => readonly string[] {
  if (given === null) return (text) => splitText(text, level === 'subword' ? 'word' : level, lowercase);
  const encoder = textEncoder({ modality: 'text', ...given, length: longestText, padding: 'after' });
  return (text) => encoder.tokens(text).map((token) => token.text);
}

/** How much of the texts the vocabulary of a tokenizer.json does not know. */
function unknownNote(given: TokenizerVocabulary | null, counts: TokenCounts): readonly string[] {
  if (given === null) return [];
  const known = new Set(given.vocabulary);
  let [all, unknown] = [0, 0];
  for (const [token, count] of counts) {
    all += count;
    if (!known.has(token)) unknown += count;
  }
  const share = (100 * unknown) / Math.max(1, all);
  return unknown === 0
    ? []
    : [
        `${share < 0.1 ? 'Less than 0.1' : share.toFixed(1)} % of the tokens are not in tokenizer.json and count as unknown.`,
      ];
}
