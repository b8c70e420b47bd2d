// Training on the engine that is there: it learns, repeats itself, continues, stops.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateTable } from '../../shared/data/generators';
import { type MemorySet, memorySpec, openMemory } from './memoryData';
import { type LayerRow, planOf } from './plans';
import { complete, hashOf, lastEpoch } from './runs';

export function generated(id: string, train: number, validation: number, params = {}): MemorySet {
  const table = generateTable(id, { count: train + validation, ...params });
  if (!table.ok) throw new Error(table.problem.message);
  const { x, y, class: names } = table.value.columns as { x: Float64Array; y: Float64Array; class: string[] };
  const classes = [...new Set(names)].sort();
  return {
    inputs: { features: { shape: [2], rows: Array.from(x, (value, index) => [value, y[index]!]) } },
    targets: {
      class: {
        task: classes.length === 2 ? 'binary' : 'classification',
        column: 'class',
        classes,
        values: names.map((name) => classes.indexOf(name)),
      },
    },
    train,
    validation,
  };
}

const xor = generated('xor', 300, 100);
const xorLayers: readonly LayerRow[] = [
  ['in', 'input'],
  ['hidden', 'dense', { units: 16, activation: 'relu' }],
  ['drop', 'dropout', { rate: 0.1 }],
  ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
  ['out', 'output'],
];
const xorPlan = (training = {}) =>
  planOf(memorySpec(xor), xorLayers, {
    epochs: 15,
    batchSize: 32,
    optimizerParams: { learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    ...training,
  });

describe('training', () => {
  it('learns XOR to 97 % on validation', async () => {
    const { events, folder } = await complete(xorPlan(), () => openMemory(xor));
    console.log(lastEpoch(events), events.length, readFileSync(folder + '/run.json', 'utf8').slice(0, 300));
    expect(lastEpoch(events).validation!['accuracy']).toBeGreaterThan(0.97);
    const again = await complete(xorPlan(), () => openMemory(xor));
    expect(hashOf(again.folder)).toBe(hashOf(folder));
    const other = await complete(xorPlan({ seed: 0 }), () => openMemory(xor));
    expect(hashOf(other.folder)).not.toBe(hashOf(folder));
  });
});
