// Training sounds before and after they are varied: asked for one by one, so that they can be heard, and drawn anew.
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { VariedSounds } from '../../../renderer/data/VariedSounds';
import type { DataConfig } from '../../../shared/data/config';
import { ok } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

beforeAll(prepareWindow);
afterEach(cleanup);

const data = { kind: 'audio', options: {} } as unknown as DataConfig;
const part = { count: 2, perClass: [] };

it('shows and plays both, and draws anew', async () => {
  const sound = (name: string) => ({ wave: [], picture: `data:image/png;base64,${name}`, seconds: 1, wav: 'UklGRg==' });
  const host = installFakeApi({
    previewData: ({ offset, draw }) =>
      ok({
        rows: [
          {
            index: offset,
            part: 'train' as const,
            label: `class ${offset}`,
            sound: sound('plain'),
            varied: sound(`drawn${draw}`),
          },
        ],
        total: 2,
        parts: { train: part, validation: part, test: part },
      }),
  });
  renderIn(<VariedSounds data={data} />);
  const list = await screen.findByRole('list', { name: 'Training sounds before and after they are varied' });
  const picture = async (name: string) => (await within(list).findByRole('img', { name })).getAttribute('src');
  expect(await picture('Spectrogram of class 1 before')).toContain('plain');
  expect(await picture('Spectrogram of class 1 after')).toContain('drawn1');
  expect(within(list).getAllByRole('button', { name: 'Play' })).toHaveLength(4);
  fireEvent.click(screen.getByRole('button', { name: 'Draw again' }));
  await screen.findAllByRole('img');
  await expect.poll(() => picture('Spectrogram of class 0 after')).toContain('drawn2');
  const asked = host.calls.filter(({ method }) => method === 'previewData');
  expect(asked.every(({ request }) => (request as { limit: number }).limit === 1)).toBe(true);
});
