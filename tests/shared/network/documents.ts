// Small documents for tests of the network: rows of layers, and data as its facts say it is.
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import type { Network, ProjectDocument } from '../../../shared/network/document';
import { chain, type Step } from '../../../shared/network/chain';
import { emptyDocument } from '../../../shared/samples';

const split = { train: 0.8, validation: 0.1, test: 0.1, seed: 1, stratify: true };

export function numberColumn(name: string, role: ColumnConfig['role'] = 'feature', input = 'features'): ColumnConfig {
  return {
    name,
    type: 'number',
    reason: 'Every cell is a number.',
    role,
    input,
    encoding: 'standardize',
    missing: 'mean',
    facts: { missing: 0, unique: 90, min: 0, max: 10, mean: 5, std: 2 },
  };
}

export function classColumn(name: string, categories: readonly string[]): ColumnConfig {
  return {
    name,
    type: 'category',
    reason: 'A few different words.',
    role: 'target',
    input: 'features',
    encoding: 'onehot',
    missing: 'mostFrequent',
    facts: { missing: 0, unique: categories.length, categories, histogram: categories.map(() => 50) },
  };
}

export function table(columns: readonly ColumnConfig[], rowCount = 150): DataConfig {
  return {
    kind: 'table',
    source: { type: 'bundled', id: 'iris' },
    options: {},
    table: { columns, rowCount },
    split,
    fingerprint: 'f',
  };
}

export function pictures(classes: number, size = 28, channels: 1 | 3 = 1): DataConfig {
  return {
    kind: 'images',
    source: { type: 'bundled', id: 'mnist10k' },
    options: {},
    images: {
      width: size,
      height: size,
      channels,
      scaling: 'zeroToOne',
      imageCount: classes * 100,
      unreadable: [],
      classes: Array.from({ length: classes }, (_, index) => String(index)),
      classCounts: Array.from({ length: classes }, () => 100),
    },
    split,
    fingerprint: 'f',
  };
}

export const threeFlowers = table([
  ...['a', 'b', 'c', 'd'].map((name) => numberColumn(name)),
  classColumn('species', ['setosa', 'versicolor', 'virginica']),
]);
export const yesOrNo = table([numberColumn('x'), numberColumn('y'), classColumn('answer', ['no', 'yes'])]);
export const aNumber = table([numberColumn('x'), numberColumn('y'), numberColumn('price', 'target')]);

export function documentOf(network: Network, data: DataConfig | null): ProjectDocument {
  return { ...emptyDocument('p1', 'Test'), network, data };
}

/** A document of layers in a row. */
export function row(data: DataConfig | null, ...steps: readonly Step[]): ProjectDocument {
  return documentOf(chain(steps), data);
}

/** Texts of `codes` different tokens at most, the two marks included. */
export function texts(codes: number, length = 20): DataConfig {
  return {
    kind: 'text',
    source: { type: 'generated', id: 'reviews', params: {} },
    options: {},
    text: {
      layout: 'table',
      columns: ['text', 'sentiment'],
      textColumn: 'text',
      labelColumn: 'sentiment',
      level: 'word',
      lowercase: true,
      length,
      padding: 'after',
      vocabularySize: codes - 2,
      distinct: codes - 2,
      lengths: { median: 10, most95: length, longest: length },
      classes: ['negative', 'positive'],
      classCounts: [100, 100],
      textCount: 200,
    },
    split,
    fingerprint: 'f',
  };
}
