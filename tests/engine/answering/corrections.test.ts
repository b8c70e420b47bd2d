// Samples left out or given another class by hand: kept by name, made before anything is split or fitted, and never made
// on a sample that is no longer the one that was meant.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData, previewData, showSamples } from '../../../electron/engine/data';
import { learnedFeatures, mapSamples, rawFeatures, shrink } from '../../../electron/engine/dataMap';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import type { Correction, DataConfig, DataSource } from '../../../shared/data/config';
import { correctedCounts, withCorrections } from '../../../shared/data/corrections';
import { createTasks } from '../../../electron/tasks';
import { planOf } from '../plans';
import { complete, engines, removeFolders } from '../runs';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-corrections-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeFolders();
});

async function inspected(source: DataSource): Promise<DataConfig> {
  const found = await inspectData(source, {});
  if (!found.ok) throw new Error(found.problem.message);
  return found.value;
}

async function open(data: DataConfig) {
  const opened = await openData(data);
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
}

const sources: readonly (readonly [string, DataSource])[] = [
  ['a table', { type: 'bundled', id: 'iris' }],
  ['pictures', { type: 'bundled', id: 'digits8x8' }],
  ['sounds', { type: 'bundled', id: 'spoken-digits' }],
  ['texts', { type: 'generated', id: 'reviews', params: { count: 200 } }],
];

describe.each(sources)('corrections of %s', (_kind, source) => {
  it('leave samples out and change classes, in parts, labels, batches and previews', async () => {
    const data = await inspected(source);
    const page = await showSamples(data, [3, 7, 11]);
    if (!page.ok) throw new Error(page.problem.message);
    const [out, changed, same] = page.value;
    const plain = await open(data);
    const [target, { classes = [] } = {}] = Object.entries(plain.spec.targets)[0]!;
    const other = classes.find((name) => name !== changed!.label)!;
    const corrections: readonly Correction[] = [
      { sample: out!.name!, label: null, was: out!.label! },
      { sample: changed!.name!, label: other, was: changed!.label! },
    ];
    const corrected = await open({ ...data, corrections });
    const all = (opened: typeof plain) => Object.values(opened.parts).flatMap((part) => Array.from(part));
    expect(all(corrected)).not.toContain(3);
    expect(all(corrected)).toHaveLength(all(plain).length - 1);
    expect(Array.from(corrected.labels(target!, Uint32Array.of(7, 11)))).toEqual([
      classes.indexOf(other),
      classes.indexOf(same!.label!),
    ]);
    expect((await corrected.batch(Uint32Array.of(7))).targets[target!]![0]).toBe(classes.indexOf(other));
    expect(corrected.warnings).toEqual([]);
    const shown = await previewData({ ...data, corrections }, 'all', 0, 12);
    if (!shown.ok) throw new Error(shown.problem.message);
    expect(shown.value.rows[3]).toMatchObject({ part: 'left out', name: out!.name });
    expect(shown.value.rows[7]).toMatchObject({ label: other, name: changed!.name });
    plain.close();
    corrected.close();

    const lost = await open({ ...data, corrections: [{ sample: '#4:0123456789ab', label: null }] });
    expect(all(lost)).toHaveLength(all(plain).length);
    expect(lost.warnings!.map(({ code }) => code)).toEqual(['data.corrections.lost']);
    lost.close();
  });
});

describe('a list of corrections', () => {
  it('holds each sample once, and none that says nothing', () => {
    const first = withCorrections([], [{ sample: 'a', label: 'dog', was: 'cat' }]);
    const second = withCorrections(first, [
      { sample: 'a', label: null, was: 'dog' },
      { sample: 'b', label: 'cat', was: 'dog' },
    ]);
    expect(second).toEqual([
      { sample: 'a', label: null, was: 'cat' },
      { sample: 'b', label: 'cat', was: 'dog' },
    ]);
    expect(withCorrections(second, [{ sample: 'b', label: 'dog', was: 'cat' }])).toEqual([second[0]]);
    expect(correctedCounts(['cat', 'dog'], [5, 5], second)).toEqual([5, 4]);
  });

  it('does not touch a row that came in place of another', async () => {
    const path = join(folder, 'rows.csv');
    const rows = Array.from({ length: 30 }, (_, i) => `${i},${i % 2 === 0 ? 'even' : 'odd'}`);
    writeFileSync(path, `n,kind\n${rows.join('\n')}\n`);
    const data = await inspected({ type: 'file', path, name: 'rows.csv' });
    const page = await showSamples(data, [4]);
    const corrections = [{ sample: (page.ok && page.value[0]!.name) as string, label: null }];
    expect((await open({ ...data, corrections })).parts.train.length + 0).toBeGreaterThan(0);
    writeFileSync(path, `n,kind\n${rows.slice(1).join('\n')}\n`);
    const opened = await open({ ...data, corrections });
    expect(Object.values(opened.parts).flatMap((part) => Array.from(part))).toContain(4);
    expect(opened.warnings!.map(({ code }) => code)).toContain('data.corrections.lost');
  });
});

describe('the data map', () => {
  it('places classes that lie apart in the data apart, by raw numbers and by a layer', async () => {
    const data = await inspected({ type: 'bundled', id: 'iris' });
    const opened = await open(data);
    const said: string[] = [];
    const tasks = createTasks(({ message }) => said.push(message));
    const raw = await tasks.run('t', (task) => mapSamples(opened, rawFeatures(opened.spec.inputs), task));
    expect(raw.samples).toHaveLength(150);
    expect(raw.classes).toHaveLength(3);
    // The standardized flowers' first two components hold 95.8 % of the variance.
    expect(raw.explained![0]! + raw.explained![1]!).toBeGreaterThan(0.95);
    const spread = (map: typeof raw) => {
      const means = [0, 1, 2].map((label) => {
        const own = map.x.filter((_, i) => map.targets[i] === label);
        return own.reduce((sum, x) => sum + x, 0) / own.length;
      });
      return Math.max(...means) - Math.min(...means);
    };
    expect(spread(raw)).toBeGreaterThan(3);

    const plan = {
      ...planOf(
        opened.spec,
        [
          ['in', 'input'],
          ['hidden', 'dense', { units: 6, activation: 'tanh' }],
          ['answer', 'dense', { units: 3, activation: 'softmax' }],
          ['out', 'output'],
        ],
        { epochs: 3 },
      ),
      data,
    };
    const run = await complete(plan, () => opened);
    const trained = await createTrainedNetworks(engines).load(run.folder);
    const again = await open(data);
    const { tf } = trained.engine;
    const learned = await tasks.run('t', (task) =>
      mapSamples(again, learnedFeatures(tf, trained.network, 'hidden'), task),
    );
    expect(learned.samples).toEqual(raw.samples);
    expect(spread(learned)).toBeGreaterThan(0.5);
    expect(() => learnedFeatures(tf, trained.network, 'nowhere')).toThrow('no such layer');
    trained.release();
    const ended = tasks.run('c', (task) => {
      tasks.cancel('c');
      return mapSamples(again, rawFeatures(again.spec.inputs), task);
    });
    await expect(ended).rejects.toMatchObject({ problem: { code: 'cancelled' } });
    again.close();
  });

  it('compares large pictures by the means of their squares', () => {
    const values = Float32Array.from({ length: 100 * 100 }, (_, i) => (i % 100 < 50 ? 0 : 1));
    const small = shrink({ shape: [1, 100, 100, 1], values });
    expect(small.length).toBeLessThanOrEqual(3072);
    expect(small.reduce((a, b) => a + b, 0) / small.length).toBeCloseTo(0.5, 6);
    expect([...new Set(small)]).toEqual([0, 1]);
  });
});
