// Generated texts: repeatable, balanced, and true to their class but for the noise.
import { describe, expect, it } from 'vitest';
import { textGenerators } from '../../../shared/data/generators/texts';

const columns = (id: string, options: Record<string, number>) => {
  const generator = textGenerators.find((entry) => entry.id === id)!;
  return generator.generate(options).columns as { readonly [name: string]: readonly string[] };
};
const ids = textGenerators.map(({ id, target }) => [id, target] as const);

describe.each(ids)('%s', (id, target) => {
  it('equal seeds give equal texts, another seed gives others', () => {
    expect(columns(id, { count: 40, seed: 3 })).toEqual(columns(id, { count: 40, seed: 3 }));
    expect(columns(id, { count: 40, seed: 3 })).not.toEqual(columns(id, { count: 40, seed: 4 }));
    expect(columns(id, { count: 30, seed: 3 })['text']!.slice(0, 11)).toEqual(
      columns(id, { count: 11, seed: 3 })['text'],
    );
  });

  it.each([10, 11, 401])('%i texts, classes in balance', (count) => {
    const labels = columns(id, { count, seed: 1 })[target]!;
    expect(labels).toHaveLength(count);
    const counts = [...new Set(labels)].map((label) => labels.filter((other) => other === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('texts are sentences, and few repeat', () => {
    const texts = columns(id, { count: 1000, seed: 1 })['text']!;
    for (const text of texts) expect(text).toMatch(/^[A-Z].*[.!]$/);
    expect(new Set(texts).size).toBeGreaterThan(900);
  });
});

it('without noise no review of one sentence that praises says that all is terrible', () => {
  const { text, sentiment } = columns('reviews', { count: 2000, seed: 1, noise: 0 });
  for (const [i, words] of text!.entries()) {
    if (/\b(?:Never again|Save your money|One star|waste of time)\b/.test(words))
      expect(sentiment![i]).toBe('negative');
    if (/\b(?:would come again|Highly recommended|Five stars|Worth every cent)\b/.test(words))
      expect(sentiment![i]).toBe('positive');
  }
});
