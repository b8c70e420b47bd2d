// The microphone, Chromium's own in place of a real one: sounds are taken class by class, learned, and told apart when they
// are heard again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../shared/random';
import { writeWav } from '../../../shared/data/wav';
import { expect, test } from '../app';
import { goTo, newProject, train } from '../steps';

/** A second of noise: nothing like the beeps of Chromium's microphone. */
function hiss(seed: number): Buffer {
  const random = createRandom(seed);
  return Buffer.from(
    writeWav({ rate: 16_000, samples: Float32Array.from({ length: 16_000 }, () => 0.3 * random.normal()) }),
  );
}

test('sounds from the microphone and from files, learned and heard again', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 }, fakeDevices: true });
  const hold = async (name: string, ms: number) => {
    const button = page.getByRole('button', { name });
    const place = (await button.boundingBox())!;
    await page.mouse.move(place.x + 10, place.y + 10);
    await page.mouse.down();
    await expect(page.getByRole('status', { name: 'Microphone on' })).toBeVisible();
    await page.waitForTimeout(ms);
    await page.mouse.up();
    await expect(page.getByRole('status', { name: 'Microphone on' })).toHaveCount(0);
  };
  await newProject(page);
  await page.getByRole('button', { name: 'Microphone…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sounds from the microphone' });
  const names = dialog.getByLabel('Name of the class');
  await names.first().fill('beeps');
  await names.last().fill('hiss');
  await hold('Hold to record sounds of beeps', 5400);
  await expect(dialog.getByText(/^[56] sounds$/)).toBeVisible();
  await dialog
    .getByRole('listitem')
    .nth(1)
    .locator('input[type="file"]')
    .setInputFiles(
      Array.from({ length: 8 }, (_, seed) => ({ name: `${seed}.wav`, mimeType: 'audio/wav', buffer: hiss(seed + 1) })),
    );
  await expect(dialog.getByRole('listitem').nth(1).getByText('8 sounds')).toBeVisible();
  await dialog.getByRole('button', { name: 'Discard hiss 8' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem').nth(1).getByText('7 sounds')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use these sounds' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/1[23] sounds/).first()).toBeVisible();
  const [set] = readdirSync(join(app.userData, 'captures'));
  expect(readdirSync(join(app.userData, 'captures', set!)).sort()).toEqual(['beeps', 'hiss']);

  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  await goTo(page, 'Predict');
  await hold('Hold to record', 1500);
  await expect(page.getByTestId('answer').first()).toHaveText('beeps');
});
