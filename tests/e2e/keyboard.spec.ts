// A network built, wired and trained without a mouse, and read as a list by those who do not see the canvas.
import type { Page } from '@playwright/test';
import { expect, test } from './app';

/** Walks on with Tab until the keyboard is on something of that name; fails where it never gets there. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 400; step++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return '';
      const field = element as HTMLInputElement;
      const labels = field.labels ? [...field.labels].map((label) => label.textContent ?? '').join(' ') : '';
      return element.getAttribute('aria-label') ?? (labels !== '' ? labels : (element.textContent ?? ''));
    });
    if (name.test(here.trim())) return;
  }
  throw new Error(`Tab never led to ${String(name)}.`);
}

async function add(page: Page, words: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

test('a network is built and trained with the keyboard alone', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 } });
  const { page } = running;
  const nodes = page.locator('.react-flow__node');
  const edges = page.locator('.react-flow__edge');
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('heading', { name: 'Choose data' })).toBeVisible();
  await tabTo(page, /^XOR/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Split', { exact: true }).first()).toBeVisible();

  await page.keyboard.press('Control+2');
  await expect(page.getByRole('button', { name: 'Add an Input' })).toBeVisible();
  for (const [words, count] of [
    ['input', 1],
    ['fully connected', 2],
    ['dense', 3],
    ['output', 4],
  ] as const) {
    await add(page, words);
    await expect(nodes).toHaveCount(count);
    // Each is put behind the one before it.
    await expect(edges).toHaveCount(count - 1);
  }

  // The outline says what the canvas shows, in order, and everything about it.
  await page.keyboard.press('Control+Alt+3');
  const outline = page.getByRole('list', { name: 'Layers from inputs to outputs' });
  const rows = outline.getByRole('button', { name: /(, gives|what it gives)/ });
  await expect(rows).toHaveCount(4);
  const names = await rows.allTextContents();
  expect(names[0]).toMatch(/^input, Input, gives/);
  expect(names[1]).toMatch(/^dense, Dense, reads input, gives/);
  expect(names[3]).toMatch(/^output, Output, reads dense_/);
  // Wires go and come back without a pointer: C offers only what can be connected.
  await tabTo(page, /^Remove all wires of output$/);
  await page.keyboard.press('Enter');
  await expect(edges).toHaveCount(2);
  await page.keyboard.press('Control+Alt+3');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page.locator('.react-flow__node.selected')).toContainText('dense_');
  await page.keyboard.press('c');
  await expect(page.getByRole('listbox', { name: /^Connect dense_/ }).getByRole('option')).toHaveCount(1);
  await page.keyboard.type('output');
  await page.keyboard.press('Enter');
  await expect(edges).toHaveCount(3);

  // Its one problem is repaired where it is listed.
  await page.keyboard.press('Control+Shift+M');
  await tabTo(page, /^Set units of dense_\d+ to \d/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();

  await page.keyboard.press('Control+3');
  await tabTo(page, /^Epochs$/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('4000');
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Epoch \d+ of 4,?000$/)).toBeVisible({ timeout: 30_000 });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Space');
  await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByText(/^Epoch \d+ of 4,?000$/)).toBeVisible();
  await page.keyboard.press('Shift+F5');
  await expect(page.getByText(/^Stopped after/)).toBeVisible();
  await running.kill();
});
