// Groups of a column that the network does not see: counted before training, told apart in figures and on the card.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData, previewData } from '../../../electron/engine/data';
import { answerKindOf } from '../../../electron/engine/answering';
import { evaluatePart } from '../../../electron/engine/answering/evaluate';
import { exportRun } from '../../../electron/engine/export';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import type { Thing } from '../../../shared/data/boxes';
import type { DataConfig } from '../../../shared/data/config';
import type { Asked } from '../../../electron/engine/answering/kind';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import type { FittedTarget } from '../../../shared/data/fitted';
import {
  type GroupKeys,
  differencesOf,
  groupNumbers,
  groupWords,
  sharesOf,
  withGroups,
} from '../../../shared/data/groups';
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import { memorySpec } from '../memoryData';
import { planOf } from '../plans';
import { complete, engines, removeFolders } from '../runs';
import { iris } from '../sets';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-groups-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeFolders();
});

/** Group "north" is told by x alone; in "south" the answer is the other way round, so that a network of x fails there. */
async function table(): Promise<DataConfig> {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const x = ((i * 37) % 100) - 50;
    const place = i % 10 === 9 ? '' : i % 3 === 0 ? 'south' : 'north';
    return `${x},${place},${x > 0 === (place !== 'south') ? 'yes' : 'no'},${i % 80}`;
  });
  const path = join(folder, 'places.csv');
  writeFileSync(path, `x,place,answer,age\n${rows.join('\n')}\n`);
  const found = await inspectData({ type: 'file', path, name: 'places.csv' }, {});
  if (!found.ok) throw new Error(found.problem.message);
  const roles = { x: 'feature', answer: 'target' } as const;
  const columns = found.value.table!.columns.map((column) => ({
    ...column,
    role: roles[column.name as 'x'] ?? ('ignore' as const),
  }));
  return { ...found.value, table: { ...found.value.table!, columns } };
}

const rowsOf = () =>
  readFileSync(join(folder, 'places.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

/** Whom a text is by says how it is put: for each half of the authors the same word means the contrary. */
async function texts(): Promise<{ readonly data: DataConfig; readonly authors: readonly string[] }> {
  const authors = Array.from({ length: 110 }, (_, i) => `a${Math.floor((i * i) / 5) % 6}`);
  const rows = authors.map((author, i) => {
    const good = Math.floor(i / 2) % 2 === 0;
    const word = good === author < 'a3' ? 'fine' : 'poor';
    return `the ${word} book number ${i % 7},${good ? 'good' : 'bad'},${author}`;
  });
  const path = join(folder, 'texts.csv');
  writeFileSync(path, `text,sentiment,author\n${rows.join('\n')}\n`);
  const found = await inspectData({ type: 'file', path, name: 'texts.csv' }, {});
  if (!found.ok) throw new Error(found.problem.message);
  return { data: found.value, authors };
}

/** Counted by hand: the samples of every field of the confusion, told apart by whom they are by. */
function byHand(output: EvaluatedOutput, authors: readonly string[]) {
  const { classes = [], fields = [] } = output;
  return [...new Set(authors)].sort().map((name) => {
    const confusion = classes.map(() => classes.map(() => 0));
    for (const { truth, predicted, samples } of fields)
      confusion[truth]![predicted] = samples.filter((sample) => authors[sample] === name).length;
    return { name, count: confusion.flat().reduce((a, b) => a + b, 0), confusion };
  });
}

describe('groups', () => {
  it('of texts by an author that stays on one side are told apart as by hand, and on the model card', async () => {
    const { data: inspected, authors } = await texts();
    const data: DataConfig = {
      ...withGroups(inspected, 'author'),
      split: { ...inspected.split, method: 'group', column: 'author', train: 0.5, validation: 0.25, test: 0.25 },
    };
    const opened = await openData(data);
    if (!opened.ok) throw new Error(opened.problem.message);
    const plan = {
      ...planOf(
        opened.value.spec,
        [
          ['in', 'input'],
          ['vectors', 'embedding', { inputDim: 40, outputDim: 4 }],
          ['mean', 'globalAveragePooling1d'],
          ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
          ['out', 'output'],
        ],
        { epochs: 3 },
      ),
      data,
    };
    const run = await complete(plan, () => opened.value);
    const trained = await createTrainedNetworks(engines).load(run.folder);
    const seen = new Map<string, string>();
    for (const part of ['train', 'validation', 'test'] as const) {
      const again = await openData(data, opened.value.fitted);
      if (!again.ok) throw new Error(again.problem.message);
      const request = { runId: 'r1', part, onProgress: () => undefined };
      const result = await evaluatePart(trained.engine.tf, trained.network, again.value, request);
      const { groups } = result.outputs[0]!;
      const expected = byHand(result.outputs[0]!, authors).filter(({ count }) => count > 0);
      expect(groups).toEqual({ column: 'author', rows: expected });
      for (const { name } of groups!.rows) {
        expect(seen.get(name) ?? part).toBe(part);
        seen.set(name, part);
      }
      again.value.close();
    }
    expect(seen.size).toBe(6);
    trained.release();

    const report = await exportRun(
      { folder: run.folder, format: 'model-card', out: join(folder, 'textCard'), options: {}, groupBy: 'author' },
      { load: createTrainedNetworks(engines).load, openData },
    );
    if (!report.ok) throw new Error(report.problem.message);
    const card = readFileSync(join(report.value.folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain('Groups of author');
    expect(card).toMatch(/Shared out: by groups \\?\(column author\\?\)/);
  });

  it('are counted, be the column a feature or not', async () => {
    const data = withGroups(await table(), 'place');
    const answer = await previewData(data, 'all', 0, 1);
    if (!answer.ok) throw new Error(answer.problem.message);
    const { column, rows } = answer.value.groups!;
    expect(column).toBe('place');
    const expected = ['north', 'south'].map((name) => {
      const own = rowsOf().filter(([, place]) => place === name);
      return {
        name,
        count: own.length,
        perClass: ['no', 'yes'].map((word) => own.filter((row) => row[2] === word).length),
      };
    });
    expect(rows.map(({ name, count, perClass }) => ({ name, count, perClass }))).toEqual(expected);
    for (const { count, parts } of rows) expect(parts.train + parts.validation + parts.test).toBe(count);
  });

  it('are told apart in figures and on the model card', async () => {
    const data = await table();
    const opened = await openData(withGroups(data, 'place'));
    if (!opened.ok) throw new Error(opened.problem.message);
    const plan = {
      ...planOf(
        opened.value.spec,
        [
          ['in', 'input'],
          ['hidden', 'dense', { units: 4 }],
          ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
          ['out', 'output'],
        ],
        { epochs: 2 },
      ),
      data,
    };
    const run = await complete(plan, () => opened.value);
    const trained = await createTrainedNetworks(engines).load(run.folder);
    const again = await openData(withGroups(data, 'place'), opened.value.fitted);
    if (!again.ok) throw new Error(again.problem.message);
    const result = await evaluatePart(trained.engine.tf, trained.network, again.value, {
      runId: 'r1',
      part: 'train',
      onProgress: () => undefined,
    });
    const [output] = result.outputs;
    const { groups, confusion } = output!;
    expect(groups!.rows.map(({ name }) => name)).toEqual(['north', 'south']);
    // Each sample is in one group, but for those without a place.
    const places = rowsOf();
    const without = Array.from(again.value.parts.train).filter((row) => places[row]![1] === '').length;
    const counted = groups!.rows.flatMap((row) => row.confusion!.flat()).reduce((a, b) => a + b, 0);
    expect(counted).toBe(confusion!.flat().reduce((a, b) => a + b, 0) - without);
    for (const { name, confusion: own } of groups!.rows) {
      const rows = Array.from(again.value.parts.train).filter((row) => places[row]![1] === name);
      expect(own!.map((row) => row[0]! + row[1]!)).toEqual(
        ['no', 'yes'].map((word) => rows.filter((row) => places[row]![2] === word).length),
      );
    }
    again.value.close();
    trained.release();

    const report = await exportRun(
      { folder: run.folder, format: 'model-card', out: join(folder, 'card'), options: {}, groupBy: 'place' },
      { load: createTrainedNetworks(engines).load, openData },
    );
    if (!report.ok) throw new Error(report.problem.message);
    expect(existsSync(join(report.value.folder, 'MODEL_CARD.html'))).toBe(true);
    const card = readFileSync(join(report.value.folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain('Groups of place');
    expect(card).toContain('only the groups of place were compared');
  });

  it('score where answers are right in parts, samples without any part left out', async () => {
    const group: GroupKeys = { column: 'who', names: ['a', 'b'], codes: Int32Array.from([0, 0, 1, 1, -1]) };
    const data = { groups: group, show: async () => [] } as unknown as OpenedData;
    const samples = Uint32Array.from([0, 1, 2, 3, 4]);
    const gathered = (
      target: FittedTarget,
      truths: readonly number[],
      values: readonly number[],
      things: readonly (readonly Thing[])[] = [],
    ) => {
      const asked = { plan: planOf(memorySpec(iris()), []), output: {}, target, fitted: {} } as unknown as Asked;
      const gathering = answerKindOf(target).gather(asked);
      gathering.take(Float32Array.from(truths), Float32Array.from(values), samples.length);
      return gathering.describe({ ...data, things: async () => things }, samples);
    };
    const codes = { task: 'classification', column: 'tags', classes: ['x', 'y'], ignores: 2 } as const;
    /** The answer that says these classes. */
    const said = (classes: readonly number[]) => classes.flatMap((place) => [1 - place, place]);
    const tags = await gathered(
      { ...codes, places: 'tokens', shape: [2] } as FittedTarget,
      [0, 1, 0, 2, 1, 1, 2, 2, 0, 0],
      said([0, 0, 0, 1, 1, 0, 0, 0, 1, 1]),
    );
    // The fourth sample has nothing to be right in, the fifth is in no group.
    expect(tags.groups).toEqual({
      column: 'who',
      rows: [
        { name: 'a', count: 2, score: { of: 'places', mean: 0.75, deviation: Math.sqrt(0.125) } },
        { name: 'b', count: 1, score: { of: 'places', mean: 0.5, deviation: 0 } },
      ],
    });
    const masks = await gathered(
      { ...codes, shape: [1, 2] } as FittedTarget,
      [0, 1, 0, 0, 1, 1, 0, 1, 0, 0],
      said([0, 1, 0, 1, 1, 1, 0, 0, 1, 1]),
    );
    // Overlaps of the classes that are there: 1 and 1; 1/2 and 0; 1; 1/2 and 0.
    expect(masks.groups!.rows.map(({ score }) => [score!.of, score!.mean])).toEqual([
      ['overlap', (1 + 0.25) / 2],
      ['overlap', (1 + 0.25) / 2],
    ]);
    // Two places for a box in each picture: one of one found, one of two; nothing to find; one made up.
    const left: Thing = { box: [0, 0, 0.5, 1], class: 0 };
    const right: Thing = { box: [0.5, 0, 0.5, 1], class: 0 };
    const [none, half] = [
      [-9, 0, 0, 0, 0, 0],
      [9, 0, 0, 0.88, 6, 0],
    ];
    const boxes = await gathered(
      { task: 'detection', column: 'boxes', classes: ['x'], shape: [1, 2, 6] } as FittedTarget,
      [],
      [half, none, half, none, none, none, half, none, half, none].flat(),
      [[left], [left, right], [], [], []],
    );
    expect(boxes.groups!.rows.map(({ score }) => [score!.of, score!.mean])).toEqual([
      ['things', (1 + 2 / 3) / 2],
      ['things', 0.5],
    ]);
    const labels = await gathered(
      { task: 'labels', column: 'labels', classes: ['x', 'y'] } as FittedTarget,
      [0, 1, 1, 1, 0, 0, 1, 0, 1, 1],
      [0, 1, 1, 0, 1, 1, 1, 0, 0, 0],
    );
    expect(labels.groups!.rows.map(({ score }) => [score!.of, score!.mean])).toEqual([
      ['labels', 0.75],
      ['labels', 0.5],
    ]);
    // Two steps ahead of each sample, in units of 10: errors of a group are those of all its steps.
    const forecast = await gathered(
      { task: 'regression', column: 'y', subtract: 0, divide: 0.1, ahead: 1, shape: [2] } as FittedTarget,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 9],
      [2, 2, 3, 2, 5, 6, 7, 9, 0, 0],
    );
    expect(forecast.groups!.rows.map(({ errors }) => errors)).toEqual([
      { mae: expect.closeTo(0.075, 9), rmse: expect.closeTo(Math.sqrt(0.05 / 4), 9), bias: expect.closeTo(-0.025, 9) },
      { mae: expect.closeTo(0.025, 9), rmse: expect.closeTo(0.05, 9), bias: expect.closeTo(0.025, 9) },
    ]);
  });

  it('of numbers are quarters, of few values each one, of many words the most frequent', () => {
    const few = groupNumbers('n', [1, 2, NaN, 2]);
    expect([few.names, Array.from(few.codes)]).toEqual([
      ['1', '2'],
      [0, 1, -1, 1],
    ]);
    const many = groupNumbers(
      'n',
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(many.names).toEqual(['0 to 24.75', 'above 24.75 to 49.5', 'above 49.5 to 74.25', 'above 74.25 to 99']);
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`);
    const all = groupWords('w', words, Int32Array.from([...words.keys(), 39, -1]));
    expect(all.names).toHaveLength(20);
    expect(all.names).toContain('w39');
    expect(all.names[19]).toBe('all others');
    expect(all.codes[41]).toBe(-1);
  });

  it('differ by more than chance only with enough samples', () => {
    const of = (name: string, hits: number, misses: number) => ({
      name,
      count: hits + misses,
      confusion: [
        [0, 0],
        [misses, hits],
      ],
    });
    const found = (hits: number, all: number) =>
      differencesOf([of('a', hits, all - hits), of('b', all / 2, all / 2)], 1).find(
        ({ figure }) => figure === 'recall',
      );
    expect(found(90, 100)).toMatchObject({ highest: { name: 'a', value: 0.9 }, beyondChance: true });
    expect(found(12, 20)).toMatchObject({ beyondChance: false });
    expect(found(4, 4)).toBeUndefined();
    expect(sharesOf(of('a', 3, 1).confusion, 1).falsePositiveRate.of).toBe(0);
  });

  it('of a column that is gone are not missed', async () => {
    const data = { ...(await table()), groupBy: 'colour' };
    const opened = await openData(data);
    expect(opened.ok && opened.value.groups === undefined).toBe(true);
    expect(withGroups(data, 'answer').groupBy).toBeUndefined();
  });
});
