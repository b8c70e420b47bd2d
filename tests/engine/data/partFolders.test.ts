// Folders named after parts, around classes: the split that the author of the data meant, whatever the files are.
import { createCanvas } from '@napi-rs/canvas';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { checkData } from '../../../shared/data/describe';
import { partNames, partOfPath } from '../../../shared/data/split';
import { zipOf } from '../zipOf';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const picture = (shade: number) => {
  const canvas = createCanvas(8, 8);
  canvas.getContext('2d').fillStyle = `rgb(${shade}, 0, 0)`;
  canvas.getContext('2d').fillRect(0, 0, 8, 8);
  return canvas.toBuffer('image/png');
};
const contents = {
  txt: (i: number) => Buffer.from(`This is text number ${i}.`),
  png: (i: number) => picture(i),
};

/** So many files of two classes in each folder. */
const filesOf = (counts: { readonly [part: string]: number }, ending: keyof typeof contents, around = '') =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([part, count]) =>
      Array.from({ length: count }, (_, i): [string, Buffer] => [
        `${around}${part}/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.${ending}`,
        contents[ending](i),
      ]),
    ),
  );

async function place(files: { readonly [path: string]: Buffer }, name: string, zipped: boolean) {
  const path = join(folder, name);
  if (zipped) {
    writeFileSync(`${path}.zip`, await zipOf(files));
    return { type: 'file', path: `${path}.zip`, name: `${name}.zip` } as const;
  }
  for (const [inner, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), bytes);
  }
  return { type: 'folder', path, name } as const;
}

async function opened(files: { readonly [path: string]: Buffer }, name: string, zipped = false) {
  const found = await inspectData(await place(files, name, zipped), {});
  if (!found.ok) throw new Error(found.problem.message);
  const data = await openData(found.value);
  if (!data.ok) throw new Error(data.problem.message);
  const { parts } = data.value;
  const counts = partNames.map((part) => parts[part].length);
  const names = await Promise.all(partNames.map((part) => data.value.names!(parts[part])));
  data.value.close();
  return { config: found.value, counts, names };
}

describe('as in the folders', () => {
  it.each([
    { what: 'texts', counts: { train: 20, val: 6, test: 4 }, ending: 'txt', around: '' },
    { what: 'pictures', counts: { training: 20, validation: 6, testing: 4 }, ending: 'png', around: '' },
    {
      what: 'pictures in a zip, with a folder around',
      counts: { train: 20, valid: 6, test: 4 },
      ending: 'png',
      around: 'set/',
    },
  ] as const)('$what', async ({ what, counts, ending, around }) => {
    const { config, ...made } = await opened(filesOf(counts, ending, around), what, around !== '');
    expect(config.split.method).toBe('folders');
    expect([...config.partFolders!].sort()).toEqual(Object.keys(counts).sort());
    expect(made.counts).toEqual([20, 6, 4]);
    expect(config.notes).toContainEqual(expect.stringContaining('As in the folders'));
    if (ending === 'png')
      expect(made.names.map((paths) => [...new Set(paths.map(partOfPath))])).toEqual(partNames.map((part) => [part]));
  });

  it('without a folder for validation some of the training ones watch', async () => {
    const { config, counts, names } = await opened(filesOf({ train: 34, test: 6 }, 'png'), 'no validation');
    expect(counts).toEqual([28, 6, 6]);
    expect(new Set(names[2]!.map(partOfPath))).toEqual(new Set(['test']));
    expect(checkData(config).map(({ code }) => code)).not.toContain('data.split.test');
  });

  it('without a folder for the test that is said', async () => {
    const { config, counts } = await opened(filesOf({ train: 20, val: 10 }, 'png'), 'no test');
    expect(counts).toEqual([20, 10, 0]);
    expect(checkData(config)).toContainEqual(expect.objectContaining({ code: 'data.split.test', severity: 'warning' }));
  });

  it('without a folder for training the samples are split at random', async () => {
    const { config, counts } = await opened(filesOf({ val: 20, test: 20 }, 'png'), 'no training');
    expect(config.split.method).toBeUndefined();
    expect(counts).toEqual([28, 6, 6]);
  });

  it('another set without such folders is told so', async () => {
    const { config } = await opened(filesOf({ a: 10, b: 10 }, 'png'), 'classes alone');
    expect(config).not.toHaveProperty('partFolders');
    const kept = { ...config, split: { ...config.split, method: 'folders' as const } };
    expect(checkData(kept)).toContainEqual(expect.objectContaining({ code: 'data.split.train', severity: 'error' }));
  });
});
