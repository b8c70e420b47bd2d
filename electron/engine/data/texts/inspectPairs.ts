// First look at pairs of texts: how each side is cut into tokens, how long they are and how many different ones there are.
import { createHash } from 'node:crypto';
import type { DataConfig, DataSource, PairSide, TextLevel } from '../../../../shared/data/config';
import { defaultSplit } from '../../../../shared/data/guess';
import { pairs as pairsKind } from '../../../../shared/data/kinds/pairs';
import { splitText } from '../../../../shared/data/text';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { openPairSource, pairOptions } from './pairSource';
import { ColumnFinder } from '../sampleColumns';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { TokenCounts } from './tokenCounts';

/** Tokens that are read and written without being asked for: what is longer is cut. */
const mostTokens = { character: 256, word: 128, subword: 192 };

interface Counted {
  readonly level: TextLevel;
  readonly counts: TokenCounts;
  readonly lengths: Uint32Array;
}

/** Words where texts have several, else characters. */
function levelOf(asked: 'auto' | TextLevel, texts: readonly string[]): TextLevel {
  if (asked !== 'auto') return asked;
  const words = texts.reduce((sum, text) => sum + splitText(text, 'word', false, 20).length, 0);
  // Texts full of digits are codes, whatever stands between them.
  const digits = texts.filter((text) => /\d/.test(text)).length;
  return words / (texts.length || 1) >= 2.5 && digits < texts.length / 2 ? 'word' : 'character';
}

/** Throws a DataError where there are no pairs. */
export async function inspectPairs(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = pairOptions(values);
  const beside = new ColumnFinder();
  const opened = await openPairSource(source, values, watch, undefined, beside);
  const { count, lowercase } = { ...options, count: opened.count };
  if (count === 0) {
    stop(
      'data.pairs.none',
      `"${opened.name}" holds no pair of texts. ${opened.notes[0] ?? ''} Choose a table with a column of sources and a column of targets.`,
    );
  }
  const first = Array.from({ length: Math.min(count, 200) }, (_, i) => i);
  const sides = [
    { level: levelOf(options.sourceLevel, first.map(opened.source)), text: opened.source },
    { level: levelOf(options.targetLevel, first.map(opened.target)), text: opened.target },
  ].map(({ level, text }): Counted & { readonly text: (index: number) => string } => ({
    level,
    text,
    counts: new TokenCounts(),
    lengths: new Uint32Array(count),
  }));
  const seen = new Set<string>();
  const report = throttledProgress(watch, count, `Counting the tokens of ${opened.name}`);
  for (let i = 0; i < count; i++) {
    const digest = createHash('md5');
    for (const { level, text, counts, lengths } of sides) {
      const own = text(i);
      digest.update(own).update('\0');
      const tokens = splitText(own, level === 'subword' ? 'word' : level, lowercase);
      lengths[i] = tokens.length;
      counts.add(tokens);
    }
    seen.add(digest.digest('base64'));
    report(i + 1);
    if (i % 500 === 499) {
      checkCancelled(watch);
      await breathe();
    }
  }
  const sideOf = ({ level, counts, lengths }: Counted, column: string, asked: number, marks: number): PairSide => {
    lengths.sort();
    const at = (share: number) => lengths[Math.min(count - 1, Math.floor(share * count))]!;
    const longest = lengths[count - 1]!;
    const needed = (level === 'subword' ? Math.ceil(1.5 * longest) : longest) + marks;
    return {
      column,
      level,
      lowercase,
      length: asked > 0 ? asked : Math.max(2, Math.min(mostTokens[level], needed)),
      vocabularySize: level === 'subword' ? options.vocabulary : Math.min(options.vocabulary, counts.size),
      distinct: counts.size,
      lengths: { median: at(0.5), most95: at(0.95), longest },
    };
  };
  const [read, write] = [sides[0]!, sides[1]!];
  return {
    kind: 'pairs',
    source,
    options: { ...defaultsOf(pairsKind.params), ...values },
    pairs: {
      columns: opened.columns,
      dialect: opened.dialect,
      source: sideOf(read, opened.sourceColumn, options.sourceLength, 0),
      target: sideOf(write, opened.targetColumn, options.targetLength, 1),
      pairCount: count,
      duplicates: count - seen.size,
    },
    ...beside.found(opened.sourceColumn, opened.targetColumn),
    split: defaultSplit(false),
    fingerprint: opened.fingerprint,
    ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
  };
}
