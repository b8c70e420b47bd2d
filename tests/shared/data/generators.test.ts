// Generated data sets: repeatable, balanced, on the curve that they promise.
import { describe, expect, it } from 'vitest';
import { checkParams, defaultsOf } from '../../../shared/params';
import { type GeneratorOptions, findGenerator, generateTable, generators } from '../../../shared/data/generators';

function points(id: string, options: GeneratorOptions) {
  const { columns } = findGenerator(id)!.generate(options);
  const x = columns['x'] as Float64Array;
  const y = columns['y'] as Float64Array;
  const names = columns['class'] as readonly string[] | undefined;
  const value = columns['value'] as Float64Array | undefined;
  return Array.from(x, (_, i) => ({ x: x[i]!, y: y[i]!, name: names?.[i] ?? '', value: value?.[i] ?? NaN }));
}
/** Those of points in a table; texts, series and sounds have tests of their own. */
const ids = generators.filter(({ kind }) => kind === undefined).map((generator) => generator.id);

describe('every generator', () => {
  it('has an id of its own', () => {
    expect(ids).toEqual(['xor', 'spirals', 'circles', 'moons', 'blobs', 'plane']);
  });

  it.each(generators)('$id: is well defined', (generator) => {
    expect(generator.summary).toMatch(/^[A-Z].*\.$/);
    expect(checkParams(generator.params, defaultsOf(generator.params))).toBeNull();
    expect(Object.keys(generator.params)).toEqual(expect.arrayContaining(['count', 'noise', 'seed']));
    expect(generator.columns).toContain(generator.target);
    const { columns } = generator.generate({});
    expect(Object.keys(columns)).toEqual(generator.columns);
    for (const column of Object.values(columns)) {
      expect(column).toHaveLength(Number(generator.params['count']?.default));
      if (column instanceof Float64Array) expect(column.every(Number.isFinite)).toBe(true);
    }
  });

  it.each(ids)('%s: equal seeds give equal data, seed 0 included; another seed gives other data', (id) => {
    for (const seed of [0, 1, 4294967295]) {
      expect(points(id, { count: 50, seed })).toEqual(points(id, { count: 50, seed }));
    }
    expect(points(id, { count: 50, seed: 0 })).not.toEqual(points(id, { count: 50, seed: 1 }));
    expect(points(id, { count: 50 })).toEqual(points(id, { count: 50, seed: 0 }));
    expect(new Set(points(id, { count: 50, seed: 0 }).map((point) => point.x)).size).toBeGreaterThan(
      id === 'blobs' ? 49 : 40,
    );
  });

  it.each(ids)('%s: a longer table begins with the shorter one', (id) => {
    expect(points(id, { count: 30, seed: 3 }).slice(0, 11)).toEqual(points(id, { count: 11, seed: 3 }));
  });

  it.each(ids.flatMap((id) => [10, 11, 101, 1000].map((count) => [id, count] as const)))(
    '%s: %i points, classes in balance',
    (id, count) => {
      const made = points(id, { count, seed: 5 });
      expect(made).toHaveLength(count);
      if (id === 'plane') return;
      const names = [...new Set(made.map((point) => point.name))].sort();
      expect(names).toEqual(['A', 'B', 'C'].slice(0, id === 'blobs' ? 3 : 2));
      const counts = names.map((name) => made.filter((point) => point.name === name).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    },
  );

  it.each(ids.filter((id) => id !== 'plane'))('%s: noise moves the same points by its standard deviation', (id) => {
    const still = points(id, { count: 5000, seed: 2, noise: 0 });
    const moved = points(id, { count: 5000, seed: 2, noise: 0.1 });
    const shifts = moved.flatMap((point, i) => [point.x - still[i]!.x, point.y - still[i]!.y]);
    const mean = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
    const deviation = Math.sqrt(shifts.reduce((sum, shift) => sum + (shift - mean) ** 2, 0) / shifts.length);
    // 10,000 draws: the standard errors are 0.001 and 0.0007; five of them.
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.0036);
  });
});

describe('without noise, points lie where the definition says', () => {
  it('xor: equal signs are A, opposite signs are B, all four corners are filled', () => {
    const made = points('xor', { count: 1000, noise: 0, seed: 1 });
    for (const { x, y, name } of made) {
      expect(name).toBe(x * y > 0 ? 'A' : 'B');
      for (const coordinate of [x, y]) {
        expect(Math.abs(coordinate)).toBeGreaterThanOrEqual(0.05);
        expect(Math.abs(coordinate)).toBeLessThanOrEqual(1);
      }
    }
    const corners = made.map(({ x, y }) => `${Math.sign(x)} ${Math.sign(y)}`);
    for (const corner of new Set(corners))
      expect(corners.filter((other) => other === corner).length).toBeGreaterThan(200);
    expect(new Set(corners).size).toBe(4);
  });

  it.each([
    [0.25, 2],
    [1.5, 3],
    [4, 5],
  ])('spirals: %f turns, %i arms', (turns, classes) => {
    for (const { x, y, name } of points('spirals', { count: 500, noise: 0, seed: 1, turns, classes })) {
      const radius = Math.hypot(x, y);
      expect(radius).toBeGreaterThanOrEqual(0.1 - 1e-12);
      expect(radius).toBeLessThanOrEqual(1);
      const arm = 'ABCDE'.indexOf(name);
      const whole = Math.atan2(y, x) / (2 * Math.PI) - turns * radius - arm / classes;
      expect(Math.abs(whole - Math.round(whole))).toBeLessThan(1e-9);
    }
  });

  it('circles: A on radius 1, B on the inner radius', () => {
    for (const { x, y, name } of points('circles', { count: 200, noise: 0, seed: 1, factor: 0.3 })) {
      expect(Math.hypot(x, y)).toBeCloseTo(name === 'A' ? 1 : 0.3, 12);
    }
  });

  // Oracle: sklearn.datasets.make_moons: outer (cos t, sin t), inner (1 - cos t, 1 - sin t - 0.5), t in [0, pi].
  it('moons: A on the upper half circle about (0, 0), B on the lower about (1, 0.5)', () => {
    for (const { x, y, name } of points('moons', { count: 200, noise: 0, seed: 1 })) {
      expect(name === 'A' ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 12);
      if (name === 'A') expect(y).toBeGreaterThanOrEqual(0);
      else expect(y).toBeLessThanOrEqual(0.5);
    }
  });

  it('blobs: on their centres, evenly on the unit circle', () => {
    for (const { x, y, name } of points('blobs', { count: 40, noise: 0, seed: 1, classes: 4 })) {
      const [centreX, centreY] = { A: [1, 0], B: [0, 1], C: [-1, 0], D: [0, -1] }[name]!;
      expect(x).toBeCloseTo(centreX!, 12);
      expect(y).toBeCloseTo(centreY!, 12);
    }
  });

  it('plane: the value is the plane, and noise strays from it by its standard deviation', () => {
    for (const { x, y, value } of points('plane', {
      count: 200,
      noise: 0,
      seed: 1,
      slopeX: 3,
      slopeY: 0.5,
      offset: -2,
    })) {
      expect(value).toBeCloseTo(3 * x + 0.5 * y - 2, 12);
    }
    const errors = points('plane', { count: 5000, noise: 0.2, seed: 1 }).map(
      ({ x, y, value }) => value - (2 * x - y + 0.5),
    );
    expect(Math.abs(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / 5000) - 0.2)).toBeLessThan(0.01);
  });
});

// Pinned, since the data of saved projects must not change under their owners. Oracle: a Python transcription of
// splitmix32, xoshiro128**, Box and Muller's transform and the formulas in generators.ts.
describe('first two rows at seed 0 and default parameters', () => {
  it.each([
    ['xor', [-0.0699850910622941, -0.636648070611714, 'A'], [-0.802558012521782, 0.00245235485387823, 'B']],
    ['spirals', [-0.397331840741322, -0.268189732733587, 'A'], [0.0901704547270516, -0.193063347650486, 'B']],
    ['circles', [-0.872487384025451, 0.489501269515341, 'A'], [0.175852780520144, 0.54123505161841, 'B']],
    ['moons', [0.246169879424552, 0.945918716688064, 'A'], [0.0410583862896245, 0.172042907037413, 'B']],
    ['blobs', [1.20723156117266, 0.211306368959636, 'A'], [-0.428256515558297, 0.655243068824503, 'B']],
    [
      'plane',
      [-0.166497334837914, -0.97905866894871, 1.19889059151279],
      [-0.469926527701318, -0.651110682170838, 0.158562043028218],
    ],
  ])('%s', (id, ...rows) => {
    const { columns, target } = findGenerator(id as string)!;
    const made = findGenerator(id as string)!.generate({ seed: 0 }).columns;
    rows.forEach((row, i) => {
      columns.forEach((column, j) => {
        const cell = made[column]![i]!;
        if (column === target && typeof cell === 'string') expect(cell).toBe(row[j]);
        else expect(cell).toBeCloseTo(row[j] as number, 12);
      });
    });
  });
});

describe('values out of range', () => {
  it.each([
    ['xor', { count: 9 }, 'count'],
    ['xor', { count: 12.5 }, 'count'],
    ['xor', { count: 1e9 }, 'count'],
    ['moons', { noise: -0.1 }, 'noise'],
    ['moons', { noise: NaN }, 'noise'],
    ['spirals', { classes: 6 }, 'classes'],
    ['spirals', { turns: Infinity }, 'turns'],
    ['blobs', { seed: -1 }, 'seed'],
    ['blobs', { seed: 0.5 }, 'seed'],
    ['circles', { factor: 1 }, 'factor'],
  ])('%s %o is refused and named', (id, values, param) => {
    const result = generateTable(id, values);
    expect(result).toMatchObject({ ok: false, problem: { code: 'data.generator', param } });
    expect(() => findGenerator(id)!.generate(values)).toThrow(RangeError);
  });

  it.each([[{ noise: '0.1' }], [{ count: null }], [{ seed: [1] }]])('%o of the wrong type is refused', (values) => {
    expect(generateTable('xor', values).ok).toBe(false);
  });

  it('an unknown id is answered with those that exist', () => {
    const result = generateTable('swiss-roll');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem.message).toContain('xor, spirals, circles, moons, blobs, plane');
  });

  it('sound values, and unknown names beside them, give the table', () => {
    const result = generateTable('circles', { count: 12, later: true });
    expect(result.ok && result.value.columns['x']).toHaveLength(12);
  });
});
