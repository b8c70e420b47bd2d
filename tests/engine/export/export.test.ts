// Exports are written whole or not at all, are the same bytes for the same run, and are run before they are called
// done. The TF.js files are also run by Node on their own.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseSamples, differenceOf } from '../../../electron/engine/export/check';
import { checkSavedModel } from '../../../electron/engine/export/checkSavedModel';
import { checkTfjs } from '../../../electron/engine/export/checkTfjs';
import type { Trained } from '../../../electron/engine/answering/trained';
import { exportRun } from '../../../electron/engine/export';
import { ok } from '../../../shared/result';
import type { ExportReport } from '../../../shared/run/exported';
import { type OpenCase, exportCases, hostileName, openCase } from './cases';
import { differenceOfExample } from './runExample';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hashOf(path: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(path, file)));
  return hash.digest('hex');
}

async function exported(open: OpenCase, format: string, out: string): Promise<ExportReport> {
  const result = await exportRun({ folder: 'run', format, out: join(folder, out), options: {} }, open.services);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe.each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
  let open: OpenCase;
  let report: ExportReport;
  beforeAll(async () => {
    open = await openCase(given);
    report = await exported(open, 'tfjs', `case-${given.index}`);
  });
  afterAll(() => open.close());

  it('the TF.js files answer as the run does', () => {
    expect(report.verdict).toMatch(/^Checked on \d+ samples/);
    expect(report.verified).not.toBeNull();
    expect(report.verified!.samples).toBeGreaterThanOrEqual(20);
    expect(report.verified!.largestDifference).toBeLessThan(1e-5);
    expect(report.verified!.sameClass).toBe(1);
  });

  it('a second export has the same bytes and a name of its own', async () => {
    const again = await exported(open, 'tfjs', `case-${given.index}`);
    expect(again.folder).toBe(`${report.folder} 2`);
    expect(hashOf(again.folder, again.files)).toBe(hashOf(report.folder, report.files));
  });

  it('example.mjs runs in Node alone, on raw samples', async () => {
    expect(await differenceOfExample(open, report)).toBeLessThan(1e-5);
  });
});

it('empty steps of both branches count in attention between them', async () => {
  const open = await openCase({
    title: 'one text read twice',
    source: { type: 'generated', id: 'topics', params: { count: 120 } },
    layers: [
      ['words', 'input'],
      ['all', 'embedding', { inputDim: 500, outputDim: 4 }],
      ['filled', 'embedding', { inputDim: 500, outputDim: 4, maskZero: true }, ['words']],
      ['look', 'crossAttention', { numHeads: 2, keyDim: 3 }, ['all', 'filled']],
      ['mean', 'globalAveragePooling1d'],
      ['answer', 'dense', { units: 4, activation: 'softmax' }],
      ['topic', 'output'],
    ],
  });
  const report = await exported(open, 'tfjs', 'masked');
  open.close();
  expect(report.verified, report.verdict).toMatchObject({ sameClass: 1 });
  expect(report.verified!.largestDifference).toBeLessThan(1e-5);
  expect(readFileSync(join(report.folder, 'README.md'), 'utf8')).toContain('through `layerloom.load` alone');
});

describe('what can go wrong', () => {
  let open: OpenCase;
  beforeAll(async () => {
    open = await openCase(exportCases[0]!);
  });
  afterAll(() => open.close());

  it('a hostile name stays text in every file', async () => {
    const report = await exported(open, 'tfjs', 'hostile');
    const html = readFileSync(join(report.folder, 'index.html'), 'utf8');
    expect(html.match(/<script/g)).toHaveLength(4);
    expect(html).not.toContain('alert("x")');
    expect(readFileSync(join(report.folder, 'model.js'), 'utf8')).not.toContain('</script');
    expect((JSON.parse(readFileSync(join(report.folder, 'preprocessing.json'), 'utf8')) as { name: string }).name).toBe(
      hostileName,
    );
    expect(report.files.every((file) => /^[\w./-]+$/.test(file))).toBe(true);
  });

  it('files that answer differently are kept, and say so', async () => {
    const { tf } = open.trained.engine;
    const { network } = open.trained;
    const forward: typeof network.forward = (...given) => {
      const answers = Object.entries(network.forward(...given));
      return Object.fromEntries(answers.map(([name, numbers]) => [name, tf.add(numbers, 1e-3)]));
    };
    const load = () => Promise.resolve({ ...open.trained, network: { ...network, forward } });
    const report = await exported({ ...open, services: { ...open.services, load } }, 'tfjs', 'different');
    expect(report).toMatchObject({ verified: null, failed: true });
    expect(report.verdict).toMatch(/^The exported files answer differently\. Checked on \d+ samples by TensorFlow\.js/);
    expect(report.files).toContain('UNVERIFIED.txt');
    expect(readFileSync(join(report.folder, 'UNVERIFIED.txt'), 'utf8')).toBe(`${report.verdict}\n`);
  });

  it('a cancelled export leaves nothing', async () => {
    const signal = { aborted: true } as AbortSignal;
    const result = await exportRun(
      { folder: 'run', format: 'tfjs', out: join(folder, 'cancelled'), options: {} },
      open.services,
      { signal },
    );
    expect(result).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(readdirSync(folder).filter((name) => name.startsWith('cancelled'))).toEqual([]);
  });

  it('an export that waits for samples ends when it is cancelled', async () => {
    const controller = new AbortController();
    const batch = () => {
      controller.abort();
      return new Promise<never>(() => undefined);
    };
    const openData = () => Promise.resolve(ok({ ...open.data, batch, close: () => undefined }));
    const result = await exportRun(
      { folder: 'run', format: 'model-card', out: join(folder, 'waiting'), options: {} },
      { ...open.services, openData },
      controller,
    );
    expect(result).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  });

  it('a SavedModel that this engine cannot open asks for no samples', async () => {
    const asked = () => Promise.reject(new Error('asked'));
    const engine = { tf: { getBackend: () => 'cpu' } };
    const trained = { ...open.trained, engine } as unknown as Trained;
    const samples = { raw: [] } as unknown as Parameters<typeof checkSavedModel>[1];
    const answered = await checkSavedModel('nowhere', samples, asked, trained, { stop: () => undefined });
    expect(answered).toMatchObject({ ok: false, reason: expect.stringContaining('SavedModel') as string });
  });

  it('a folder that cannot be written leaves nothing and says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    const result = await exportRun(
      { folder: 'run', format: 'tfjs', out: join(folder, 'file', 'x'), options: {} },
      open.services,
    );
    expect(result.ok).toBe(false);
    expect(existsSync(join(folder, 'file', 'x'))).toBe(false);
  });

  it('an unknown format is refused with the known ones', async () => {
    const result = await exportRun(
      { folder: 'run', format: 'exe', out: join(folder, 'x'), options: {} },
      open.services,
    );
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'export.format', message: expect.stringContaining('tfjs') as string },
    });
  });

  it('an existing folder is left alone', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'precious'), 'x');
    const report = await exported(open, 'tfjs', 'mine');
    expect(report.folder).toBe(join(folder, 'mine 2'));
    expect(readdirSync(join(folder, 'mine'))).toEqual(['precious']);
  });

  it('the check sees a single changed weight', async () => {
    const report = await exported(open, 'tfjs', 'changed');
    const samples = await chooseSamples(open.trained, open.data);
    const weights = readFileSync(join(report.folder, 'weights.bin'));
    weights.writeFloatLE(weights.readFloatLE(0) + 0.5, 0);
    writeFileSync(join(report.folder, 'weights.bin'), weights);
    const watch = { stop: () => undefined };
    await expect(checkTfjs(report.folder, samples, watch)).rejects.toThrow('model.js and weights.bin differ');
    const script = readFileSync(join(report.folder, 'model.js'), 'utf8');
    writeFileSync(
      join(report.folder, 'model.js'),
      script.replace(/"weights":"[^"]*"/, `"weights":"${weights.toString('base64')}"`),
    );
    const checked = await checkTfjs(report.folder, samples, watch);
    expect(checked.ok && differenceOf(samples, checked.answers).largest).toBeGreaterThan(1e-4);
  });
});
