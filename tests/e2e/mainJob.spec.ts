// The main job, with the mouse, in the real window: data, network, training, evaluation, a drawing, export, and all
// there again after kill -9. The same in Chromium through the web host.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app';
import {
  answer,
  answerDialogs,
  card,
  chooseData,
  dragLayer,
  dragOntoWire,
  draw,
  fit,
  goTo,
  newProject,
  setField,
  testAccuracy,
  train,
  wire,
} from './steps';

test('F1: handwritten digits from an empty project to an export, and back after kill -9', async ({ app }) => {
  test.setTimeout(300_000);
  const running = await app.launch({ size: { width: 1440, height: 900 } });
  const { page } = running;
  await newProject(page);
  await chooseData(page, '^MNIST');
  await goTo(page, 'Network');

  await dragLayer(page, 'input', { x: 0.16, y: 0.15 });
  await dragLayer(page, 'conv2d', { x: 0.47, y: 0.15 });
  await dragLayer(page, 'maxPooling2d', { x: 0.78, y: 0.15 });
  await dragLayer(page, 'flatten', { x: 0.16, y: 0.55 });
  await dragLayer(page, 'dense', { x: 0.47, y: 0.55 });
  await dragLayer(page, 'output', { x: 0.78, y: 0.55 });
  await wire(page, card(page, 'input'), card(page, 'conv2d'));
  await wire(page, card(page, 'conv2d'), card(page, 'maxPooling2d'));
  await wire(page, card(page, 'maxPooling2d'), card(page, 'flatten'));
  await wire(page, card(page, 'flatten'), card(page, 'dense'));
  await wire(page, card(page, 'dense'), card(page, 'output'));

  // F2: the shape on the wire behind the picture's first layer; 28 - 3 + 1 = 26.
  await expect(page.getByText('28×28×1', { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/^26×26×\d+$|^28×28×\d\d$/).first()).toBeVisible();
  // F3: the Output says how many numbers it needs; one click repairs it.
  await card(page, 'output')
    .getByRole('button', { name: /Set units of dense to 10/ })
    .click();
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();
  // Dropped on a wire, a layer is taken in; undone, it was never there.
  const edges = page.locator('.react-flow__edge');
  await fit(page);
  await dragOntoWire(page, 'dropout', page.locator('.react-flow__edge[data-id="e4"]'));
  await expect(edges).toHaveCount(6);
  await page.keyboard.press('Control+z');
  await expect(edges).toHaveCount(5);
  await fit(page);
  await card(page, 'conv2d').click();
  await setField(page, 'Filters', '64');
  await setField(page, 'Kernel size, height', '9');
  await setField(page, 'Kernel size, width', '9');
  await expect(page.getByText('20×20×64', { exact: true }).first()).toBeVisible();

  await goTo(page, 'Train');
  await setField(page, 'Epochs', '12');
  const end = await train(page);
  expect(end).toMatch(/^Done/);
  // The chart has moved: a curve of more than two points.
  const path = await page.locator('path[data-line]').first().getAttribute('d');
  expect(path!.split(/[LC]/).length).toBeGreaterThan(3);
  expect(await testAccuracy(page)).toBeGreaterThan(0.97);

  await goTo(page, 'Predict');
  await draw(page, [
    [0.5, 0.15],
    [0.5, 0.5],
    [0.5, 0.85],
  ]);
  await expect(page.getByTestId('answer').first()).toHaveText('1');
  await draw(
    page,
    Array.from(
      { length: 33 },
      (_, i) => [0.5 + 0.2 * Math.sin((i / 32) * 2 * Math.PI), 0.5 - 0.32 * Math.cos((i / 32) * 2 * Math.PI)] as const,
    ),
  );
  await expect(page.getByTestId('answer').first()).toHaveText('0');

  const exports = join(app.userData, 'chosen');
  mkdirSync(exports);
  await answerDialogs(running, exports);
  await goTo(page, 'Export');
  await page.getByRole('button', { name: 'Export…' }).click();
  const verdict = page.locator('[role="status"][data-verified]');
  await expect(verdict).toBeVisible({ timeout: 60_000 });
  const folder = app.host === 'web' ? join(app.userData, 'exports') : exports;
  const [written] = readdirSync(folder);
  expect(existsSync(join(folder, written!, 'model.json'))).toBe(true);

  await goTo(page, 'Network');
  await running.kill();
  const again = await app.launch({ size: { width: 1440, height: 900 } });
  await goTo(again.page, 'Network');
  await expect(again.page.locator('.react-flow__node')).toHaveCount(6);
  await expect(again.page.locator('.react-flow__edge')).toHaveCount(5);
  await card(again.page, 'conv2d').click();
  await expect(again.page.getByLabel('Filters', { exact: true }).first()).toHaveValue('64');
  expect(await testAccuracy(again.page)).toBeGreaterThan(0.97);
  await goTo(again.page, 'Predict');
  await draw(again.page, [
    [0.5, 0.15],
    [0.5, 0.5],
    [0.5, 0.85],
  ]);
  expect(await answer(again.page)).toBe('1');
});
