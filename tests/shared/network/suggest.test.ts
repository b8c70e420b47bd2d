// The network that is suggested: whatever the data, it compiles, nothing is to be said against it, its size follows from
// the number of samples, and its layers say why they are there.
import { describe, expect, it } from 'vitest';
import type { DataConfig } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import { analyze } from '../../../shared/network/analyze';
import { compile } from '../../../shared/network/compile';
import { suggestNetwork } from '../../../shared/network/suggest';
import { findRecipe } from '../../../shared/recipes';
import type { ParamValues } from '../../../shared/result';
import { defaultsOf } from '../../../shared/params';
import { suggestTraining } from '../../../shared/run/suggestTraining';
import {
  aNumber,
  classColumn,
  documentOf,
  numberColumn,
  pictures,
  table,
  texts,
  threeFlowers,
  yesOrNo,
} from './documents';

const split = { train: 0.8, validation: 0.1, test: 0.1, seed: 1, stratify: true };
const counts = [200, 3000, 30_000, 80_000];

const codeColumn = (name: string) =>
  ({ ...classColumn(name, ['a', 'b', 'c', 'd']), role: 'feature', encoding: 'code', input: name }) as const;

function ofPictures(size: number, channels: 1 | 3, count: number, classes = 10): DataConfig {
  const config = pictures(classes, size, channels);
  const classCounts = Array.from({ length: classes }, () => count / classes);
  return { ...config, images: { ...config.images!, imageCount: count, classCounts } };
}

function ofTexts(length: number, count: number): DataConfig {
  const config = texts(500, length);
  return { ...config, text: { ...config.text!, textCount: count, classCounts: [count / 2, count / 2] } };
}

function ofSeries(window: number, channels: number, count: number, steps = 1): DataConfig {
  const names = Array.from({ length: channels }, (_, place) => `c${place}`);
  return {
    kind: 'series',
    source: { type: 'generated', id: 'sales', params: {} },
    options: {},
    series: {
      columns: names,
      channels: names,
      target: 'c0',
      window,
      horizon: 1,
      ...(steps > 1 ? { steps } : {}),
      stride: 1,
      scaling: 'standardize',
      gaps: 'previous',
      rowCount: count + window,
      groups: [count + window],
      missing: 0,
    },
    split: { ...split, stratify: false, method: 'order' },
    fingerprint: 'f',
  };
}

function ofSounds(length: number, mels: number, count: number): DataConfig {
  return {
    kind: 'audio',
    source: { type: 'bundled', id: 'spoken-digits' },
    options: {},
    audio: {
      rate: 8000,
      length,
      trim: true,
      fft: 256,
      hop: 128,
      mels,
      minHz: 0,
      maxHz: 4000,
      classes: ['one', 'two', 'three'],
      classCounts: [count / 3, count / 3, count / 3],
      clipCount: count,
      durations: { median: 0.5, most95: 0.9, longest: 1 },
      unreadable: [],
    },
    split,
    fingerprint: 'f',
  };
}

const wide = Array.from({ length: 40 }, (_, place) => numberColumn(`c${place}`));
const cases: readonly (readonly [what: string, config: DataConfig])[] = [
  ...counts.flatMap((count) => [
    ...([1, 2, 4, 8, 28, 64, 224] as const).map(
      (size) => [`${count} pictures of ${size} pixels`, ofPictures(size, size === 28 ? 1 : 3, count)] as const,
    ),
    ...[1, 3, 40, 600].map((length) => [`${count} texts of ${length} words`, ofTexts(length, count)] as const),
    ...[1, 28, 101, 2000].map((window) => [`${count} windows of ${window} rows`, ofSeries(window, 3, count)] as const),
    [`${count} windows with 12 rows to forecast`, ofSeries(28, 3, count, 12)] as const,
    ...([8000, 32_000] as const).map(
      (length) => [`${count - (count % 3)} sounds of ${length}`, ofSounds(length, 40, count - (count % 3))] as const,
    ),
    [`${count} rows of 40 numbers`, table([...wide, classColumn('k', ['a', 'b'])], count)] as const,
    [`${count} rows of one number`, table([numberColumn('x'), numberColumn('y', 'target')], count)] as const,
  ]),
  ['three flowers', threeFlowers],
  ['yes or no', yesOrNo],
  ['a number', aNumber],
  ['codes of readers and books', table([...['reader', 'book'].map(codeColumn), numberColumn('stars', 'target')])],
  [
    'two inputs and two targets',
    table([
      ...wide.slice(0, 5),
      numberColumn('far', 'feature', 'places'),
      numberColumn('near', 'feature', 'places'),
      classColumn('kind', ['a', 'b', 'c']),
      numberColumn('price', 'target'),
    ]),
  ],
];

describe('the suggested network', () => {
  it.each(cases)('for %s', (_what, data) => {
    const spec = describeData(data);
    const network = suggestNetwork(spec);
    const document = { ...documentOf(network, data), training: suggestTraining(spec) };
    const problems = analyze(document).problems.filter(({ code }) => !code.startsWith('data.'));
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    const errors = analyze(document).problems.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) expect(compile(document).ok).toBe(true);
    // Whole sentences, on the input, the answer and what stands between.
    const notes = network.nodes.flatMap(({ note }) => note ?? []);
    expect(notes.length).toBeGreaterThanOrEqual(3);
    for (const note of notes) expect(note).toMatch(/^[A-Z0-9].*[.?]$/su);
    for (const node of network.nodes.filter(({ kind }) => kind === 'input')) expect(node.note).toBeDefined();
  });

  it.each([
    ['pictures', (count: number) => ofPictures(32, 3, count)],
    ['texts', (count: number) => ofTexts(40, count)],
    ['windows', (count: number) => ofSeries(28, 3, count)],
    ['rows', (count: number) => table([...wide, classColumn('k', ['a', 'b'])], count)],
  ] as const)('grows with the number of %s', (_what, make) => {
    const sizes = [200, 80_000].map((count) => {
      const data = make(count);
      const { totals } = analyze(documentOf(suggestNetwork(describeData(data)), data));
      return totals.trainable;
    });
    expect(sizes[1]).toBeGreaterThan(1.5 * sizes[0]!);
  });

  it.each([
    ['pictures to be rebuilt', ofPictures(28, 1, 3000), 'autoencoder'],
    ['rows to be rebuilt', table(wide, 3000), 'autoencoder'],
    ['texts to be continued', ofTexts(40, 3000), 'languageModel'],
  ] as const)('for %s', (_what, data, id) => {
    const recipe = { id, params: defaultsOf(findRecipe(id)!.params) as ParamValues };
    const training = { ...suggestTraining(describeData(data)), recipe };
    const empty = { ...documentOf({ nodes: [], edges: [] }, data), training };
    const network = suggestNetwork(analyze(empty).data!);
    const errors = analyze({ ...empty, network }).problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  it('of many pictures is built of shipped blocks', () => {
    const network = suggestNetwork(describeData(ofPictures(32, 3, 80_000)));
    expect(network.blocks!.map(({ name }) => name)).toEqual(['Residual block', 'Residual block']);
  });

  it('is empty where there is nothing to read', () => {
    expect(suggestNetwork({ inputs: {}, targets: {}, sampleCount: 0 })).toEqual({ nodes: [], edges: [] });
  });
});
