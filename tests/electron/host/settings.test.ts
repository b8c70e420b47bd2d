// The person's settings on the disk: the newest are there, also for a window that asks before they are written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSettings } from '../../../electron/host/settings';
import { temporaryFolder } from '../folder';

it('are those saved last, at once and in the file', async () => {
  const folder = temporaryFolder();
  const settings = createSettings(folder);
  const before = await settings.load();
  const saved = ['dark', 'light', 'dark', 'light'].map((theme, place) =>
    settings.save({ ...before, theme: theme as 'dark' | 'light', layout: { place } }),
  );
  expect((await settings.load()).layout).toEqual({ place: 3 });
  await Promise.all(saved);
  expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ layout: { place: 3 } });
  expect(await createSettings(folder).load()).toMatchObject({ theme: 'light', layout: { place: 3 } });
});
