// The exported page, opened from disk by a real Chromium: it answers as the run does, takes values by form, by drawing
// and by dropped pictures, and a hostile name or class stays text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { type CheckSamples, chooseSamples, differenceOf, isPicture } from '../../../electron/engine/export/check';
import type { RawSound } from '../../../electron/engine/data/dataset';
import { writeWav } from '../../../shared/data/wav';
import { type OpenCase, exportCases, hostileName, openCase } from './cases';
import { hasChromium, launchChromium } from './chromium';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-page-'));
const shots = process.env['LAYERLOOM_SHOTS'];

interface PageWindow {
  layerloomPredict(
    samples: readonly unknown[],
  ): Promise<readonly (readonly { readonly answer: readonly number[] }[])[]>;
}

describe.skipIf(!hasChromium)('the exported page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
    let open: OpenCase;
    let samples: CheckSamples;
    let page: Page;
    const complaints: string[] = [];
    beforeAll(async () => {
      open = await openCase(given);
      samples = await chooseSamples(open.trained, open.data);
      const request = { folder: 'run', format: 'tfjs', out: join(folder, `case ${given.index} ä#%`), options: {} };
      const result = await exportRun(request, open.services);
      if (!result.ok) throw new Error(result.problem.message);
      page = await browser.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => complaints.push(dialog.message()));
      page.on('request', (asked) => {
        if (!/^(file|blob|data):/.test(asked.url())) complaints.push(asked.url());
      });
      await page.goto(pathToFileURL(join(result.value.folder, 'index.html')).href);
      // waitForFunction would need eval, which the page's policy forbids.
      await page.waitForSelector('#app', { state: 'visible', timeout: 60_000 }).catch(async (error: Error) => {
        throw new Error([error.message, await page.textContent('#message'), ...complaints].join('\n'));
      });
    }, 90_000);
    afterAll(async () => {
      await page.close();
      open.close();
    });

    it('answers as the run does', async () => {
      const raw = samples.raw
        .slice(0, 20)
        .map((sample) =>
          Object.fromEntries(
            Object.entries(sample).map(([source, value]) => [
              source,
              isPicture(value) ? { data: Array.from(value.data), width: value.width, height: value.height } : value,
            ]),
          ),
        );
      const answers = await page.evaluate(
        async (given_) =>
          (await (window as unknown as PageWindow).layerloomPredict(given_)).map((sample) =>
            sample.map(({ answer }) => answer),
          ),
        raw,
      );
      expect(answers).toHaveLength(20);
      const { largest, sameClass } = differenceOf(samples, answers);
      expect(largest).toBeLessThan(1e-5);
      expect(sameClass).toBe(1);
    });

    it('shows an answer for what is typed or drawn', async () => {
      const canvas = await page.$('canvas');
      const area = await page.$('textarea');
      if ((await page.$('input[accept="audio/*"]')) !== null) {
        const { rate, samples: heard } = Object.values(samples.raw[0]!)[0] as RawSound;
        const file = join(folder, 'sample.wav');
        writeFileSync(file, writeWav({ rate, samples: Float32Array.from(heard) }));
        await page.setInputFiles('input[type=file]', file);
        await page.waitForSelector('.bars');
        const own = samples.own[0]![0]!;
        const { classes } = open.trained.record.plan.spec.targets['class']!;
        expect(await page.textContent('.value')).toBe(classes![own.indexOf(Math.max(...own))]!);
      } else if (area !== null) {
        const before = await page.textContent('#answers');
        const written = await area.inputValue();
        await area.fill(written === '' ? 'The cook stirred the soup' : written.replace(/[\d.]+/, '1000'));
        await expect.poll(() => page.textContent('#answers')).not.toBe(before);
      } else if (canvas === null) {
        const before = await page.textContent('#answers');
        await page.fill('input[type=text] >> nth=0', '1000');
        await expect.poll(() => page.textContent('#answers')).not.toBe(before);
      } else {
        expect(await page.textContent('#answers')).toContain('appears here');
        const box = (await canvas.boundingBox())!;
        await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.2);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.8, { steps: 5 });
        await page.mouse.up();
        await page.waitForSelector('.bars');
        // A picture file of the data: the form gives what the run gives.
        const picture = Object.values(samples.raw[0]!).find(isPicture)!;
        const file = join(folder, 'sample.png');
        writeFileSync(file, picture.png);
        await page.setInputFiles('input[type=file]', file);
        const { plan, preprocessing } = open.trained.record;
        const target = preprocessing.targets[plan.outputs[0]!.target]!;
        const classes = target.task === 'regression' ? [] : target.classes;
        const own = samples.own[0]![0]!;
        await expect.poll(() => page.textContent('.value')).toBe(classes[own.indexOf(Math.max(...own))]!);
      }
      if (shots !== undefined) await page.screenshot({ path: join(shots, `page-${given.index}.png`), fullPage: true });
      expect(await page.textContent('#message')).toBe('');
    });

    it('stays text, asks nothing of the network and complains of nothing', async () => {
      if (given.name === hostileName) {
        expect(await page.textContent('h1')).toBe(hostileName);
        expect(await page.title()).toContain('</script>');
      }
      // The style sheet lies beside the page.
      expect(await page.$eval('#app', (app) => getComputedStyle(app).display)).toBe('grid');
      expect(await page.$$eval('script', (scripts) => scripts.length)).toBe(4);
      expect(complaints).toEqual([]);
    });
  });

  it('draws a mask on the picture, and what it draws is what the run says', async () => {
    const open = await openCase({
      title: 'a class for every pixel',
      source: { type: 'generated', id: 'shape-masks', params: { side: 32, count: 40 } },
      layers: [
        ['picture', 'input'],
        ['classes', 'conv2d', { filters: 4, padding: 'same', activation: 'softmax' }],
        ['mask', 'output'],
      ],
    });
    const page = await browser.newPage();
    try {
      const samples = await chooseSamples(open.trained, open.data);
      const result = await exportRun(
        { folder: 'run', format: 'html', out: join(folder, 'mask'), options: {} },
        open.services,
      );
      if (!result.ok) throw new Error(result.problem.message);
      expect(result.value.verified, result.value.verdict).not.toBeNull();
      await page.goto(pathToFileURL(join(result.value.folder, 'network.html')).href);
      await page.waitForSelector('#app', { state: 'visible' });
      const picture = Object.values(samples.raw[0]!).find(isPicture)!;
      writeFileSync(join(folder, 'scene.png'), picture.png);
      await page.setInputFiles('input[type=file]', join(folder, 'scene.png'));
      await page.waitForSelector('canvas.drawn');
      const own = samples.own[0]![0]!;
      const counts = [0, 0, 0, 0];
      for (let at = 0; at < own.length; at += 4) {
        const four = own.slice(at, at + 4);
        counts[four.indexOf(Math.max(...four))]! += 4 / own.length;
      }
      const shares = (await page.$$eval('#answers .share', (all) => all.map(({ textContent }) => textContent))).map(
        parseFloat,
      );
      expect(shares).toHaveLength(4);
      [...counts].sort((a, b) => b - a).forEach((count, place) => expect(shares[place]).toBeCloseTo(100 * count, 0));
      expect(await page.textContent('#message')).toBe('');
      if (shots !== undefined) await page.screenshot({ path: join(shots, 'page-mask.png'), fullPage: true });
    } finally {
      await page.close();
      open.close();
    }
  }, 60_000);
});
