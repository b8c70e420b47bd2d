// Sounds and films that the window must decode: found with their classes, lent piece by piece, and not found where there is
// nothing to decode.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type ChosenSource, findMedia, readMedia } from '../../../electron/engine/data/mediaFiles';
import { zipOf } from '../zipOf';

const root = mkdtempSync(join(tmpdir(), 'layerloom-media-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
function folderOf(paths: readonly string[]): ChosenSource {
  const path = join(root, `set${made++}`);
  for (const inner of paths) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), `bytes of ${inner}`);
  }
  return { type: 'folder', path, name: 'set' };
}
async function zipped(paths: readonly string[]): Promise<ChosenSource> {
  const path = join(root, `set${made++}.zip`);
  writeFileSync(path, await zipOf(Object.fromEntries(paths.map((inner) => [inner, Buffer.from(`bytes of ${inner}`)]))));
  return { type: 'file', path, name: 'set.zip' };
}
const files = (folder: ChosenSource, names: readonly string[]): readonly ChosenSource[] =>
  names.map((name) => ({ type: 'file', path: join(folder.path, name), name }));

async function found(...sources: readonly ChosenSource[]) {
  const answer = await findMedia(sources);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const sounds = ['owl/a.mp3', 'owl/b.ogg', 'wren/c.m4a', 'readme.txt'];
const loose = folderOf(['a.mp3', 'b.flac']);

it.each<
  [
    what: string,
    sources: () => Promise<readonly ChosenSource[]>,
    medium: string,
    ready: number,
    files: readonly string[],
  ]
>([
  ['a folder of sounds', async () => [folderOf(sounds)], 'sounds', 0, ['owl', 'owl', 'wren']],
  ['a zip of them', async () => [await zipped(sounds)], 'sounds', 0, ['owl', 'owl', 'wren']],
  ['some of them WAV', async () => [folderOf([...sounds, 'wren/d.wav'])], 'sounds', 1, ['owl', 'owl', 'wren', 'wren']],
  [
    'folders of a split',
    async () => [folderOf(['train/owl/a.mp3', 'train/wren/b.mp3', 'test/owl/c.mp3'])],
    'sounds',
    0,
    ['test: owl', 'train: owl', 'train: wren'],
  ],
  ['no folders of classes', async () => [folderOf(['a.mp3', 'b.mp3'])], 'sounds', 0, ['', '']],
  ['several files', async () => files(loose, ['a.mp3', 'b.flac']), 'sounds', 0, ['', '']],
  [
    'several folders',
    async () => [
      { ...folderOf(['a.mp3']), name: 'owl' },
      { ...folderOf(['x/b.mp3']), name: 'wren' },
    ],
    'sounds',
    0,
    ['owl', 'wren'],
  ],
  [
    'a folder of films',
    async () => [folderOf(['wave/a.mp4', 'walk/b.webm', 'walk/c.mov'])],
    'clips',
    0,
    ['walk', 'walk', 'wave'],
  ],
])('%s', async (_what, sources, medium, ready, expected) => {
  const media = await found(...(await sources()));
  expect(media).toMatchObject({ medium, ready });
  expect(media!.files.map(({ label, part }) => (part === undefined ? label : `${part}: ${label}`))).toEqual(expected);
  for (const [at, { path }] of media!.files.entries()) {
    const piece = await readMedia(media!.id, at, 0);
    expect(piece.ok && Buffer.from(piece.value.base64, 'base64').toString()).toMatch(
      new RegExp(`^bytes of .*${path}$`),
    );
  }
});

it.each<[string, () => Promise<ChosenSource>]>([
  ['WAV files alone', async () => folderOf(['owl/a.wav', 'wren/b.wav'])],
  ['pictures', async () => folderOf(['owl/a.jpg', 'wren/b.jpg', 'wren/c.mp4'])],
  ['a table', async () => files(folderOf(['a.csv']), ['a.csv'])[0]!],
  ['nothing', async () => folderOf([])],
])('of %s nothing is to be decoded', async (_what, source) => expect(await found(await source())).toBeNull());

it('large files come in pieces; what was found before is no longer lent', async () => {
  const folder = folderOf(['owl/a.mp3']);
  const bytes = Buffer.alloc(9 * 2 ** 20, 'layerloom');
  writeFileSync(join(folder.path, 'owl/a.mp3'), bytes);
  const { id } = (await found(folder))!;
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const piece = await readMedia(id, 0, from);
    if (!piece.ok) throw new Error(piece.problem.message);
    expect(piece.value.total).toBe(bytes.length);
    pieces.push(Buffer.from(piece.value.base64, 'base64'));
    from += pieces[pieces.length - 1]!.length;
  }
  expect(pieces.length).toBe(3);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  rmSync(join(folder.path, 'owl/a.mp3'));
  expect(await readMedia(id, 0, 0)).toMatchObject({ ok: false, problem: { code: 'data.media.unreadable' } });
  await found(loose);
  expect(await readMedia(id, 0, 0)).toMatchObject({ ok: false, problem: { code: 'data.media.gone' } });
});
