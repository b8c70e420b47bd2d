// What a person does in the window, said once: tests read like the walk through the app that they are.
import type { Locator, Page } from '@playwright/test';
import { expect, type RunningApp } from './app';

export type StepName = 'Data' | 'Network' | 'Train' | 'Evaluate' | 'Predict' | 'Export';

export async function goTo(page: Page, step: StepName): Promise<void> {
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click();
}

export async function newProject(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New project' }).first().click();
  await expect(page.getByRole('navigation', { name: 'Steps' })).toBeVisible();
}

/** Opens a sample from the start screen. */
export async function openSample(page: Page, title: string): Promise<void> {
  const start = page.getByRole('button', { name: 'New project' });
  // A project that is just being left may have the sample's name on its title bar.
  await expect(start).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  // The first engine after a build is read from a cold disk.
  await expect(start).toHaveCount(0, { timeout: 60_000 });
}

/** Picks a set in the Data step by its title. */
export async function chooseData(page: Page, title: string): Promise<void> {
  await goTo(page, 'Data');
  await page.getByRole('button', { name: new RegExp(title) }).click();
  await expect(page.getByText('Split', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
}

export function card(page: Page, kind: string, nth = 0): Locator {
  return page.locator(`.react-flow__node:has([data-kind="${kind}"])`).nth(nth);
}

/** Drags a layer from the palette to a point of the canvas (shares of its width and height). */
export async function dragLayer(
  page: Page,
  kind: string,
  at: { readonly x: number; readonly y: number },
): Promise<void> {
  const canvas = page.locator('.react-flow__pane');
  const box = (await canvas.boundingBox())!;
  const before = await page.locator('.react-flow__node').count();
  const item = page.locator(`[data-palette] [data-layer="${kind}"]`);
  await item.scrollIntoViewIfNeeded();
  await item.dragTo(canvas, { targetPosition: { x: box.width * at.x, y: box.height * at.y } });
  await expect(page.locator('.react-flow__node')).toHaveCount(before + 1);
}

/** Draws a wire with the mouse from one layer's right side to another's left side. */
export async function wire(page: Page, from: Locator, to: Locator): Promise<void> {
  const before = await page.locator('.react-flow__edge').count();
  const start = (await from.locator('.react-flow__handle.source').boundingBox())!;
  const end = (await to.locator('.react-flow__handle.target').first().boundingBox())!;
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect(page.locator('.react-flow__edge')).toHaveCount(before + 1);
}

/** Drags a layer from the palette onto a wire, which takes it in. */
export async function dragOntoWire(page: Page, kind: string, edge: Locator): Promise<void> {
  const before = await page.locator('.react-flow__node').count();
  const middle = await edge
    .locator('path')
    .first()
    .evaluate((path: SVGPathElement) => {
      const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
      return { x: point.x, y: point.y };
    });
  const canvas = page.locator('.react-flow__pane');
  const box = (await canvas.boundingBox())!;
  const item = page.locator(`[data-palette] [data-layer="${kind}"]`);
  await item.scrollIntoViewIfNeeded();
  await item.dragTo(canvas, { targetPosition: { x: middle.x - box.x, y: middle.y - box.y }, force: true });
  await expect(page.locator('.react-flow__node')).toHaveCount(before + 1);
}

/** Sets a field of the inspector by its label; choices by their title. */
export async function setField(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).first();
  await field.click();
  const option = page.getByRole('option', { name: value, exact: true });
  if ((await field.getAttribute('aria-haspopup')) === 'listbox') await option.click();
  else {
    await field.fill(value);
    await field.press('Tab');
  }
}

/** Starts training and waits for its end. Returns the words of the end: "Done: 5 epochs in 20 s". */
export async function train(page: Page, timeoutMs = 150_000): Promise<string> {
  await goTo(page, 'Train');
  await page.getByRole('button', { name: /^(Start training|Train again)$/ }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible({ timeout: 30_000 });
  const end = page.getByText(/^(Done|Stopped early|The run failed)/);
  await expect(end.first()).toBeVisible({ timeout: timeoutMs });
  return (await end.first().textContent()) ?? '';
}

/** The accuracy on the test part, as the Evaluate step shows it, 0 to 1. */
export async function testAccuracy(page: Page): Promise<number> {
  await goTo(page, 'Evaluate');
  await expect(page.getByText(/It gets \d+ of \d+ unseen samples right/).first()).toBeVisible({ timeout: 60_000 });
  const shown = await page.getByText('Accuracy', { exact: true }).first().locator('..').textContent();
  return Number(/([\d.]+)\s*%/.exec(shown ?? '')![1]) / 100;
}

export async function fit(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Press to fit the network in view/ }).click();
  // The view glides there.
  await page.waitForTimeout(400);
}

export async function answer(page: Page): Promise<string> {
  const shown = page.getByTestId('answer').first();
  await expect(shown).toBeVisible({ timeout: 30_000 });
  return (await shown.textContent()) ?? '';
}

/** Draws on the pad: points as shares of its size. */
export async function draw(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const pad = page.locator('canvas[aria-label^="Drawing pad"]');
  await page
    .getByRole('button', { name: 'Clear' })
    .click({ timeout: 1000 })
    .catch(() => undefined);
  const box = (await pad.boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(points[0]!));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 3 });
  await page.mouse.up();
}

/** Answers the system's folder dialog with `folder` (Electron); the web host writes to its own exports folder. */
export async function answerDialogs(app: RunningApp, path: string): Promise<void> {
  await app.electron?.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

/** Presses something that asks for a file, and answers with `path`: the system's dialog, or the browser's in the web host. */
export async function giveFile(app: RunningApp, button: Locator, path: string): Promise<void> {
  if (app.electron) {
    await answerDialogs(app, path);
    await button.click();
    return;
  }
  const [chooser] = await Promise.all([app.page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles(path);
}

/** Opens a data file of one's own in the Data step. */
export async function openDataFile(app: RunningApp, path: string): Promise<void> {
  await goTo(app.page, 'Data');
  await giveFile(app, app.page.getByRole('button', { name: 'Open a file…' }), path);
  await expect(app.page.getByText('Split', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
}

/** Opens a choice by its label and takes one. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Drops files onto the window (or onto `target` of it), as a file manager does. */
export async function dropFiles(page: Page, paths: readonly string[], target = 'body'): Promise<void> {
  // Only the browser makes a File with a path: it comes from a file field, and is handed on by a drop.
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.type = 'file';
    field.id = 'dropped-by-a-test';
    field.multiple = true;
    document.body.append(field);
  });
  await page.locator('#dropped-by-a-test').setInputFiles([...paths]);
  await page.evaluate((selector) => {
    const field = document.querySelector<HTMLInputElement>('#dropped-by-a-test')!;
    const dataTransfer = new DataTransfer();
    for (const file of field.files!) dataTransfer.items.add(file);
    field.remove();
    const onto = document.querySelector(selector)!;
    for (const type of ['dragenter', 'dragover', 'drop']) {
      onto.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, target);
}

/** Drags a file or folder over the middle of the window and lets go, through the browser's own drag events. */
export async function dropPath(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { x, y } = await page.evaluate(() => ({ x: window.innerWidth / 2, y: window.innerHeight / 2 }));
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

/** Drops a data file or folder of one's own and waits until it was read. */
export async function dropData(page: Page, path: string): Promise<void> {
  await dropPath(page, path);
  await expect(page.getByText('Split', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
}
