// A network of 500 layers in the window: frames while the view is moved, and the time from a key to the new shapes.
import { join } from 'node:path';
import { documentOf, largeNetwork, writeProject } from './projects.mjs';
import { quantile } from './figures.mjs';

const edits = 25;
const movesPerSecond = 60;

export async function measureCanvas({ launch, record, scratch, say }) {
  const network = largeNetwork(500);
  const file = join(scratch, 'large.loom');
  await writeProject(file, documentOf('large', network));
  const running = await launch({ file });
  const { page } = running;
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Network' }).click();
  await page.locator('.react-flow__node').first().waitFor();
  await page.waitForTimeout(3500);
  const box = await page.locator('.react-flow__pane').boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const moves = {};

  const idle = await record(running, () => page.waitForTimeout(1500));
  moves['at rest'] = idle;
  const latency = {};
  const editNear = await record(running, async () => {
    latency['near, beside cards and wires'] = await edit(page, network);
  });
  moves['pan, near'] = await record(running, () => pan(page, emptySpot(box), 4));
  moves['zoom by wheel, from near to far and back'] = await record(running, () => zoom(page, middle, 4));
  await page.getByRole('button', { name: /Press to fit the network in view/ }).click();
  await page.waitForTimeout(1200);
  moves['pan, all 500 layers in view'] = await record(running, () => pan(page, emptySpot(box), 4));
  moves['zoom by wheel, all 500 layers in view'] = await record(running, () => zoom(page, middle, 4));

  await page.getByRole('button', { name: /Press to fit the network in view/ }).click();
  await page.waitForTimeout(1200);
  const editFar = await record(running, async () => {
    latency['from far, all 500 layers in view'] = await edit(page, network, true);
  });
  await running.close();

  say(
    'Moving the view, 500 layers: milliseconds a frame, and of them on the main thread',
    ['', 'fps', 'median', '95 %', '99 %', 'worst', 'script', 'style', 'layout', 'all'],
    Object.entries(moves).map(([name, of]) => [
      name,
      ...[of.fps, of.p50, of.p95, of.p99, of.worst, of.script, of.style, of.layout, of.task],
    ]),
  );
  const perEdit = (of) => (of.frames * of.task) / edits;
  const work = [perEdit(editNear), perEdit(editFar)];
  say(
    `A key that changes every shape, 500 layers: milliseconds until the last wire tells its new shape (${edits} edits)`,
    ['', 'to the tree: median', '95 %', 'to the frame: median', '95 %', 'worst', 'processor time an edit'],
    Object.entries(latency).map(([name, of], place) => [
      name,
      ...[quantile(of.changed, 0.5), quantile(of.changed, 0.95), quantile(of.shown, 0.5), quantile(of.shown, 0.95)],
      Math.max(...of.shown),
      work[place],
    ]),
  );
  return { moves, latency, processorMsPerEdit: work };
}

/** A point between the cards where a drag takes hold of the sheet. */
function emptySpot(box) {
  return { x: box.x + box.width / 2, y: box.y + 6 };
}

async function pan(page, from, seconds) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button: 'middle' });
  const end = performance.now() + 1000 * seconds;
  for (let step = 0; performance.now() < end; step++) {
    const angle = step / 25;
    await page.mouse.move(from.x + 260 * Math.sin(angle), from.y + 130 * (1 - Math.cos(angle)));
    await page.waitForTimeout(1000 / movesPerSecond / 2);
  }
  await page.mouse.up({ button: 'middle' });
}

async function zoom(page, at, seconds) {
  await page.mouse.move(at.x, at.y);
  const end = performance.now() + 1000 * seconds;
  for (let step = 0; performance.now() < end; step++) {
    await page.mouse.wheel(0, step % 60 < 30 ? 40 : -40);
    await page.waitForTimeout(1000 / movesPerSecond / 2);
  }
}

/**
 * Milliseconds from keys in the second layer's form to what shows the new shapes, in the tree and in a frame: the last
 * wire's pill or, from far away, where no pill can be read, the picture of all layers and wires, drawn anew.
 */
async function edit(page, network, fromFar = false) {
  const second = page.locator('.react-flow__node[data-id="n1"]');
  await second.dispatchEvent('click');
  const field = page.getByLabel('Kernel size, height', { exact: true }).first();
  await field.click();
  await page.waitForTimeout(500);
  const lastEdge = network.edges[network.edges.length - 1].id;
  await page.evaluate(
    ({ id, fromFar }) => {
      let paints = 0;
      const picture = document.querySelector('[data-testid="picture"]');
      if (fromFar) new MutationObserver(() => paints++).observe(picture, { attributeFilter: ['width'] });
      const pill = () =>
        fromFar ? paints : (document.querySelector(`.react-flow__edge[data-id="${id}"] text`)?.textContent ?? '');
      const bench = { times: [], wait: null };
      window.benchEdits = bench;
      // What changes while a frame is made is shown by that frame, whose end lets the next message in.
      let inFrame = false;
      const afterThis = (then) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(null);
      };
      const watchFrames = () => {
        inFrame = true;
        afterThis(() => (inFrame = false));
        requestAnimationFrame(watchFrames);
      };
      requestAnimationFrame(watchFrames);
      let before = pill();
      window.addEventListener(
        'keydown',
        (event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          const { timeStamp } = event;
          const observer = new MutationObserver(() => {
            const now = pill();
            if (now === before) return;
            before = now;
            observer.disconnect();
            const changed = performance.now() - timeStamp;
            const shown = () => bench.times.push({ changed, shown: performance.now() - timeStamp });
            if (inFrame) afterThis(shown);
            else requestAnimationFrame(() => afterThis(shown));
          });
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributeFilter: ['width'],
          });
        },
        { capture: true },
      );
    },
    { id: lastEdge, fromFar },
  );
  for (let count = 0; count < edits; count++) {
    await page.keyboard.press(count % 2 === 0 ? 'ArrowUp' : 'ArrowDown');
    await page.waitForFunction((n) => window.benchEdits.times.length > n, count, { timeout: 10_000 });
    await page.waitForTimeout(120);
  }
  const times = await page.evaluate(() => window.benchEdits.times);
  return { changed: times.map((time) => time.changed), shown: times.map((time) => time.shown) };
}
