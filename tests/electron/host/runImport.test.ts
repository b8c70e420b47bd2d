// A training of an exported project becomes a run in the folder of the project that it came from, or nothing is written.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRun } from '../../../electron/host/runImport';
import { listRuns, readRun } from '../../../electron/host/runs';
import { mostMetricsBytes } from '../../../shared/run/elsewhere';
import { classes } from '../../engine/taughtCases';
import { temporaryFolder } from '../folder';

const line = { epoch: 1, step: 4, seconds: 1.5, loss: 0.5, run: 'run-1', by: 'PyTorch 2.15.0' };
const now = new Date('2026-05-01T00:00:00Z');

function workspace(): string {
  const folder = temporaryFolder();
  const home = join(folder, 'runs', 'run-1');
  mkdirSync(home, { recursive: true });
  const preprocessing = { inputs: {}, targets: {} };
  const record = { id: 'run-1', name: 'Run 1', createdAt: '2026-01-01', status: 'completed', plan: classes.teacher };
  const more = { epochs: [], bestEpoch: 0, parameters: 3, elapsedMs: 0, preprocessing };
  writeFileSync(join(home, 'run.json'), JSON.stringify({ ...record, ...more }));
  return folder;
}

function metrics(text: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'metrics.jsonl');
  writeFileSync(path, text);
  return path;
}

describe('a run from elsewhere', () => {
  it('stands in the list, newest first, and is read back whole', async () => {
    const folder = workspace();
    const lines = [line, { ...line, epoch: 2, step: 8, loss: 0.25 }].map((one) => JSON.stringify(one));
    const made = await importRun(folder, metrics(`${lines.join('\n')}\n`), 'run-2', now);
    if (!made.ok) throw new Error(made.problem.message);
    expect(await readRun(folder, 'run-2', null)).toEqual(made);
    expect(await listRuns(folder, null)).toMatchObject([
      { id: 'run-2', name: 'Run 1 (PyTorch 2.15.0)', epochs: 2, elsewhere: 'PyTorch 2.15.0', parameters: 3 },
      { id: 'run-1' },
    ]);
  });

  it.each([
    ['of another project', JSON.stringify({ ...line, run: 'run-9' }), 'runImport.origin'],
    ['with a wrong row', `${JSON.stringify(line)}\n{}`, 'runImport.row'],
    ['that is empty', '', 'runImport.empty'],
    ['that is no text', Uint8Array.of(0x7b, 0xff, 0xfe), 'runImport.file'],
  ])('leaves nothing behind for a file %s', async (_what, text, code) => {
    const folder = workspace();
    expect(await importRun(folder, metrics(text), 'run-2', now)).toMatchObject({ ok: false, problem: { code } });
    expect(readdirSync(join(folder, 'runs'))).toEqual(['run-1']);
  });

  it('is not looked for in what is no file, gone or too large', async () => {
    const folder = workspace();
    expect(await importRun(folder, temporaryFolder(), 'run-2', now)).toMatchObject({ ok: false });
    expect(await importRun(folder, join(folder, 'none.jsonl'), 'run-2', now)).toMatchObject({
      problem: { code: 'file.none' },
    });
    const large = metrics(new Uint8Array(mostMetricsBytes + 1));
    expect(await importRun(folder, large, 'run-2', now)).toMatchObject({ problem: { code: 'runImport.file' } });
    expect(existsSync(join(folder, 'runs', 'run-2'))).toBe(false);
  });
});
