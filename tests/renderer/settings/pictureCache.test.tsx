// Decoded pictures on disk, in Settings: how much they take, a bound to choose, and a way to be rid of them.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ok } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

let bytes = 0;
const host = installFakeApi({
  pictureCacheSize: () => ok({ bytes }),
  clearPictureCache: () => {
    bytes = 0;
    return ok({ bytes });
  },
  saveSettings: ({ settings }) => ok(settings),
});
const { PictureCache } = await import('../../../renderer/settings/PictureCache');
const { useSettingsStore } = await import('../../../renderer/stores/settingsStore');

beforeEach(() => {
  prepareWindow();
  host.calls.length = 0;
});
afterEach(cleanup);

it('says how much is kept and deletes it', async () => {
  bytes = 3_500_000;
  renderIn(<PictureCache />);
  const button = await screen.findByRole('button', { name: /^Delete 3/ });
  fireEvent.click(button);
  expect(await screen.findByRole('button', { name: 'Empty' })).toHaveProperty('disabled', true);
  expect(host.calls.some(({ method }) => method === 'clearPictureCache')).toBe(true);
});

it('keeps at most what a person chooses', async () => {
  renderIn(<PictureCache />);
  const field = await screen.findByRole('combobox', { name: /Decoded pictures/ });
  expect(field).toHaveProperty('value', 'At most 2 GB');
  fireEvent.click(field);
  fireEvent.click(await screen.findByText('At most 8 GB'));
  expect(useSettingsStore.getState().settings.pictureCache).toBe(8);
});
