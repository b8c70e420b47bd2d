// The list of bad inputs for data, line by line, and the rows that hold each: a line whose rows are gone is told here. What
// is expected of all of them is in inspectedWell.ts and, for the document, in tests/renderer/data/refused.test.ts.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const tests = resolve(import.meta.dirname, '../..');
const sources = new Map<string, string>();
function sourceOf(file: string): string {
  const known = sources.get(file) ?? readFileSync(join(tests, file), 'utf8');
  sources.set(file, known);
  return known;
}

const table = 'engine/data/inspectTable.test.ts';
const bad = 'engine/data/badInputs.test.ts';
const images = 'engine/data/images.test.ts';
const framed = 'engine/data/framed.test.ts';
const audio = 'engine/data/audio.test.ts';
const text = 'engine/data/text.test.ts';
const nightly = '../scripts/nightly/badInputs.mjs';
const soundFiles = 'e2e/soundFiles.spec.ts';

/** Number and words of a line, and pieces of the names of its rows by their file. */
const lines: readonly (readonly [line: number, what: string, rows: { readonly [file: string]: readonly string[] }])[] =
  [
    [
      23,
      'an empty table, names only, one column, one row',
      { [table]: ['an empty file', 'blank lines', 'names only', 'one column', 'one row'], [bad]: ['one cell'] },
    ],
    [
      24,
      'rows of another length',
      { [table]: ['a short row', 'a long row', 'of another length left out', 'of another length filled'] },
    ],
    [
      25,
      'an open quotation mark',
      {
        [table]: ['an open quotation mark', 'an endless quoted cell, in linear time'],
        [nightly]: ['open over 200 MB'],
      },
    ],
    [
      26,
      'delimiters and decimal commas',
      { [table]: ['semicolons and decimal commas', 'tabs', 'vertical bars', 'commas and quoted decimal commas'] },
    ],
    [
      27,
      'encodings',
      {
        [table]: ['Windows-1252', 'UTF-16LE without one', 'do not fit a requested encoding'],
        [bad]: ['Shift-JIS is read'],
      },
    ],
    [
      28,
      'zero bytes and control characters',
      {
        [table]: ['zero bytes far in'],
        [bad]: ['control characters stay'],
        'shared/visibleText.test.ts': ['a zero byte', 'an override of the direction'],
        'renderer/data/visibleValues.test.tsx': ['show what cannot be seen'],
      },
    ],
    [29, 'odd names of columns', { [table]: ['tells what it did to rows and names'] }],
    [
      30,
      '20,000 columns, many rows, one large cell',
      {
        [table]: ['20,000 columns', 'an endless cell without quotation marks', '20 million blank lines'],
        'engine/data/manyColumns.test.ts': ['one of 1,500 columns'],
        'engine/data/largeTable.test.ts': ['200,000 rows'],
        [nightly]: ['20,000 columns, 100 rows', '10,000,000 rows', 'a cell of 100 MB', 'a quoted cell of 100 MB'],
      },
    ],
    [31, 'what is no number', { [table]: ['counts what is missing and what cannot be read', "'1e400', '0x10'"] }],
    [
      32,
      'too few or too many classes',
      { [bad]: ['a single class', 'a class for each row', '100,000 classes'], [table]: ['always the same'] },
    ],
    [
      33,
      'empty columns, repeated rows, leaks',
      {
        [bad]: ['a column without values'],
        [table]: ['counts repeated rows'],
        'engine/data/openTable.test.ts': ['of the test part and'],
        'shared/data/describe.test.ts': ['data.column.leak'],
      },
    ],
    [34, 'dates, numbers of rows, leading zeros', { [table]: ['leading zeros', 'row numbers', 'German dates'] }],
    [35, 'formulas', { [table]: ['formulas stay text'], 'renderer/samples.test.ts': ['a spreadsheet does not run'] }],
    [36, 'a negative number in what is saved', { 'renderer/samples.test.ts': ['-1.5'] }],
    [
      37,
      'a file that goes, is locked or changes',
      { [bad]: ["'EBUSY', 'locked'", 'grows: it is read as it was', 'shorter'] },
    ],
    [
      38,
      'other files called .csv',
      { [table]: ['a zip called csv'], 'engine/data/tableFormats.test.ts': ['whatever it is called'] },
    ],
    [
      39,
      'pictures empty or cut at ten places',
      { [images]: ['empty.png', 'header.png', '[0.2, 0.4, 0.6, 0.8, 0.95]', '[0.1, 0.3, 0.5, 0.7, 0.9]'] },
    ],
    [40, '60,000 by 60,000 pixels', { [images]: ['huge.png'], [bad]: ['60,000 by 60,000 pixels in a file of 1 MB'] }],
    [41, 'animations', { [bad]: ['in one GIF: the first', 'in one PNG: the first', 'in one WebP: the first'] }],
    [42, '80,000 scans', { [bad]: ['80,000 scans are refused by the header'], [images]: ['scans.jpg'] }],
    [
      43,
      'inks, 16 bits, alpha, palettes, grey, turns',
      {
        [bad]: ['four inks', '16 bits: the upper eight', 'half transparent', 'a palette', 'orientation %i'],
        [images]: ['grey pictures as grey'],
      },
    ],
    [44, 'SVG', { [images]: ['drawing.svg'] }],
    [45, 'pages and programs called .jpg', { [images]: ['page.jpg', 'tool.jpg'] }],
    [46, 'no pixels, one, a line of 30,000', { [images]: ['flat.png'], [bad]: ['one pixel, and a line of 30,000'] }],
    [
      47,
      'many files, deep folders, links, names by case',
      {
        'engine/data/cancel.test.ts': ['ends while 100,000 files are only listed', 'pictures in folders'],
        [bad]: ['60 folders deep'],
        [images]: ['does not follow links', 'names that differ by case'],
        [nightly]: ['100,000 pictures'],
      },
    ],
    [
      48,
      'several sizes',
      {
        [framed]: ['are cropped in a new set, which says why'],
        [images]: ['chooses a size: %s', 'grey pictures as grey'],
      },
    ],
    [49, 'profiles of 60 MB', { [bad]: ['profiles of 60 MB'] }],
    [50, 'a WAV that claims 4 GB', { [audio]: ['4 GB claimed in 1 KB'] }],
    [51, '0 Hz and 10 MHz', { [audio]: ["'0 Hz'", "'10 MHz'"] }],
    [52, '0, 1 and 255 channels', { [audio]: ["'no channel'", "'255 channels'", 'channels are averaged'] }],
    [53, 'samples that are no numbers', { [audio]: ['samples that are no numbers'] }],
    [54, 'MP3, OGG, FLAC and M4A cut short', { [soundFiles]: ["files('cut', 0.6)", "files('head', 0.01)"] }],
    [55, 'hours of sound', { [audio]: ['of ten hours only a minute is read'], [nightly]: ['sounds of 10 hours'] }],
    [56, 'nothing but silence', { [audio]: ['silent.wav'], 'renderer/data/useCapture.test.ts': ['still.wav'] }],
    [
      57,
      'text called .wav, and a decoder that hangs',
      { [audio]: ['text.wav'], 'renderer/screens/sounds.test.ts': ['is given up'] },
    ],
    [
      58,
      'one line of many megabytes',
      { [text]: ['one endless line of 100 MB', 'one without a line end'], [nightly]: ['a line of 100 MB, as'] },
    ],
    [59, 'mixed encodings', { [text]: ['invalid UTF-8', 'encodings: UTF-8'] }],
    [
      60,
      'combining marks, signs without width',
      { [text]: ['a hundred thousand combining marks', 'signs without width'] },
    ],
    [61, 'empty documents', { [text]: ['only empty documents', 'some empty documents'] }],
    [62, 'five million words', { [text]: ['five million different words'], [nightly]: ['5,000,000 different words'] }],
    [63, 'texts made to keep a pattern busy', { [text]: ['cutting is linear'] }],
  ];

it('the list has every line', () => {
  expect(lines.map(([line]) => line)).toEqual(Array.from({ length: 41 }, (_, i) => 23 + i));
});

it.each([table, bad, images, framed, audio, text])('%s holds what is expected of every line', (file) => {
  expect(sourceOf(file)).toMatch(/inspectedWell\(|= inspectedWell;/);
});

it.each(lines)('line %i: %s', (_line, _what, rows) => {
  for (const [file, names] of Object.entries(rows))
    for (const name of names) expect(sourceOf(file).includes(name), `${file} has "${name}"`).toBe(true);
});
