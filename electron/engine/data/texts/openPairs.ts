// Pairs of texts opened for a run: split, both vocabularies fitted on the training part, handed out as token numbers with
// the target moved by one place: what has been written so far, and what comes next.
import type { DataConfig, PairSide } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import {
  nextTarget,
  soFarInput,
  sourceInput,
  targetCodes,
  targetMarks,
  tokenClasses,
} from '../../../../shared/data/kinds/pairs';
import { type FittedText, nextTokens, paddingId, textEncoder } from '../../../../shared/data/text';
import type { OpenedData } from '../dataset';
import { fitVocabulary } from './fitVocabulary';
import { textsAlike } from '../leaks';
import { changedWarning, partLookup } from '../opened';
import { openPairSource } from './pairSource';
import { type Watch, stop } from '../problem';
import { ColumnReader } from '../sampleColumns';
import { shareOut } from '../shareOut';

/** Characters of a text that a preview shows. */
const shownLength = 2000;

const shortened = (text: string) => (text.length > shownLength ? `${text.slice(0, shownLength)}…` : text);

/** Throws a DataError where the pairs cannot be used. `given` stands in for fitting. */
export async function openPairs(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { pairs } = config;
  if (pairs === undefined)
    return stop('data.pairs.none', 'The pairs were never looked at. Choose the data again in the data step.');
  const beside = new ColumnReader(config);
  const source = await openPairSource(config.source, config.options, watch, pairs, beside.asks ? beside : undefined);
  const samples = Uint32Array.from({ length: source.count }, (_, i) => i);
  const alike = textsAlike('pair', (sample) => `${source.source(sample)} → ${source.target(sample)}`);
  const { parts, told } = await shareOut(config, samples, { alike, beside }, watch);

  const fitSide = async (side: PairSide, text: (sample: number) => string, what: string): Promise<FittedText> => {
    const { level, lowercase, length, vocabularySize } = side;
    const base = { modality: 'text', level, lowercase, length, padding: 'after' } as const;
    const training = { count: parts.train.length, text: (place: number) => text(parts.train[place]!) };
    return { ...base, ...(await fitVocabulary(base, vocabularySize, training, what, watch)) };
  };
  const fit = async (): Promise<FittedPreprocessing> => {
    const read = await fitSide(pairs.source, source.source, 'sources of the training part');
    const written = await fitSide(pairs.target, source.target, 'targets of the training part');
    return {
      inputs: {
        [sourceInput]: read,
        [soFarInput]: { ...written, vocabulary: [...targetMarks, ...written.vocabulary], start: true },
      },
      targets: {
        [nextTarget]: {
          task: 'classification',
          column: nextTarget,
          classes: tokenClasses(written.vocabulary, targetCodes(pairs.target)),
          shape: [written.length],
          ignores: paddingId,
          follows: soFarInput,
        },
      },
    };
  };
  const fitted = given ?? (await fit());
  const read = fitted.inputs[sourceInput];
  const written = fitted.inputs[soFarInput];
  if (read?.modality !== 'text' || written?.modality !== 'text' || fitted.targets[nextTarget] === undefined) {
    return stop(
      'data.columns.changed',
      'The trained network does not take pairs of texts. Choose the data it was trained with.',
    );
  }
  const [reader, writer] = [textEncoder(read), textEncoder(written)];
  const partOf = partLookup(parts);

  return {
    spec: describeData(config),
    fitted,
    parts,
    classCounts: {},
    warnings: changedWarning(config, source.fingerprint),
    total: source.count,
    ...told,
    labels: (_target, wanted) => new Int32Array(wanted.length).fill(-1),
    batch: async (wanted) => {
      const size = wanted.length;
      const sources = new Float32Array(size * read.length);
      const soFar = new Float32Array(size * written.length);
      const next = new Float32Array(size * written.length);
      for (let i = 0; i < size; i++) {
        const target = source.target(wanted[i]!);
        reader.encode(source.source(wanted[i]!), sources, i * read.length);
        writer.encode(target, soFar, i * written.length);
        nextTokens(writer.tokens(target), written.length, next, i * written.length);
      }
      return {
        size,
        inputs: {
          [sourceInput]: { shape: [size, read.length], values: sources },
          [soFarInput]: { shape: [size, written.length], values: soFar },
        },
        targets: { [nextTarget]: next },
      };
    },
    show: async (wanted) =>
      Array.from(wanted, (sample) => ({
        index: sample,
        part: partOf(sample),
        text: shortened(source.source(sample)),
        label: shortened(source.target(sample)),
      })),
    rows: async () => ({
      columns: [source.sourceColumn, source.targetColumn],
      rows: Array.from({ length: source.count }, (_, i) => [source.source(i), source.target(i)]),
    }),
    raw: async (wanted) =>
      Array.from(wanted, (sample) => ({
        [sourceInput]: { text: source.source(sample) },
        [soFarInput]: { text: source.target(sample) },
      })),
    close: () => undefined,
  };
}
