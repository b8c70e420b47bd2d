// What smaller numbers cost, and a run made smaller, side by side; the model card as a PDF.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';
import { answerDialogs, goTo, openSample, train } from '../steps';

test('compares sizes and prints the model card', async ({ app }, info) => {
  const launched = await app.launch({ size: { width: 1440, height: 900 } });
  const { page, kill } = launched;
  await openSample(page, 'XOR');
  expect(await train(page)).toMatch(/^Done/);
  const chosen = join(app.userData, 'chosen');
  mkdirSync(chosen);
  await answerDialogs(launched, chosen);
  await goTo(page, 'Export');
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('row')).toHaveCount(4, { timeout: 60_000 });
  await expect(page.getByRole('row').nth(1)).toContainText('ms');
  await page.screenshot({ path: info.outputPath('light.png') });
  await page.getByRole('radio', { name: 'Model card' }).click();
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.getByText('MODEL_CARD.pdf')).toBeVisible({ timeout: 60_000 });
  const folder = join(chosen, readdirSync(chosen)[0]!);
  const pdf = readFileSync(join(folder, 'MODEL_CARD.pdf'), 'latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect(pdf.match(/\/(Creation|Mod)Date \(D:\d{4}/gu)).toEqual(['/CreationDate (D:1980', '/ModDate (D:1980']);
  expect(readFileSync(join(folder, 'MODEL_CARD.html'), 'utf8')).toContain('In smaller numbers');
  await kill();
});
