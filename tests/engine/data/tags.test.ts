// Sentences with tags and series with a class per row, through the whole data room: how files are known, what is padding,
// what nobody labelled, and what is refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import type { DataSource } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { tagKinds } from '../../../shared/data/tags';
import { analyze } from '../../../shared/network/analyze';
import { suggestNetwork } from '../../../shared/network/suggest';
import { dataConfig } from '../../../shared/network/schema';
import { emptyDocument } from '../../../shared/samples';
import type { ParamValues, Result } from '../../../shared/result';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-tags-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
function write(content: string, ending: string): DataSource {
  const name = `tags${made++}.${ending}`;
  writeFileSync(join(folder, name), content);
  return { type: 'file', path: join(folder, name), name };
}
const times = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const conll = `-DOCSTART- -X- O\n\n${times(12, (i) => `Anna NNP B-PER\nsaw VBD O\nN${i}.Y NNP B-LOC\n" '' O\n. . _\n`).join('\n')}`;
const conllu = times(
  12,
  (i) =>
    `# sent_id = ${i}\n${['Anna\tPROPN', 'saw\tVERB', `it${i}\tPRON`].map((word, at) => `${at + 1}\t${word.replace('\t', '\tlemma\t')}\t_\t_\t0\troot\t_\t_`).join('\n')}\n`,
).join('\n');
const perRow = `sentence_id,word,tag\n${times(12, (i) => `s${i},Anna,PER\n,NA,O\ns${i},${i},O\n`).join('')}`;
const perSentence = `text,tags\n${times(12, (i) => `"Anna saw, ${i}",PER O O\n`).join('')}`;

describe('files of tagged text', () => {
  it.each([
    ['CoNLL', conll, 'txt', 'lines', ['B-LOC', 'B-PER', 'I-LOC', 'O'], 'Column 1', 'Column 3'],
    [
      'CoNLL with carriage returns alone',
      conll.replace(/\n/g, '\r'),
      'txt',
      'lines',
      ['B-LOC', 'B-PER', 'I-LOC', 'O'],
      'Column 1',
      'Column 3',
    ],
    ['CoNLL-U', conllu, 'conllu', 'lines', ['PRON', 'PROPN', 'VERB'], 'form', 'upos'],
    ['a token per row', perRow, 'csv', 'rows', ['O', 'PER'], 'word', 'tag'],
    ['a sentence per row', perSentence, 'csv', 'sentences', ['O', 'PER'], 'text', 'tags'],
  ] as const)('%s is known without being asked', async (_title, content, ending, layout, classes, token, tag) => {
    const config = must(await inspectData(write(content, ending), {}));
    expect(config.kind).toBe('tags');
    expect(config.tags).toMatchObject({ layout, classes, tokenColumn: token, tagColumn: tag, sentenceCount: 12 });
    expect(dataConfig.safeParse(config).success).toBe(true);
    expect(checkData(config).filter(({ severity }) => severity === 'error')).toEqual([]);
    must(await openData(config)).close();
  });

  it('cuts tokens as typed text is cut, and leaves out of all counts what nobody tagged', async () => {
    const config = must(await inspectData(write(conll, 'txt'), { length: 12 }));
    const data = must(await openData(config));
    const batch = await data.batch(Uint32Array.of(0));
    const names = [...config.tags!.classes, null];
    const said = Array.from(batch.targets['tag']!, (code) => names[code]);
    // "N0.Y" is three pieces of one place.
    const pieces = ['B-PER', 'O', 'B-LOC', 'I-LOC', 'I-LOC', 'O'];
    expect(said).toEqual([...pieces, ...times(6, () => null)]);
    expect(describeData(config).targets['tag']).toMatchObject({ shape: [12], ignores: 4, places: 'text' });
    const [row] = await data.show(Uint32Array.of(0));
    expect(row!.places!.map(({ text }) => text)).toEqual(['Anna', 'saw', 'N0', '.', 'Y', '"', '.']);
    expect(data.classCounts['tag']!.reduce((sum, count) => sum + count)).toBe(6 * data.parts.train.length);
  });

  it.each([
    ['uneven rows are counted', `${perSentence}one two three,O\n`, {}, 'One row has another number of tags'],
    ['no tags at all', 'a,b\n1,2\n', { readAs: 'tags' }, 'data.tags.columns'],
    ['a column that is gone', perRow, { readAs: 'tags', tagColumn: 'nothing' }, 'data.tags.columns'],
    ['no end of a sentence', `${perRow}${',a,O\n'.repeat(100_010)}`, {}, 'data.tags.long'],
    ['one tag alone', perRow.replace(/PER/g, 'O'), {}, 'data.target.oneClass'],
  ] as const)('%s', async (_title, content, options: ParamValues, expected) => {
    const read = await inspectData(write(content, 'csv'), options);
    const told = read.ok ? checkData(read.value).map(({ code, message }) => `${code} ${message}`) : [read.problem.code];
    expect(told.join('\n')).toContain(expected);
  });

  it.each([
    ['a sentence without an end', 'a b\n'.repeat(100_010)],
    ['a line without an end', 'a'.repeat(200_000)],
  ])('refuses %s', async (_title, end) => {
    const read = await inspectData(write(`${'a b\nc d\n\n'.repeat(8000)}${end}`, 'txt'), {});
    expect(read.ok ? '' : read.problem.code).toBe('data.tags.long');
  });

  it.each([
    [['B-PER', 'I-PER', 'O'], ['PER'], [0, 0, -1]],
    [
      ['U-boat', 'S-boat', 'walk'],
      ['U-boat', 'S-boat', 'walk'],
      [0, 1, 2],
    ],
  ])('%j are of the kinds %j', (tags, kinds, kindOf) => {
    expect(tagKinds(tags)).toEqual({ kinds, kindOf });
  });

  it('a table of texts and classes stays one', async () => {
    const rows = times(
      40,
      (i) => `"A text number ${i} of some length, with words in it",${i % 2 === 0 ? 'good' : 'bad'}`,
    );
    expect(must(await inspectData(write(`text,label\n${rows.join('\n')}\n`, 'csv'), {})).kind).toBe('text');
  });
});

describe('a series with a target in every row', () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 16);
  const table = `time,a,b,activity\n${times(200, (i) => `${day(i)},${i},${200 - i},${i % 50 === 7 ? '' : i % 20 < 10 ? 'rest' : 'walk'}`).join('\n')}\n`;

  it('is found where words last, and gives each row of a window its class', async () => {
    const config = must(await inspectData(write(table, 'csv'), { window: 10 }));
    expect(config.series).toMatchObject({
      target: 'activity',
      channels: ['a', 'b'],
      horizon: -9,
      steps: 10,
      classes: ['rest', 'walk'],
      unlabelled: 4,
    });
    expect(dataConfig.safeParse(config).success).toBe(true);
    const data = must(await openData(config));
    // 140, 30 and 30 rows, and a window of ten needs nothing beyond itself.
    expect(Object.values(data.parts).map((part) => part.length)).toEqual([131, 21, 21]);
    expect(describeData(config).sampleCount).toBe(173);
    const batch = await data.batch(Uint32Array.of(5));
    expect([...batch.targets['activity']!]).toEqual([0, 0, 2, 0, 0, 1, 1, 1, 1, 1]);
    const [row] = await data.show(Uint32Array.of(5));
    expect(row!.places![2]).toEqual({ text: `${day(7).replace('T', ' ')}:00`, class: null });
    expect(data.lastKnown).toBeUndefined();
  });

  it('may be a number of every row, or one class of a row to come', async () => {
    const numbers = must(await inspectData(write(table, 'csv'), { learns: 'rows', target: 'a', window: 6 }));
    expect(describeData(numbers).targets['a']).toEqual({ title: 'a', task: 'regression', shape: [6], ahead: -5 });
    const opened = must(await openData(numbers));
    const { subtract, divide } = opened.fitted.targets['a'] as { subtract: number; divide: number };
    const batch = await opened.batch(Uint32Array.of(3));
    expect(Array.from(batch.targets['a']!, (value) => Math.round(value * divide + subtract))).toEqual([
      3, 4, 5, 6, 7, 8,
    ]);
    const next = must(await inspectData(write(table, 'csv'), { learns: 'ahead', target: 'activity', window: 6 }));
    const data = must(await openData(next));
    expect(describeData(next).targets['activity']).toMatchObject({ task: 'classification', classes: ['rest', 'walk'] });
    expect([...data.labels('activity', Uint32Array.of(2, 3))]).toEqual([0, 1]);
  });

  it.each([
    ['the window and the time as target', { target: 'time' }, 'data.series.target'],
    ['several classes ahead', { target: 'activity', learns: 'ahead', steps: 3 }, 'data.series.classSteps'],
    ['the target among what is seen', { target: 'a', learns: 'rows', channels: 'a, b' }, 'data.series.channel'],
    ['nothing left to see', { target: 'a', learns: 'rows', channels: 'activity' }, 'data.series.channel'],
  ] as const)('refuses %s', async (_title, options: ParamValues, code) => {
    const read = await inspectData(write(table, 'csv'), { readAs: 'series', ...options });
    expect(read.ok ? '' : read.problem.code).toBe(code);
  });

  it.each([
    ['a class per row', {}, [24, 2]],
    ['a number per row', { learns: 'rows', target: 'a' }, [24]],
    ['a long window', { window: 140 }, [140, 2]],
  ] as const)('%s: the suggested network answers in its shape', async (_title, options: ParamValues, shape) => {
    const long = `time,a,b,activity\n${times(2000, (i) => `${day(i)},${i},${i % 7},${i % 40 < 20 ? 'rest' : 'walk'}`).join('\n')}\n`;
    const config = must(await inspectData(write(long, 'csv'), options));
    const network = suggestNetwork(describeData(config));
    const analysis = analyze({ ...emptyDocument('p', 'p'), data: config, network });
    expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const output = network.nodes.find(({ kind }) => kind === 'output')!;
    expect(analysis.specs.get(output.id)!.shape).toEqual(shape);
  });
});
