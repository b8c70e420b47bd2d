// The command on texts: trained on a table of them, asked about files, folders and tables.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bundle } from '../../engine/bundle';
import { temporaryFolder } from '../folder';
import { stableJson } from '../../../shared/project/json';
import { documentOfSample, findSample } from '../../../shared/samples';
import type { DataConfig } from '../../../shared/data/config';

let command = '';

beforeAll(async () => {
  command = await bundle('electron/cli/cli.ts');
  expect(dirname(await bundle('electron/engine/engine.ts'))).toBe(dirname(command));
}, 120_000);

interface Ended {
  readonly code: number | null;
  readonly complaints: string;
  readonly lines: readonly Record<string, unknown>[];
}

function layerloom(args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const env = { ...process.env, LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json'), LAYERLOOM_ENGINE: 'cpu' };
    const child = spawn(process.execPath, [command, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on('exit', (code) => {
      const lines = out.trim().split('\n').filter(Boolean);
      done({ code, complaints, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) });
    });
  });
}

it('trains on a column of texts and answers for files, folders and tables of them', async () => {
  const folder = temporaryFolder();
  const words = (praise: boolean, i: number) =>
    `the ${['soup', 'room', 'film'][i % 3]} was ${praise ? ['good', 'lovely', 'warm'][i % 3] : ['bad', 'awful', 'cold'][i % 3]} today`;
  const rows = Array.from(
    { length: 90 },
    (_, i) => `"${words(i % 2 === 0, i)} ${i}",${i % 2 === 0 ? 'praise' : 'blame'}`,
  );
  const table = join(folder, 'texts.csv');
  writeFileSync(table, `words,says\n${rows.join('\n')}\n`);
  const sample = findSample('topics')!;
  const text: NonNullable<DataConfig['text']> = {
    layout: 'table',
    columns: ['words', 'says'],
    textColumn: 'words',
    labelColumn: 'says',
    level: 'word',
    lowercase: true,
    length: 8,
    padding: 'after',
    vocabularySize: 120,
    distinct: 120,
    lengths: { median: 6, most95: 6, longest: 6 },
    classes: ['blame', 'praise'],
    classCounts: [45, 45],
    textCount: 90,
  };
  const data: DataConfig = {
    kind: 'text',
    source: { type: 'file', path: table, name: 'texts.csv' },
    options: {},
    text,
    split: { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: true },
    fingerprint: '',
  };
  const file = join(folder, 'texts.json');
  writeFileSync(file, stableJson(documentOfSample(sample, 'p', data)));
  const run = join(folder, 'run');
  const trained = await layerloom(['train', file, '--data', table, '--epochs', '8', '--out', run]);
  expect(trained.complaints).toBe('');
  expect(trained.code).toBe(0);
  const files = join(folder, 'letters');
  mkdirSync(files);
  writeFileSync(join(files, '1.txt'), 'The soup was lovely today.');
  writeFileSync(join(files, '2.txt'), 'The soup was awful today.');
  const paths = [join(files, '1.txt'), files, table];
  for (const [i, input] of paths.entries()) {
    const answered = await layerloom(['predict', run, '--input', input]);
    expect(answered.complaints).toBe('');
    expect(answered.code).toBe(0);
    expect(answered.lines).toHaveLength([1, 2, 90][i]!);
    for (const line of answered.lines) {
      expect(line).toMatchObject({ type: 'prediction', outputs: [{ target: 'says', classes: ['blame', 'praise'] }] });
    }
  }
}, 120_000);
