// Every screen against axe-core's rules, light and dark. The window is the same in Electron; once is enough.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { answer, draw, goTo, openSample, testAccuracy, train } from '../steps';

/** What is wrong with what is shown now, in both themes: the rule and where. Only what bars people counts. */
async function look(page: Page, screen: string): Promise<void> {
  await test.step(screen, async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(150);
      const axe = new AxeBuilder({ page });
      // The dark theme is the same page in other colours.
      const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const words = grave.flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map((node) => `${id}: ${node.html} ${node.failureSummary}`),
      );
      expect.soft(words, `${screen}, ${colorScheme}`).toEqual([]);
    }
  });
}

async function command(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search commands, layers and steps').fill(query);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

test('no screen shuts anyone out', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 } });
  const { page } = running;
  await expect(page.getByRole('button', { name: /^Tiny digits/ })).toBeVisible();
  await look(page, 'start');
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('heading', { name: 'Choose data' })).toBeVisible();
  await look(page, 'choose data');
  await goTo(page, 'Network');
  await look(page, 'empty network');
  await goTo(page, 'Evaluate');
  await look(page, 'nothing to evaluate');
  await page.keyboard.press('Control+w');

  await openSample(page, 'Tiny digits');
  await goTo(page, 'Data');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await look(page, 'data: pictures');
  await page.getByRole('tab', { name: 'Preparation' }).click();
  await expect(page.getByText('Sample 1 of 12')).toBeVisible();
  await look(page, 'data: from file to network');
  await goTo(page, 'Network');
  await page.locator('.react-flow__node').nth(1).click();
  await look(page, 'network');
  await page.keyboard.press('Control+Alt+3');
  await look(page, 'outline');
  await page.keyboard.press('Control+Alt+3');
  await goTo(page, 'Train');
  await look(page, 'train: before');
  await train(page);
  await look(page, 'train: done');
  await testAccuracy(page);
  await look(page, 'evaluate: classes');
  await goTo(page, 'Predict');
  await draw(page, [
    [0.5, 0.15],
    [0.5, 0.85],
  ]);
  await answer(page);
  await look(page, 'predict: drawing');
  await goTo(page, 'Export');
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.locator('[role="status"][data-verified]')).toBeVisible({ timeout: 60_000 });
  await look(page, 'export: done');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search commands, layers and steps').fill('sett');
  await look(page, 'command palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'settings');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Engine:/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'devices');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await command(page, 'about');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'about');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+w');
  await openSample(page, 'Fuel consumption');
  await goTo(page, 'Data');
  await look(page, 'data: columns');
  await page.getByRole('tab', { name: /^Rows/ }).click();
  await look(page, 'data: rows');
  await train(page);
  await goTo(page, 'Evaluate');
  await expect(page.getByText('R²', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await look(page, 'evaluate: numbers');
  await goTo(page, 'Predict');
  await answer(page);
  await look(page, 'predict: row');
  await running.kill();
});
