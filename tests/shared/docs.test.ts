// The pages that list definitions are true to the code: each is there, and nothing that is gone.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losses } from '../../shared/choices/losses';
import { metrics } from '../../shared/choices/metrics';
import { optimizers } from '../../shared/choices/optimizers';
import { schedules } from '../../shared/choices/schedules';
import { exportFormats } from '../../shared/export';
import { lintRules } from '../../shared/network/lint';
import { samples } from '../../shared/samples';

const page = (name: string) => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');
/** The first cell of every row of the tables under a heading. */
const firstCells = (text: string) =>
  [...text.matchAll(/^\| ([^|]+?) +\|/gmu)].map(([, cell]) => cell!).filter((cell) => !/^-+$/u.test(cell));

describe('docs/training.md', () => {
  const sections = page('training.md').split('\n## ');
  it.each([
    ['Losses', losses],
    ['Optimizers', optimizers],
    ['Learning-rate schedules', schedules],
    ['Metrics', metrics],
  ] as const)('%s', (heading, list) => {
    const section = sections.find((text) => text.startsWith(heading))!;
    expect(firstCells(section).slice(1)).toEqual(list.map(({ title }) => title));
  });
});

it('docs/lint.md lists every rule with its reason', () => {
  const text = page('lint.md');
  expect(firstCells(text).slice(1)).toEqual(lintRules.map(({ id }) => `\`${id}\``));
  for (const { reason } of lintRules) expect(text).toContain(reason);
});

describe('docs/export-matrix.md', () => {
  const text = page('export-matrix.md');
  const cellsOf = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const head = cellsOf(/^\| sample .*$/mu.exec(text)![0]).slice(1);
  const rows = new Map([...text.matchAll(/^\| `([\w-]+)` .*$/gmu)].map(([line, id]) => [id!, cellsOf(line).slice(1)]));
  const reasons = [...text.matchAll(/^- ([\w-]+), (.+?): /gmu)].map(([, format, of]) => ({ format, of: of! }));

  /** A new sample is at least said to be missing, which the next nightly run mends. */
  const awaited = [...(/^Not run yet: (.*)$/mu.exec(text)?.[1] ?? '').matchAll(/`([\w-]+)`/gu)].map(([, id]) => id!);

  it('has every format and every sample', () => {
    expect(head).toEqual(exportFormats.map(({ id }) => id));
    const ids = samples.map(({ id }) => id);
    expect([...rows.keys()]).toEqual(ids.filter((id) => !awaited.includes(id)));
    expect(ids.filter((id) => !rows.has(id))).toEqual(awaited);
  });

  it('has a figure or a reason in every cell', () => {
    const silent = [...rows].flatMap(([id, cells]) =>
      head
        .filter((format, place) => {
          const figure = /^\d(\.\d)?e[+-]\d+, .*% of \d+$/u.test(cells[place]!.replace(/\*/gu, ''));
          const reason = reasons.some(
            ({ format: about, of }) => about === format && (of === 'every sample' || of.includes(`\`${id}\``)),
          );
          return !figure && !(reason && ['–', 'written', '**no**'].includes(cells[place]!));
        })
        .map((format) => `${id}, ${format}`),
    );
    expect(silent).toEqual([]);
  });
});

describe('files that the pages name', () => {
  const root = resolve(import.meta.dirname, '../..');
  const pages = [
    ...readdirSync(resolve(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
    'README.md',
    'CONTRIBUTING.md',
    'electron/engine/README.md',
    'electron/engine/graph/README.md',
  ];
  /** "a/{b,c}.ts" is "a/b.ts" and "a/c.ts". */
  const spelledOut = (path: string): readonly string[] => {
    const braces = /^(.*?)\{([^{}]*)\}(.*)$/u.exec(path);
    return braces === null
      ? [path]
      : braces[2]!.split(',').flatMap((part) => spelledOut(`${braces[1]}${part}${braces[3]}`));
  };

  it.each(pages)('of %s are there', (file) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    const named = [...text.matchAll(/`((?:shared|electron|renderer|scripts|tests|assets|docs)\/[^\s`<…*]*)`/gu)];
    const gone = named.flatMap(([, path]) => spelledOut(path!)).filter((path) => !existsSync(resolve(root, path)));
    expect(gone).toEqual([]);
  });
});
