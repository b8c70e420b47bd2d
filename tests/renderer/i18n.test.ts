// @vitest-environment node
// Every word that the window asks the catalogue for is there, and nothing in it is left over.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../../renderer/i18n';

const root = resolve(import.meta.dirname, '../../renderer');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => readFileSync(join(root, path), 'utf8'));

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value as object, `${prefix}${key}.`),
  );
}
const keys = keysOf(english);
const plain = new Set(keys.map((key) => key.replace(/_(one|other)$/, '')));

describe('the catalogue', () => {
  it('has every key that the code names', () => {
    const named = sources.flatMap((source) =>
      [...source.matchAll(/\b(?:t|words)\(\s*'([\w.]+)'/g)].map((match) => match[1]!),
    );
    expect(named.length).toBeGreaterThan(200);
    expect([...new Set(named)].filter((key) => !plain.has(key))).toEqual([]);
  });

  it('names every step of undo', () => {
    expect(sources.flatMap((source) => source.match(/\bedit(?:Network)?\(\s*['"`].*/g) ?? [])).toEqual([]);
  });

  it('has an area for every key that is put together', () => {
    const begun = sources.flatMap((source) =>
      [...source.matchAll(/\b(?:t|words)\(\s*`([\w.]*)\$\{/g)].map((match) => match[1]!),
    );
    expect([...new Set(begun)].filter((start) => ![...plain].some((key) => key.startsWith(start)))).toEqual([]);
  });

  it('says something for every key, and both numbers where it counts', () => {
    const texts = new Map<string, string>();
    const collect = (tree: object, prefix = ''): void => {
      for (const [key, value] of Object.entries(tree)) {
        if (typeof value === 'string') texts.set(prefix + key, value);
        else collect(value as object, `${prefix}${key}.`);
      }
    };
    collect(english);
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
    const lonely = keys.filter(
      (key) =>
        (key.endsWith('_one') && !keys.includes(key.replace(/_one$/, '_other'))) ||
        (key.endsWith('_other') && !keys.includes(key.replace(/_other$/, '_one'))),
    );
    expect(lonely).toEqual([]);
  });
});
