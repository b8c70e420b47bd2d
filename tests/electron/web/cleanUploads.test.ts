// What may be taken away of the uploads, and all that must stay.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeProjectFile } from '../../../electron/host/projectFile/write';
import { cleanUploads } from '../../../electron/web/cleanUploads';
import { emptyDocument } from '../../../shared/samples';

let userData = '';
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'layerloom-clean-'));
});
afterEach(() => rmSync(userData, { recursive: true, force: true }));

const day = 86_400_000;
const name = (number: number) => `u-${String(number).padStart(16, '0')}`;

function upload(id: string, ageDays: number): string {
  const folder = join(userData, 'uploads', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data.csv'), 'a,b\n1,2\n');
  const then = (Date.now() - ageDays * day) / 1000;
  utimesSync(folder, then, then);
  return folder;
}

const documentNaming = (id: string) => ({
  ...emptyDocument('p1', 'Project'),
  notes: join(userData, 'uploads', id, 'data.csv'),
});

async function saveProject(path: string, id: string): Promise<void> {
  await writeProjectFile({
    path,
    document: documentNaming(id),
    folder: join(userData, 'none'),
    app: 'test',
    before: null,
    now: new Date().toISOString(),
  });
}

describe('cleaning uploads', () => {
  it('takes what is old and named by nobody, and leaves what is new', async () => {
    const old = upload(name(1), 8);
    const fresh = upload(name(2), 6);
    expect(await cleanUploads(userData)).toEqual([name(1)]);
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
    expect(await cleanUploads(userData)).toEqual([]);
  });

  it('leaves what an open project or one of its runs names', async () => {
    const folders = [upload(name(1), 30), upload(name(2), 30), upload(name(3), 30)];
    const workspace = join(userData, 'workspaces', 'p1');
    mkdirSync(join(workspace, 'runs', 'r1'), { recursive: true });
    writeFileSync(join(workspace, 'document.json'), JSON.stringify(documentNaming(name(1))));
    writeFileSync(join(workspace, 'runs', 'r1', 'run.json'), JSON.stringify({ path: folders[1] }));
    expect(await cleanUploads(userData)).toEqual([name(3)]);
  });

  it('takes nothing while a project cannot be read', async () => {
    const old = upload(name(1), 30);
    mkdirSync(join(userData, 'projects'));
    writeFileSync(join(userData, 'projects', 'broken.loom'), 'no zip at all');
    await expect(cleanUploads(userData)).rejects.toThrow(/not a Layerloom project/);
    expect(existsSync(old)).toBe(true);
  });

  it('touches nothing that it did not make: other names, files, links', async () => {
    mkdirSync(join(userData, 'uploads', 'mine'), { recursive: true });
    writeFileSync(join(userData, 'uploads', name(7)), 'a file of that name');
    symlinkSync(tmpdir(), join(userData, 'uploads', name(8)));
    expect(await cleanUploads(userData, Date.now() + 100 * day)).toEqual([]);
    expect(existsSync(join(userData, 'uploads', 'mine'))).toBe(true);
    expect(existsSync(join(userData, 'uploads', name(7)))).toBe(true);
  });

  it('leaves what a saved project names', async () => {
    upload(name(1), 30);
    upload(name(2), 30);
    mkdirSync(join(userData, 'projects'));
    await saveProject(join(userData, 'projects', 'kept.loom'), name(1));
    expect(await cleanUploads(userData)).toEqual([name(2)]);
  });
});
