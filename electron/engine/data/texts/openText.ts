// Texts opened for a run: split, a vocabulary fitted on the training part, handed out as batches of token numbers.
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { textInput } from '../../../../shared/data/kinds/text';
import { type FittedText, textEncoder } from '../../../../shared/data/text';
import type { TokenizerVocabulary } from '../../../../shared/data/tokenizerFile';
import { type Names, findCorrected, numberedName } from '../corrections';
import type { OpenedData } from '../dataset';
import { fitVocabulary } from './fitVocabulary';
import { textsAlike } from '../leaks';
import { fittedClasses, partLookup, sortedSet, usableOf } from '../opened';
import { type Watch, stop } from '../problem';
import { ColumnReader } from '../sampleColumns';
import { shareOut } from '../shareOut';
import { openTextSource, targetOf } from './textSource';
import { tokenizerBeside } from './tokenizerBeside';

/** The tokenizer.json that the texts were looked at with. */
async function sameTokenizer(source: DataSource, size: number): Promise<TokenizerVocabulary> {
  const read = await tokenizerBeside(source);
  return read.vocabulary.length === size
    ? read
    : stop(
        'data.tokenizer',
        `tokenizer.json has ${read.vocabulary.length.toLocaleString('en-US')} tokens now; it had ${size.toLocaleString('en-US')} when the texts were looked at. Choose the data again in the data step.`,
      );
}

/** Characters of a text that a preview shows. */
const shownLength = 2000;
/** Tokens of a text that a person sees below it: a line of them. */
const shownTokens = 30;
/** Token numbers that are remembered from one epoch to the next: 128 MB of them. */
const mostRemembered = 2 ** 25;

/** Throws a DataError where the texts cannot be used. `given` stands in for fitting. */
export async function openText(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { text } = config;
  if (text === undefined)
    return stop('data.text.none', 'The texts were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const beside = new ColumnReader(config);
  const source = await openTextSource(config.source, config.options, watch, text, beside.asks ? beside : undefined);
  const targetName = targetOf(text);
  const names: Names = async (wanted) => Array.from(wanted, (sample) => numberedName(sample, source.text(sample)));
  const corrected = await findCorrected(config, text.classes, source.labels.length, names);
  const { samples, labelOf } = usableOf(source, text.classes, corrected);
  const alike = textsAlike('text', (sample) => source.text(sample));
  const { parts, told } = await shareOut(
    config,
    samples,
    { alike, beside, path: source.path, labels: Int32Array.from(samples, labelOf) },
    watch,
  );

  const fitInput = async (): Promise<FittedText> => {
    const { level, lowercase, length, padding, vocabularySize } = text;
    const base = { modality: 'text', level, lowercase, length, padding } as const;
    if (text.tokenizer === true) return { ...base, ...(await sameTokenizer(config.source, vocabularySize)) };
    const training = { count: parts.train.length, text: (place: number) => source.text(parts.train[place]!) };
    return { ...base, ...(await fitVocabulary(base, vocabularySize, training, 'training texts', watch)) };
  };
  const fit = async (): Promise<FittedPreprocessing> => ({
    inputs: { [textInput]: await fitInput() },
    targets: fittedClasses(spec, parts.train),
  });
  const fitted = given ?? (await fit());
  const input = fitted.inputs[textInput];
  if (input?.modality !== 'text' || (targetName in spec.targets && fitted.targets[targetName] === undefined)) {
    return stop(
      'data.columns.changed',
      'The trained network does not take these texts. Choose the data it was trained with.',
    );
  }
  const { length } = input;
  const encoder = textEncoder(input);
  const remembered = samples.length * length <= mostRemembered ? new Int32Array(source.labels.length * length) : null;
  const known = new Uint8Array(remembered === null ? 0 : source.labels.length);
  const encode = (sample: number, out: Float32Array, offset: number) => {
    if (remembered === null) {
      encoder.encode(source.text(sample), out, offset);
      return;
    }
    if (known[sample] === 0) {
      encoder.encode(source.text(sample), remembered, sample * length);
      known[sample] = 1;
    }
    for (let i = 0; i < length; i++) out[offset + i] = remembered[sample * length + i]!;
  };
  const partOf = partLookup(parts);
  const { targetsOf, ...described } = sortedSet({
    config,
    source,
    target: targetName,
    classes: text.classes,
    parts,
    labelOf,
    corrected,
  });

  return {
    spec,
    fitted,
    parts,
    ...described,
    ...told,
    names,
    batch: async (wanted) => {
      const values = new Float32Array(wanted.length * length);
      for (let i = 0; i < wanted.length; i++) encode(wanted[i]!, values, i * length);
      return {
        size: wanted.length,
        inputs: { [textInput]: { shape: [wanted.length, length], values } },
        targets: targetsOf(wanted),
      };
    },
    show: async (wanted) =>
      Array.from(wanted, (sample) => {
        const whole = source.text(sample);
        return {
          index: sample,
          part: partOf(sample),
          text: whole.length > shownLength ? `${whole.slice(0, shownLength)}…` : whole,
          tokens: encoder.tokens(whole).slice(0, shownTokens),
          label: text.classes[labelOf(sample)] ?? source.classes[source.labels[sample]!]!,
        };
      }),
    rows: async () => ({
      columns: [text.textColumn ?? textInput, ...Object.keys(spec.targets)],
      rows: Array.from({ length: source.labels.length }, (_, i) => [
        source.text(i),
        ...(text.classes.length === 0 ? [] : [text.classes[labelOf(i)] ?? null]),
      ]),
    }),
    raw: async (wanted) => Array.from(wanted, (sample) => ({ [textInput]: { text: source.text(sample) } })),
    close: () => undefined,
  };
}
