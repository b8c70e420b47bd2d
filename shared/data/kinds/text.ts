// Texts sorted into classes: a column of a table, a folder of files per class, or a file per class with a text on each
// line. And plain text without classes, to be labelled, or for recipes that need none.
import { type ParamSchema, choice, flag, int, text as textParam } from '../../params';
import type { ParamValues, Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig } from '../config';
import type { DataSpec } from '../spec';
import { tableExtensions } from '../tableFormats';
import { firstTokenId } from '../text';
import { columnChoice, decided } from '../decided';
import { type DataKindDefinition, checkClasses, count, dataProblem, sortedTargets } from './kind';

/** Name of the one input; the target is called after the label's column, or this. */
export const textInput = 'text';
export const textTarget = 'class';

export const longestInput = 10_000;

/** Tokens are made from the texts. */
const ownTokens = ({ level }: ParamValues) => level !== 'file';

/** Of texts as of tagged sentences. */
export const vocabulary = int({
  title: 'Vocabulary',
  help: 'How many different tokens are known at most: the most frequent ones of the training part. All others count as unknown.',
  default: 10_000,
  min: 10,
  max: 200_000,
  unit: 'tokens',
});

const params = {
  textColumn: textParam({
    title: 'Column of texts',
    help: 'The column of the table that holds the texts. Left empty, the one with the longest texts is taken.',
    default: '',
    maxLength: 200,
  }),
  labelColumn: textParam({
    title: 'Column of classes',
    help: 'The column that says which class a text belongs to. Left empty, Layerloom looks for it by name and content.',
    default: '',
    maxLength: 200,
  }),
  classesFrom: choice({
    title: 'Classes',
    help: 'Whether files that lie side by side are a class each, with a text on each line, or plain text.',
    default: 'auto',
    options: [
      {
        value: 'auto',
        title: 'Decide',
        help: 'A few files are classes; one file, more than fifty, or documents whose names only count them, plain text.',
      },
      { value: 'files', title: 'Each file is a class', help: 'Its name is the class, each of its lines a text.' },
      { value: 'none', title: 'None', help: 'For a language model, or to give classes under "Label".' },
    ],
  }),
  unit: choice({
    title: 'Each sample is',
    help: 'How plain text is cut into the texts that a network learns from.',
    default: 'auto',
    options: [
      { value: 'auto', title: 'Decide', help: 'Layerloom looks at how lines, blank lines and files part the text.' },
      { value: 'lines', title: 'A line', help: 'For names, verses, messages: each line says one thing.' },
      { value: 'paragraphs', title: 'A paragraph', help: 'What stands between blank lines. For books and articles.' },
      { value: 'pieces', title: 'A piece of a length', help: 'As many characters as chosen, cut between words.' },
      { value: 'files', title: 'A file', help: 'For documents that lie in a file each.' },
    ],
  }),
  pieceLength: int({
    title: 'Length of a piece',
    help: 'Characters of each piece. About as many as the network sees at a time.',
    default: 500,
    min: 20,
    max: 100_000,
    unit: 'characters',
    visible: ({ unit }) => unit === 'pieces',
  }),
  level: choice({
    title: 'Cut into',
    help: 'What counts as one token. Each different token gets a number, which the network sees.',
    default: 'word',
    options: [
      {
        value: 'word',
        title: 'Words',
        help: 'Runs of letters and digits; punctuation only separates. A good start for whole sentences.',
      },
      {
        value: 'character',
        title: 'Characters',
        help: 'Every single character. For names, codes and languages that write without spaces.',
      },
      {
        value: 'subword',
        title: 'Word pieces',
        help: 'Frequent words stay whole, rare ones are put together from pieces (byte-pair encoding), so that few tokens are unknown.',
      },
      {
        value: 'file',
        title: 'As tokenizer.json says',
        help: 'Takes the tokens of a tokenizer.json (Hugging Face) that lies in the folder of the texts, or beside their file.',
      },
    ],
  }),
  lowercase: flag({
    title: 'Lower case',
    help: 'Makes "Good" and "good" the same token.',
    default: true,
    visible: ownTokens,
  }),
  length: int({
    title: 'Length',
    help: 'How many tokens the network sees of each text. Longer texts are cut at the end, shorter ones padded. At 0 Layerloom decides: long enough for 95 % of the texts.',
    default: 0,
    min: 0,
    max: longestInput,
    unit: 'tokens',
  }),
  vocabulary: { ...vocabulary, visible: ownTokens },
  padding: choice({
    title: 'Padding',
    help: 'Where the zeros go that fill up short texts.',
    default: 'after',
    advanced: true,
    options: [
      { value: 'after', title: 'After the text', help: 'Good for averaging and convolutions.' },
      { value: 'before', title: 'Before the text', help: 'Good for LSTM and GRU: the text is what they see last.' },
    ],
  }),
};

/** The same options for texts of a known table: its columns to choose from. Files have no columns at all. */
function form(config: DataConfig): ParamSchema {
  const { textColumn, labelColumn, classesFrom, unit, pieceLength, level, ...others } = params;
  // Nothing can lie beside a set that comes with the app.
  const own = config.source.type === 'bundled' || config.source.type === 'generated';
  const options = level.options.filter(({ value }) => !own || value !== 'file');
  const rest = { level: { ...level, options }, ...others };
  const { columns, layout } = config.text ?? {};
  if (columns === undefined) {
    const sideBySide = config.source.type === 'folder' && (layout === 'lines' || layout === 'plain');
    const plain = layout === 'plain' ? { unit: decided(unit, config.text?.unit), pieceLength } : {};
    const found = decided(classesFrom, layout === 'plain' ? 'none' : 'files');
    return { ...(sideBySide ? { classesFrom: found } : {}), ...plain, ...rest };
  }
  return {
    textColumn: columnChoice(textColumn, config.text?.textColumn, columns),
    labelColumn: columnChoice(labelColumn, config.text?.labelColumn, columns),
    ...rest,
  };
}

function describeText(config: DataConfig): DataSpec {
  const { text } = config;
  if (text === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { classes, labelColumn } = text;
  return {
    inputs: {
      [textInput]: {
        title: 'Text',
        modality: 'text',
        tensor: tensorSpec([text.length], 'int32'),
        codes: text.vocabularySize + firstTokenId,
      },
    },
    targets: sortedTargets(labelColumn ?? textTarget, labelColumn ?? 'Class', classes),
    sampleCount: text.textCount,
  };
}

function checkText(config: DataConfig): readonly Problem[] {
  const { text } = config;
  if (text === undefined || text.textCount === 0) {
    return [
      dataProblem(
        'error',
        'data.text.none',
        'There are no texts to use. Choose a table with a column of texts and a column of classes, a folder that holds one folder of .txt files per class, or a file of plain text.',
      ),
    ];
  }
  const problems = [...checkClasses(text.labelColumn ?? textTarget, text.classes, text.classCounts)];
  if (text.textColumn !== undefined && text.textColumn === text.labelColumn) {
    problems.push(
      dataProblem(
        'error',
        'data.text.sameColumn',
        `"${text.textColumn}" is both the text and its class. Choose another column of classes.`,
        'labelColumn',
      ),
    );
  }
  const { duplicates = 0 } = text;
  if (duplicates / text.textCount >= 0.01 && config.split.together !== true) {
    problems.push(
      dataProblem(
        duplicates / text.textCount >= 0.1 ? 'warning' : 'hint',
        'data.duplicates',
        `${count(duplicates, 'text')} of ${text.textCount.toLocaleString('en-US')} repeat an earlier one exactly. Where a text is in both the training and the test part, the test result looks better than it is.`,
      ),
    );
  }
  if (text.lengths.most95 > text.length) {
    problems.push(
      dataProblem(
        'hint',
        'data.text.cut',
        `Texts are cut after ${count(text.length, 'token')}; one in twenty has more than ${text.lengths.most95.toLocaleString('en-US')}. If what matters comes late in a text, raise the length.`,
        'length',
      ),
    );
  }
  if (text.distinct > 2 * text.vocabularySize && text.level === 'word') {
    problems.push(
      dataProblem(
        'hint',
        'data.text.vocabulary',
        `The texts hold ${text.distinct.toLocaleString('en-US')} different words; the ${text.vocabularySize.toLocaleString('en-US')} most frequent are told apart. Rare words count as unknown: that is usually fine.`,
        'vocabulary',
      ),
    );
  }
  return problems;
}

export const text: DataKindDefinition = {
  id: 'text',
  title: 'Text',
  summary: 'Texts: a column of a table, one folder of .txt files per class, or plain text without classes.',
  icon: 'TextQuote',
  extensions: [...tableExtensions, '.md', '.text', '.zip'],
  folders: true,
  params,
  form,
  reason: ({ text: found, source }) =>
    ({
      table:
        found?.labelColumn === undefined
          ? `"${found?.textColumn ?? ''}" holds texts, and no column their classes.`
          : `"${found.textColumn ?? ''}" holds sentences, and "${found.labelColumn}" few different words: their classes.`,
      folders: 'Files of text that lie in one folder per class.',
      lines:
        source.type === 'folder'
          ? 'One file per class, its name, with a text on each line, or lines that open with their class. Where each file is a document of its own, choose "None" under Classes.'
          : 'Lines that open with their class.',
      plain: found?.unitReason ?? 'Plain text.',
    })[found?.layout ?? 'folders'],
  spec: describeText,
  check: checkText,
};
