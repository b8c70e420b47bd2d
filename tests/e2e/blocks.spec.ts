// A published network is opened, layers are grouped and repeated, a ready-made block is put in, and all of it is undone.
import { expect, test } from './app';
import { card, openSample } from './steps';

test('layers become a block that is named, repeated and undone', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1400, height: 900 } });
  await openSample(page, 'LeNet-5');
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Network' }).click();
  const status = page.locator('footer');
  await expect(status).toContainText('61,706 parameters');

  // The layer of 84 units, three times: each repetition after the first adds 84 · 84 + 84 numbers.
  await card(page, 'dense').click();
  await page.keyboard.press('Control+g');
  const repetitions = page.getByRole('textbox', { name: 'Repetitions' });
  await repetitions.fill('3');
  await expect(status).toContainText('75,986 parameters');
  await page.getByRole('textbox', { name: 'Block' }).fill('Thinking');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Thinking, 3 times' })).toBeVisible();

  const before = await page.locator('.react-flow__node').count();
  await card(page, 'dense').click();
  await page.getByRole('button', { name: 'Residual MLP block' }).click();
  await expect(page.locator('.react-flow__node')).toHaveCount(before + 5);

  const canvas = page.getByTestId('canvas');
  await canvas.focus();
  while ((await status.textContent())?.includes('61,706 parameters') !== true) await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /^Thinking/ })).toHaveCount(0);
});
