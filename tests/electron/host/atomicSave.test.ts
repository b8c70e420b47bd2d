// A save is all or nothing, and an acknowledged edit is never lost: processes are killed with SIGKILL while they write.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../electron/host/atomicFile';
import { readProjectFile } from '../../../electron/host/projectFile/read';
import { createSession } from '../../../electron/host/session';
import { bundle } from '../bundle';
import { temporaryFolder } from '../folder';
import { runAndKill } from '../killed';

const numbers = (said: string) => said.split('\n').map((line) => Number(/(\d+)$/u.exec(line)?.[1] ?? 0));

describe('saving under SIGKILL', () => {
  it('leaves a whole project, no older than the last save that was acknowledged', async () => {
    const saver = await bundle(join(import.meta.dirname, 'saver.ts'));
    const folder = temporaryFolder();
    for (let kill = 0; kill < 15; kill++) {
      const said = await runAndKill(saver, [folder], 5 + 7 * kill, '1\n');
      const acknowledged = Math.max(...numbers(said.slice(0, said.lastIndexOf('\n') + 1)));
      const into = join(folder, `into-${kill}`);
      mkdirSync(into);
      const read = await readProjectFile(join(folder, 'p.loom'), into);
      // The notes are checksummed; the document itself is refused for its empty training, by name, once it is whole.
      expect(read.ok ? 'ok' : read.problem.code).toBe('file.invalid');
      const bytes = execFileSync('unzip', ['-p', join(folder, 'p.loom'), 'document.json']).toString();
      const document = JSON.parse(bytes) as { name: string };
      expect(Number(document.name)).toBeGreaterThanOrEqual(acknowledged);
    }
    // What is left over is ours to sweep, and is not the project.
    expect(
      readdirSync(folder).filter((name) => !/^(p\.loom(\.bak)?|workspace|into-\d+|\.layerloom-.*\.tmp)$/u.test(name)),
    ).toEqual([]);
  }, 60_000);

  it('catches the naive writer (the control)', async () => {
    const saver = await bundle(join(import.meta.dirname, 'saver.ts'));
    const folder = temporaryFolder();
    let broken = 0;
    for (let kill = 0; kill < 60 && broken === 0; kill++) {
      await runAndKill(saver, [folder, 'naive'], 3 + (kill % 10), '1\n');
      try {
        JSON.parse(readFileSync(join(folder, 'p.loom'), 'utf8'));
      } catch {
        broken++;
      }
    }
    expect(broken).toBe(1);
  }, 60_000);
});

describe('edits under SIGKILL', () => {
  it('keeps every acknowledged edit, and the next process takes the dead one’s lock over', async () => {
    const keeper = await bundle(join(import.meta.dirname, 'keeper.ts'));
    const userData = temporaryFolder();
    let acknowledged = 0;
    for (let kill = 0; kill < 15; kill++) {
      const said = await runAndKill(keeper, kill === 0 ? [userData] : [userData, 'p-test'], 10 + 11 * kill, 'kept');
      const opened = /^open (\d+) (\w+)/u.exec(said);
      expect(opened?.[2]).toBe('false');
      expect(Number(opened?.[1])).toBeGreaterThanOrEqual(acknowledged);
      expect(said).not.toContain('project.');
      acknowledged = Math.max(acknowledged, ...numbers(said.slice(0, said.lastIndexOf('\n') + 1)));
    }
    const last = await createSession(userData).reopen('p-test');
    expect(last.ok && Number(last.value.document.notes)).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThanOrEqual(15);
  }, 60_000);
});

describe('writeFileAtomic', () => {
  it('leaves the old file when the disk is full, and works again when there is room', async () => {
    const folder = temporaryFolder();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status !== 0) return;
    try {
      const path = join(disk, 'a.txt');
      await writeFileAtomic(path, 'old');
      await expect(writeFileAtomic(path, Buffer.alloc(2_000_000))).rejects.toMatchObject({ code: 'ENOSPC' });
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(disk)).toEqual(['a.txt']);
      await writeFileAtomic(path, 'new', { backup: true });
      expect(readFileSync(`${path}.bak`, 'utf8')).toBe('old');
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('does not take a short write for a whole one', async () => {
    const folder = temporaryFolder();
    const writer = join(folder, 'writer.ts');
    writeFileSync(
      writer,
      `import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, '../../../electron/host/atomicFile'))};
      writeFileAtomic(${JSON.stringify(join(folder, 'a.bin'))}, Buffer.alloc(200_000)).then(() => process.exit(0), (error) => { process.stdout.write(error.code); process.exit(9); });`,
    );
    writeFileSync(join(folder, 'a.bin'), 'old');
    const built = await bundle(writer);
    // The system cuts the write at 100,000 bytes without an error, and refuses the next with EFBIG.
    const run = spawnSync('prlimit', ['--fsize=100000', process.execPath, built]);
    expect([run.status, run.stdout.toString()]).toEqual([9, 'EFBIG']);
    expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('old');
  });

  it('keeps the previous version, and only that', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    for (const text of ['1', '2', '3']) await writeFileAtomic(path, text, { backup: true });
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.bak`, 'utf8')]).toEqual(['3', '2']);
    expect(existsSync(`${path}.bak.bak`)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['a', 'a.bak']);
  });
});
