// A folder of sounds or videos that must be decoded: one click makes it data; damaged files are named, the rest goes on.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { DataScreen } from '../../../renderer/data/DataScreen';
import { UnusableFile } from '../../../renderer/data/leftOut';
import { openDataFiles, useDataLoading } from '../../../renderer/data/openDataFile';
import { showProject } from '../../../renderer/stores/documentStore';
import { resetView } from '../../../renderer/stores/uiStore';
import type { FoundMedia } from '../../../shared/data/media';
import { fail, ok } from '../../../shared/result';
import { emptyDocument } from '../../../shared/samples';
import { type FakeHost, installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

let decoding: (text: string) => Promise<void> = () => Promise.resolve();
vi.mock(import('../../../renderer/data/readCaptured'), async (original) => ({
  ...(await original()),
  readSound: async (file: Blob) => {
    const text = await file.text();
    if (text.startsWith('bad')) throw new Error('damaged');
    if (text.startsWith('still')) throw new UnusableFile('silent');
    await decoding(text);
    return { rate: 16_000, samples: new Float32Array(100).fill(text.length / 100) };
  },
}));

const contents = ['hoo', 'bad', 'still', 'gone', 'tseep'];
const media: FoundMedia = {
  id: 'm1',
  medium: 'sounds',
  name: 'birds',
  files: ['owl', 'owl', 'owl', 'wren', 'wren'].map((label, i) => ({ path: `${label}/jane_${i}.mp3`, label })),
  ready: 0,
};
const folder = { path: '/birds', name: 'birds', kind: 'folder', bytes: 0 } as const;
const set = { ...folder, path: '/captures/sounds-1', name: 'sounds-1' };

let host: FakeHost;
beforeAll(prepareWindow);
beforeEach(() => {
  decoding = () => Promise.resolve();
  host = installFakeApi({
    findMedia: () => ok(media),
    readMedia: ({ file }) =>
      file === 3
        ? fail('data.media.unreadable', 'gone')
        : ok({ base64: btoa(contents[file]!), total: contents[file]!.length }),
    keepCaptured: () => ok(set),
    dropCaptured: () => ok(null),
    inspectData: () => fail('test.read', 'It was read.'),
  });
  const document = emptyDocument('test', 'Test');
  showProject({ document, path: '/test.loom', runs: [], unsaved: false, problems: [], readOnly: false });
  resetView('data');
  useDataLoading.setState({ problem: null, failed: null, media: null });
});
afterEach(cleanup);

const calls = (method: string) => host.calls.filter((call) => call.method === method);

it('says what was found, decodes it after one click, and reads the result', async () => {
  renderIn(<DataScreen />);
  await openDataFiles([folder]);
  await screen.findByText('“birds” holds 5 sounds.');
  expect(screen.getByText('They lie in 2 folders, which become the classes:')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use these sounds' }));
  await waitFor(() => expect(calls('inspectData')).toHaveLength(1));
  expect(calls('inspectData')[0]!.request).toMatchObject({
    source: { type: 'folder', path: set.path, name: 'birds' },
  });
  const kept = calls('keepCaptured').flatMap(
    ({ request }) => (request as { items: { label: string; name: string }[] }).items,
  );
  expect(kept.map(({ label, name }) => `${label}/${name}`)).toEqual(['owl/jane_0', 'wren/jane_4']);
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('names what was left out with the reason once the rest is data', async () => {
  const { decodeMedia } = await import('../../../renderer/data/decodeMedia');
  const done: number[] = [];
  const answer = await decodeMedia(media, {
    onProgress: (count) => done.push(count),
    signal: new AbortController().signal,
  });
  expect(answer).toMatchObject({
    ok: true,
    value: {
      taken: 2,
      leftOut: [
        { name: 'owl/jane_1.mp3', reason: 'kind' },
        { name: 'owl/jane_2.mp3', reason: 'silent' },
        { name: 'wren/jane_3.mp3', reason: 'unread' },
      ],
    },
  });
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

it('can be cancelled, and leaves nothing behind', async () => {
  let go: () => void = () => undefined;
  decoding = (text) => (text === 'tseep' ? new Promise((resolve) => (go = resolve)) : Promise.resolve());
  renderIn(<DataScreen />);
  await openDataFiles([folder]);
  fireEvent.click(await screen.findByRole('button', { name: 'Use these sounds' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await screen.findByRole('button', { name: 'Use these sounds' });
  go();
  await Promise.resolve();
  expect(calls('keepCaptured')).toEqual([]);
  expect(calls('inspectData')).toEqual([]);
});

it('says why what is there cannot be decoded, and reads nothing in its place', async () => {
  const many = { findMedia: () => fail('data.media.many', 'Too many.'), inspectData: () => fail('test.read', 'Read.') };
  host = installFakeApi(many);
  await openDataFiles([folder]);
  expect(useDataLoading.getState().problem?.code).toBe('data.media.many');
  expect(calls('inspectData')).toEqual([]);
});

it('what holds nothing of the kind is read as it is', async () => {
  host = installFakeApi({ findMedia: () => ok(null), inspectData: () => fail('test.read', 'It was read.') });
  await openDataFiles([folder]);
  expect(useDataLoading.getState().problem?.code).toBe('test.read');
});
