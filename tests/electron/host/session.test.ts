// The open project: what is unsaved, what a copy is, what two instances may do to each other.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../electron/host/lock';
import { createSession, type OpenState, type Session } from '../../../electron/host/session';
import type { Result } from '../../../shared/result';
import { documentNamed, temporaryFolder } from '../folder';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

async function saved(): Promise<{
  readonly userData: string;
  readonly path: string;
  readonly session: Session;
  readonly state: OpenState;
}> {
  const userData = temporaryFolder();
  const session = createSession(userData);
  const document = documentNamed('First');
  value(await session.create(document));
  const path = join(userData, 'first.loom');
  value(await session.save(document, path));
  return { userData, path, session, state: session.current() as OpenState };
}

/** Writes a file with a time of its own, as another program would. */
function touch(path: string, content: Buffer | string): void {
  unlinkSync(path);
  writeFileSync(path, content);
}

describe('session', () => {
  it('knows what is saved and what is not', async () => {
    const { session, path, state } = await saved();
    expect([state.unsaved, state.path, state.readOnly]).toEqual([false, path, false]);
    value(await session.keep({ ...state.document, notes: 'new' }));
    expect(session.current()?.unsaved).toBe(true);
    value(await session.keep(state.document));
    expect(session.current()?.unsaved).toBe(false);
  });

  it('shows the edits that were not saved when the project is opened again', async () => {
    const { session, path, state } = await saved();
    value(await session.keep({ ...state.document, notes: 'kept' }));
    value(await session.close(false));
    const again = value(await session.open(path));
    expect([again.document.notes, again.unsaved]).toEqual(['kept', true]);
    value(await session.close(true));
    const file = value(await session.open(path));
    expect([file.document.notes, file.unsaved]).toEqual(['', false]);
  });

  it('acknowledges the newest of many edits at once', async () => {
    const { session, userData, state } = await saved();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, at) => session.keep({ ...state.document, notes: String(at) })),
    );
    expect(results.every((result) => result.ok)).toBe(true);
    expect(JSON.parse(readFileSync(join(userData, 'workspaces/p-test/document.json'), 'utf8'))).toMatchObject({
      notes: '199',
    });
  });

  it('refuses edits of a project that is no longer open', async () => {
    const { session, state } = await saved();
    value(await session.create(documentNamed('Second', 'p-second')));
    const late = await session.keep({ ...state.document, notes: 'late' });
    expect(late.ok ? '' : late.problem.code).toBe('project.other');
  });

  it('makes a project of its own of a copy', async () => {
    const { session, userData, path } = await saved();
    const copy = join(userData, 'copy.loom');
    copyFileSync(path, copy);
    const opened = value(await session.open(copy));
    expect(opened.document.id).not.toBe('p-test');
    value(await session.keep({ ...opened.document, notes: 'only in the copy' }));
    expect(value(await session.open(path)).document).toMatchObject({ id: 'p-test', notes: '' });
  });

  it('follows a file that was moved', async () => {
    const { session, userData, path } = await saved();
    const moved = join(userData, 'moved.loom');
    copyFileSync(path, moved);
    unlinkSync(path);
    expect(value(await session.open(moved)).document.id).toBe('p-test');
  });

  it('does not overwrite what another program wrote without asking', async () => {
    const { session, path, state } = await saved();
    const other = readFileSync(path);
    touch(path, Buffer.concat([other]));
    const first = await session.save({ ...state.document, notes: 'mine' }, null);
    expect(first.ok ? '' : first.problem.code).toBe('file.changed');
    value(await session.save({ ...state.document, notes: 'mine' }, null));
    expect(readFileSync(`${path}.bak`).equals(other)).toBe(true);
  });

  it('shows the version before when the file is damaged, and leaves the file alone', async () => {
    const { session, path, state } = await saved();
    value(await session.save({ ...state.document, notes: 'second' }, null));
    value(await session.close(false));
    const damaged = readFileSync(path).subarray(0, 300);
    touch(path, damaged);
    const opened = value(await session.open(path));
    expect([opened.document.notes, opened.path, opened.unsaved]).toEqual(['', null, true]);
    expect(opened.problems[0]?.message).toMatch(/damaged.*first\.loom\.bak.*shown instead/s);
    const before = await session.save(opened.document, null);
    expect(before.ok ? '' : before.problem.code).toBe('project.path');
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  it('keeps what is open when the next file cannot be read', async () => {
    const { session, userData } = await saved();
    writeFileSync(join(userData, 'bad.loom'), 'nonsense');
    const result = await session.open(join(userData, 'bad.loom'));
    expect(result.ok ? '' : result.problem.code).toBe('file.notProject');
    expect(session.current()?.document.id).toBe('p-test');
  });

  it('leaves nothing behind of a project that was opened and never touched', async () => {
    const userData = temporaryFolder();
    const session = createSession(userData);
    value(await session.create(documentNamed('Untouched')));
    value(await session.close(false));
    expect(readdirSync(join(userData, 'workspaces'))).toEqual([]);
  });

  it('gives a second instance the project to look at only, and lets it save under another name', async () => {
    const { session, userData, path, state } = await saved();
    const second = createSession(userData);
    const looked = value(await second.open(path));
    expect([looked.readOnly, looked.problems[0]?.code]).toEqual([true, 'project.openElsewhere']);
    for (const attempt of [
      await second.keep({ ...looked.document, notes: 'x' }),
      await second.save({ ...looked.document, notes: 'x' }, null),
    ]) {
      expect(attempt.ok ? '' : attempt.problem.code).toBe('project.readOnly');
    }
    const own = join(userData, 'second.loom');
    value(await second.save({ ...looked.document, notes: 'second' }, own));
    value(await session.save({ ...state.document, notes: 'first' }, null));
    expect(value(await createSession(temporaryFolder()).open(own)).document.notes).toBe('second');
    expect(value(await createSession(temporaryFolder()).open(path)).document.notes).toBe('first');
    const grab = await second.save({ ...looked.document, notes: 'grab' }, path);
    expect(grab.ok ? '' : grab.problem.code).toBe('project.openElsewhere');
  });

  it('never overwrites silently in any order of two instances’ edits, saves and exits', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { userData, path, session, state } = await saved();
      const sessions = [session, createSession(userData)];
      const documents = [state.document, value(await (sessions[1] as Session).open(path)).document];
      let random = seed;
      const next = (below: number) => (random = (random * 1103515245 + 12345) % 2 ** 31) % below;
      let inFile = '';
      for (let step = 0; step < 12; step++) {
        const who = next(2);
        const actor = sessions[who] as Session;
        const notes = `${seed}-${step}-${who}`;
        const result = await actor.save({ ...(documents[who] as OpenState['document']), notes }, null);
        if (result.ok) {
          // Only the one that may write has written, and it has written what it was given.
          expect(actor.writable()).toBe(true);
          inFile = notes;
        }
        if (inFile !== '') expect(value(await createSession(temporaryFolder()).open(path)).document.notes).toBe(inFile);
        expect(sessions.filter((entry) => entry.writable()).length).toBeLessThanOrEqual(1);
        if (next(5) === 0) {
          value(await actor.close(false));
          documents[who] = value(await actor.open(path)).document;
        }
      }
    }
  }, 60_000);
});

describe('takeLock', () => {
  const own = { machine: 'x', boot: '', started: '', nonce: 'abc' };
  it('is held once, and again after it was given back', async () => {
    const folder = temporaryFolder();
    const lock = await takeLock(folder);
    expect(lock).not.toBeNull();
    expect(await takeLock(folder)).toBeNull();
    expect(await lock?.stillMine()).toBe(true);
    await lock?.release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
    expect(await takeLock(folder)).not.toBeNull();
  });

  const bootId = existsSync('/proc/sys/kernel/random/boot_id')
    ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    : '';
  const stale: readonly (readonly [what: string, text: string])[] = [
    ['a pid that is gone', JSON.stringify({ ...own, pid: 2 ** 22 + 1, machine: hostname(), boot: bootId })],
    [
      'a pid that was given out again',
      JSON.stringify({ ...own, pid: process.pid, started: '1', machine: hostname(), boot: bootId }),
    ],
    [
      'a start of the machine before this one',
      JSON.stringify({ ...own, pid: process.pid, machine: hostname(), boot: 'another' }),
    ],
    ['this machine under another name', JSON.stringify({ ...own, pid: 2 ** 22 + 1, machine: 'renamed', boot: bootId })],
  ];
  it.each(stale)('takes over a lock of %s', async (_what, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), text);
    expect(await takeLock(folder)).not.toBeNull();
  });

  it('respects a fresh lock of another machine, and a living process of this one', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...own, pid: 1, machine: 'elsewhere', boot: 'another' }));
    expect(await takeLock(folder)).toBeNull();
    writeFileSync(
      join(folder, 'lock'),
      JSON.stringify({ ...own, pid: process.ppid, started: '', machine: hostname(), boot: bootId }),
    );
    expect(await takeLock(folder)).toBeNull();
  });

  it('is taken by one of many at once, stale or not', async () => {
    for (const before of [null, stale[0]?.[1] ?? '']) {
      const folder = temporaryFolder();
      mkdirSync(folder, { recursive: true });
      if (before !== null) writeFileSync(join(folder, 'lock'), before);
      const locks = await Promise.all(Array.from({ length: 20 }, () => takeLock(folder)));
      const mine = await Promise.all(locks.filter((lock) => lock !== null).map((lock) => lock.stillMine()));
      expect(mine.filter(Boolean)).toHaveLength(1);
    }
  });
});
