// Made tables say what they promise: how many frauds there are and how they look, and how unfair the bank was.
import { describe, expect, it } from 'vitest';
import { findGenerator } from '../../../shared/data/generators';

const made = (id: string, options = {}) => findGenerator(id)!.generate(options).columns;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('card payments', () => {
  it.each([0.01, 0.03, 0.2])('hold frauds by their share: %f', (share) => {
    const isFraud = (made('fraud', { share })['fraud'] as readonly string[]).map((name) => Number(name === 'yes'));
    // Five standard errors of 12,000 draws.
    expect(Math.abs(mean(isFraud) - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / isFraud.length));
  });

  it('of frauds look like any other where the noise says so', () => {
    const declined = (noise: number) => {
      const columns = made('fraud', { noise });
      const names = columns['fraud'] as readonly string[];
      return mean([...(columns['declined_today'] as Float64Array)].filter((_, i) => names[i] === 'yes'));
    };
    expect(declined(0)).toBeGreaterThan(1.2);
    expect(declined(1)).toBeLessThan(0.4);
  });

  it('begin alike, however many there are', () => {
    const [short, long] = [made('fraud', { count: 50 }), made('fraud', { count: 80 })];
    for (const [name, column] of Object.entries(short)) expect([...long[name]!].slice(0, 50)).toEqual([...column]);
  });
});

describe('loan decisions', () => {
  /** The share granted in Oldtown less the share granted in Riverside. */
  const gap = (bias: number) => {
    const columns = made('credit', { bias });
    const districts = columns['district'] as readonly string[];
    const granted = (columns['granted'] as readonly string[]).map((name) => Number(name === 'yes'));
    const of = (district: string) => mean(granted.filter((_, i) => districts[i] === district));
    return of('Oldtown') - of('Riverside');
  };
  it.each([
    [0, -0.08, 0.08],
    [1, 0.2, 0.35],
    [3, 0.5, 0.75],
  ])('with a bias of %f differ by district', (bias, least, most) => {
    expect(gap(bias)).toBeGreaterThan(least);
    expect(gap(bias)).toBeLessThan(most);
  });

  it('leave the district out of what the network sees', () => {
    expect(findGenerator('credit')!.ignore).toEqual(['district']);
  });
});

it('inspected parts show their scratch: more ink where it is longer', () => {
  const columns = made('inspection', { noise: 0 });
  const pixels = Object.entries(columns).filter(([name]) => name.startsWith('pixel_'));
  expect(pixels).toHaveLength(64);
  const broke = columns['broke'] as readonly string[];
  const ink = broke.map((_, i) => pixels.reduce((sum, [, values]) => sum + Number(values[i]), 0));
  const of = (name: string) => mean(ink.filter((_, i) => broke[i] === name));
  expect(of('yes')).toBeGreaterThan(of('no') + 2);
  for (const [, values] of pixels) for (const value of values) expect(Number(value)).toBeLessThanOrEqual(1);
});
