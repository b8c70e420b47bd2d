// The camera, Chromium's own in place of a real one: a folder of pictures is dropped, learned and tried on the camera; a
// data set is taken with it; and nobody gets at it without its button. A data set that is drawn.
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipOf } from '../engine/zipOf';
import { expect, test } from './app';
import { answer, dropData, goTo, newProject, openSample, train } from './steps';

/** A picture of one colour with a little noise, as an uncompressed BMP file of 32 by 32 pixels. */
function bitmap([red, green, blue]: readonly [number, number, number], seed: number): Buffer {
  const side = 32;
  const head = Buffer.alloc(54);
  head.write('BM', 0, 'latin1');
  head.writeUInt32LE(54 + 3 * side * side, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(side, 18);
  head.writeInt32LE(side, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(3 * side * side);
  for (let at = 0; at < side * side; at++) {
    const noise = ((at * 7919 + seed * 104_729) % 41) - 20;
    [blue, green, red].forEach((level, channel) => {
      pixels[3 * at + channel] = Math.max(0, Math.min(255, level + noise + (seed % 7) * 4));
    });
  }
  return Buffer.concat([head, pixels]);
}

const files: Record<string, Buffer> = {};
for (let seed = 0; seed < 40; seed++) {
  files[`green things/${seed}.bmp`] = bitmap([20, 190, 30], seed);
  files[`violet things/${seed}.bmp`] = bitmap([170, 40, 200], seed);
}

test('a folder of pictures, learned and tried on the camera', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 }, fakeDevices: true });
  const home = mkdtempSync(join(tmpdir(), 'layerloom-camera-'));
  // A browser cannot hand over a folder.
  const dropped = join(home, app.host === 'electron' ? 'things' : 'things.zip');
  if (app.host === 'electron') {
    for (const [path, data] of Object.entries(files)) {
      mkdirSync(dirname(join(dropped, path)), { recursive: true });
      writeFileSync(join(dropped, path), data);
    }
  } else writeFileSync(dropped, await zipOf(files));
  await newProject(page);
  await dropData(page, dropped);
  await expect(page.getByText(/80 pictures/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);

  await goTo(page, 'Predict');
  await answer(page);
  await page.getByRole('button', { name: 'Turn the camera on' }).click();
  await expect(page.getByText('Camera on', { exact: true })).toBeVisible();
  // Chromium's camera shows a green screen with a dial; a sample is no longer looked at.
  await expect(page.getByLabel('Number of the sample')).toHaveValue('');
  await expect(page.getByTestId('answer').first()).toHaveText('green things');
  const off = page.getByRole('button', { name: 'Turn the camera off' });
  await off.click();
  await expect(page.getByText('Camera on', { exact: true })).toHaveCount(0);
  // It goes off when the step is left.
  await page.getByRole('button', { name: 'Turn the camera on' }).click();
  await expect(page.getByText('Camera on', { exact: true })).toBeVisible();
  // The light is on from the press of the button, before there is a picture.
  await expect(off).toBeVisible();
  await page.evaluate(() => {
    (globalThis as { held?: MediaStream }).held = document.querySelector('video')!.srcObject as MediaStream;
  });
  await goTo(page, 'Train');
  const states = await page.evaluate(() =>
    (globalThis as { held?: MediaStream }).held!.getTracks().map(({ readyState }) => readyState),
  );
  expect(states).toEqual(['ended']);
  if (app.host === 'electron') {
    const unasked = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    );
    expect(unasked).toBe('denied');
  }

  // Own classes, taken with the camera.
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Other data' }).click();
  await page.getByRole('button', { name: 'Camera…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pictures from the camera' });
  // It is off until its button is pressed, and off again with the next press.
  await expect(dialog.getByText('The camera is off.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Turn the camera on' }).click();
  await expect(dialog.getByText('Camera on', { exact: true })).toBeVisible();
  await dialog.getByLabel('Name of the class').first().fill('mine');
  for (const name of ['mine', 'Class 2']) {
    const button = dialog.getByRole('button', { name: `Hold to take pictures of ${name}` });
    const place = (await button.boundingBox())!;
    await page.mouse.move(place.x + 10, place.y + 10);
    await page.mouse.down();
    await page.waitForTimeout(1500);
    await page.mouse.up();
  }
  await dialog.getByRole('button', { name: 'Use these pictures' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/\d+ pictures .*256 by 256|\d+ pictures/).first()).toBeVisible();
  await expect(page.getByText('Class 2').first()).toBeVisible();
  const [set] = readdirSync(join(app.userData, 'captures'));
  expect(readdirSync(join(app.userData, 'captures', set!)).sort()).toEqual(['Class 2', 'mine']);
});

test('photo classes: answers at once, without any training', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await openSample(page, 'Photo classes');
  await goTo(page, 'Predict');
  const truths = ['palace', 'daisy', 'Egyptian cat', 'espresso', 'tripod'];
  expect(truths).toContain(await answer(page));
});

test('drawings of own classes, kept by keys, become a data set', async ({ app }) => {
  test.skip(app.host === 'electron', 'The window is the same: once is enough.');
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await newProject(page);
  await page.getByRole('button', { name: 'Drawing…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Drawings of your own' });
  const rows = dialog.getByRole('listitem');
  await rows.first().getByLabel('Name of the class').fill('across');
  await rows.last().getByLabel('Name of the class').fill('down');
  const pad = (await dialog.getByTestId('draw-pad').boundingBox())!;
  for (let turn = 0; turn < 10; turn++) {
    const from = 0.2 + 0.05 * turn;
    await page.mouse.move(
      pad.x + (turn % 2 === 0 ? 0.2 : from) * pad.width,
      pad.y + (turn % 2 === 0 ? from : 0.2) * pad.height,
    );
    await page.mouse.down();
    await page.mouse.move(
      pad.x + (turn % 2 === 0 ? 0.8 : from) * pad.width,
      pad.y + (turn % 2 === 0 ? from : 0.8) * pad.height,
      { steps: 3 },
    );
    await page.mouse.up();
    await page.keyboard.press(turn % 2 === 0 ? '1' : '2');
    await page.keyboard.press('Enter');
  }
  await expect(rows.first().getByText('5 drawings')).toBeVisible();
  await expect(rows.last().getByText('5 drawings')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use these drawings' }).click();
  await expect(page.getByText(/^10 pictures, 64 × 64, grey/).first()).toBeVisible();
});
