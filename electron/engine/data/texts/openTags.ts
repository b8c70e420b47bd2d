// Sentences with tags opened for a run: split, a vocabulary fitted on the training part, handed out as token numbers with a
// class for every token. What is padding, or was tagged by nobody, has a code that counts nowhere.
import type { DataConfig, TagsConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitTarget } from '../../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { tagTarget } from '../../../../shared/data/kinds/tags';
import { textInput } from '../../../../shared/data/kinds/text';
import { taggedPieces, taggingRules } from '../../../../shared/data/tags';
import { type FittedText, orderTokens, textEncoder } from '../../../../shared/data/text';
import type { OpenedData } from '../dataset';
import { textsAlike } from '../leaks';
import { changedWarning, partLookup } from '../opened';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { ColumnReader } from '../sampleColumns';
import { shareOut } from '../shareOut';
import { type TagSource, openTagSource } from './tagSource';
import { TokenCounts } from './tokenCounts';

/** Sentences as the network sees them. A token without a known tag has the code `nobody`. */
function sentencesOf(source: TagSource, { classes, length, lowercase }: TagsConfig) {
  const rules = taggingRules(lowercase);
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const nobody = classes.length;
  const pieces = (sample: number) => taggedPieces(source.tokens(sample), source.tags(sample), rules);
  return {
    rules,
    nobody,
    pieces,
    text: (sample: number) => source.tokens(sample).join(' '),
    codes: (sample: number) =>
      pieces(sample)
        .tags.slice(0, length)
        .map((tag) => (tag === null ? nobody : (codeOf.get(tag) ?? nobody))),
  };
}

/** How often each tag stands in the training sentences, and each token where a vocabulary is to be made of them. */
async function countTraining(
  { nobody, pieces, codes }: ReturnType<typeof sentencesOf>,
  train: Uint32Array,
  withTokens: boolean,
  watch: Watch,
): Promise<{ readonly tokens: TokenCounts; readonly tags: readonly number[] }> {
  const tokens = new TokenCounts();
  const tags = Array.from({ length: nobody }, () => 0);
  const report = throttledProgress(watch, train.length, 'Counting tokens and tags of the training sentences');
  for (const [i, sample] of train.entries()) {
    if (withTokens) tokens.add(pieces(sample).pieces);
    for (const code of codes(sample)) if (code < nobody) tags[code]!++;
    report(i + 1);
    if (i % 500 === 499) {
      checkCancelled(watch);
      await breathe();
    }
  }
  return { tokens, tags };
}

/** Throws a DataError where the sentences cannot be used. `given` stands in for fitting. */
export async function openTags(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { tags } = config;
  if (tags === undefined)
    return stop('data.tags.none', 'The sentences were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const beside = new ColumnReader(config);
  const source = await openTagSource(config.source, config.options, watch, tags, beside.asks ? beside : undefined);
  const textOf = (sample: number) => source.tokens(sample).join(' ');
  const alike = textsAlike('sentence', textOf);
  const samples = Uint32Array.from({ length: source.count }, (_, i) => i);
  const { parts, told } = await shareOut(config, samples, { alike, beside }, watch);
  const target = tagTarget(tags);
  const sentences = sentencesOf(source, tags);
  const { rules, nobody } = sentences;
  const counts = await countTraining(sentences, parts.train, given === undefined, watch);
  const { lowercase, length: places } = tags;
  const fitText = (): FittedText => ({
    modality: 'text',
    level: 'word',
    lowercase,
    length: places,
    padding: 'after',
    vocabulary: orderTokens(counts.tokens).slice(0, tags.vocabularySize),
    rules,
  });
  const fit = (): FittedPreprocessing => ({
    inputs: { [textInput]: fitText() },
    targets: { [target]: fitTarget(target, spec.targets[target]!, new Float64Array(0), parts.train) },
  });
  const fitted = given ?? fit();
  const input = fitted.inputs[textInput];
  if (input?.modality !== 'text' || fitted.targets[target] === undefined)
    return stop(
      'data.columns.changed',
      'The trained network does not take these sentences. Choose the data it was trained with.',
    );
  const encoder = textEncoder(input);
  const { length } = input;
  const partOf = partLookup(parts);

  return {
    spec,
    fitted,
    parts,
    classCounts: { [target]: counts.tags },
    warnings: changedWarning(config, source.fingerprint),
    total: source.count,
    ...told,
    // A sentence has no class of its own.
    labels: (_target, wanted) => new Int32Array(wanted.length).fill(-1),
    batch: async (wanted) => {
      const values = new Float32Array(wanted.length * length);
      const codes = new Float32Array(wanted.length * length).fill(nobody);
      for (let i = 0; i < wanted.length; i++) {
        encoder.encode(sentences.text(wanted[i]!), values, i * length);
        codes.set(sentences.codes(wanted[i]!), i * length);
      }
      return {
        size: wanted.length,
        inputs: { [textInput]: { shape: [wanted.length, length], values } },
        targets: { [target]: codes },
      };
    },
    show: async (wanted) =>
      Array.from(wanted, (sample) => {
        const { pieces } = sentences.pieces(sample);
        const codes = sentences.codes(sample);
        const shown = codes.map((code, place) => ({ text: pieces[place]!, class: code < nobody ? code : null }));
        return { index: sample, part: partOf(sample), text: sentences.text(sample), places: shown };
      }),
    rows: async () => ({
      columns: [tags.tokenColumn, tags.tagColumn],
      rows: Array.from({ length: source.count }, (_, i) => [
        sentences.text(i),
        source
          .tags(i)
          .map((tag) => tag || '_')
          .join(' '),
      ]),
    }),
    raw: async (wanted) => Array.from(wanted, (sample) => ({ [textInput]: { text: sentences.text(sample) } })),
    close: () => undefined,
  };
}
