// A folder whose files changed is told, also where names and lengths are as they were; older documents know only those.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import type { DataConfig } from '../../../shared/data/config';
import { writeWav } from '../../../shared/data/wav';
import type { Result } from '../../../shared/result';

const root = mkdtempSync(join(tmpdir(), 'layerloom-changed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Sounds of one length; `pitch` is heard in the second of them. */
function write(pitch: number): void {
  for (const [place, kind] of ['low', 'low', 'high', 'high'].entries()) {
    mkdirSync(join(root, kind), { recursive: true });
    const turns = place === 1 ? pitch : place + 1;
    const samples = Float32Array.from({ length: 800 }, (_, i) => Math.sin((i * turns) / 30) / 2);
    const path = join(root, kind, `${place}.wav`);
    writeFileSync(path, writeWav({ rate: 8000, samples }));
    utimesSync(path, pitch, pitch);
  }
}

const codes = async (data: DataConfig) => {
  const opened = must(await openData(data));
  opened.close();
  return (opened.warnings ?? []).map(({ code }) => code);
};

it('of equal names and lengths', async () => {
  write(7);
  const data = must(await inspectData({ type: 'folder', path: root, name: 'sounds' }, {}));
  expect(await codes(data)).toEqual([]);
  // Copied elsewhere, files keep their bytes and not their times.
  utimesSync(join(root, 'low', '1.wav'), 1, 1);
  expect(await codes(data)).toEqual([]);
  write(9);
  expect(await codes(data)).toEqual(['data.changed']);
  expect(await codes({ ...data, fingerprint: data.fingerprint.slice(0, 64) })).toEqual([]);
  expect(await codes({ ...data, fingerprint: `0${data.fingerprint.slice(1, 64)}` })).toEqual(['data.changed']);
});
