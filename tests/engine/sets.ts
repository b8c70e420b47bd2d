// Data and plans that several tests train on.
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generateTable } from '../../shared/data/generators';
import { createRandom } from '../../shared/random';
import type { Plan } from '../../shared/run/plan';
import type { TrainingConfig } from '../../shared/run/training';
import { type MemorySet, memorySpec } from './memoryData';
import { type LayerRow, planOf } from './plans';

const assets = resolve('assets/data');

export const adam = (learningRate: number) => ({ learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });

/** One of shared/data/generators; rows in its own order, whose stretches are mixed. */
export function generated(id: string, train: number, validation: number, test = 0): MemorySet {
  const table = generateTable(id, { count: train + validation + test });
  if (!table.ok) throw new Error(table.problem.message);
  const { x, y, class: names } = table.value.columns as { x: Float64Array; y: Float64Array; class: string[] };
  const classes = [...new Set(names)].sort();
  const values = names.map((name) => classes.indexOf(name));
  return {
    inputs: { features: { shape: [2], rows: Array.from(x, (value, index) => [value, y[index]!]) } },
    targets: {
      class: { task: classes.length === 2 ? 'binary' : 'classification', column: 'class', classes, values },
    },
    train,
    validation,
    test,
  };
}

/** Shuffled once, so that parts are mixed. */
function shuffled<T>(rows: readonly T[]): readonly T[] {
  const random = createRandom(7);
  const keyed = rows.map((row) => ({ row, key: random.uniform() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row);
}

/** assets/data/iris: 4 measures (standardized over all rows), 3 species. */
export function iris(): MemorySet {
  const lines = readFileSync(`${assets}/iris/data.csv`, 'utf8').trim().split('\n').slice(1);
  const rows = shuffled(lines.map((line) => line.trim().split(',')));
  const columns = [0, 1, 2, 3].map((column) => rows.map((row) => Number(row[column])));
  const scaled = columns.map((values) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    return values.map((value) => (value - mean) / deviation);
  });
  const classes = [...new Set(rows.map((row) => row[4]!))].sort();
  return {
    inputs: { features: { shape: [4], rows: rows.map((_, index) => scaled.map((values) => values[index]!)) } },
    targets: {
      species: {
        task: 'classification',
        column: 'species',
        classes,
        values: rows.map((row) => classes.indexOf(row[4]!)),
      },
    },
    train: 100,
    validation: 25,
    test: 25,
  };
}

/** The first `count` pictures of a bundled set of pictures, pixels 0..1, in a shuffled order. */
export function pictures(id: 'digits8x8' | 'mnist10k', train: number, validation: number, test: number): MemorySet {
  const about = JSON.parse(readFileSync(`${assets}/${id}/dataset.json`, 'utf8')) as {
    width: number;
    height: number;
    channels: number;
    classes: string[];
  };
  const pixels = gunzipSync(readFileSync(`${assets}/${id}/images.u8.gz`));
  const labels = readFileSync(`${assets}/${id}/labels.u8`);
  const size = about.width * about.height * about.channels;
  const order = shuffled(Array.from({ length: labels.length }, (_, index) => index)).slice(
    0,
    train + validation + test,
  );
  const most = id === 'digits8x8' ? Math.max(...pixels) : 255;
  return {
    inputs: {
      image: {
        shape: [about.height, about.width, about.channels],
        rows: order.map((index) =>
          Array.from(pixels.subarray(index * size, (index + 1) * size), (pixel) => pixel / most),
        ),
      },
    },
    targets: {
      label: {
        task: 'classification',
        column: 'label',
        classes: about.classes,
        values: order.map((index) => labels[index]!),
      },
    },
    train,
    validation,
    test,
  };
}

export const xor = generated('xor', 300, 100);

const xorLayers: readonly LayerRow[] = [
  ['in', 'input'],
  ['hidden', 'dense', { units: 16, activation: 'relu' }],
  ['drop', 'dropout', { rate: 0.1 }],
  ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
  ['out', 'output'],
];

/** Two dense layers with dropout between: small, and uses every random stream. */
export function xorPlan(training: Partial<TrainingConfig> = {}): Plan {
  return planOf(memorySpec(xor), xorLayers, { epochs: 15, optimizerParams: adam(0.02), ...training });
}
