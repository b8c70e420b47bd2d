// Files that take a while: models are imported, projects opened and saved, with progress that only grows, and cancelled
// without a trace.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importModelFile } from '../../../electron/host/importing';
import { importFile } from '../../../electron/host/importing/readModel';
import { createSession } from '../../../electron/host/session';
import { startWeightsPath, writeStartWeights } from '../../../electron/host/startWeights';
import { ProblemError, type Task } from '../../../electron/tasks';
import { utf8 } from '../../../shared/export/text';
import type { Events } from '../../../shared/ipc';
import { fail } from '../../../shared/result';
import { bundle } from '../../engine/bundle';
import { bias, dense, h5, kernel, tfjs, topology } from '../../shared/import/hostileModels';
import { documentNamed, temporaryFolder } from '../folder';

type Told = Omit<Events['progress'], 'taskId'>;

/** A task that hears every word, and is cancelled at the first that `when` says yes to. */
function watched(when: (told: Told) => boolean = () => false): { readonly task: Task; readonly told: Told[] } {
  const told: Told[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const progress = (done: number, total: number, message: string): void => {
    if (signal.aborted) throw new ProblemError(fail('cancelled', 'Cancelled.').problem);
    told.push({ done, total, message });
    if (when({ done, total, message })) controller.abort();
  };
  return { task: { signal, progress }, told };
}

const sharesOf = (told: readonly Told[]): readonly number[] => told.map(({ done, total }) => done / total);
const growing = (shares: readonly number[]): readonly number[] => [...shares].sort((a, b) => a - b);

const cancelled = { ok: false, problem: { code: 'cancelled' } };
const small = h5(topology(dense()), { kernel, bias });

describe('an import', () => {
  const rows: readonly (readonly [name: string, data: Uint8Array, beside: Uint8Array | null])[] = [
    ['model.h5', small, null],
    ['model.json', utf8(tfjs(['a.bin'])), new Uint8Array(40)],
  ];
  it.each(rows)('of %s tells of its stages, one after the other', async (name, data, beside) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), data);
    if (beside !== null) writeFileSync(join(folder, 'a.bin'), beside);
    const shares: number[] = [];
    const words: string[] = [];
    const read = await importFile(join(folder, name), (done, what) => {
      shares.push(done);
      words.push(what);
    });
    if (!read.ok) throw new Error(read.problem.message);
    await writeStartWeights(join(folder, 'out.safetensors'), read.value.weights, (done) => shares.push(done));
    expect(shares).toEqual(growing(shares));
    expect(shares[shares.length - 1]).toBe(1);
    expect(words[0]).toMatch(/^Reading \d+ of \d+ kB$/u);
    expect(words[words.length - 1]).toBe('Taking the weights: layer 1 of 1');
  });

  it('runs on a thread of its own, with the same answer', async () => {
    const worker = await bundle('electron/host/importing/importWorker.ts');
    const folder = temporaryFolder();
    const path = join(folder, 'small.h5');
    writeFileSync(path, small);
    const [here, there] = await Promise.all(
      [null, worker].map((entry, i) => importModelFile(entry, { path, out: join(folder, `out${i}`) }, watched().task)),
    );
    expect(here).toMatchObject({ ok: true, value: { weights: 10 } });
    expect(there).toEqual(here);
    expect(readFileSync(join(folder, 'out1')).equals(readFileSync(join(folder, 'out0')))).toBe(true);
  });

  it.each([
    ['never gives way', 'for (;;);', cancelled],
    ['dies', "throw new Error('no such luck');", { ok: false, problem: { message: /no such luck/u } }],
    ['ends without a word', '', { ok: false, problem: { message: /stopped unexpectedly/u } }],
    ['has no room', "throw new RangeError('Array buffer allocation failed');", { problem: { code: 'import.memory' } }],
  ])('whose thread %s ends all the same', async (_title, source, expected) => {
    const folder = temporaryFolder();
    const worker = join(folder, 'worker.cjs');
    writeFileSync(
      worker,
      `require('node:worker_threads').parentPort.postMessage({ done: 0.5, words: 'Half' }); setTimeout(() => { ${source} }, 0);`,
    );
    const { task, told } = watched(() => source.startsWith('for'));
    const answer = await importModelFile(worker, { path: join(folder, 'model.h5'), out: join(folder, 'out') }, task);
    const { message, ...rest } = expected.problem as { message?: RegExp; code?: string };
    expect(answer).toMatchObject({ ok: false, problem: rest });
    if (message !== undefined) expect(answer.ok ? '' : answer.problem.message).toMatch(message);
    expect(told).toMatchObject([{ done: 500, total: 1000, message: 'Half' }]);
  });
});

describe('a project with large weights', () => {
  const document = documentNamed('Large');
  const half = { shape: [40_000], values: new Float32Array(40_000) };

  async function started() {
    const userData = temporaryFolder();
    const session = createSession(userData);
    await session.create(document);
    const folder = session.folder();
    if (!folder.ok) throw new Error(folder.problem.message);
    await writeStartWeights(startWeightsPath(folder.value), new Map([['dense/kernel', half]]));
    return { userData, session, path: join(userData, 'large.loom') };
  }

  it.each([['Checking'], ['Writing']])('is not saved when cancelled while %s', async (doing) => {
    const { userData, session, path } = await started();
    const { task, told } = watched(({ message }) => message.startsWith(doing));
    expect((await session.save(document, path)).ok).toBe(true);
    const before = readFileSync(path);
    const edited = { ...document, notes: 'edited' };
    const saved = await session.save(edited, path, task);
    expect(saved).toMatchObject(cancelled);
    expect(told[0]?.message).toMatch(/^Checking \d+ of 160 kB$/u);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(userData).filter((name) => name.includes('.tmp') || name.endsWith('.bak'))).toEqual([]);
    expect(session.current()).toMatchObject({ unsaved: true, document: { notes: 'edited' } });
    const again = watched();
    expect((await session.save(edited, path, again.task)).ok).toBe(true);
    expect(sharesOf(again.told)).toEqual(growing(sharesOf(again.told)));
  });

  it('is not opened when cancelled, and what was open stays', async () => {
    const { session, path } = await started();
    expect((await session.save(document, path)).ok).toBe(true);
    const other = temporaryFolder();
    const second = createSession(other);
    await second.create(documentNamed('Other', 'p-other'));
    const { task, told } = watched(({ message }) => message.startsWith('Unpacking'));
    expect(await second.open(path, task)).toMatchObject(cancelled);
    expect(told).toHaveLength(1);
    expect(second.current()?.document.name).toBe('Other');
    expect(readdirSync(join(other, 'workspaces'))).toEqual(['p-other']);
    const whole = watched();
    expect((await second.open(path, whole.task)).ok).toBe(true);
    const shares = sharesOf(whole.told);
    expect(shares).toEqual(growing(shares));
    expect(shares[shares.length - 1]).toBe(1);
  });
});
