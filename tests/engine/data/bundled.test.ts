// Every bundled and generated set opens, and gives what its description promises.
import { describe, expect, it } from 'vitest';
import { inspectData } from '../../../electron/engine/data/inspect';
import { openData } from '../../../electron/engine/data/openData';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import type { OpenedData } from '../../../electron/engine/data/dataset';

async function inspected(source: DataSource): Promise<DataConfig> {
  const result = await inspectData(source, {});
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

async function opened(config: DataConfig): Promise<OpenedData> {
  const result = await openData(config);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

const iris = ['setosa', 'versicolor', 'virginica'];
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Widths: iris 4 numbers; penguins 4 numbers + 3 islands + sex female, male, missing (11 of 344 is under 5 %: no own category) = 9; titanic class 3 + age 1 + sex 2; auto-mpg 6 numbers + 3 origins. */
const rows: readonly {
  readonly source: DataSource;
  readonly shape: readonly number[];
  readonly target: string;
  readonly task: string;
  readonly classes?: readonly string[];
  readonly samples: number;
  /** What more its target says of itself, and its input of its numbers. */
  readonly more?: object;
  readonly dtype?: string;
}[] = [
  {
    source: { type: 'bundled', id: 'iris' },
    shape: [4],
    target: 'species',
    task: 'classification',
    classes: iris,
    samples: 150,
  },
  {
    source: { type: 'bundled', id: 'penguins' },
    shape: [9],
    target: 'species',
    task: 'classification',
    classes: ['Adelie', 'Chinstrap', 'Gentoo'],
    samples: 344,
  },
  {
    source: { type: 'bundled', id: 'titanic' },
    shape: [6],
    target: 'survived',
    task: 'binary',
    classes: ['0', '1'],
    samples: 1313,
  },
  { source: { type: 'bundled', id: 'auto-mpg' }, shape: [9], target: 'mpg', task: 'regression', samples: 392 },
  {
    source: { type: 'bundled', id: 'wine' },
    shape: [13],
    target: 'class',
    task: 'classification',
    classes: ['class_0', 'class_1', 'class_2'],
    samples: 178,
  },
  {
    source: { type: 'bundled', id: 'breast-cancer' },
    shape: [30],
    target: 'diagnosis',
    task: 'binary',
    classes: ['benign', 'malignant'],
    samples: 569,
  },
  {
    source: { type: 'bundled', id: 'digits8x8' },
    shape: [8, 8, 1],
    target: 'class',
    task: 'classification',
    classes: digits,
    samples: 1797,
  },
  {
    source: { type: 'bundled', id: 'mnist10k' },
    shape: [28, 28, 1],
    target: 'class',
    task: 'classification',
    classes: digits,
    samples: 10_000,
  },
  {
    // Windows of 24 days in each of three parts, of which every day has its weather.
    source: { type: 'bundled', id: 'seattle-weather' },
    shape: [24, 4],
    target: 'weather',
    task: 'classification',
    classes: ['drizzle', 'fog', 'rain', 'snow', 'sun'],
    samples: 1461 - 3 * 23,
    more: { shape: [24], places: 'series' },
  },
  {
    // Months whose next one lies in the same part.
    source: { type: 'bundled', id: 'mauna-loa-co2' },
    shape: [24, 1],
    target: 'co2_ppm',
    task: 'regression',
    samples: 741 - 3 * 24,
  },
  {
    source: { type: 'bundled', id: 'presidents' },
    shape: [77],
    target: 'speaker',
    task: 'classification',
    classes: [
      'Andrew Jackson',
      'Grover Cleveland',
      'Harry S Truman',
      'James Monroe',
      'Theodore Roosevelt',
      'Ulysses S Grant',
    ],
    samples: 1800,
    dtype: 'int32',
  },
  {
    source: { type: 'generated', id: 'xor', params: {} },
    shape: [2],
    target: 'class',
    task: 'binary',
    classes: ['A', 'B'],
    samples: 400,
  },
  {
    source: { type: 'generated', id: 'spirals', params: { classes: 3, seed: 0 } },
    shape: [2],
    target: 'class',
    task: 'classification',
    classes: ['A', 'B', 'C'],
    samples: 600,
  },
  {
    source: { type: 'generated', id: 'plane', params: { noise: 0 } },
    shape: [2],
    target: 'value',
    task: 'regression',
    samples: 300,
  },
];

describe('bundled and generated sets', () => {
  it.each(rows)('$source.id gives $shape and $target', async (row) => {
    const { source, shape, target, task, classes, samples, more = {}, dtype = 'float32' } = row;
    const config = await inspected(source);
    const spec = describeData(config);
    expect(Object.values(spec.inputs).map(({ tensor }) => tensor)).toMatchObject([{ shape, dtype }]);
    expect(spec.targets).toEqual({
      [target]: { title: expect.any(String), task, ...(classes === undefined ? {} : { classes }), ...more },
    });
    expect(spec.sampleCount).toBe(samples);
    expect(checkData(config).filter(({ severity }) => severity === 'error')).toEqual([]);

    const data = await opened(config);
    const { train, validation, test } = data.parts;
    expect(train.length + validation.length + test.length).toBe(samples);
    // No window reaches beyond its part.
    const lost = config.kind === 'series' ? shape[0]! : 1;
    for (const part of [validation, test]) expect(Math.abs(part.length - samples * 0.15)).toBeLessThan(lost);
    expect(data.warnings).toEqual([]);
    const batch = await data.batch(train.slice(0, 5));
    const [input] = Object.values(batch.inputs);
    expect(input!.shape).toEqual([5, ...shape]);
    expect(input!.values.length).toBe(shape.reduce((a, b) => a * b, 5));
    expect(input!.values.every(Number.isFinite)).toBe(true);
    expect(batch.targets[target]!.every(Number.isFinite)).toBe(true);
    const shown = await data.show(test.slice(0, 2));
    expect(shown.map(({ part }) => part)).toEqual(['test', 'test']);
    data.close();
  });
});
