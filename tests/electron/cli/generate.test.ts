// layerloom generate over the real engine: a language model goes on with a beginning, a variational autoencoder makes
// pictures up; the same seed gives the same.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import * as data from '../../../electron/engine/data';
import { stableJson } from '../../../shared/project/json';
import { documentOfSample } from '../../../shared/samples';
import { createBuilder } from '../../../shared/samples/architectures/builder';
import { writer } from '../../../shared/samples/parts/writer';
import { newDigits } from '../../../shared/samples/projects/newDigits';
import { stories } from '../../../shared/samples/projects/stories';
import { bundled, type Sample } from '../../../shared/samples/sample';
import { bundle } from '../../engine/bundle';
import { temporaryFolder } from '../folder';

process.env['LAYERLOOM_ASSETS'] ??= resolve('assets');
let command = '';
beforeAll(async () => {
  command = await bundle('electron/cli/cli.ts');
  await bundle('electron/engine/engine.ts');
}, 120_000);

function layerloom(...args: readonly string[]): {
  code: number | null;
  text: string;
  lines: Record<string, unknown>[];
} {
  const env = { ...process.env, LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return {
    code: status,
    text: stdout + stderr,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** The sample's project with its data, trained for a moment. */
async function trained(folder: string, sample: Sample): Promise<string> {
  const config = await data.inspectData(sample.source, sample.options);
  if (!config.ok) throw new Error(config.problem.message);
  const file = join(folder, `${sample.id}.json`);
  writeFileSync(file, stableJson(documentOfSample(sample, 'p', config.value)));
  const run = join(folder, sample.id);
  expect(layerloom('train', file, '--epochs', '1', '--out', run)).toMatchObject({ code: 0 });
  return run;
}

it('a language model goes on with a beginning', async () => {
  const folder = temporaryFolder();
  const table = join(folder, 'texts.csv');
  const rows = Array.from(
    { length: 80 },
    (_, i) => `the ${['cat', 'dog', 'bird'][i % 3]} sleeps in the ${['sun', 'house'][i % 2]}`,
  );
  writeFileSync(table, `words,says\n${rows.map((row, i) => `${row},${i % 2}`).join('\n')}\n`);
  const run = await trained(folder, {
    ...stories,
    source: { type: 'file', path: table, name: 'texts.csv' },
    options: { readAs: 'text', level: 'word', length: 8 },
    network: (config) => writer(createBuilder(), config, { features: 16, blocks: 1 }),
  });
  const write = (...more: readonly string[]) => layerloom('generate', run, '--prompt', 'the cat', ...more);
  const { code, lines } = write('--json');
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatchObject({
    type: 'text',
    prompt: 'the cat',
    ended: expect.stringMatching(/end|length/) as string,
  });
  const { written } = lines.at(-1) as { written: string };
  expect(written.split(' ').every((word) => word === '' || rows.join(' ').includes(word))).toBe(true);
  expect(write().text).toContain(`the cat${written}`);
  expect(write('--count', '2', '--temperature', '0', '--top-k', '1', '--json').lines.at(-1)).toMatchObject({
    tokens: 2,
    ended: 'count',
  });
  expect(layerloom('generate', run)).toMatchObject({
    code: 1,
    text: expect.stringContaining('needs a beginning') as string,
  });
}, 120_000);

it('a variational autoencoder makes pictures up', async () => {
  const folder = temporaryFolder();
  const run = await trained(folder, { ...newDigits, source: bundled('digits8x8') });
  const out = join(folder, 'pictures');
  const { code, lines } = layerloom('generate', run, '--count', '3', '--out', out, '--json');
  expect(code).toBe(0);
  expect(lines.map(({ type, picture }) => [type, picture])).toEqual(
    [1, 2, 3].map((at) => ['sample', join(out, `${at}.png`)]),
  );
  expect(readdirSync(out)).toHaveLength(3);
  expect(readFileSync(join(out, '1.png')).subarray(1, 4).toString()).toBe('PNG');
  expect(layerloom('generate', run, '--out', out)).toMatchObject({ code: 3 });
}, 120_000);
