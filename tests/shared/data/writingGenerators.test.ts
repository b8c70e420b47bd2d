// Generated stories and conversations: repeatable, balanced, and such that what follows can be known.
import { describe, expect, it } from 'vitest';
import { writingGenerators } from '../../../shared/data/generators/writing';

const textsOf = (id: string, options: Record<string, number>) =>
  writingGenerators.find((entry) => entry.id === id)!.generate(options).columns as {
    readonly [name: string]: readonly string[];
  };

describe.each(writingGenerators.map(({ id, target }) => [id, target] as const))('%s', (id, target) => {
  it('equal seeds give equal texts, another seed gives others, and a longer set begins as a shorter one', () => {
    const first = textsOf(id, { count: 40, seed: 3 });
    expect(textsOf(id, { count: 40, seed: 3 })).toEqual(first);
    expect(textsOf(id, { count: 40, seed: 4 })).not.toEqual(first);
    expect(textsOf(id, { count: 11, seed: 3 })['text']).toEqual(first['text']!.slice(0, 11));
  });

  it('classes are in balance, and few texts repeat', () => {
    const { text, [target]: labels } = textsOf(id, { count: 1000, seed: 1 });
    const counts = [...new Set(labels)].map((label) => labels!.filter((other) => other === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(new Set(text).size).toBeGreaterThan(900);
  });
});

it('a story keeps its hero and what was looked for to the end', () => {
  for (const text of textsOf('stories', { count: 200, seed: 2 })['text']!) {
    const [, name] = /^(\w+) the /.exec(text)!;
    expect(text).toContain(`At last ${name} found the `);
    const [, thing] = /found the ([\w ]+?) and /.exec(text)!;
    expect(text.split('At last')[0]).toMatch(new RegExp(`an? ${thing}`));
  }
});

it('a question has one answer', () => {
  const answers = new Map<string, string>();
  for (const text of textsOf('chat', { count: 2000, seed: 2 })['text']!) {
    for (const turn of text.split(/(?=You: )/)) {
      const [, question, answer] = /^You: (.*?) Bot: (.*?) ?$/.exec(turn)!;
      expect(answers.get(question!) ?? answer).toBe(answer);
      answers.set(question!, answer!);
    }
  }
  expect(answers.size).toBeGreaterThan(100);
});

it('slips change letters, and nothing else', () => {
  const clean = textsOf('stories', { count: 20, seed: 5 })['text']!;
  const slipped = textsOf('stories', { count: 20, seed: 5, noise: 0.1 })['text']!;
  expect(slipped).not.toEqual(clean);
  expect(slipped[0]!.length).toBe(clean[0]!.length);
});
