// Texts with a tag for every token: names and places in sentences, parts of speech. A file of a token per line, or a table.
import { type ParamSchema, flag, int, text as textParam } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig } from '../config';
import { columnChoice } from '../decided';
import type { DataSpec } from '../spec';
import { tableExtensions } from '../tableFormats';
import { firstTokenId } from '../text';
import { type DataKindDefinition, count, dataProblem } from './kind';
import { textInput, vocabulary } from './text';

/** Different tags at most. */
export const mostTags = 1000;

/** Value of the sentence option that says: every row is a whole sentence. */
export const wholeRows = '(none)';

const column = (title: string, help: string) => textParam({ title, help, default: '', maxLength: 200 });

const params = {
  tokenColumn: column(
    'Tokens',
    'The column that holds a token in each row, or whole sentences. Left empty, Layerloom looks for it.',
  ),
  tagColumn: column(
    'Tags',
    'The column with the tag of each token, or with the tags of a whole sentence, separated by blanks. Left empty, Layerloom looks for it.',
  ),
  sentenceColumn: column(
    'Sentences',
    'The column that says which sentence a token belongs to. "(none)": every row is a whole sentence.',
  ),
  lowercase: flag({
    title: 'Lower case',
    help: 'Makes "Rose" and "rose" the same token. Names are often told by their capital letter, so this is off.',
    default: false,
  }),
  length: int({
    title: 'Length',
    help: 'How many tokens the network sees of each sentence. Longer ones are cut at the end, shorter ones padded; padding counts neither in training nor in figures. At 0 Layerloom decides.',
    default: 0,
    min: 0,
    max: 1000,
    unit: 'tokens',
  }),
  vocabulary,
};

/** The same options for a known file: its columns to choose from. */
function form(config: DataConfig): ParamSchema {
  const { tags } = config;
  if (tags === undefined) return params;
  const { columns } = tags;
  const none = [{ value: wholeRows, title: 'None', help: 'Every row is a whole sentence.' }];
  const { tokenColumn, tagColumn, sentenceColumn, ...rest } = params;
  return {
    tokenColumn: columnChoice(tokenColumn, tags.tokenColumn, columns),
    tagColumn: columnChoice(tagColumn, tags.tagColumn, columns),
    // Blank lines end sentences where there are any.
    ...(tags.layout === 'lines'
      ? {}
      : { sentenceColumn: columnChoice(sentenceColumn, tags.sentenceColumn, columns, none) }),
    ...rest,
  };
}

function describeTags(config: DataConfig): DataSpec {
  const { tags } = config;
  if (tags === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { length, vocabularySize, classes, tagColumn, sentenceCount } = tags;
  return {
    inputs: {
      [textInput]: {
        title: 'Text',
        modality: 'text',
        tensor: tensorSpec([length], 'int32'),
        codes: firstTokenId + vocabularySize,
      },
    },
    targets: {
      [tagTarget(tags)]: {
        title: tagColumn,
        task: 'classification',
        classes,
        shape: [length],
        // The code after the last class: padding, and tokens that nobody tagged.
        ignores: classes.length,
        places: textInput,
      },
    },
    sampleCount: sentenceCount,
  };
}

/** The target is called after the column of tags, unless its name says nothing. */
export function tagTarget({ tagColumn }: { readonly tagColumn: string }): string {
  return /^Column \d+$/.test(tagColumn) || tagColumn === textInput ? 'tag' : tagColumn;
}

function checkTags({ tags, split }: DataConfig): readonly Problem[] {
  if (tags === undefined || tags.sentenceCount === 0) {
    return [
      dataProblem(
        'error',
        'data.tags.none',
        'There are no sentences with tags. Choose a file with a token and its tag on every line and blank lines between sentences, or a table with a column of each.',
      ),
    ];
  }
  const problems: Problem[] = [];
  const { classes, classCounts, length, lengths, sentenceCount, duplicates = 0 } = tags;
  if (classes.length < 2) {
    problems.push(
      dataProblem(
        'error',
        'data.target.oneClass',
        `Every token has the same tag${classes.length === 1 ? ` "${classes[0]}"` : ''}, so there is nothing to tell apart. Choose another column of tags.`,
        'tagColumn',
      ),
    );
  }
  const all = classCounts.reduce((sum, n) => sum + n, 0);
  const most = Math.max(0, ...classCounts);
  if (classes.length >= 2 && most / all >= 0.8) {
    problems.push(
      dataProblem(
        'hint',
        'data.tags.common',
        `${((100 * most) / all).toFixed(0)} % of all tokens are "${classes[classCounts.indexOf(most)]}": always saying so has that accuracy. F1 over the classes shows whether the others are found.`,
      ),
    );
  }
  if (lengths.longest > length) {
    problems.push(
      dataProblem(
        'hint',
        'data.tags.cut',
        `Sentences are cut after ${count(length, 'token')}; the longest has ${lengths.longest.toLocaleString('en-US')}. Raise the length if their ends matter.`,
        'length',
      ),
    );
  }
  if (duplicates / sentenceCount >= 0.01 && split.together !== true) {
    problems.push(
      dataProblem(
        duplicates / sentenceCount >= 0.1 ? 'warning' : 'hint',
        'data.duplicates',
        `${count(duplicates, 'sentence')} of ${sentenceCount.toLocaleString('en-US')} repeat an earlier one exactly. Where one is in both the training and the test part, the test result looks better than it is.`,
      ),
    );
  }
  return problems;
}

const reasons = {
  lines: 'Every line holds a token with its tag, and blank lines end sentences.',
  rows: 'Every row holds a token with its tag, and a column says which sentence it belongs to.',
  sentences: 'Every row holds a sentence and as many tags as it has words.',
} as const;

export const tags: DataKindDefinition = {
  id: 'tags',
  title: 'Tagged text',
  summary:
    'Sentences with a tag for every token, such as names and places: a token per line or row, or a sentence per row.',
  icon: 'Highlighter',
  extensions: [...tableExtensions, '.conll', '.conllu', '.iob'],
  folders: false,
  params,
  form,
  reason: ({ tags: found }) => reasons[found?.layout ?? 'lines'],
  spec: describeTags,
  check: checkTags,
};
