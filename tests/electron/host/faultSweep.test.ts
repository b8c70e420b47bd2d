// A save under I/O errors: whichever of its calls fails, with whatever error, once or for good, the project is the old one
// or the new one, the answer is true, and once the fault is over the next save works.
import { promises as fs, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../electron/host/atomicFile';
import { readProjectFile } from '../../../electron/host/projectFile/read';
import { createSession } from '../../../electron/host/session';
import type { ProjectDocument } from '../../../shared/network/document';
import { everyFault, withFault, type Fault } from '../faults';
import { documentNamed, temporaryFolder } from '../folder';

const never: Fault = { code: '', at: 0, lasts: false };
const inWords = ({ code, at, lasts }: Fault) => `${code} at call ${at}${lasts ? ' and after' : ''}`;

async function notesOf(path: string, scratch: string): Promise<string> {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const read = await readProjectFile(path, scratch);
  return read.ok ? (read.value.document as ProjectDocument).notes : read.problem.code;
}

describe('a save whose calls fail', () => {
  it('leaves the old project or the new one, says so truly, and works again', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'p.loom');
    const scratch = join(folder, 'read');
    const session = createSession(join(folder, 'user'));
    const document = documentNamed('Swept');
    await session.create(document);
    const save = (notes: string) => session.save({ ...document, notes }, path);
    await save('first');
    const { calls } = await withFault(never, () => save('counted'));
    expect(calls).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (const fault of everyFault(calls)) {
      expect((await save('old')).ok).toBe(true);
      const { result } = await withFault(fault, () => save('new'));
      const notes = await notesOf(path, scratch);
      const isTrue = result.ok ? notes === 'new' : notes === 'old' || notes === 'new';
      const saidWhy = result.ok || result.problem.code !== '';
      if (!isTrue || !saidWhy) wrong.push(`${inWords(fault)}: ${result.ok ? 'saved' : result.problem.code}, ${notes}`);
    }
    expect(wrong).toEqual([]);
    expect((await save('last')).ok).toBe(true);
    expect(await notesOf(path, scratch)).toBe('last');
  }, 60_000);

  it('keeps every edit that it acknowledged', async () => {
    const userData = temporaryFolder();
    const session = createSession(userData);
    const document = documentNamed('Kept');
    await session.create(document);
    const keep = (notes: string) => session.keep({ ...document, notes });
    const { calls } = await withFault(never, () => keep('counted'));
    expect(calls).toBeGreaterThan(4);
    const wrong: string[] = [];
    for (const fault of everyFault(calls)) {
      expect((await keep('old')).ok).toBe(true);
      const { result } = await withFault(fault, () => keep('new'));
      const kept = readFileSync(join(userData, 'workspaces/p-test/document.json'), 'utf8');
      const { notes } = JSON.parse(kept) as ProjectDocument;
      if (result.ok ? notes !== 'new' : notes !== 'old' && notes !== 'new')
        wrong.push(`${inWords(fault)}: ${result.ok ? 'kept' : result.problem.code}, ${notes}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('leaves no draft behind after an error that passed', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    await writeFileAtomic(path, 'old');
    const write = () =>
      writeFileAtomic(path, 'new', { backup: true }).then(
        () => '',
        (error: Error) => error.message,
      );
    const { calls } = await withFault(never, write);
    for (const fault of everyFault(calls).filter(({ lasts }) => !lasts)) {
      await withFault(fault, write);
      expect(readdirSync(folder).sort(), inWords(fault)).toEqual(['a', 'a.bak']);
    }
  });

  it('catches the writer that writes over the file itself (the control)', async () => {
    const path = join(temporaryFolder(), 'a');
    const write = async (text: string) => {
      const file = await fs.open(path, 'w');
      try {
        await file.write(Buffer.from(text));
      } finally {
        await file.close();
      }
    };
    let torn = 0;
    for (const fault of everyFault(3)) {
      await write('old');
      await withFault(fault, () => write('new').catch(() => undefined));
      if (!['old', 'new'].includes(readFileSync(path, 'utf8'))) torn += 1;
    }
    expect(torn).toBeGreaterThan(0);
  });
});
