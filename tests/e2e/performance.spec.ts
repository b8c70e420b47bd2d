// Guards the speed of the window with 500 layers, by what is the same on every machine (what an edit redraws) and by
// limits so loose that only a mistake breaks them. Real figures: docs/performance.md.
import { findLayer } from '../../shared/layers';
import { defaultsOf } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { expect, test } from './app';
import { goTo, newProject } from './steps';

const count = 500;
const perRow = 25;

/** A chain of convolutions as the clipboard carries layers; the second one's kernel decides all shapes behind it. */
function chainText(): string {
  const nodes = Array.from({ length: count }, (_, index) => {
    const kind = index === 0 ? 'input' : index === count - 1 ? 'output' : 'conv2d';
    const own: ParamValues =
      index === 0
        ? { shape: [32, 32, 2] }
        : kind === 'output'
          ? {}
          : { filters: 2, kernelSize: [3, 3], padding: index === 1 ? 'valid' : 'same' };
    const row = Math.floor(index / perRow);
    const along = index % perRow;
    // To and fro, two rows of a fold beside each other: the last layers stand where the first ones do.
    const position = {
      x: 236 * (row % 2 === 0 ? along : perRow - 1 - along),
      y: 130 * (row < 10 ? 2 * row : 39 - 2 * row),
    };
    return {
      id: `p${index}`,
      kind,
      name: `p${index}`,
      params: { ...defaultsOf(findLayer(kind)!.params), ...own },
      position,
    };
  });
  const edges = nodes.slice(1).map((node, index) => ({
    id: `w${index}`,
    source: nodes[index]!.id,
    target: node.id,
    port: 'input',
  }));
  return JSON.stringify({ app: 'layerloom', nodes, edges });
}

test('P1: an edit among 500 layers redraws what it changed, and soon', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = await app.launch({ size: { width: 1440, height: 900 } });
  await newProject(page);
  await goTo(page, 'Network');
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, chainText());
  await expect(page.getByTestId('layer-total')).toHaveText(/500/);
  // From far away all layers are one picture.
  await page.getByRole('button', { name: /Press to fit the network in view/ }).click();
  await expect(page.getByTestId('picture')).toBeVisible();
  // What was pasted is selected, all of it.
  await page.waitForTimeout(500);
  await page.locator('.react-flow__pane').click({ position: { x: 12, y: 12 } });
  await expect.poll(() => page.locator('.react-flow__node').count()).toBeLessThan(10);
  // From near, what is in view has cards. An arrow leads to the first layer.
  const zoomIn = page.getByRole('button', { name: 'Zoom in', exact: true });
  for (let turn = 0; turn < 9; turn++) {
    await zoomIn.click();
    await page.waitForTimeout(200);
  }
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('ArrowRight');
  const cards = page.locator('.react-flow__node');
  await expect.poll(() => cards.count()).toBeGreaterThan(20);
  await page.waitForTimeout(1500);
  expect(await cards.count()).toBeLessThan(count / 2);
  const place = (name: string) =>
    page
      .locator('.react-flow__node')
      .filter({ has: page.locator('[id^="layer-label-"]', { hasText: new RegExp(`^${name},`) }) });
  const lastLabel = place(`p${count - 1}`).locator('[id^="layer-label-"]');
  await expect(lastLabel).toContainText('30 by 30');

  /** Sets a number of the selected layer; the names of the cards whose words changed, and the time until `shown`. */
  const edit = async (key: string) => {
    await page.evaluate(() => {
      const touched = new Set<string>();
      const observer = new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const card = element?.closest<HTMLElement>('.react-flow__node');
          if (card?.dataset['id'] !== undefined && element !== card) touched.add(card.dataset['id']);
        }
      });
      observer.observe(document.querySelector('.react-flow__nodes')!, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      Object.assign(window, { editWatch: { touched, observer } });
    });
    await page.keyboard.press(key);
    await page.waitForTimeout(700);
    return page.evaluate(() => {
      const { editWatch } = window as unknown as {
        editWatch: { touched: Set<string>; observer: MutationObserver };
      };
      editWatch.observer.disconnect();
      return editWatch.touched.size;
    });
  };

  await page.locator('.react-flow__pane').click({ position: { x: 12, y: 12 } });
  // The last convolution's kernel changes no shape ("same" padding): one card may change, and no other.
  await place(`p${count - 2}`).dispatchEvent('click');
  await page.getByLabel('Kernel size, height', { exact: true }).first().click();
  expect(await edit('ArrowUp')).toBeLessThanOrEqual(1);
  // The second layer's kernel changes every shape behind it: each card in sight says so, the input's does not.
  await place('p1').dispatchEvent('click');
  const field = page.getByLabel('Kernel size, height', { exact: true }).first();
  await field.click();
  await page.waitForTimeout(500);
  const behind = (await cards.count()) - 1;
  expect(await edit('ArrowUp')).toBe(behind);
  await expect(lastLabel).toContainText('29 by');

  // From the key to the last wire's new shape: the median of some edits. It is near 50 ms for what
  // fits a screen on a machine of one's own (docs/performance.md); tests share theirs.
  await page.evaluate(() => {
    const edges = [...document.querySelectorAll('.react-flow__edge')];
    const pill = () => edges[edges.length - 1]!.querySelector('text')?.textContent ?? '';
    const times: number[] = [];
    Object.assign(window, { editTimes: times });
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const before = pill();
        const observer = new MutationObserver(() => {
          if (pill() === before) return;
          observer.disconnect();
          times.push(performance.now() - timeStamp);
        });
        observer.observe(document.querySelector('.react-flow__edges')!, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      },
      { capture: true },
    );
  });
  for (let turn = 0; turn < 11; turn++) {
    await page.keyboard.press(turn % 2 === 0 ? 'ArrowUp' : 'ArrowDown');
    await page.waitForTimeout(300);
  }
  const times = await page.evaluate(() => (window as unknown as { editTimes: number[] }).editTimes);
  expect(times.length).toBe(11);
  const median = [...times].sort((a, b) => a - b)[5]!;
  test.info().annotations.push({ type: 'median edit', description: `${Math.round(median)} ms` });
  expect(median).toBeLessThan(1000);

  // A press right after the wheel's turn means the card below, whatever lies over the sheet while it turns.
  const pressed = place('p2');
  const { x, y, width, height } = (await pressed.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -20);
  await page.mouse.down();
  await page.mouse.up();
  await expect(pressed).toHaveClass(/selected/);
});
