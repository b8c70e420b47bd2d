// C headers compiled by the system's compiler: every example of every layer that C knows, and whole exports on samples.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { weightsToExport } from '../../../electron/engine/network';
import { activations } from '../../../shared/choices/activations';
import { cLayers, writeCHeader } from '../../../shared/export/cHeader';
import { CannotExport } from '../../../shared/export/format';
import { findLayer } from '../../../shared/layers';
import { spec } from '../../../shared/shape';
import { engines } from '../runs';
import { exportCases, openCase } from './cases';
import { type ExampleRow, exampleRows, openExample } from './examples';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-c-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const compiler = spawnSync('cc', ['--version']).status === 0;

const rows: readonly ExampleRow[] = [
  ...exampleRows.filter(({ kind }) => cLayers.includes(kind)),
  ...activations.map(({ id }) => ({
    kind: 'conv2d',
    title: id,
    layer: findLayer('conv2d')!,
    example: {
      inputs: [spec([5, 4, 2])],
      params: { filters: 3, activation: id },
      output: spec([3, 2, 3]),
      weightCount: 0,
    },
  })),
];

describe.skipIf(!compiler)('layers in C', () => {
  it.each(rows)('$kind $title', async (row) => {
    const { tf } = await engines.current();
    const open = openExample(tf, row);
    const weights = weightsToExport(open.network);
    open.network.dispose();
    let header;
    try {
      header = writeCHeader(open.network.plan, weights, row.title);
    } catch (error) {
      // What C has no code for is named, not guessed.
      if (!(error instanceof CannotExport)) throw error;
      expect(error.message).toMatch(/^layer: (branches of different shapes|sequences cannot be|it skips code 0)/);
      return;
    }
    writeFileSync(join(folder, 'network.h'), header.text);
    writeFileSync(join(folder, 'example.c'), readFileSync(resolve('shared/export/c/example.c.txt')));
    const flags = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-Wno-unused-const-variable'];
    execFileSync('cc', [...flags, '-o', join(folder, 'run'), join(folder, 'example.c'), '-lm']);
    const input = open.inputs.flatMap(({ values }) => values).join(' ');
    const output = execFileSync(join(folder, 'run'), { input, encoding: 'utf8' });
    const numbers = output.trim().split(' ').map(Number);
    expect(numbers).toHaveLength(open.own.length);
    numbers.forEach((value, i) =>
      expect(Math.abs(value - open.own[i]!) / Math.max(1, Math.abs(value))).toBeLessThan(1e-5),
    );
  });
});

describe.skipIf(!compiler).each(exportCases.slice(0, 4).map((each, index) => ({ ...each, index })))(
  '$title',
  (given) => {
    it('the header answers as the run does', async () => {
      const open = await openCase(given);
      try {
        const request = { folder: 'run', format: 'c-header', out: join(folder, `case-${given.index}`), options: {} };
        const result = await exportRun(request, open.services);
        if (!result.ok) throw new Error(result.problem.message);
        expect(result.value.verdict).toMatch(/^Checked on \d+ samples by /);
        expect(result.value.verified!.largestDifference).toBeLessThan(1e-5);
        expect(result.value.verified!.sameClass).toBe(1);
      } finally {
        open.close();
      }
    }, 60_000);
  },
);

it('a layer without C code is named', async () => {
  const open = await openCase(exportCases[4]!);
  const request = { folder: 'run', format: 'c-header', out: join(folder, 'refused'), options: {} };
  const result = await exportRun(request, open.services);
  open.close();
  expect(result).toMatchObject({ ok: false, problem: { code: 'export.layer', node: 'both' } });
});
