import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGrants } from '../../../electron/host/grants';
import { temporaryFolder } from '../folder';

describe('grants', () => {
  it('lets in what was granted, and everything inside a granted folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'pictures/cats'), { recursive: true });
    for (const file of ['a.csv', 'b.csv', 'pictures/cats/1.png']) writeFileSync(join(folder, file), 'x');
    const grants = createGrants();
    expect(await grants.grant(join(folder, 'a.csv'))).toEqual({
      ok: true,
      value: { path: join(folder, 'a.csv'), name: 'a.csv', kind: 'file', bytes: 1 },
    });
    await grants.grant(join(folder, 'pictures'));
    for (const path of ['a.csv', 'pictures', 'pictures/cats/1.png', 'pictures/../a.csv']) {
      expect(grants.objectionTo(join(folder, path)), path).toBeNull();
    }
    for (const path of ['b.csv', 'a.csv.bak', 'a.csvx', 'pictures2', 'pictures/../b.csv', '..']) {
      expect(grants.objectionTo(`${folder}/${path}`), path).not.toBeNull();
    }
  });

  const refused = [
    '',
    'a.csv',
    '../../etc/passwd',
    './a.csv',
    '//host/share',
    '\\\\host\\share',
    '\\/host/share',
    'http://example.com/a.csv',
    'https://x',
    'file:///etc/passwd',
    'smb://host/share',
    '/etc/passwd\0.csv',
    'ms-settings:',
    '~/.ssh/id_rsa',
  ];
  it.each(refused)('never looks at %j', async (path) => {
    const grants = createGrants();
    expect((await grants.grant(path)).ok).toBe(false);
    expect(grants.objectionTo(path)).not.toBeNull();
  });

  it('refuses pipes, devices and links that lead nowhere, without waiting', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    const grants = createGrants();
    for (const path of [join(folder, 'pipe'), join(folder, 'loop'), '/dev/zero', '/dev/null', join(folder, 'none')]) {
      expect((await grants.grant(path)).ok, path).toBe(false);
      expect(grants.objectionTo(path), path).not.toBeNull();
    }
  });
});
