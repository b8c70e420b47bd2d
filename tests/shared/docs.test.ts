// The pages that list definitions are true to the code: each is there, and nothing that is gone.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losses } from '../../shared/choices/losses';
import { metrics } from '../../shared/choices/metrics';
import { optimizers } from '../../shared/choices/optimizers';
import { schedules } from '../../shared/choices/schedules';
import { lintRules } from '../../shared/network/lint';

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
