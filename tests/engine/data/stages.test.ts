// From file to network: every kind of data has stages, the last of them gives the numbers that training sees, and what is
// drawn at random is drawn anew and leaves the way of the others alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import { stageSample, stagedPlaces, walkSample } from '../../../electron/engine/data/stages';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { encodeRow } from '../../../shared/data/preprocess';
import { stagedInputs, stagesOf } from '../../../shared/data/stages';
import { writeWav } from '../../../shared/data/wav';
import type { ParamValues } from '../../../shared/result';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-stages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = ['a', 'b'] as const;
const count = 6;

/** Pictures of several shapes, and a table that names them. */
const pictures = join(folder, 'pictures');
/** Sounds of several lengths with silence around them, at a rate of their own. */
const sounds = join(folder, 'sounds');
const table = join(pictures, 'listed.csv');
for (const [label, name] of names.entries()) {
  mkdirSync(join(pictures, name), { recursive: true });
  mkdirSync(join(sounds, name), { recursive: true });
  for (let i = 0; i < count; i++) {
    const canvas = createCanvas(30 + 4 * i, 24);
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(${40 * i}, ${90 + 60 * label}, 120)`;
    context.fillRect(3, 2, 20, 15);
    writeFileSync(join(pictures, name, `${i}.png`), canvas.toBuffer('image/png'));
    const samples = Float32Array.from({ length: 3000 + 300 * i }, (_, at) =>
      at < 600 ? 0 : 0.5 * Math.sin(at * (0.2 + 0.3 * label)),
    );
    writeFileSync(join(sounds, name, `${i}.wav`), writeWav({ rate: 11_025, samples }));
  }
}
const rows = names.flatMap((name) => Array.from({ length: count }, (_, i) => `${name}/${i}.png,${i},${name}`));
writeFileSync(table, ['file,size,kind', ...rows].join('\n'));

const bundled = (id: string): DataSource => ({ type: 'bundled', id });
const generated = (id: string, samples = 60): DataSource => ({ type: 'generated', id, params: { count: samples } });

interface Row {
  readonly kind: DataConfig['kind'];
  readonly source: DataSource;
  readonly options: ParamValues;
  readonly inputs: number;
}
const cases: readonly (readonly [string, Row])[] = [
  [
    'pictures in files',
    {
      kind: 'images',
      source: { type: 'folder', path: pictures, name: 'pictures' },
      options: { width: 12, height: 10, framing: 'padEdge', scaling: 'imagenet' },
      inputs: 1,
    },
  ],
  [
    'pictures in memory',
    { kind: 'images', source: bundled('digits8x8'), options: { width: 6, scaling: 'standardize' }, inputs: 1 },
  ],
  ['pairs of pictures', { kind: 'images', source: bundled('digits8x8'), options: { pairs: 1 }, inputs: 2 }],
  [
    'pictures that a table names',
    {
      kind: 'table',
      source: { type: 'file', path: table, name: 'listed.csv' },
      options: { width: 8, height: 8, framing: 'crop', colour: 'grey' },
      inputs: 1,
    },
  ],
  ['masks', { kind: 'masks', source: generated('shape-masks'), options: { variation: 'turns' }, inputs: 1 }],
  ['boxes', { kind: 'boxes', source: generated('shape-boxes'), options: { variation: 'flips' }, inputs: 1 }],
  ['clips', { kind: 'video', source: generated('moving-shapes'), options: { frames: 5, width: 12 }, inputs: 1 }],
  [
    'sounds',
    {
      kind: 'audio',
      source: { type: 'folder', path: sounds, name: 'sounds' },
      options: { rate: '8000', mels: 20, shift: 0.05, noise: 0.3 },
      inputs: 1,
    },
  ],
  [
    'texts',
    { kind: 'text', source: generated('reviews'), options: { level: 'subword', padding: 'before' }, inputs: 1 },
  ],
  ['pairs of texts', { kind: 'pairs', source: generated('dates'), options: {}, inputs: 2 }],
  ['tagged sentences', { kind: 'tags', source: generated('tagged'), options: { lowercase: true }, inputs: 1 }],
  [
    'series',
    { kind: 'series', source: generated('sales', 300), options: { scaling: 'minmax', window: 14 }, inputs: 1 },
  ],
];

async function opened({ source, options }: Pick<Row, 'source' | 'options'>) {
  const config = await inspectData(source, options);
  if (!config.ok) throw new Error(config.problem.message);
  const data = await openData(config.value);
  if (!data.ok) throw new Error(data.problem.message);
  return { config: config.value, data: data.value };
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

async function compare(config: DataConfig, data: OpenedData, source: string): Promise<void> {
  const stages = stagesOf(config, source);
  expect(new Set(stages.map(({ id }) => id)).size).toBe(stages.length);
  for (const sample of stagedPlaces(data).slice(0, 3)) {
    const { views, numbers } = await walkSample(data, config, source, sample, 1);
    const varied = stages.filter(({ trainingOnly, id }) => trainingOnly !== true || id in views);
    expect(Object.keys(views)).toEqual(varied.map(({ id }) => id));
    const trained = (await data.batch(Uint32Array.of(sample))).inputs[source]!.values;
    expect(numbers).toHaveLength(trained.length);
    expect(largest(trained)).toBeGreaterThan(0);
    expect(largest(trained.map((value, at) => value - numbers[at]!))).toBeLessThan(1e-6);
  }
}

describe('from file to network', () => {
  it.each(cases)('%s: the last stage is what training sees', async (_name, { kind, inputs, ...row }) => {
    const { config, data } = await opened(row);
    expect(config.kind).toBe(kind);
    const staged = stagedInputs(config);
    expect(staged).toHaveLength(inputs);
    for (const source of staged) await compare(config, data, source);
    data.close();
  });

  it('a table: each row by its columns’ own steps', async () => {
    const { config, data } = await opened({ source: bundled('iris'), options: {} });
    expect(stagedInputs(config)).toEqual([]);
    const samples = stagedPlaces(data);
    const shown = await data.show(samples);
    const [[source, input]] = Object.entries(data.fitted.inputs) as [[string, (typeof data.fitted.inputs)[string]]];
    const trained = (await data.batch(samples)).inputs[source]!.values;
    if (input.modality !== 'table') throw new Error('Iris is a table.');
    const columns = config.table!.columns.map(({ name }) => name);
    const numbers = shown.flatMap(({ cells }) =>
      Array.from(encodeRow(input, Object.fromEntries(columns.map((name, at) => [name, cells![at]])))),
    );
    expect(Float32Array.from(numbers)).toEqual(trained);
    data.close();
  });

  it('says what was measured on the training part, and nothing else is', async () => {
    const { config, data } = await opened({ source: bundled('digits8x8'), options: { scaling: 'standardize' } });
    const { figures, places, label } = await stageSample(data, config, { source: 'image', place: 0, draw: 0 });
    expect(places).toBe(12);
    expect(config.images!.classes).toContain(label);
    const { measured, figures: said } = figures['scaling']!;
    expect(measured).toBe(true);
    // Each picture's mean, over the training part alone, by hand.
    const pixels = (await data.pixels!(data.parts.train)).flatMap((picture) => Array.from(picture));
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(said[0]!.values[0]).toBeCloseTo(mean, 6);
    data.close();
  });

  it.each([
    ['masks', generated('shape-masks'), { variation: 'turns' }],
    ['sounds', { type: 'folder', path: sounds, name: 'sounds' } as const, { gain: 20, noise: 0.5 }],
  ])('%s: what acts in training alone is drawn anew with another number', async (_name, source, options) => {
    const { config, data } = await opened({ source, options });
    const [input] = stagedInputs(config) as readonly [string];
    const drawn = async (draw: number) =>
      (await stageSample(data, config, { source: input, place: 1, draw })).views['variation']!;
    const first = await drawn(1);
    expect(first).toMatchObject({ form: 'draws', draws: { length: 3 } });
    expect(await drawn(1)).toEqual(first);
    expect(await drawn(2)).not.toEqual(first);
    data.close();
  });
});
