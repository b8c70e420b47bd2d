// Preprocessing by hand-checked rows; tests/oracle/preprocessing.test.ts checks the same functions against numpy and TensorFlow.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnConfig, Encoding, MissingRule } from '../../../shared/data/config';
import { applyStep, isReversible, undoStep } from '../../../shared/data/applyStep';
import {
  categoryCount,
  fitCategory,
  fitNumber,
  fitTarget,
  missingCategory,
  otherCategory,
  summarizeNumbers,
} from '../../../shared/data/fit';
import {
  type FittedTable,
  columnWidth,
  decodeTarget,
  encodeNumber,
  encodePixels,
  encodeRow,
  encodeTarget,
  resizePixels,
  tableWidth,
} from '../../../shared/data/preprocess';
import type { FittedStep } from '../../../shared/data/fitted';
import { columnSteps, findStep, newStep, stepParams } from '../../../shared/data/steps';
import { checkParams } from '../../../shared/params';
import { hasLeadingZero, looksGrouped, looksLikeDate, parseNumber, sortCategories } from '../../../shared/data/cells';

const table: FittedTable = {
  modality: 'table',
  columns: [
    { type: 'number', name: 'age', fill: 30, subtract: 20, divide: 5 },
    { type: 'onehot', name: 'sex', categories: ['female', 'male'], fill: 'male' },
    { type: 'onehot', name: 'port', categories: ['C', 'Q'], fill: null },
    { type: 'ordinal', name: 'size', categories: ['L', 'M', 'S'], fill: 'M' },
    { type: 'ordinal', name: 'deck', categories: ['A', 'B'], fill: null },
  ],
};

describe('encodeRow', () => {
  it.each<readonly [Parameters<typeof encodeRow>[1], readonly number[]]>([
    [{ age: 25, sex: 'female', port: 'Q', size: 'S', deck: 'A' }, [1, 1, 0, 0, 1, 2, 0]],
    [{ age: '25', sex: ' male ', port: 'C', size: 'L', deck: 'B' }, [1, 0, 1, 1, 0, 0, 1]],
    // Missing: the fill, or nothing.
    [{}, [2, 0, 1, 0, 0, 1, -1]],
    [{ age: null, sex: '', port: undefined, size: '  ', deck: null }, [2, 0, 1, 0, 0, 1, -1]],
    // Unknown categories: all zeros, or -1. Text that is no number counts as missing.
    [{ age: 'old', sex: 'other', port: 'X', size: 'XL', deck: 'Z' }, [2, 0, 0, 0, 0, -1, -1]],
    [{ age: 0, sex: 'constructor', port: '__proto__', size: 1, deck: 0 }, [-4, 0, 0, 0, 0, -1, -1]],
  ])('%j is %j', (row, expected) => {
    expect(Array.from(encodeRow(table, row))).toEqual(expected);
    expect(tableWidth(table)).toBe(expected.length);
  });
});

describe('fitting', () => {
  const rows = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);
  // numpy: a = [4, 1, nan, 2, 2, 9]; nanmean 3.6, nanstd 2.870540018881465, nanmedian 2
  const values = Float64Array.of(4, 1, NaN, 2, 2, 9);

  it('summarizes as numpy does', () => {
    const summary = summarizeNumbers(values, rows(6));
    expect(summary).toMatchObject({ count: 5, min: 1, max: 9, median: 2, mostFrequent: 2 });
    expect(summary.mean).toBeCloseTo(3.6, 14);
    expect(summary.std).toBeCloseTo(2.870540018881465, 14);
    expect(summarizeNumbers(Float64Array.of(NaN), rows(1)).count).toBe(0);
    expect(summarizeNumbers(values, Uint32Array.of(0, 1)).median).toBe(2.5);
  });

  it('survives the ends of the number range', () => {
    const summary = summarizeNumbers(Float64Array.of(-1.7e308, 1.7e308), rows(2));
    expect([summary.mean, summary.median, summary.std]).toEqual([0, 0, 1.7e308]);
  });

  const column = (encoding: Encoding, missing: MissingRule, type: 'number' | 'category' = 'number'): ColumnConfig => ({
    name: 'c',
    type,
    reason: '',
    role: 'feature',
    input: 'features',
    encoding,
    missing,
    facts: { missing: 0, unique: 0 },
  });

  it.each<readonly [Encoding, MissingRule, number, number, number]>([
    ['standardize', 'mean', 3.6, 3.6, 2.870540018881465],
    ['standardize', 'median', 2, 3.6, 2.870540018881465],
    ['minmax', 'mostFrequent', 2, 1, 8],
    ['none', 'zero', 0, 0, 1],
  ])('%s with %s', (encoding, missing, fill, subtract, divide) => {
    const fitted = fitNumber(column(encoding, missing), values, rows(6));
    if (fitted.type !== 'number') throw new Error('not a number');
    expect(fitted.fill).toBeCloseTo(fill, 14);
    expect(fitted.subtract).toBeCloseTo(subtract, 14);
    expect(fitted.divide).toBeCloseTo(divide, 14);
  });

  it.each<readonly [Encoding, readonly number[]]>([
    ['standardize', [7, 7, 7]],
    ['standardize', [0.1, 0.1, 0.1]],
    ['minmax', [7, 7, 7]],
    ['standardize', [NaN, NaN]],
  ])('divides by 1 where nothing varies: %s of %j', (encoding, constant) => {
    expect(fitNumber(column(encoding, 'mean'), Float64Array.from(constant), rows(constant.length))).toMatchObject({
      divide: 1,
    });
  });

  it('looks at the given rows only', () => {
    const fit = (last: number) => fitNumber(column('standardize', 'mean'), Float64Array.of(1, 2, 3, last), rows(3));
    expect(fit(4)).toEqual(fit(1e6));
  });

  it('fills categories by their rule', () => {
    const fit = (missing: MissingRule) =>
      fitCategory(column('onehot', missing, 'category'), ['a', 'b', 'c'], Int32Array.of(2, 1, 1, -1, 0), rows(4));
    expect(fit('mostFrequent')).toMatchObject({ categories: ['a', 'b', 'c'], fill: 'b' });
    expect(fit('zero')).toMatchObject({ fill: null });
    expect(fit('own')).toMatchObject({ categories: ['a', 'b', 'c', missingCategory], fill: missingCategory });
    expect(columnWidth(fit('own'))).toBe(4);
  });

  it.each<readonly [string, MissingRule, readonly string[], number, readonly string[]]>([
    // Counts of the training part: a 1, b 3, c 2, d 2; e is seen in no row of it.
    [
      'the most frequent keep a place, of equals the first',
      'mostFrequent',
      ['a', 'b', 'c', 'd', 'e'],
      2,
      ['b', 'c', otherCategory],
    ],
    ['missing has its own', 'own', ['a', 'b', 'c', 'd', 'e'], 1, ['b', otherCategory, missingCategory]],
    [
      'one that is called so is rare',
      'mostFrequent',
      ['a', otherCategory, 'c', 'd', 'e'],
      3,
      ['a', 'c', 'd', otherCategory],
    ],
    ['as many as there are', 'mostFrequent', ['a', 'b', 'c', 'd', 'e'], 5, ['a', 'b', 'c', 'd', 'e']],
  ])('groups rare categories: %s', (_, missing, found, keep, categories) => {
    const config = { ...column('onehot', missing, 'category'), keep };
    const fitted = fitCategory(config, found, Int32Array.of(0, 1, 1, 1, 2, 2, 3, 3, -1, 4, 4, 4, 4), rows(9));
    expect(fitted).toMatchObject({ categories });
    expect(columnWidth(fitted)).toBe(categoryCount(config, found));
    const grouped = categories.includes(otherCategory);
    const unseen = encodeRow({ modality: 'table', columns: [fitted] }, { c: 'never seen' });
    expect(Array.from(unseen)).toEqual(categories.map((category) => Number(grouped && category === otherCategory)));
  });

  it('scales a target as its column says, by steps that have a way back', () => {
    const steps = [
      { type: 'clip', params: { low: 0, high: 1 } },
      { type: 'log', params: {} },
    ] as const;
    const spec = { title: 'y', task: 'regression' } as const;
    const of = (encoding: Encoding) => fitTarget('y', spec, values, rows(6), { encoding, steps });
    expect(of('minmax')).toMatchObject({
      steps: [{ type: 'log' }],
      subtract: expect.closeTo(Math.log(2), 14) as number,
      divide: expect.closeTo(Math.log(5), 14) as number,
    });
    expect(of('none')).toMatchObject({ subtract: 0, divide: 1 });
    expect(fitTarget('y', spec, values, rows(6))).toEqual({
      task: 'regression',
      column: 'y',
      subtract: expect.closeTo(3.6, 14) as number,
      divide: expect.closeTo(2.870540018881465, 14) as number,
    });
  });
});

describe('targets', () => {
  const binary = { task: 'binary', column: 'y', classes: ['no', 'yes'] } as const;
  const three = { task: 'classification', column: 'y', classes: ['a', 'b', 'c'] } as const;
  const amount = { task: 'regression', column: 'y', subtract: 10, divide: 4 } as const;

  it('turns into numbers and back', () => {
    expect(['no', 'yes', 'maybe', null].map((value) => encodeTarget(binary, value))).toEqual([0, 1, NaN, NaN]);
    expect([14, '6', ''].map((value) => encodeTarget(amount, value))).toEqual([1, -1, NaN]);
    expect(decodeTarget(amount, [1])).toEqual({ value: 14 });
    const curved = { ...amount, steps: [{ type: 'root' }, { type: 'log' }] } as const;
    for (const value of [-2000, -3, 0, 0.25, 14, 1e6])
      expect(decodeTarget(curved, [encodeTarget(curved, value)])).toEqual({
        value: expect.closeTo(value, 6) as number,
      });
    expect(decodeTarget(binary, [0.75])).toEqual({ index: 1, label: 'yes', probabilities: [0.25, 0.75] });
    expect(decodeTarget(binary, [0.75, 0.25])).toMatchObject({ index: 0, label: 'no' });
    expect(decodeTarget(three, [0.2, 0.5, 0.3])).toMatchObject({ index: 1, label: 'b' });
  });
});

const stretchedTo = (width: number, height: number, channels: 1 | 3) =>
  ({ width, height, channels, framing: 'stretch' }) as const;

describe('resizePixels', () => {
  const grey = (data: number[], width: number, height: number) => ({ data, width, height, channels: 1 as const });

  it.each<readonly [string, number[], readonly [number, number], readonly [number, number], readonly number[]]>([
    // tf.image.resize([[0],[100]] as [1, 2, 1], (1, 4)) = 0, 25, 75, 100
    ['twice as wide', [0, 100], [2, 1], [4, 1], [0, 25, 75, 100]],
    // Half as wide: position 0.5 of each pair.
    ['half as wide', [0, 100, 50, 150], [4, 1], [2, 1], [50, 100]],
    ['the same size', [7, 8, 9, 10], [2, 2], [2, 2], [7, 8, 9, 10]],
    ['one pixel', [42], [1, 1], [2, 3], [42, 42, 42, 42, 42, 42]],
    ['to one pixel', [0, 100, 100, 200], [2, 2], [1, 1], [100]],
  ])('%s', (_, data, [fromW, fromH], [toW, toH], expected) => {
    expect(Array.from(resizePixels(grey(data, fromW, fromH), stretchedTo(toW, toH, 1)))).toEqual(expected);
  });

  it('mixes colours into grey, lays transparency over white, and rounds halves up', () => {
    const rgba = (...data: number[]) =>
      resizePixels({ data, width: 1, height: 1, channels: 4 }, stretchedTo(1, 1, 1))[0];
    expect(rgba(255, 0, 0, 255)).toBe(76); // 76.245
    expect(rgba(0, 255, 0, 255)).toBe(150); // 149.685
    expect(rgba(0, 0, 255, 255)).toBe(29); // 29.07
    expect(rgba(255, 255, 255, 255)).toBe(255);
    expect(rgba(0, 0, 0, 0)).toBe(255);
    expect(rgba(0, 0, 0, 128)).toBe(127);
    expect(Array.from(resizePixels(grey([0, 1], 2, 1), stretchedTo(1, 1, 3)))).toEqual([1, 1, 1]);
  });

  it('stays between the smallest and the largest pixel, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, size, fc.integer({ min: 0, max: 1000 }), (fromW, fromH, toW, toH, seed) => {
        const data = Array.from({ length: fromW * fromH }, (_, i) => ((i + 1) * 7919 * (seed + 1)) % 256);
        const out = resizePixels(grey(data, fromW, fromH), stretchedTo(toW, toH, 1));
        expect(out.length).toBe(toW * toH);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(Math.min(...data));
        expect(Math.max(...out)).toBeLessThanOrEqual(Math.max(...data));
      }),
    );
  });

  it('scales per channel', () => {
    const input = {
      modality: 'image',
      width: 1,
      height: 1,
      channels: 3,
      subtract: [0, 10, 20],
      divide: [255, 10, 5],
    } as const;
    expect(Array.from(encodePixels(input, [255, 20, 30, 255], 1, 1))).toEqual([1, 1, 2]);
  });
});

describe('cells', () => {
  it.each<readonly [string, '.' | ',', number]>([
    ['3.14', '.', 3.14],
    ['-2', '.', -2],
    ['+5', '.', 5],
    ['.5', '.', 0.5],
    ['5.', '.', 5],
    ['1e3', '.', 1000],
    ['1E-2', '.', 0.01],
    ['3,14', ',', 3.14],
    ['3.14', ',', NaN],
    ['3,14', '.', NaN],
    ['', '.', NaN],
    ['-', '.', NaN],
    ['1e400', '.', NaN],
    ['0x10', '.', NaN],
    ['1,234', '.', NaN],
    ['NaN', '.', NaN],
    ['Infinity', '.', NaN],
    ['1 000', '.', NaN],
    ['٣', '.', NaN],
    ['1_0', '.', NaN],
    ['e5', '.', NaN],
  ])('parseNumber(%j, %j) is %d', (text, decimal, expected) => {
    expect(parseNumber(text, decimal)).toBe(expected);
  });

  it('parses a number only as Number does', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => parseNumber(String(value)) === value || Object.is(value, -0),
      ),
    );
    fc.assert(
      fc.property(fc.string(), (text) => [Number(text), NaN].some((value) => Object.is(value, parseNumber(text)))),
    );
  });

  it('knows shapes', () => {
    expect(['007', '0', '0.5', '10', '00'].map(hasLeadingZero)).toEqual([true, false, false, false, true]);
    expect(['1,234', '1.234.567', '12,34', '1234', '1,234.5'].map(looksGrouped)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['2024-01-31', '31.1.2024', '1/2/24 14:00', '14:00', '3.14', '2024'].map(looksLikeDate)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it.each<readonly [readonly string[], readonly string[]]>([
    [
      ['1', '0'],
      ['0', '1'],
    ],
    [
      ['10', '9', '2.5'],
      ['2.5', '9', '10'],
    ],
    [
      ['Yes', 'No'],
      ['No', 'Yes'],
    ],
    [
      ['true', 'false'],
      ['false', 'true'],
    ],
    [
      ['b', 'a', 'B'],
      ['B', 'a', 'b'],
    ],
    [
      ['10', 'x', '9'],
      ['10', '9', 'x'],
    ],
  ])('sortCategories(%j) is %j', (given, expected) => {
    expect(sortCategories(given)).toEqual(expected);
  });
});

describe('steps', () => {
  const fitted = (steps: readonly FittedStep[]) =>
    ({ type: 'number', name: 'x', fill: 4, steps, subtract: 1, divide: 2 }) as const;
  it.each<readonly [string, readonly FittedStep[], number, number]>([
    ['none', [], 5, 2],
    ['a gap, then a limit', [{ type: 'clip', low: 0, high: 3 }], NaN, 1],
    ['below a limit', [{ type: 'clip', low: 0, high: 3 }], -8, -0.5],
    ['a logarithm', [{ type: 'log' }], Math.E - 1, 0],
    ['a logarithm below zero', [{ type: 'log' }], 1 - Math.E, -1],
    ['a root', [{ type: 'root' }], -9, -2],
    ['in their order', [{ type: 'root' }, { type: 'clip', low: 0, high: 2 }], 9, 0.5],
    ['the other way round', [{ type: 'clip', low: 0, high: 2 }, { type: 'root' }], 9, (Math.SQRT2 - 1) / 2],
    ['a place between points', [{ type: 'ranks', points: [0, 10, 20] }], 15, -0.125],
    ['the middle of equal points', [{ type: 'ranks', points: [0, 5, 5, 5, 9] }], 5, -0.25],
    ['beyond the points', [{ type: 'ranks', points: [0, 10, 20] }], 99, 0],
    ['points that are all equal', [{ type: 'ranks', points: [3, 3, 3] }], 3, -0.5],
  ])('%s', (_, steps, value, expected) => expect(encodeNumber(fitted(steps), value)).toBeCloseTo(expected, 12));

  it('are definitions whose parameters stand in their own ranges, and fit to nothing without harm', () => {
    for (const definition of columnSteps) {
      expect(checkParams(definition.params, newStep(definition).params)).toBeNull();
      const step = definition.fit(newStep(definition).params, new Float64Array(0));
      expect(Number.isFinite(applyStep(step, 3)), definition.id).toBe(true);
      expect(applyStep(step, NaN), definition.id).toBeNaN();
      expect(isReversible(step), definition.id).toBe(definition.reversible === true);
      if (isReversible(step)) for (const x of [-7, 0, 3]) expect(undoStep(step, applyStep(step, x))).toBeCloseTo(x, 12);
      // Every step keeps the order of values.
      const sorted = Float64Array.of(-50, -1, 0, 0.5, 2, 7, 900);
      const of = definition.fit(newStep(definition).params, sorted);
      const out = [...sorted].map((x) => applyStep(of, x));
      expect([...out].sort((a, b) => a - b)).toEqual(out);
    }
  });

  it('fall back to defaults where a document says nonsense', () => {
    const clip = findStep('clip')!;
    expect(stepParams(clip, { low: 'x' })).toEqual({ low: 0, high: 1 });
    expect(clip.fit({ low: 9, high: 2 }, new Float64Array(0))).toEqual({ type: 'clip', low: 2, high: 9 });
  });
});
