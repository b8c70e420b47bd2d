// Texts through the whole data room: files of every layout, hostile ones too, and the ids that training and prediction see.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeInput, openData, previewData } from '../../../electron/engine/data';
import { TokenCounts } from '../../../electron/engine/data/texts/tokenCounts';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { splitText } from '../../../shared/data/text';
import { learnedBy } from '../../../electron/engine/training/recipe';
import { analyze } from '../../../shared/network/analyze';
import { emptyDocument } from '../../../shared/samples/empty';
import { suggestNetwork } from '../../../shared/network/suggest';
import { dataProblemsWithRecipe, recipeOf, specWithRecipe } from '../../../shared/recipes';
import type { ParamValues, Result } from '../../../shared/result';
import { suggestTraining } from '../../../shared/run/suggestTraining';
import { zipOf } from '../zipOf';
import { promptly } from '../../promptly';
import { inspectedWell } from './inspectedWell';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
type Content = string | Buffer;
/** One file, or a folder of files by their path. */
function write(content: Content | { readonly [path: string]: Content }, name = 'texts.csv'): DataSource {
  const place = join(folder, String(made++));
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    mkdirSync(place);
    writeFileSync(join(place, name), content);
    return { type: 'file', path: join(place, name), name };
  }
  mkdirSync(place);
  for (const [path, bytes] of Object.entries(content)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), bytes);
  }
  return { type: 'folder', path: place, name: basename(place) };
}
const inspect = inspectedWell;

const sentences = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    i % 2 === 0 ? [`What a good thing number ${i} is`, 'yes'] : [`This bad thing number ${i} is not for me`, 'no'],
  );
const asCsv = (rows: readonly (readonly string[])[]) =>
  `text,label\n${rows.map(([text, label]) => `"${text}",${label}`).join('\n')}\n`;

describe('layouts', () => {
  const pairs = sentences(20);
  const perClass = (extension = 'txt') =>
    Object.fromEntries(pairs.map(([text, label], i) => [`${label}/${i}.${extension}`, text!]));
  const lines = (label: string) =>
    pairs
      .filter((pair) => pair[1] === label)
      .map(([text]) => text)
      .join('\n');

  it.each([
    { what: 'a table of two columns', source: () => write(asCsv(pairs)), layout: 'table', target: 'label' },
    {
      what: 'tabs without a header',
      source: () => write(pairs.map((row) => row.join('\t')).join('\n'), 'texts.tsv'),
      layout: 'table',
      target: 'Column 2',
    },
    { what: 'a folder per class', source: () => write(perClass()), layout: 'folders', target: 'class' },
    {
      what: 'a file of lines per class',
      source: () => write({ 'yes.txt': lines('yes'), 'no.txt': lines('no') }),
      layout: 'lines',
      target: 'class',
    },
    {
      what: 'lines that open with their class',
      source: () => write(pairs.map(([text, label]) => `__label__${label} ${text}`).join('\n'), 'train.txt'),
      layout: 'lines',
      target: 'class',
    },
    {
      what: 'a zip',
      source: async () => write(await zipOf(perClass()), 'texts.zip'),
      layout: 'folders',
      target: 'class',
    },
  ])('$what', async ({ source, layout, target }) => {
    const config = must(await inspect(await source()));
    expect(config.kind).toBe('text');
    expect(config.text).toMatchObject({ layout, classes: ['no', 'yes'], classCounts: [10, 10], textCount: 20 });
    expect(describeData(config).targets[target]).toMatchObject({ task: 'binary', classes: ['no', 'yes'] });
    const data = must(await openData(config));
    const { length } = config.text!;
    const all = Uint32Array.from({ length: data.total }, (_, i) => i);
    const batch = await data.batch(all);
    expect(batch.inputs['text']!.shape).toEqual([20, length]);
    const rows = await data.show(all);
    // Each text stands with its own class, whatever the layout.
    for (const [i, row] of rows.entries()) {
      expect(row.label).toBe(row.text!.includes('good') ? 'yes' : 'no');
      expect(batch.targets[target]![i]).toBe(row.label === 'yes' ? 1 : 0);
      // The tokens below it are those that the network is given.
      const ids = Array.from(batch.inputs['text']!.values.subarray(i * length, (i + 1) * length)).filter(
        (id) => id > 0,
      );
      expect(row.tokens!.map(({ id }) => id)).toEqual(ids);
    }
    data.close();
  });

  it('a table with more columns stays a table until it is read as text', async () => {
    const csv = `id,age,text,label\n${pairs.map(([text, label], i) => `${i},${20 + i},"${text}",${label}`).join('\n')}`;
    const source = write(csv);
    expect(must(await inspect(source)).kind).toBe('table');
    const config = must(await inspect(source, { readAs: 'text' }));
    expect(config.text).toMatchObject({
      textColumn: 'text',
      labelColumn: 'label',
      columns: ['id', 'age', 'text', 'label'],
    });
    const other = must(await inspect(source, { readAs: 'text', labelColumn: 'age' }));
    expect(other.text!.classes).toHaveLength(20);
  });

  it('texts that repeat are counted, and said before training', async () => {
    const rows = [...pairs, ...pairs.slice(0, 5)];
    const config = must(await inspect(write(asCsv(rows))));
    expect(config.text!.duplicates).toBe(5);
    expect(checkData(config)).toContainEqual(expect.objectContaining({ code: 'data.duplicates', severity: 'warning' }));
    expect(must(await inspect(write(asCsv(pairs)))).text!.duplicates).toBe(0);
  });

  it('encodings: UTF-8, UTF-16 and Windows-1252 give the same text', async () => {
    const text = 'Café Zoë naïve';
    const source = write({
      'a/1.txt': text,
      'a/2.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
      'b/1.txt': Buffer.from(text, 'latin1'),
      'b/2.txt': `\ufeff${text}`,
    });
    const config = must(await inspect(source));
    const preview = must(await previewData(config, 'all', 0, 10));
    expect(preview.rows.map((row) => row.text)).toEqual([text, text, text, text]);
  });
});

describe('plain text', () => {
  const sentence = (i: number) => `It was number ${i}${', they said'.repeat(i % 3)}, and so it went on for years.`;
  const all = (n: number, line: (i: number) => string, between = '\n') =>
    Array.from({ length: n }, (_, i) => line(i)).join(between);
  const verse = (i: number) => `This is the ${'very '.repeat(i % 3)}first line of ${i},\nand this the second.`;
  const wrapped = all(60, (i) => `${'words that fill a line up to its end and go on '.slice(0, 44)}${i % 10}`);
  const files = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${i}.txt`, sentence(i)]));
  it.each([
    { what: 'lines', source: () => write(all(30, sentence), 'book.txt'), unit: 'lines', count: 30 },
    {
      what: 'lines in UTF-16, high byte first',
      source: () => write(Buffer.from(`\ufeff${all(30, sentence)}`, 'utf16le').swap16(), 'book.txt'),
      unit: 'lines',
      count: 30,
    },
    { what: 'names, one a line', source: () => write('ann\nbob\ncecil\n', 'names.txt'), unit: 'lines', count: 3 },
    { what: 'paragraphs', source: () => write(all(20, verse, '\n\n\n'), 'book.txt'), unit: 'paragraphs', count: 20 },
    { what: 'broken lines', source: () => write(wrapped, 'book.txt'), unit: 'pieces', count: 6 },
    { what: 'one endless line', source: () => write(all(40, sentence, ' '), 'book.txt'), unit: 'pieces', count: 5 },
    { what: 'a folder of one file', source: () => write({ 'book.txt': all(30, sentence) }), unit: 'lines', count: 30 },
    { what: 'a folder of many short files', source: () => write(files(60)), unit: 'files', count: 60 },
    {
      what: 'a few documents whose names only count them',
      source: () => write({ 'doc 1.txt': wrapped, 'doc 2.txt': wrapped }),
      unit: 'files',
      count: 2,
    },
    {
      what: 'two files that are to have no classes',
      source: () => write(files(2)),
      options: { classesFrom: 'none' },
      unit: 'files',
      count: 2,
    },
    {
      what: 'lines that are to be pieces',
      source: () => write(all(30, sentence), 'book.txt'),
      options: { unit: 'pieces', pieceLength: 100 },
      unit: 'pieces',
      count: 18,
    },
  ])('$what', async ({ source, options = {}, unit, count }) => {
    const config = must(await inspect(source(), options));
    expect(config.kind).toBe('text');
    expect(config.text).toMatchObject({ layout: 'plain', unit, textCount: count, classes: [], classCounts: [] });
    expect(config.text!.unitReason).toMatch(/^[A-Z].*\.$/);
    expect(describeData(config)).toMatchObject({ targets: {}, sampleCount: count });
    const data = must(await openData(config));
    expect(data.total).toBe(count);
    const { length } = data.parts.train;
    expect(length + data.parts.validation.length + data.parts.test.length).toBe(count);
    expect(await data.batch(data.parts.train)).toMatchObject({ size: length, targets: {} });
    data.close();
  });

  it('pieces lose nothing and end between words', async () => {
    const text = all(40, sentence, ' ');
    const config = must(await inspect(write(text, 'book.txt'), { unit: 'pieces', pieceLength: 120 }));
    const { rows } = must(await previewData(config, 'all', 0, 100));
    expect(rows.map((row) => row.text).join('')).toBe(text);
    expect(rows.slice(0, -1).every((row) => row.text!.endsWith(' ') && row.text!.length <= 121)).toBe(true);
  });

  it.each([
    { what: 'cells between tabs', text: all(20, (i) => `${i}\tred\t${i % 3}`) },
    { what: 'cells between commas', text: all(20, (i) => `${i},red or blue,${i % 3}`) },
    { what: 'a number a line', text: all(20, (i) => `${i}.5`) },
    { what: 'numbers between blanks', text: all(20, (i) => `${i}.5 ${i} 7`) },
  ])('$what stay a table, whatever the file is called', async ({ text }) => {
    expect(must(await inspect(write(text, 'data.txt'))).kind).toBe('table');
  });

  it('a table without a column of classes', async () => {
    const csv = `text\n${all(30, (i) => `"${sentence(i)}"`)}\n`;
    const config = must(await inspect(write(csv), { readAs: 'text' }));
    expect(config.text).toMatchObject({ layout: 'table', textColumn: 'text', classes: [], textCount: 30 });
    expect(config.text).not.toHaveProperty('labelColumn');
    const data = must(await openData(config));
    expect(data.total).toBe(30);
    data.close();
  });

  it('is learned by a language model, which is suggested with its network', async () => {
    const config = must(await inspect(write(all(60, sentence), 'book.txt'), { length: 12 }));
    const spec = describeData(config);
    const training = suggestTraining(spec);
    expect(training.recipe?.id).toBe('languageModel');
    expect(dataProblemsWithRecipe(checkData(config), spec, recipeOf(training).recipe)).not.toContainEqual(
      expect.objectContaining({ severity: 'error' }),
    );
    // Learned from examples it has no answer: the way out is a click.
    const [stopped] = dataProblemsWithRecipe(checkData(config), spec, recipeOf({}).recipe);
    expect(stopped).toMatchObject({ code: 'data.unlabelled', severity: 'error' });
    expect(stopped!.fixes![0]).toMatchObject({ type: 'setTraining', values: { recipe: { id: 'languageModel' } } });
    const document = {
      ...emptyDocument('p', 'a book'),
      data: config,
      training,
      network: suggestNetwork(specWithRecipe(spec, recipeOf(training))),
    };
    expect(analyze(document).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const data = learnedBy(must(await openData(config)), training);
    const batch = await data.batch(data.parts.train.subarray(0, 4));
    const ids = batch.inputs['text']!.values;
    // Every place has the id of the next one to say.
    expect(Array.from(batch.targets['next token']!.subarray(0, 11))).toEqual(Array.from(ids.subarray(1, 12)));
    data.close();
  });
});

describe('what the network sees', () => {
  // Worked out by hand: "b" comes 4 times, "a" 3 times, "c" once; ids from 2 in that order, 0 fills up, 1 is unknown.
  const csv = 'text,label\nb a b,x\nB a,y\n"b, a! c",x\n';
  const config = async (options: ParamValues = {}): Promise<DataConfig> => {
    const read = must(await inspect(write(csv), { readAs: 'text', length: 4, ...options }));
    // All three train: shares that leave nothing for the other parts.
    return { ...read, split: { ...read.split, train: 1, validation: 0, test: 0, stratify: false } };
  };
  it.each([
    {
      what: 'words',
      options: {},
      vocabulary: ['b', 'a', 'c'],
      ids: [
        [2, 3, 2, 0],
        [2, 3, 0, 0],
        [2, 3, 4, 0],
      ],
    },
    {
      what: 'case kept',
      options: { lowercase: false },
      vocabulary: ['a', 'b', 'B', 'c'],
      ids: [
        [3, 2, 3, 0],
        [4, 2, 0, 0],
        [3, 2, 5, 0],
      ],
    },
    {
      what: 'padding before',
      options: { padding: 'before' },
      vocabulary: ['b', 'a', 'c'],
      ids: [
        [0, 2, 3, 2],
        [0, 0, 2, 3],
        [0, 2, 3, 4],
      ],
    },
    {
      what: 'cut at the length',
      options: { length: 2 },
      vocabulary: ['b', 'a', 'c'],
      ids: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
    },
    {
      what: 'characters',
      options: { level: 'character', length: 5 },
      // 5 blanks, 4 b, 3 a, then one each in code unit order.
      vocabulary: [' ', 'b', 'a', '!', ',', 'c'],
      ids: [
        [3, 2, 4, 2, 3],
        [3, 2, 4, 0, 0],
        [3, 6, 2, 4, 5],
      ],
    },
  ])('$what', async ({ options, vocabulary, ids }) => {
    const read = await config(options);
    const data = must(await openData(read));
    const input = data.fitted.inputs['text']!;
    expect(input).toMatchObject({ vocabulary });
    const batch = await data.batch(Uint32Array.of(0, 1, 2));
    const { length } = ids[0]!;
    expect(Array.from(batch.inputs['text']!.values)).toEqual(ids.flat());
    // Prediction takes the same path: the same text gives the same numbers.
    for (const [i, text] of ['b a b', 'B a', 'b, a! c'].entries()) {
      const encoded = must(await encodeInput(input, { type: 'text', text }));
      expect(encoded.array.shape).toEqual([1, length]);
      expect(Array.from(encoded.array.values)).toEqual(ids[i]);
    }
    data.close();
  });

  it('a word that training never saw is unknown; it is not given an id of its own', async () => {
    const data = must(await openData(await config()));
    const encoded = must(await encodeInput(data.fitted.inputs['text']!, { type: 'text', text: 'b zebra' }));
    expect(Array.from(encoded.array.values)).toEqual([2, 1, 0, 0]);
    expect(encoded.shown.tokens).toEqual([
      { text: 'b', id: 2 },
      { text: 'zebra', id: 1 },
    ]);
  });

  it('the vocabulary is of the training part alone', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [`common words number${i}`, i % 2 === 0 ? 'x' : 'y']);
    const read = must(await inspect(write(asCsv(rows)), { readAs: 'text' }));
    const data = must(await openData(read));
    const input = data.fitted.inputs['text']!;
    if (input.modality !== 'text') throw new Error('no text');
    const trained = new Set(Array.from(data.parts.train, (i) => `number${i}`));
    const own = input.vocabulary.filter((word) => word.startsWith('number'));
    expect(own.sort()).toEqual([...trained].sort());
    expect(input.vocabulary.length + 2).toBeLessThanOrEqual(describeData(read).inputs['text']!.codes!);
  });
});

describe('hostile texts', () => {
  const two = 'text,label\nsome words here,a\nother words there,b\n';
  it.each([
    {
      what: 'one endless line of 100 MB',
      source: () => write(Buffer.alloc(100_000_000, 'word '), 'long.csv'),
      options: { readAs: 'text' },
      code: 'data.table.longRow',
    },
    {
      what: 'a file per class, one without a line end',
      source: () => write({ 'a.txt': Buffer.alloc(30_000_000, 'ab '), 'b.txt': 'short\ntexts' }),
      options: {},
      code: null,
    },
    {
      what: 'invalid UTF-8',
      source: () => write({ 'a/1.txt': Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x62]), 'b/1.txt': 'ok' }),
      options: {},
      code: null,
    },
    {
      what: 'zero bytes in a text file',
      source: () => write({ 'a/1.txt': Buffer.alloc(1000), 'b/1.txt': 'ok', 'c/1.txt': 'ok' }),
      options: {},
      code: null,
    },
    {
      what: 'zero bytes in lines',
      source: () => write({ 'a.txt': Buffer.alloc(1000), 'b.txt': 'ok' }),
      options: {},
      code: 'data.text.binary',
    },
    {
      what: 'a hundred thousand combining marks',
      source: () => write({ 'a/1.txt': `e${'\u0301'.repeat(100_000)}`, 'b/1.txt': 'x' }),
      options: {},
      code: null,
    },
    {
      what: 'signs without width and from right to left',
      source: () => write({ 'a/1.txt': '\u200b\u202e\u2066שלום\u200f', 'b/1.txt': 'x' }),
      options: {},
      code: null,
    },
    {
      what: 'only empty documents',
      source: () => write({ 'a/1.txt': '', 'b/1.txt': '  \n' }),
      options: {},
      code: 'data.text.none',
    },
    {
      what: 'some empty documents',
      source: () => write({ 'a/1.txt': '', 'a/2.txt': 'x', 'b/1.txt': 'y' }),
      options: {},
      code: null,
    },
    {
      what: 'a class in a column that is not there',
      source: () => write('text\none\ntwo\n'),
      options: { readAs: 'text', labelColumn: 'mood' },
      code: 'data.text.columns',
    },
    {
      what: 'a column that is not there',
      source: () => write(two),
      options: { readAs: 'text', textColumn: 'body' },
      code: 'data.text.columns',
    },
    {
      what: 'lines without a class, which are to have one',
      source: () => write({ 'all.txt': 'one\ntwo\n' }),
      options: { readAs: 'text', classesFrom: 'files' },
      code: 'data.text.noClasses',
    },
    {
      what: 'plain text with zero bytes',
      source: () => write({ 'all.txt': 'one\ntwo\0\n' }),
      options: { readAs: 'text' },
      code: 'data.text.binary',
    },
    {
      what: 'plain text of blank lines alone',
      source: () => write({ 'all.txt': '\n \n\n' }),
      options: { readAs: 'text' },
      code: 'data.text.none',
    },
    { what: 'a length of -1', source: () => write(two), options: { readAs: 'text', length: -1 }, code: 'data.options' },
    {
      what: 'too many classes',
      source: () => write(asCsv(Array.from({ length: 1500 }, (_, i) => [`some text ${i}`, `c${i}`]))),
      options: { readAs: 'text', labelColumn: 'label' },
      code: 'data.text.manyClasses',
    },
    {
      what: 'words named after parts of objects',
      source: () =>
        write(
          asCsv([
            ['constructor __proto__ toString', '__proto__'],
            ['valueOf hasOwnProperty', 'constructor'],
          ]),
        ),
      options: { readAs: 'text' },
      code: null,
    },
  ])('$what', async ({ source, options, code }) => {
    const from = source();
    const answer = await inspect(from, options);
    if (code !== null) {
      expect(answer).toMatchObject({ ok: false, problem: { code } });
      return;
    }
    const config = must(answer);
    const data = must(await openData({ ...config, split: { ...config.split, train: 1, validation: 0, test: 0 } }));
    const batch = await data.batch(data.parts.train);
    expect(Array.from(batch.inputs['text']!.values).every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
    expect(checkData(config).every((problem) => problem.message.length < 1000)).toBe(true);
    data.close();
    expect({}.constructor).toBe(Object);
  });

  it('five million different words: memory stays bounded and the frequent ones stay', { timeout: 60_000 }, () => {
    const counts = new TokenCounts();
    for (let i = 0; i < 2_500_000; i += 1000) {
      const words = Array.from({ length: 1000 }, (_, j) => `w${i + j}`);
      counts.add(['often', ...words, 'älter']);
      expect(counts.size).toBeLessThanOrEqual(500_000);
    }
    const [[first, times], [second]] = [...counts] as [[string, number], [string, number]];
    expect([first, times, second]).toEqual(['often', 2500, 'älter']);
    expect(new Map(counts).get('w2499999')).toBe(1);
  });

  it.each([
    ['letters without an end', (n: number) => 'a'.repeat(n)],
    ['apostrophes without an end', (n: number) => "'".repeat(n)],
    ['letters and apostrophes in turn', (n: number) => "a'".repeat(n / 2)],
    ['marks without an end', (n: number) => '\u0301'.repeat(n)],
    ['blanks without an end', (n: number) => ' '.repeat(n)],
  ])('cutting is linear: %s', (_what, make) => {
    const text = make(500_000);
    const start = performance.now();
    splitText(text, 'word', true);
    // Linear takes some milliseconds; a walk back over all letters for each would take minutes.
    expect(performance.now() - start).toBeLessThan(promptly(1000));
  });
});
