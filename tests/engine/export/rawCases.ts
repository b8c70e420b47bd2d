// Inputs as a run fits them, and raw values that are hard to prepare: for the graphs that prepare them, run by the engine's
// TensorFlow and by Python's.
import { fitPieces } from '../../../shared/data/pieces';
import { pictureRanges } from '../../../shared/data/pictureScalings';
import { createRandom } from '../../../shared/random';
import type { FittedInput } from '../../../shared/data/fitted';
import { type Program, ProgramBuilder } from '../../../shared/export/program/program';
import { encodeRaw, type Value } from '../../../shared/export/rawSample';
import type { ExportedInput, ExportedOutput, ExportedSettings } from '../../../shared/export/settings';
import { toRawTensorFlow } from '../../../shared/export/tensorflow/raw';
import { encodeServing } from '../../../shared/export/tensorflow/savedModel';

interface RawCase {
  readonly title: string;
  readonly fitted: FittedInput;
  readonly values: readonly Value[];
}

const random = createRandom(5);

/** RGBA pixels drawn at random; every other one lets something of the white behind it through. */
const picture = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: 4 * width * height }, (_, i) =>
    i % 8 === 3 ? 255 : Math.floor(256 * random.uniform()),
  ),
});
const still = { subtract: [120.5, 90, 3], divide: [57.25, 61, 255] };

const sound = (length: number, from: number, to: number) => ({
  rate: 8000,
  samples: Float32Array.from({ length }, (_, i) =>
    i >= from && i < to ? 0.6 * random.normal() : 0.001 * random.normal(),
  ),
});
const heard = {
  modality: 'audio',
  rate: 8000,
  fft: 256,
  mels: 12,
  minHz: 50,
  maxHz: 3800,
  subtract: -4.2,
  divide: 2.9,
} as const;

const vocabulary = [
  'the',
  "don't",
  'stop',
  'σίσυφος',
  'σίσυφοσ',
  'quoted',
  'naïve',
  'café’s',
  '123',
  '你好',
  'e\u0301te\u0301',
  'ﬁn',
  'i\u0307stanbul',
  'straße',
  '½',
  'a',
  'x'.repeat(100),
  '𝒳y',
];
const texts = [
  "The DON'T—stop, 'quoted' don't' naïve café’s",
  'ΣΊΣΥΦΟΣ 123 你好 é(e\u0301te\u0301) ﬁn İstanbul STRASSE straße ½',
  `${'x'.repeat(130)} 𝒳y a\u00a0a\u2003a _ a_a`,
  'nothing known 👩‍👩‍👧 at all',
  '',
  ' \n\t ',
  'a '.repeat(40),
].map((text) => ({ text }));
export const textCase = {
  modality: 'text',
  level: 'word',
  lowercase: true,
  length: 9,
  padding: 'after',
  vocabulary,
} as const;

const pieces = fitPieces(
  new Map(
    ['banana', 'bandana', 'ana', 'an', 'nab', 'aaaa', 'aaa', "don't", '你好'].map((word, i) => [word, 3 + (i % 3)]),
  ),
  25,
);
const pieceTexts = [
  "Banana bandana aaaaa don't xbananax",
  'ana nananab 你好你 \u2581an aaaaaaa',
  '',
  'b'.repeat(130),
  `${'anaa'.repeat(24)} an`,
].map((text) => ({ text }));

const points = [-3, -3, -1, 0.1, 0.1, 0.1, 2, 7.5, 7.5];
const column = { type: 'number', fill: 1.5, subtract: 0.25, divide: 3 } as const;
const categories = ['male', 'female', 'n/a', '3'];

export const rawCases: readonly RawCase[] = [
  {
    title: 'a row: every step, gaps, categories',
    fitted: {
      modality: 'table',
      columns: [
        { ...column, name: 'plain' },
        { ...column, name: 'other', fill: 2, subtract: 7, divide: 0.1 },
        {
          ...column,
          name: 'in steps',
          steps: [{ type: 'log' }, { type: 'root' }, { type: 'clip', low: -0.5, high: 1.25 }],
        },
        { ...column, name: 'ranks', steps: [{ type: 'ranks', points }], subtract: 0, divide: 1 },
        { type: 'onehot', name: 'sex', categories, fill: null },
        { type: 'onehot', name: 'filled', categories, fill: '3', other: 'n/a' },
        { type: 'ordinal', name: 'class', categories, fill: null, other: 'female', first: 1 },
        { type: 'ordinal', name: 'lambda', categories, fill: 'gone' },
      ],
    },
    values: [-7, -3, -2.5, -1, 0, 0.1, 0.3, 7.5, 9, null].map((number, i) => ({
      plain: number,
      other: number === null ? -1 : i % 3 === 0 ? null : number,
      'in steps': number,
      ranks: number,
      ...Object.fromEntries(
        ['sex', 'filled', 'class', 'lambda'].map((name, place) => [
          name,
          ['male', ' female\u00a0', '', null, 'other', 'Male', '3', '\u3000', 'n/a', 'ma le'][(i + place) % 10]!,
        ]),
      ),
    })),
  },
  {
    title: 'codes of categories for an Embedding',
    fitted: { modality: 'table', columns: [{ type: 'ordinal', name: 'only', categories, fill: null, first: 1 }] },
    values: [{ only: 'n/a' }, { only: null }, { only: 'else' }],
  },
  {
    title: 'pictures made smaller, grey',
    fitted: { modality: 'image', width: 4, height: 3, channels: 1, subtract: [127.5], divide: [64] },
    values: [picture(9, 7), picture(4, 3), picture(1, 1), picture(40, 2)],
  },
  {
    title: 'pictures made larger, in colour',
    fitted: { modality: 'image', width: 6, height: 5, channels: 3, ...still },
    values: [picture(3, 2), picture(6, 5), picture(7, 1)],
  },
  {
    title: 'blue before red',
    fitted: { modality: 'image', width: 6, height: 5, channels: 3, ...pictureRanges.caffe(3, null) },
    values: [picture(3, 2), picture(6, 5), picture(7, 1)],
  },
  {
    title: 'cropped: pictures made larger, in colour',
    fitted: { modality: 'image', width: 6, height: 5, channels: 3, framing: 'crop', ...still },
    values: [picture(3, 2), picture(6, 5), picture(7, 1)],
  },
  {
    title: 'with a black border: pictures made larger, in colour',
    fitted: { modality: 'image', width: 6, height: 5, channels: 3, framing: 'padBlack', ...still },
    values: [picture(3, 2), picture(6, 5), picture(7, 1)],
  },
  {
    title: 'with a border of the edge: pictures made larger, in colour',
    fitted: { modality: 'image', width: 6, height: 5, channels: 3, framing: 'padEdge', ...still },
    values: [picture(3, 2), picture(6, 5), picture(7, 1)],
  },
  {
    title: 'clips',
    fitted: { modality: 'video', frames: 4, width: 3, height: 3, channels: 3, ...still },
    values: [1, 3, 4, 11].map((count) => ({ frames: Array.from({ length: count }, () => picture(5, 4)) })),
  },
  { title: 'words', fitted: textCase, values: texts },
  {
    title: 'words as they are, padded before',
    fitted: { ...textCase, lowercase: false, padding: 'before' },
    values: texts,
  },
  {
    title: 'words behind the mark of the start',
    fitted: { ...textCase, vocabulary: ['(start)', '(end)', ...vocabulary], start: true },
    values: texts,
  },
  {
    title: 'characters, padded before',
    fitted: {
      ...textCase,
      level: 'character',
      length: 30,
      padding: 'before',
      vocabulary: ['(start)', ...'aeσş👩½\u0301 '],
    },
    values: texts,
  },
  {
    title: 'word pieces, padded before',
    fitted: { ...textCase, level: 'subword', length: 20, padding: 'before', ...pieces },
    values: pieceTexts,
  },
  {
    title: 'word pieces by rules, not told apart where words begin',
    fitted: {
      ...textCase,
      level: 'subword',
      length: 12,
      vocabulary: ['a', 'aa', 'na', 'nan', 'b', '▁'],
      merges: [
        ['n', 'a'],
        ['a', 'a'],
        ['na', 'n'],
        ['a', 'na'],
      ],
      rules: { normal: ['clean', 'chinese', 'lowercase'], words: 'bert', pieces: 'plainPairs' },
    },
    values: pieceTexts,
  },
  ...(['blanks', 'marks', 'bert'] as const).map((how): RawCase => ({
    title: `words by rules: ${how}`,
    fitted: {
      ...textCase,
      vocabulary: [...vocabulary, 'ⓐ', '‿', '!?', '!', '"', 'the…end', "'quoted'", 'naive', 'x\u200dx'],
      rules: {
        normal: ['clean', 'chinese', ...(how === 'marks' ? (['stripMarks'] as const) : []), 'lowercase'],
        words: how,
        pieces: 'pairs',
      },
    },
    values: [...texts, { text: 'Ⓐⓐ‿x\u200dx !?\u0085The…End 你好吗 "stop" \u0000\ufeff naı\u0308ve' }],
  })),
  {
    title: 'sounds',
    fitted: { ...heard, length: 1000, hop: 100, trim: false },
    values: [sound(1500, 100, 900), sound(400, 0, 400), sound(1, 0, 1)],
  },
  {
    title: 'sounds without silence, shorter than a window',
    fitted: { ...heard, length: 200, hop: 64, trim: true },
    values: [sound(3000, 900, 1700), sound(500, 0, 20), { rate: 8000, samples: new Float32Array(300) }, sound(1, 0, 1)],
  },
  ...[true, false].map((carry): RawCase => ({
    title: carry ? 'windows, gaps carried on' : 'windows, gaps filled',
    fitted: {
      modality: 'series',
      window: 5,
      carry,
      horizon: 1,
      channels: [
        { name: 'a', fill: 100_000.25, subtract: 100_000, divide: 0.5 },
        { name: 'b', fill: -2, subtract: 1, divide: 7 },
      ],
    },
    values: [
      {
        values: [
          [100_000.125, null],
          [null, null],
          [null, 3],
          [100_001, null],
          [null, 5],
        ],
      },
      {
        values: [
          [null, 1],
          [100_000.5, null],
          [null, null],
          [null, null],
          [null, null],
        ],
      },
    ],
  })),
];

/** What a case's numbers should be: [sample][number], as the app prepares them. */
export const expectedOf = ({ fitted, values }: RawCase): readonly Float32Array[] =>
  values.map((value) => encodeRaw(inputOf(fitted), { source: value }));

const inputOf = (fitted: FittedInput): ExportedInput => ({ ...fitted, layer: 'given', source: 'source', title: '' });

const plainOutput: ExportedOutput = {
  task: 'regression',
  column: 'y',
  subtract: 0,
  divide: 1,
  shape: [1],
  name: 'out',
  title: '',
  position: 0,
  size: 1,
};

/** Nothing but the preparation, its numbers handed out; or what is told of them. */
export function rawModel({ fitted }: Pick<RawCase, 'fitted'>, output: ExportedOutput = plainOutput) {
  const settings: ExportedSettings = { format: 1, name: 'raw', inputs: [inputOf(fitted)], outputs: [output] };
  const build = new ProgramBuilder();
  build.enter('given', 'given', 'input');
  const codes = fitted.modality === 'text';
  const tensor = build.input(shapeOf(fitted), codes ? 'int32' : 'float32');
  const port = { name: 'given', tensor };
  const program: Program = {
    inputs: [port],
    outputs: [{ ...port, name: output.name }],
    steps: [],
    names: new Map(),
  };
  const serving = toRawTensorFlow(program, settings);
  return { ...serving, bytes: encodeServing(serving.graph, serving.signatures) };
}

function shapeOf(fitted: FittedInput): readonly number[] {
  switch (fitted.modality) {
    case 'image':
      return [fitted.height, fitted.width, fitted.channels];
    case 'video':
      return [fitted.frames, fitted.height, fitted.width, fitted.channels];
    case 'series':
      return [fitted.window, fitted.channels.length];
    case 'text':
      return [fitted.length];
    case 'audio':
      return [Math.max(1, 1 + Math.floor((fitted.length - fitted.fft) / fitted.hop)), fitted.mels, 1];
    case 'table':
      return [fitted.columns.reduce((sum, each) => sum + (each.type === 'onehot' ? each.categories.length : 1), 0)];
  }
}
