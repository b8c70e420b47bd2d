// Pairs of texts: a source and what is to be written from it, such as a sentence and its translation. The network sees the
// source and what has been written so far, and learns the next token at every place (teacher forcing).
import { type ParamSchema, choice, flag, int, text as textParam } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig, PairSide } from '../config';
import type { DataSpec } from '../spec';
import { tableExtensions } from '../tableFormats';
import { endMark, firstTokenId, paddingId, paddingMark, startMark, unknownMark } from '../text';
import { columnChoice } from '../decided';
import { type DataKindDefinition, count, dataProblem } from './kind';

/** Names of the two inputs and of the target. */
export const sourceInput = 'source';
export const soFarInput = 'target so far';
export const nextTarget = 'next token';

/** Every vocabulary of targets begins with these. */
export const targetMarks: readonly string[] = [startMark, endMark];

const column = (title: string, help: string) => textParam({ title, help, default: '', maxLength: 200 });

const level = (title: string) =>
  choice({
    title,
    help: 'What counts as one token. Each different token gets a number, which the network sees or writes.',
    default: 'auto',
    options: [
      { value: 'auto', title: 'Decide', help: 'Words where texts have several, else characters.' },
      { value: 'word', title: 'Words', help: 'Runs of letters and digits; punctuation only separates.' },
      { value: 'character', title: 'Characters', help: 'Every single character, spaces and punctuation included.' },
      { value: 'subword', title: 'Word pieces', help: 'Frequent words stay whole, rare ones are put together.' },
    ],
  });

const length = (title: string, help: string) =>
  int({ title, help: `${help} At 0 Layerloom decides.`, default: 0, min: 0, max: 1000, unit: 'tokens' });

const params = {
  sourceColumn: column('Column of sources', 'The texts that the network reads. Left empty, Layerloom looks for it.'),
  targetColumn: column(
    'Column of targets',
    'The texts that it learns to write. Left empty, it is the other column of texts.',
  ),
  sourceLevel: level('Cut sources into'),
  targetLevel: level('Cut targets into'),
  lowercase: flag({
    title: 'Lower case',
    help: 'Makes "Good" and "good" the same token, on both sides.',
    default: true,
  }),
  sourceLength: length('Source length', 'How many tokens of each source are read; longer ones are cut.'),
  targetLength: length('Target length', 'How many tokens are written at most, the mark of the end included.'),
  vocabulary: int({
    title: 'Vocabulary',
    help: 'How many different tokens are known on each side at most: the most frequent ones of the training part.',
    default: 8000,
    min: 10,
    max: 50_000,
    unit: 'tokens',
  }),
};

/** The same options for pairs of a known table: its columns to choose from. */
function form(config: DataConfig): ParamSchema {
  const columns = config.pairs?.columns ?? [];
  return {
    ...params,
    sourceColumn: columnChoice(params.sourceColumn, config.pairs?.source.column, columns),
    targetColumn: columnChoice(params.targetColumn, config.pairs?.target.column, columns),
  };
}

/** Different codes of a target side: padding, unknown, the two marks, the tokens. */
export function targetCodes({ vocabularySize }: PairSide): number {
  return firstTokenId + targetMarks.length + vocabularySize;
}

/** Names of the classes as far as they are known before a vocabulary was fitted; as many as there can be. */
export function tokenClasses(known: readonly string[], codes: number): readonly string[] {
  return Array.from({ length: codes }, (_, code) => {
    if (code < firstTokenId) return code === paddingId ? paddingMark : unknownMark;
    return [...targetMarks, ...known][code - firstTokenId] ?? `token ${code}`;
  });
}

function describePairs(config: DataConfig): DataSpec {
  const { pairs } = config;
  if (pairs === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { source, target, pairCount } = pairs;
  return {
    inputs: {
      [sourceInput]: {
        title: 'Source',
        modality: 'text',
        tensor: tensorSpec([source.length], 'int32'),
        codes: firstTokenId + source.vocabularySize,
      },
      [soFarInput]: {
        title: 'Target so far',
        modality: 'text',
        tensor: tensorSpec([target.length], 'int32'),
        codes: targetCodes(target),
      },
    },
    targets: {
      [nextTarget]: {
        title: 'Next token',
        task: 'classification',
        classes: tokenClasses([], targetCodes(target)),
        shape: [target.length],
        ignores: paddingId,
      },
    },
    sampleCount: pairCount,
  };
}

function checkPairs(config: DataConfig): readonly Problem[] {
  const { pairs } = config;
  if (pairs === undefined || pairs.pairCount === 0) {
    return [
      dataProblem(
        'error',
        'data.pairs.none',
        'There are no pairs of texts. Choose a table with a column of sources and a column of targets.',
      ),
    ];
  }
  const problems: Problem[] = [];
  const { source, target, pairCount, duplicates = 0 } = pairs;
  if (source.column === target.column) {
    problems.push(
      dataProblem(
        'error',
        'data.pairs.sameColumn',
        `"${source.column}" is both the source and the target. Choose another column of targets.`,
        'targetColumn',
      ),
    );
  }
  for (const [side, option, taken] of [
    [source, 'sourceLength', 0],
    [target, 'targetLength', 1],
  ] as const) {
    if (side.lengths.longest + taken > side.length) {
      problems.push(
        dataProblem(
          'hint',
          'data.pairs.cut',
          `Texts of "${side.column}" are cut after ${count(side.length - taken, 'token')}; the longest has ${side.lengths.longest.toLocaleString('en-US')}. Raise the length if the end matters.`,
          option,
        ),
      );
    }
  }
  if (duplicates / pairCount >= 0.01 && config.split.together !== true) {
    problems.push(
      dataProblem(
        duplicates / pairCount >= 0.1 ? 'warning' : 'hint',
        'data.duplicates',
        `${count(duplicates, 'pair')} of ${pairCount.toLocaleString('en-US')} repeat an earlier one exactly. Where a pair is in both the training and the test part, the test result looks better than it is.`,
      ),
    );
  }
  return problems;
}

export const pairs: DataKindDefinition = {
  id: 'pairs',
  title: 'Text pairs',
  summary: 'A table with two columns of texts: what is read and what is to be written, such as translations.',
  icon: 'Languages',
  extensions: tableExtensions,
  folders: false,
  params,
  form,
  reason: ({ pairs: found }) =>
    `"${found?.source.column ?? ''}" and "${found?.target.column ?? ''}" are texts that differ from row to row: one is read, the other written.`,
  spec: describePairs,
  check: checkPairs,
};
