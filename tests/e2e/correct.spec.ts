// Samples seen together and corrected: the data map with its lasso, and the samples behind a field of the confusion; texts
// and sounds that get their classes by keys.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '../../shared/data/wav';
import { expect, test } from './app';
import { chooseData, dropPath, goTo, newProject, testAccuracy, train } from './steps';

test('a lasso on the data map and a field of the confusion: look, relabel, leave out, undo', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await newProject(page);
  await chooseData(page, '^Small handwritten digits');
  await page.getByRole('tab', { name: 'Map' }).click();
  await page.getByRole('button', { name: 'Draw the map' }).click();
  const map = page.getByRole('img', { name: /^Data map with 1797 samples/ });
  await expect(map).toBeVisible({ timeout: 30_000 });

  const box = (await map.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.35, 0.35));
  await page.mouse.down();
  for (const corner of [at(0.6, 0.35), at(0.6, 0.55), at(0.35, 0.55)]) await page.mouse.move(...corner, { steps: 4 });
  await page.mouse.up();
  const chosen = page.getByRole('region', { name: 'Chosen samples' });
  await expect(chosen.getByRole('heading')).toHaveText(/^\d+ samples$/);
  const samples = chosen.getByRole('list', { name: 'Samples' }).getByRole('button');
  await samples.first().click();
  // Its class by a key; the next sample is chosen then, and left out by another.
  const before = (await samples.first().textContent())!.trim();
  const other = before === '1' ? '2' : '1';
  await page.keyboard.press(String(Number(other) + 1));
  await expect(samples.first()).toContainText(`${before} ${other}`);
  await page.keyboard.press('Delete');
  await expect(samples.nth(1)).toContainText('left out');
  await expect(page.getByRole('heading', { name: 'Corrections (2)' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { name: 'Corrections (1)' })).toBeVisible();

  await page.getByRole('button', { name: 'Design the network' }).click();
  await train(page);
  expect(await testAccuracy(page)).toBeGreaterThan(0.9);
  await page.locator('td[data-full]:not([data-right])').first().click();
  await expect(page.getByRole('heading', { name: /^“\d” taken for “\d”$/ })).toBeVisible();
  const wrong = page.getByRole('list', { name: 'Samples' }).getByRole('button');
  await wrong.first().click();
  await page.getByRole('button', { name: 'Leave out' }).click();
  await expect(wrong.first()).toContainText('left out');
  await goTo(page, 'Data');
  await page
    .getByRole('button', { name: /^Take back the correction of/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Corrections (1)' })).toBeVisible();

  // From file to network: a layer that varies samples is put behind the Input, seen at work, and taken back.
  await page.getByRole('tab', { name: 'Preparation' }).click();
  const way = page.getByRole('list', { name: 'From file to network' });
  await expect(way.getByRole('img', { name: 'Scaling, picture 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Add augmentation' }).click();
  await page.getByRole('menuitem', { name: /^RandomRotation/ }).click();
  await expect(way.getByRole('img', { name: 'randomRotation 3' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(way.getByRole('heading', { name: /^randomRotation/ })).toHaveCount(0);
});

test('texts and sounds without classes get theirs by the keys 1 to 9', async ({ app }) => {
  test.skip(app.host === 'web', 'The window is the same: once is enough.');
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  const home = mkdtempSync(join(tmpdir(), 'layerloom-label-'));
  const tone = (place: number) => Float32Array.from({ length: 1600 }, (_, i) => Math.sin((i * (place + 2)) / 20) / 2);
  writeFileSync(join(home, 'notes.txt'), 'the cat sat\na dog ran\nthe cat ran\na dog sat\n');
  mkdirSync(join(home, 'tones'));
  for (let place = 0; place < 4; place++)
    writeFileSync(join(home, 'tones', `${place}.wav`), writeWav({ rate: 8000, samples: tone(place) }));
  await newProject(page);
  for (const name of ['notes.txt', 'tones']) {
    await dropPath(page, join(home, name));
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible({ timeout: 30_000 });
    const samples = page.getByRole('list', { name: 'Samples' }).locator('[aria-pressed]');
    for (const kind of ['one', 'two']) {
      await page.getByLabel('New class').fill(kind);
      await page.keyboard.press('Enter');
    }
    // Those that have got a class leave the list; the keys go on with the next all the same.
    await page.getByLabel('Only those without a class').check();
    await samples.first().click();
    for (const key of ['1', '2', '1', '2']) await page.keyboard.press(key);
    await expect(page.getByRole('heading', { name: 'Corrections (4)' })).toBeVisible();
    await page.getByLabel('Only those without a class').uncheck();
    const list = page.getByRole('list', { name: 'Samples' }).getByRole('listitem');
    for (const [at, kind] of ['one', 'two', 'one', 'two'].entries()) await expect(list.nth(at)).toContainText(kind);
  }
  rmSync(home, { recursive: true });
});
