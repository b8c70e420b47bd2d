// A smaller network learns from a finished run: one click sets it up, and the list of runs says whom it learned from.
import { expect, test } from '../app';
import { openSample, train } from '../steps';

test('a smaller network learns from a run', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await openSample(page, 'Iris');
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);

  await page.getByRole('button', { name: 'More for Run 1' }).click();
  await page.getByRole('menuitem', { name: 'Teach a smaller network' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Teacher' }).getByRole('radio', { name: 'Run 1' })).toBeChecked();
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  await expect(page.getByText('learned from Run 1')).toBeVisible();
});
