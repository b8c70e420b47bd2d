// A million batches on the training screen: a real run is started and paused, then its further batches arrive as the
// engine's do, through Electron's channel, the bridge and the stores, with a spike of one step among them.
import { median, quantile } from './figures.mjs';

const batches = 1_000_000;
const perMessage = 2000;
const spikeAt = 654_321;
const redraws = 20;

export async function measureCharts({ launch, record, say }) {
  const running = await launch();
  const { app, page } = running;
  await page.getByRole('button', { name: /^Two spirals/ }).click();
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Train' }).click();
  await watchRuns(app);
  await page.getByRole('button', { name: /^(Start training|Train again)$/ }).click();
  await page.locator('path[data-line]').first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: /Pause/ }).first().click();
  await page.waitForTimeout(1500);
  const { runId, step } = await app.evaluate(() => globalThis.benchRun);
  const memory = async () => {
    const metrics = await app.evaluate(({ app: main }) => main.getAppMetrics());
    return Math.max(0, ...metrics.filter(({ type }) => type === 'Tab').map((of) => of.memory.workingSetSize)) / 1024;
  };
  const before = await memory();
  const begin = performance.now();
  await app.evaluate(
    async ({ BrowserWindow }, { runId: id, first, count, size, spike }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0];
      for (let at = first; at < first + count; at += size) {
        const events = [];
        for (let number = at; number < at + size; number++) {
          const loss = number === spike ? 50 : 1 + 2 / (1 + number / 1000) + 0.2 * Math.sin(number * 12.9898);
          events.push({ type: 'batch', step: number, epoch: 1, figures: { loss, accuracy: 0.5 } });
        }
        webContents.send('layerloom:event', 'run', { runId: id, events });
        await new Promise((done) => setTimeout(done, 15));
      }
    },
    { runId, first: step + 1, count: batches, size: perMessage, spike: spikeAt },
  );
  await page.waitForTimeout(2000);
  const fillMs = performance.now() - begin;
  const after = await memory();

  // The spike is the one point near the top of the plot: y grows downwards in a picture.
  const heights = await page.evaluate(() => {
    const paths = [...document.querySelectorAll('path[data-line]')].map((path) => path.getAttribute('d') ?? '');
    const longest = paths.reduce((a, b) => (b.length > a.length ? b : a), '');
    return [...longest.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map((match) => Number(match[2]));
  });
  const points = heights.length;
  const spikeIsDrawn = Math.min(...heights) < 0.5 * median(heights);

  // One batch more at a time, each higher than all before: the axis and with it every point of the curve move.
  await page.evaluate(() => {
    const times = [];
    window.benchDrawn = times;
    new MutationObserver(() =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push(Date.now());
        channel.port2.postMessage(null);
      }),
    ).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['d'], childList: true });
  });
  const latencies = [];
  const cost = await record(running, async () => {
    for (let count = 0; count < redraws; count++) {
      const sent = await app.evaluate(
        ({ BrowserWindow }, { runId: id, number, loss }) => {
          const events = [{ type: 'batch', step: number, epoch: 1, figures: { loss, accuracy: 0.5 } }];
          BrowserWindow.getAllWindows()[0].webContents.send('layerloom:event', 'run', { runId: id, events });
          return Date.now();
        },
        { runId, number: step + batches + 1 + count, loss: 51 + count },
      );
      await page.waitForTimeout(400);
      const drawn = await page.evaluate((since) => window.benchDrawn.find((at) => at >= since), sent);
      if (drawn !== undefined) latencies.push(drawn - sent);
    }
  });
  await running.close();
  const processorMs = (cost.frames * cost.task) / redraws;
  const result = {
    batches,
    points,
    spikeIsDrawn,
    processorMsPerRedraw: processorMs,
    scriptMsPerRedraw: (cost.frames * cost.script) / redraws,
    latencyMedianMs: median(latencies),
    latencyP95Ms: quantile(latencies, 0.95),
    heapMB: cost.heapMB,
    residentMBBefore: before,
    residentMBAfter: after,
    fillSeconds: fillMs / 1000,
  };
  say(
    'Charts of loss and accuracy over 1,000,000 batches in the real window',
    ['', 'value'],
    Object.entries(result).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  );
  return result;
}

/** Remembers the run's id and its last step on their way through the main process. */
function watchRuns(app) {
  return app.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0];
    const send = webContents.send.bind(webContents);
    globalThis.benchRun = { runId: '', step: 0 };
    webContents.send = (channel, event, payload) => {
      if (event === 'run') {
        globalThis.benchRun.runId = payload.runId;
        for (const one of payload.events) if (one.type === 'batch') globalThis.benchRun.step = one.step;
      }
      send(channel, event, payload);
    };
  });
}
