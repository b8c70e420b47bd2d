// Clips: filmed with Chromium's own camera while a button is held, and taken from video files by Chromium's decoder;
// learned, and told apart when they are filmed again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { goTo, newProject, train } from '../steps';

/** A video of a violet bar that moves, made by Chromium's own encoder. */
async function film(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [96, 64];
    const context = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const chunks: Blob[] = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    const over = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    for (let i = 0; i < 25; i++) {
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, 96, 64);
      context.fillStyle = '#aa28c8';
      context.fillRect(3 * i, 0, 16, 64);
      await new Promise((done) => setTimeout(done, 40));
    }
    recorder.stop();
    await over;
    const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}

test('clips from the camera and from video files, learned and filmed again', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 }, fakeDevices: true });
  const hold = async (name: string) => {
    const button = page.getByRole('button', { name });
    const place = (await button.boundingBox())!;
    await page.mouse.move(place.x + 10, place.y + 10);
    await page.mouse.down();
    await expect(page.getByText('Camera on')).toBeVisible();
    await page.waitForTimeout(1000);
    await page.mouse.up();
    await expect(page.getByText('Camera on')).toHaveCount(0);
  };
  await newProject(page);
  const buffer = await film(page);
  await page.getByRole('button', { name: 'Video…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Clips from the camera' });
  const rows = dialog.getByRole('listitem');
  await rows.first().getByLabel('Name of the class').fill('room');
  await rows.last().getByLabel('Name of the class').fill('bar');
  // A busy machine's camera may give too few pictures for a clip: then it is held once more.
  for (const count of ['1 clip', '2 clips', '3 clips', '4 clips', '5 clips'])
    await expect(async () => {
      await hold('Hold to film clips of room');
      await expect(rows.first().getByText(count, { exact: true })).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 30_000 });
  const files = Array.from({ length: 5 }, (_, i) => ({ name: `${i}.webm`, mimeType: 'video/webm', buffer }));
  await rows
    .last()
    .locator('input[type="file"]')
    .setInputFiles([...files, { name: 'no.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') }]);
  await expect(dialog.getByText('“no.mp4” cannot be played.', { exact: false })).toBeVisible();
  await expect(rows.last().getByText('5 clips')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use these clips' }).click();
  await expect(page.getByText(/10 clips, 12 pictures of/).first()).toBeVisible();
  const [set] = readdirSync(join(app.userData, 'captures'));
  const bar = join(app.userData, 'captures', set!, 'bar');
  expect(readdirSync(bar)).toHaveLength(5);
  expect(readdirSync(join(bar, '0001'))).toHaveLength(24);

  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  await goTo(page, 'Predict');
  await expect(async () => {
    await hold('Hold to film');
    // A sample is no longer looked at.
    await expect(page.getByLabel('Number of the sample')).toHaveValue('', { timeout: 5000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByTestId('answer').first()).toHaveText('room');
  await page
    .locator('input[type="file"][accept="video/*"]')
    .setInputFiles({ name: 'bar.webm', mimeType: 'video/webm', buffer });
  await expect(page.getByTestId('answer').first()).toHaveText('bar');
});
