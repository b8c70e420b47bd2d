// Exported pages that write texts, tag words and make pictures, opened by a real Chromium: what they write is what the app
// writes, token for token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../electron/engine/answering/generate';
import { predictOne } from '../../../electron/engine/answering/predict';
import { encodeInput } from '../../../electron/engine/data';
import { exportRun } from '../../../electron/engine/export';
import { frameOf } from '../../../shared/recipes';
import { createBuilder } from '../../../shared/samples/architectures/builder';
import { writer } from '../../../shared/samples/parts/writer';
import { chat } from '../../../shared/samples/projects/chat';
import { dates } from '../../../shared/samples/projects/dates';
import { madeDigits } from '../../../shared/samples/projects/madeDigits';
import { namedWords } from '../../../shared/samples/projects/namedWords';
import { stories } from '../../../shared/samples/projects/stories';
import { writingNetwork } from '../../../shared/samples/projects/writing';
import type { Sample } from '../../../shared/samples';
import { generated } from '../../../shared/samples/sample';
import { type OpenCase, openSample } from './cases';
import { hasChromium, launchChromium } from './chromium';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-writing-'));
const shots = process.env['LAYERLOOM_SHOTS'];

const small: Pick<Sample, 'network'> = {
  network: (data) => writer(createBuilder(), data, { features: 16, blocks: 1 }),
};

describe.skipIf(!hasChromium)('the exported page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A sample's page, its weights drawn, with nothing to complain of when it is left. */
  async function withPage(sample: Sample, use: (page: Page, open: OpenCase) => Promise<void>): Promise<void> {
    const open = await openSample(sample);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    try {
      const request = { folder: 'run', format: 'html', out: join(folder, sample.id), options: {} };
      const result = await exportRun(request, open.services);
      if (!result.ok) throw new Error(result.problem.message);
      expect(result.value.verified, result.value.verdict).not.toBeNull();
      await page.goto(pathToFileURL(join(result.value.folder, 'network.html')).href);
      await page.waitForSelector('#app', { state: 'visible' });
      await use(page, open);
      if (shots !== undefined) await page.screenshot({ path: join(shots, `${sample.id}.png`), fullPage: true });
      expect([...complaints, await page.textContent('#message')]).toEqual(['']);
    } finally {
      await page.close();
      open.close();
    }
  }

  /** Types a text, has it written, and waits until the page has done. */
  async function written(page: Page, text: string): Promise<string> {
    await page.fill('textarea', text);
    await page.click('text=Write');
    await expect.poll(() => page.isDisabled('text=Stop'), { timeout: 30_000 }).toBe(true);
    return (await page.textContent('.written'))!;
  }

  it.each([
    ['goes on with a text', { ...stories, ...small, options: { ...stories.options, length: 24 } }, 'Once'],
    ['answers a question', { ...chat, ...small, options: { ...chat.options, length: 40 } }, 'Hi?'],
  ] as const)('%s as the app does', async (_title, sample, prompt) => {
    await withPage(sample, async (page, { trained: { engine, network, record } }) => {
      const frame = frameOf(record.plan.training);
      const settings = { seed: 1, count: 200, temperature: 0, topK: 0, prompt: frame.replace('{}', prompt) || prompt };
      const watch = { signal: new AbortController().signal, progress: () => undefined };
      const own = await generate(engine.tf, network, record.preprocessing, settings, watch);
      const shown = await written(page, prompt);
      expect(own.text!.tokens).toBeGreaterThan(2);
      expect(shown.length).toBeGreaterThan(frame === '' ? prompt.length : 0);
      expect(own.text!.written).toContain(frame === '' ? shown.slice(prompt.length) : shown);
      if (frame === '') expect(shown).toBe(prompt + own.text!.written);
    });
  });

  it('reads one text and writes another, greedily, as the app does', async () => {
    const sample: Sample = {
      ...dates,
      source: generated('dates', { count: 200 }),
      network: (data) => writingNetwork(data, { width: 16, encoders: 1, decoders: 1 }),
    };
    await withPage(sample, async (page, { trained: { engine, network, record } }) => {
      const text = '3rd of May, 2024';
      const { outputs } = await predictOne(
        engine.tf,
        network,
        record.preprocessing,
        { source: { type: 'text', text } },
        {
          encode: async (source, input) => {
            const encoded = await encodeInput(record.preprocessing.inputs[source]!, input);
            if (!encoded.ok) throw new Error(encoded.problem.message);
            return encoded.value;
          },
          withData: () => Promise.reject(new Error('no data is asked for')),
          decoding: { id: 'greedy', params: {} },
        },
      );
      expect(await page.$$('textarea')).toHaveLength(1);
      expect(await written(page, text)).toBe(outputs[0]!.written![0]!.text);
    });
  });

  it('colours the words of a sentence by their tags', async () => {
    await withPage({ ...namedWords, source: generated('tagged', { count: 200 }) }, async (page) => {
      await page.fill('textarea', 'Anna moved to Paris.');
      await page.waitForSelector('.tagged');
      const words = await page.$$eval('.tagged > span', (all) => all.map(({ textContent }) => textContent));
      expect(words).toEqual(['Anna', 'moved', 'to', 'Paris', '.']);
    });
  });

  it('makes another picture of noise each time', async () => {
    await withPage(madeDigits, async (page) => {
      const pixels = () => page.$eval('canvas.drawn', (canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const first = await pixels();
      await page.click('text=Make another');
      await expect.poll(pixels).not.toBe(first);
    });
  });
});
