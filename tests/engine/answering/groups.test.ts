// Groups of a column that the network does not see: counted before training, told apart in figures and on the card.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData, previewData } from '../../../electron/engine/data';
import { evaluatePart } from '../../../electron/engine/answering/evaluate';
import { exportRun } from '../../../electron/engine/export';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import type { DataConfig } from '../../../shared/data/config';
import { differencesOf, groupNumbers, groupWords, sharesOf, withGroups } from '../../../shared/data/groups';
import { planOf } from '../plans';
import { complete, engines, removeFolders } from '../runs';

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

describe('groups', () => {
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
