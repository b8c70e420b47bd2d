// First look at sentences with tags: which tags there are, how long sentences are, how many different tokens there are.
import { createHash } from 'node:crypto';
import { sortCategories } from '../../../../shared/data/cells';
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { defaultSplit } from '../../../../shared/data/guess';
import { mostTags, tags as tagsKind } from '../../../../shared/data/kinds/tags';
import { taggedPieces, taggingRules } from '../../../../shared/data/tags';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { ColumnFinder } from '../sampleColumns';
import { openTagSource, tagOptions } from './tagSource';
import { TokenCounts } from './tokenCounts';

/** Tokens that a network sees of a sentence without being asked for: what is longer is cut. */
const mostTokens = 128;

/** Throws a DataError where there are no sentences with tags. */
export async function inspectTags(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = tagOptions(values);
  const beside = new ColumnFinder();
  const opened = await openTagSource(source, values, watch, undefined, beside);
  const { name, count, layout, columns, tokenColumn, tagColumn, sentenceColumn, dialect } = opened;
  if (count === 0)
    stop(
      'data.tags.none',
      `"${name}" holds no sentence with tags. ${opened.notes[0] ?? ''} Choose a file with a token and its tag on every line, or a table with a column of each.`,
    );
  const rules = taggingRules(options.lowercase);
  const [words, tagCounts] = [new TokenCounts(), new Map<string, number>()];
  const lengths = new Uint32Array(count);
  const seen = new Set<string>();
  const report = throttledProgress(watch, count, `Counting the tokens of ${name}`);
  for (let i = 0; i < count; i++) {
    const { pieces, tags } = taggedPieces(opened.tokens(i), opened.tags(i), rules);
    lengths[i] = pieces.length;
    words.add(pieces);
    for (const tag of tags) if (tag !== null) tagCounts.set(tag, (tagCounts.get(tag) ?? 0) + 1);
    if (tagCounts.size > mostTags)
      stop(
        'data.tags.many',
        `"${tagColumn}" of "${name}" has more than ${mostTags.toLocaleString('en-US')} different tags (the last is "${[...tagCounts.keys()].pop()!.slice(0, 50)}"). Choose another column of tags.`,
      );
    seen.add(createHash('md5').update(pieces.join('\0')).digest('base64'));
    report(i + 1);
    if (i % 500 === 499) {
      checkCancelled(watch);
      await breathe();
    }
  }
  lengths.sort();
  const at = (share: number) => lengths[Math.min(count - 1, Math.floor(share * count))]!;
  const longest = lengths[count - 1]!;
  const classes = sortCategories([...tagCounts.keys()]);
  return {
    kind: 'tags',
    source,
    options: { ...defaultsOf(tagsKind.params), ...values },
    tags: {
      layout,
      columns,
      ...(dialect === undefined ? {} : { dialect }),
      tokenColumn,
      tagColumn,
      ...(sentenceColumn === undefined ? {} : { sentenceColumn }),
      lowercase: options.lowercase,
      length: options.length > 0 ? options.length : Math.max(2, Math.min(mostTokens, longest)),
      vocabularySize: Math.min(options.vocabulary, words.size),
      distinct: words.size,
      lengths: { median: at(0.5), most95: at(0.95), longest },
      classes,
      classCounts: classes.map((tag) => tagCounts.get(tag)!),
      sentenceCount: count,
      duplicates: count - seen.size,
    },
    ...beside.found(tokenColumn, tagColumn),
    split: defaultSplit(false),
    fingerprint: opened.fingerprint,
    ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
  };
}
