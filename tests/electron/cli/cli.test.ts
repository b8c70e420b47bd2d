// The command over the real engine: what it prints, how it ends, and that its lines are as docs/command.md says.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../engine/bundle';
import { documentNamed, temporaryFolder } from '../folder';
import { stableJson } from '../../../shared/project/json';
import { documentOfSample, findSample } from '../../../shared/samples';
import type { ProjectDocument } from '../../../shared/network/document';
import type { RunRecord } from '../../../shared/run/record';
import type { DataConfig } from '../../../shared/data/config';

let command = '';

beforeAll(async () => {
  command = await bundle('electron/cli/cli.ts');
  const engine = await bundle('electron/engine/engine.ts');
  expect(dirname(engine)).toBe(dirname(command));
}, 120_000);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly complaints: string;
  readonly lines: readonly Record<string, unknown>[];
}

function layerloom(args: readonly string[], interruptAt?: string): Promise<Ended> {
  return new Promise((done) => {
    const env = {
      ...process.env,
      LAYERLOOM_ASSETS: resolve('assets'),
      LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json'),
      LAYERLOOM_ENGINE: 'cpu',
    };
    const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let complaints = '';
    let interrupted = false;
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (interruptAt === undefined || interrupted || !out.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on('exit', (code) => {
      const lines = args.includes('--json')
        ? out
            .trim()
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [];
      done({ code, out, complaints, lines });
    });
  });
}

/** A straight line, y = 2 x + 1, as a table, and a document that learns it. */
async function project(folder: string): Promise<string> {
  const table = join(folder, 'line.csv');
  writeFileSync(table, `x,y\n${Array.from({ length: 120 }, (_, at) => `${at / 10},${at / 5 + 1}`).join('\n')}\n`);
  const sample = findSample('auto-mpg');
  if (sample === undefined) throw new Error('no sample');
  const column = (name: string, role: 'feature' | 'target') => ({
    name,
    role,
    type: 'number' as const,
    reason: '',
    input: 'features',
    encoding: 'standardize' as const,
    missing: 'mean' as const,
    facts: { missing: 0, unique: 120, min: 0, max: 30, mean: 10, std: 5 },
  });
  const data: DataConfig = {
    kind: 'table',
    source: { type: 'file', path: table, name: 'line.csv' },
    options: {},
    table: { columns: [column('x', 'feature'), column('y', 'target')], rowCount: 120 },
    split: { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: false },
    fingerprint: '',
  };
  const document: ProjectDocument = { ...documentOfSample(sample, 'p-line', data), name: 'Line' };
  const path = join(folder, 'line.json');
  // With --data the table is read anew, so options and fingerprint become those of the file.
  writeFileSync(path, stableJson(document));
  return path;
}

describe('layerloom', () => {
  const misuse: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['fly'], /no verb "fly"/],
    [['check'], /Expected: layerloom check FILE/],
    [['check', 'a', 'b'], /Expected/],
    [['check', 'a', '--nope'], /nope/],
    [['predict', 'a'], /--input is missing/],
    [['predict', 'a', '--input', 'b', '--decoding', 'x'], /--decoding must be beam or greedy/],
    [
      ['predict', 'a', '--input', 'b', '--option', 'width=99'],
      /Beginnings must be a whole number from 2 to 16. It is 99/,
    ],
    [
      ['export', 'a', '--format', 'notebook', '--out', 'b', '--option', 'raw=on'],
      /"notebook" has no option "raw". It has none/,
    ],
    [
      ['export', 'a', '--format', 'savedmodel', '--out', 'b', '--option', 'raw'],
      /no option "raw". Write --option NAME=VALUE/,
    ],
    [
      ['export', 'a', '--format', 'savedmodel', '--out', 'b', '--option', 'raw=maybe'],
      /must be on or off. It is "maybe"/,
    ],
    [['generate', 'a', '--top-k', 'x'], /Best tokens only must be a whole number/],
    [['devices', 'x'], /Expected: layerloom devices/],
  ];
  it.each(misuse)('%j is a usage error', async (args, says) => {
    const ended = await layerloom(args);
    expect([ended.code, ended.out]).toEqual([2, '']);
    expect(ended.complaints).toMatch(says);
  });

  it('helps', async () => {
    expect(await layerloom(['--help'])).toMatchObject({ code: 0, complaints: '' });
    expect((await layerloom(['train', '--help'])).out).toContain('--epochs N');
    expect((await layerloom(['export', '--help'])).out).toContain('--format savedmodel --option raw=VALUE');
    expect((await layerloom([])).code).toBe(2);
    expect((await layerloom(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('says which file cannot be read, and why', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.loom'), 'x');
    writeFileSync(join(folder, 'b.json'), '{');
    for (const file of ['none.loom', 'none.json', 'a.loom', 'b.json']) {
      const ended = await layerloom(['check', join(folder, file), '--json']);
      expect([file, ended.code, ended.lines[0]?.['type']]).toEqual([file, 3, 'problem']);
    }
  });

  it('checks: shapes and parameters as Keras counts them, problems, totals', async () => {
    const folder = temporaryFolder();
    const good = await layerloom(['check', await project(folder), '--json']);
    expect(good.code).toBe(0);
    const layers = good.lines.filter((line) => line['type'] === 'layer');
    // keras.layers.Dense(32) on 1 input: 1 * 32 + 32 = 64.
    expect(layers.find((line) => line['kind'] === 'dense')).toMatchObject({
      outputShape: [expect.any(Number)],
      dtype: 'float32',
    });
    for (const line of layers.filter((entry) => entry['kind'] === 'dense').slice(0, 1))
      expect(line['parameters']).toBe(2 * (line['outputShape'] as number[])[0]!);
    expect(good.lines.at(-1)).toMatchObject({ type: 'totals', errors: 0, layers: layers.length });
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, stableJson(documentNamed('Bad')));
    const ended = await layerloom(['check', bad, '--json']);
    expect(ended.code).toBe(1);
    expect(ended.lines.filter((line) => line['type'] === 'problem').length).toBeGreaterThan(0);
    expect((await layerloom(['train', bad])).code).toBe(1);
  });

  it('warns of rows that are in training and test alike, before it trains and where it only checks', async () => {
    const folder = temporaryFolder();
    const file = await project(folder);
    writeFileSync(
      join(folder, 'line.csv'),
      `x,y\n${Array.from({ length: 120 }, (_, at) => `${at % 4},1`).join('\n')}\n`,
    );
    const warned = expect.objectContaining({ type: 'problem', code: 'data.split.duplicates', severity: 'warning' });
    const checked = await layerloom(['check', file, '--json']);
    expect([checked.code, checked.lines]).toEqual([0, expect.arrayContaining([warned])]);
    const trained = await layerloom(['train', file, '--epochs', '1', '--out', join(folder, 'run'), '--json']);
    expect([trained.code, trained.lines]).toEqual([0, expect.arrayContaining([warned])]);
    const types = trained.lines.map((line) => line['type']);
    expect(types.indexOf('problem')).toBeLessThan(types.indexOf('started'));
  }, 60_000);

  it('trains, predicts and exports; the same seed gives the same figures', async () => {
    const folder = temporaryFolder();
    const file = await project(folder);
    const train = (out: string, seed: string) =>
      layerloom([
        'train',
        file,
        '--data',
        join(folder, 'line.csv'),
        '--epochs',
        '15',
        '--seed',
        seed,
        '--out',
        join(folder, out),
        '--json',
      ]);
    const first = await train('a', '7');
    expect([first.code, first.complaints]).toEqual([0, '']);
    expect(first.lines[0]).toMatchObject({ type: 'run', folder: join(folder, 'a') });
    expect(first.lines.at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
    const epochs = (ended: Ended) =>
      ended.lines.filter((line) => line['type'] === 'epoch').map((line) => line['train']);
    expect(epochs(first)).toHaveLength(15);
    expect(epochs(await train('b', '7'))).toEqual(epochs(first));
    expect(epochs(await train('c', '8'))).not.toEqual(epochs(first));
    expect(readdirSync(join(folder, 'a'))).toEqual(
      expect.arrayContaining(['batches.bin', 'run.json', 'weights.safetensors']),
    );
    expect((await train('a', '7')).code).toBe(3);

    writeFileSync(join(folder, 'in.csv'), 'x,note\n3,a\n,b\nten,c\n');
    const predicted = await layerloom(['predict', join(folder, 'a'), '--input', join(folder, 'in.csv'), '--json']);
    expect(predicted.code).toBe(1);
    expect(predicted.lines.map((line) => [line['type'], line['sample']])).toEqual([
      ['prediction', '1'],
      ['prediction', '2'],
      ['problem', '3'],
    ]);
    expect(predicted.lines[0]?.['outputs']).toMatchObject([{ target: 'y', value: expect.any(Number) }]);
    writeFileSync(join(folder, 'in.jsonl'), '{"x": 3, "note": "a"}\n{"x": null, "note": "b"}\n');
    const fromJson = await layerloom(['predict', join(folder, 'a'), '--input', join(folder, 'in.jsonl'), '--json']);
    expect(fromJson.code).toBe(0);
    expect(fromJson.lines).toEqual(predicted.lines.slice(0, 2));

    const exported = await layerloom([
      'export',
      join(folder, 'a'),
      '--format',
      'keras',
      '--out',
      join(folder, 'export'),
      '--json',
    ]);
    expect(exported.code).toBe(0);
    expect(exported.lines.at(-1)).toMatchObject({ type: 'exported', folder: join(folder, 'export') });
    for (const name of (exported.lines.at(-1)?.['files'] ?? []) as string[])
      expect([name, existsSync(join(folder, 'export', name))]).toEqual([name, true]);
    const unknown = await layerloom(['export', join(folder, 'a'), '--format', 'nope', '--out', join(folder, 'none')]);
    expect([unknown.code, existsSync(join(folder, 'none'))]).toEqual([1, false]);
  }, 120_000);

  it('trains a network that learns from a run', async () => {
    const folder = temporaryFolder();
    const file = await project(folder);
    const line = ['train', file, '--data', join(folder, 'line.csv'), '--epochs', '2'];
    const large = await layerloom([...line, '--out', join(folder, 'a'), '--json']);
    const taught = [...line, '--teacher', join(folder, 'a'), '--alpha', '0.3', '--out', join(folder, 'b')];
    expect((await layerloom(taught)).code).toBe(0);
    const { teacher, plan } = JSON.parse(readFileSync(join(folder, 'b', 'run.json'), 'utf8')) as RunRecord;
    const { runId } = large.lines[0]!;
    expect(teacher).toMatchObject({ id: runId, name: 'Line' });
    expect(plan.training.recipe).toEqual({ id: 'distillation', params: { teacher: runId, alpha: 0.3 } });
    const alone = await layerloom(['train', file, '--alpha', '0.3']);
    expect([alone.code, alone.complaints]).toEqual([2, expect.stringContaining('Name that with --teacher')]);
  }, 120_000);

  it('keeps what was learned at Ctrl+C', async () => {
    const folder = temporaryFolder();
    const file = await project(folder);
    mkdirSync(join(folder, 'run'));
    const ended = await layerloom(
      ['train', file, '--data', join(folder, 'line.csv'), '--epochs', '100000', '--out', join(folder, 'run'), '--json'],
      '"type":"epoch"',
    );
    expect(ended.code).toBe(130);
    expect(ended.lines.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
    expect(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8'))).toMatchObject({ status: 'stopped' });
  }, 60_000);

  it('lists engines', async () => {
    const ended = await layerloom(['devices', '--json']);
    expect(ended.lines.filter((line) => line['used'] === true)).toMatchObject([
      { type: 'engine', id: 'cpu', available: true },
    ]);
    expect(ended.lines.at(-2)).toMatchObject({ type: 'gpu', used: expect.any(Boolean), reason: expect.any(String) });
    expect(ended.lines.at(-1)).toMatchObject({ type: 'machine', cpu: { cores: expect.any(Number) } });
  });

  it('times every engine on a project', async () => {
    const file = await project(temporaryFolder());
    const ended = await layerloom(['devices', '--time', file, '--json']);
    expect([ended.code, ended.complaints]).toEqual([0, '']);
    const times = ended.lines.filter((line) => line['type'] === 'time');
    expect(times.find((line) => line['id'] === 'cpu')).toMatchObject({ problem: '', stepMs: expect.any(Number) });
    expect(times.filter((line) => line['fastest'] === true)).toHaveLength(1);
    expect((await layerloom(['devices', '--time', 'nowhere.json'])).code).toBe(3);
  });
});
