// A copy of the data in a project: it travels with the file, is found wherever that is opened, and leads nowhere else.
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { atHome, keptDataFolder } from '../../../electron/disk/keptData';
import { copySource } from '../../../electron/engine/data/copySource';
import { readRun, runFolder } from '../../../electron/host/runs';
import { createSession, type Session } from '../../../electron/host/session';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import type { ProjectDocument } from '../../../shared/network/document';
import type { Result } from '../../../shared/result';
import { documentNamed, temporaryFolder } from '../folder';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

function folderOfWords(): string {
  const folder = join(temporaryFolder(), 'words');
  for (const [path, text] of [
    ['yes/1.txt', 'fine'],
    ['no/deep/2.txt', 'bad'],
    ['.hidden', 'x'],
  ] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const withSource = (document: ProjectDocument, source: DataSource): ProjectDocument => ({
  ...document,
  data: {
    kind: 'text',
    source,
    options: {},
    fingerprint: 'f'.repeat(64),
    split: { train: 0.8, validation: 0.1, test: 0.1, seed: 1, stratify: true },
  } as DataConfig,
});
const pathOf = ({ data }: { readonly data: DataConfig | null }) => (data!.source as { readonly path: string }).path;
const homeOf = (session: Session) => value(session.folder());

/** A project that holds a copy of its folder of texts, saved; and one run that learned from it. */
async function projectWithCopy() {
  const userData = temporaryFolder();
  const session = createSession(userData);
  const source = { type: 'folder', path: folderOfWords(), name: 'words' } as const;
  const before = withSource(documentNamed('Words'), source);
  value(await session.create(before));
  const out = keptDataFolder(homeOf(session));
  value(await copySource(source.path, source.name, out));
  const document = withSource(before, { ...source, path: join(out, 'words'), kept: true });
  const run = runFolder(homeOf(session), 'r1');
  mkdirSync(run, { recursive: true });
  const plan = { layers: [], data: document.data };
  writeFileSync(
    join(run, 'run.json'),
    JSON.stringify({ id: 'r1', name: 'Run', createdAt: '2026-01-01', status: 'completed', epochs: [], plan }),
  );
  const path = join(userData, 'words.loom');
  value(await session.save(document, path));
  return { session, before, document, path };
}

it('travels with the project file, for the document and its runs', async () => {
  const { session, path, document } = await projectWithCopy();
  expect(existsSync(join(pathOf(document), '.hidden'))).toBe(false);
  value(await session.close(false));
  const elsewhere = createSession(temporaryFolder());
  const opened = value(await elsewhere.open(path));
  const home = join(keptDataFolder(homeOf(elsewhere)), 'words');
  expect(pathOf(opened.document)).toBe(home);
  expect(readFileSync(join(home, 'no/deep/2.txt'), 'utf8')).toBe('bad');
  expect(pathOf(value(await readRun(homeOf(elsewhere), 'r1', null)).plan)).toBe(home);
});

it('is not saved once the data lie elsewhere again, and leaves the disk when the project is opened anew', async () => {
  const { session, before, path } = await projectWithCopy();
  value(await session.save(before, path));
  const kept = keptDataFolder(homeOf(session));
  expect(existsSync(join(kept, 'words'))).toBe(true);
  value(await session.close(false));
  value(await session.open(path));
  expect(existsSync(join(kept, 'words'))).toBe(false);
  const elsewhere = createSession(temporaryFolder());
  expect(pathOf(value(await elsewhere.open(path)).document)).toBe(pathOf(before));
  expect(existsSync(join(keptDataFolder(homeOf(elsewhere)), 'words'))).toBe(false);
});

it('a file that another program changed does not take the copy that edits go by', async () => {
  const { session, path, before } = await projectWithCopy();
  const out = keptDataFolder(homeOf(session));
  value(await copySource(folderOfWords(), 'others', out));
  value(
    await session.keep(withSource(before, { type: 'folder', path: join(out, 'others'), name: 'others', kept: true })),
  );
  value(await session.close(false));
  utimesSync(path, 1, 1);
  const again = value(await session.open(path));
  expect(pathOf(again.document)).toBe(join(out, 'others'));
  expect(readFileSync(join(out, 'others/yes/1.txt'), 'utf8')).toBe('fine');
});

it('what a killed copy left is neither saved nor kept', async () => {
  const { session, document, path } = await projectWithCopy();
  const left = join(keptDataFolder(homeOf(session)), '.draft/words/half.txt');
  mkdirSync(dirname(left), { recursive: true });
  writeFileSync(left, 'ha');
  value(await session.save(document, path));
  expect(readFileSync(path).includes('half.txt')).toBe(false);
  value(await session.close(false));
  value(await session.open(path));
  expect(existsSync(left)).toBe(false);
});

it('a copy of one file keeps its name; a cancelled or refused one leaves the earlier copy', async () => {
  const folder = temporaryFolder();
  const [file, out] = [join(folder, 'numbers.csv'), join(folder, 'kept/data')];
  writeFileSync(file, 'a,b\n1,2\n');
  value(await copySource(file, 'numbers.csv', out));
  const ended = new AbortController();
  ended.abort();
  for (const [name, watch] of [
    ['other.csv', { signal: ended.signal }],
    ['co:lon.csv', {}],
  ] as const)
    expect((await copySource(file, name, out, watch)).ok).toBe(false);
  expect(readFileSync(join(out, 'numbers.csv'), 'utf8')).toBe('a,b\n1,2\n');
  expect(existsSync(join(out, '.draft'))).toBe(false);
});

it.each(['../../etc/passwd', '/etc/passwd', 'a/../../b', '..', ''])(
  'a name such as "%s" stays in the folder',
  (name) => {
    const home = atHome({ source: { type: 'file', path: '/x', name, kept: true } } as never, '/p') as never;
    expect(`${pathOf({ data: home })}/`).toMatch(/^\/p\/kept\/data\//);
  },
);
