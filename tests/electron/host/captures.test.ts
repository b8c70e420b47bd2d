// What was taken in the window becomes a folder of classes, and nothing else does.
import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dropCaptured, keepCaptured } from '../../../electron/host/captures';
import { readWav, writeWav } from '../../../shared/data/wav';
import { temporaryFolder } from '../folder';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xd9]).toString('base64');
const tone = Float32Array.from({ length: 800 }, (_, i) => Math.sin(i / 5) / 2);
const wav = Buffer.from(writeWav({ rate: 8000, samples: tone })).toString('base64');

describe('keeping what was taken', () => {
  it('makes a folder of classes and goes on in it', async () => {
    const userData = temporaryFolder();
    const first = await keepCaptured(userData, 'sounds', null, [
      { label: 'yes', files: [wav] },
      { label: 'no', files: [wav] },
    ]);
    if (!first.ok) throw new Error(first.problem.message);
    const set = basename(first.value);
    expect(set).toMatch(/^sounds-\d{4}-\d\d-\d\d-[0-9a-f]{8}$/u);
    const second = await keepCaptured(userData, 'sounds', set, [{ label: 'yes', files: [wav] }]);
    expect(second).toEqual(first);
    expect(readdirSync(first.value).sort()).toEqual(['no', 'yes']);
    expect(readdirSync(join(first.value, 'yes'))).toEqual(['0001.wav', '0002.wav']);
    const read = readWav(readFileSync(join(first.value, 'no', '0001.wav')), 60);
    expect(read.ok && read.value.rate).toBe(8000);
  });

  it('goes on after what is there, whatever was deleted', async () => {
    const userData = temporaryFolder();
    const some = { label: 'yes', files: [wav] };
    const first = await keepCaptured(userData, 'sounds', null, [some, some]);
    if (!first.ok) throw new Error(first.problem.message);
    unlinkSync(join(first.value, 'yes', '0001.wav'));
    const set = basename(first.value);
    expect(await keepCaptured(userData, 'sounds', set, [some])).toEqual(first);
    expect(readdirSync(join(first.value, 'yes'))).toEqual(['0002.wav', '0003.wav']);
  });

  it('keeps the folders of a split around the classes, and sounds without a class; takes all away again', async () => {
    const userData = temporaryFolder();
    const kept = await keepCaptured(userData, 'sounds', null, [
      { label: 'yes', part: 'train', files: [wav] },
      { label: '', files: [wav] },
    ]);
    if (!kept.ok) throw new Error(kept.problem.message);
    expect(readdirSync(kept.value).sort()).toEqual(['0001.wav', 'train']);
    expect(readdirSync(join(kept.value, 'train', 'yes'))).toEqual(['0001.wav']);
    expect(await dropCaptured(userData, basename(kept.value))).toMatchObject({ ok: true });
    expect(readdirSync(join(userData, 'captures'))).toEqual([]);
  });

  it('keeps the names that files had, each with a number of its own', async () => {
    const userData = temporaryFolder();
    const [one, other] = ['7_jane', '2024'].map((name) => ({ label: 'yes', name, files: [wav] }));
    const first = await keepCaptured(userData, 'sounds', null, [one!]);
    if (!first.ok) throw new Error(first.problem.message);
    expect(await keepCaptured(userData, 'sounds', basename(first.value), [other!, one!])).toEqual(first);
    expect(readdirSync(join(first.value, 'yes')).sort()).toEqual([
      '2024~0002.wav',
      '7_jane~0001.wav',
      '7_jane~0003.wav',
    ]);
  });

  it('gives every clip a folder of its own', async () => {
    const kept = await keepCaptured(temporaryFolder(), 'clips', null, [{ label: 'wave', files: [jpeg, jpeg] }]);
    if (!kept.ok) throw new Error(kept.problem.message);
    expect(readdirSync(join(kept.value, 'wave', '0001'))).toEqual(['0001.jpg', '0002.jpg']);
  });

  const refused: readonly (readonly [
    what: string,
    ...(Parameters<typeof keepCaptured> extends [string, ...infer R] ? R : never),
  ])[] = [
    ['a sound that is a picture', 'sounds', null, [{ label: 'a', files: [jpeg] }]],
    ['a picture that is a sound', 'pictures', null, [{ label: 'a', files: [wav] }]],
    ['nothing at all', 'pictures', null, [{ label: 'a', files: [''] }]],
    ['a set that is not there', 'pictures', 'pictures-2026-01-01-00000000', [{ label: 'a', files: [jpeg] }]],
  ];
  it.each(refused)('refuses %s', async (_what, medium, set, items) => {
    expect(await keepCaptured(temporaryFolder(), medium, set, items)).toMatchObject({ ok: false });
  });
});
