// Texts, a time series and sounds of a person's own, dropped on the window, from the file to an answer.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Papa from 'papaparse';
import { openPromise } from 'yauzl';
import { findGenerator } from '../../shared/data/generators';
import { expect, root, test } from './app';
import { answer, dropData, goTo, newProject, testAccuracy, train } from './steps';

/** A generated set as a CSV file of somebody's, with columns of their own. */
function writeSet(
  id: string,
  name: string,
  count: number,
  own: { readonly [column: string]: (row: number) => string } = {},
): string {
  const generator = findGenerator(id)!;
  const { columns } = generator.generate({ count });
  const rows = Array.from({ length: count }, (_, row) => [
    ...generator.columns.map((column) => columns[column]![row]!),
    ...Object.values(own).map((cell) => cell(row)),
  ]);
  const path = join(mkdtempSync(join(tmpdir(), 'layerloom-kinds-')), name);
  writeFileSync(path, Papa.unparse({ fields: [...generator.columns, ...Object.keys(own)], data: rows }));
  return path;
}

/** The files of a zip in a folder of somebody's. */
async function unpack(zip: string): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'layerloom-kinds-')), 'my digits');
  const reader = await openPromise(zip);
  for await (const entry of reader.eachEntry()) {
    const path = join(folder, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await buffer(await reader.openReadStreamPromise(entry)));
  }
  return folder;
}

test('a column of texts: praise or complaint, no author on both sides', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 } });
  const { page } = running;
  await newProject(page);
  await dropData(page, writeSet('reviews', 'letters.csv', 1200, { author: (row) => `A. ${(row >> 1) % 20}` }));
  await expect(page.getByText(/1,200 texts, \d+ words each · predicts “sentiment”, 2 classes/)).toBeVisible();
  await expect(page.getByText(/"author" has 20 different values in 1,200 samples/)).toBeVisible();
  await page.getByRole('button', { name: 'Keep groups together' }).click();
  await expect(page.getByLabel('Groups are in')).toHaveValue('author');
  await page.getByRole('tab', { name: 'Groups' }).click();
  await page.getByRole('combobox', { name: 'Column whose groups are compared' }).click();
  await page.getByRole('option', { name: 'author' }).click();
  await expect(page.getByRole('row', { name: /^A\. 12 / })).toBeVisible();
  await page.getByRole('tab', { name: 'Preparation' }).click();
  await expect(page.getByText(/Measured on the training part alone: Tokens in the vocabulary \d+\./)).toBeVisible();
  await page.getByRole('button', { name: 'Next sample' }).click();
  await expect(page.getByText('Sample 2 of 12')).toBeVisible();
  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  // Averaged words do not know their order, so that "not boring" is easily misread.
  expect(await testAccuracy(page)).toBeGreaterThan(0.85);
  // The authors of the test part, and no others.
  const compared = page.locator('section').filter({ hasText: 'Group by group' });
  await expect(compared.getByRole('row', { name: /^A\. \d/ })).toHaveCount(3);

  await goTo(page, 'Predict');
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  await expect(box).not.toHaveValue('');
  await box.fill('The soup was cold and the waiter seemed rude. Never again. Zyzzyva!');
  await expect(page.getByTestId('answer').first()).toHaveText('negative');
  await expect(page.getByText('1 of them is not in the vocabulary.')).toBeVisible();
  await box.fill('What a wonderful view! I loved the breakfast. Highly recommended!');
  await expect(page.getByTestId('answer').first()).toHaveText('positive');
});

test('a time series: the forecast drawn over the truth', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 } });
  const { page } = running;
  await newProject(page);
  await dropData(page, writeSet('sales', 'shop.csv', 1500));
  await expect(page.getByText(/1,500 rows in time, 24 seen at once of temperature, sales/)).toBeVisible();
  await expect(page.getByRole('img', { name: 'sales from 2020-01-01 to 2024-02-08' })).toBeVisible();
  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  await goTo(page, 'Evaluate');
  await expect(page.getByRole('img', { name: 'The forecast of sales drawn over what happened' })).toBeVisible({
    timeout: 60_000,
  });
  const shown = await page.getByText('R²', { exact: true }).first().locator('..').textContent();
  expect(Number(/[\d.]+$/.exec(shown ?? '')![0])).toBeGreaterThan(0.75);
  await goTo(page, 'Predict');
  expect(Number(await answer(page))).toBeGreaterThan(0);
});

test('sounds: spoken digits, and one of the microphone', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 }, fakeDevices: true });
  const { page } = running;
  await newProject(page);
  const zip = join(root, 'assets/data/spoken-digits/clips.zip');
  // A browser cannot hand over a folder.
  await dropData(page, app.host === 'electron' ? await unpack(zip) : zip);
  await expect(page.getByText(/360 sounds, [\d.]+ s each at 8,000 Hz/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Design the network' }).click();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  expect(await testAccuracy(page)).toBeGreaterThan(0.95);

  await goTo(page, 'Predict');
  await answer(page);
  const button = page.getByRole('button', { name: 'Hold to record' });
  const place = (await button.boundingBox())!;
  await page.mouse.move(place.x + 10, place.y + 10);
  await page.mouse.down();
  await expect(page.getByRole('button', { name: 'Recording… let go to stop' })).toBeVisible();
  // Chromium's microphone beeps once a second.
  await page.waitForTimeout(1500);
  await page.mouse.up();
  await expect(button).toBeVisible();
  await expect(page.getByLabel('Number of the sample')).toHaveValue('');
  expect(await answer(page)).toMatch(/^(zero|one|two|three|four|five|six|seven|eight|nine)$/);
  // Nobody gets at the microphone without its button.
  if (app.host === 'electron') {
    const unasked = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    );
    expect(unasked).toBe('denied');
  }
});
