// Own data sets: names that every system takes, messages of a bounded size, recordings in pieces of a second.
import { describe, expect, it } from 'vitest';
import {
  captureObjection,
  classOfPath,
  folderName,
  inMessages,
  type CapturedClass,
} from '../../../renderer/data/capture';
import { cutRecording } from '../../../renderer/data/readCaptured';

const kind = (name: string, count: number): CapturedClass => ({
  id: 1,
  name,
  shots: Array.from({ length: count }, (_, id) => ({ id, files: ['x'] })),
});

describe('classes', () => {
  it.each([
    ['  ../cats  ', 'cats'],
    ['a/b:c', 'a b c'],
    ['...', ''],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
  ])('%j is called %j', (given, name) => expect(folderName(given)).toBe(name));

  it.each([
    ['sounds/yes/a.mp3', 'yes'],
    ['yes/a.mp3', 'yes'],
    ['a.mp3', ''],
  ])('%s belongs to %j', (path, name) => expect(classOfPath(path)).toBe(name));

  it.each([
    [[kind('a', 5), kind('b', 5), kind('', 0)], null],
    [[kind('a', 5), kind(' A ', 5)], 'twice'],
    [[kind('a', 5), kind('..', 5)], 'names'],
    [[kind('a', 5), kind('b', 4)], 'few'],
    [[kind('a', 5)], 'few'],
  ] as const)('are a data set or say why not (%#)', (classes, objection) =>
    expect(captureObjection(classes)).toBe(objection),
  );
});

describe('messages', () => {
  it('stay within their bounds and keep the order', () => {
    const items = Array.from({ length: 90 }, (_, i) => ({
      label: String(i),
      files: ['x'.repeat(i === 5 ? 7_999_990 : 10)],
    }));
    const messages = inMessages(items);
    expect(messages.flat()).toEqual(items);
    expect(messages.map(({ length }) => length)).toEqual([5, 2, 40, 40, 3]);
  });
});

describe('recordings', () => {
  it.each([
    [2.6, [1, 1, 0.6]],
    [2.1, [1, 1]],
    [0.5, [0.5]],
    [0.1, []],
  ])('of %d seconds are cut into %j', (seconds, pieces) => {
    const cut = cutRecording({ rate: 8000, samples: new Float32Array(8000 * seconds) });
    expect(cut.map(({ samples }) => samples.length / 8000)).toEqual(pieces);
  });
});
