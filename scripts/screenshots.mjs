// `npm run screenshots [-- NAME...]`: opens the real window, walks through it, and writes docs/screens/<screen>-<light|dark>.png.
// With names, only screens whose names begin with one of them are written; the walk is the same.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { _electron } from '@playwright/test';
import { ensureBuild } from './setup/build.mjs';
import { startDisplay } from './setup/display.mjs';
import { ensureElectron } from './setup/electron.mjs';
import { engineReport, ensureNativeEngine } from './setup/nativeEngine.mjs';
import { root } from './setup/paths.mjs';

/** Other kinds of data and tasks: a sample, and the steps of it that are shown. */
const kinds = [
  ['Praise or complaint', ['Data', 'data-text'], ['Predict', 'predict-text']],
  ['Ice cream sales', ['Data', 'data-series'], ['Evaluate', 'evaluate-series']],
  ['Spoken digits', ['Data', 'data-sounds']],
  ['Shapes, pixel by pixel', ['Data', 'data-masks'], ['Network', 'network-unet']],
  ['Find the shapes', ['Data', 'data-boxes']],
  ['Own photo classes', ['Network', 'network-pretrained']],
  ['Loan decisions', ['Evaluate', 'evaluate-groups']],
  ['Written dates', ['Network', 'network-transformer']],
  ['New digits', ['Network', 'network-autoencoder'], ['Predict', 'predict-generate']],
];
const trained = new Set();

const wanted = process.argv.slice(2);
const folder = join(root, 'docs/screens');
const plain = { width: 1280, height: 800 };
const large = { width: 1920, height: 1080 };

await ensureNativeEngine();
const runtime = await ensureElectron();
if (runtime.source === 'none') {
  console.error(runtime.notice);
  process.exit(1);
}
await ensureBuild();
const display = process.platform === 'linux' ? await startDisplay() : null;
// The same folder every time: pictures of the same app are the same pictures.
const scratch = join(tmpdir(), 'layerloom-screens');
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch);
mkdirSync(folder, { recursive: true });
const app = await _electron.launch({
  executablePath: runtime.executable,
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--force-device-scale-factor=1', root],
  env: {
    ...process.env,
    ...(display ? { DISPLAY: display.name } : {}),
    LAYERLOOM_USER_DATA: join(scratch, 'user'),
    LAYERLOOM_ENGINE_INFO: engineReport,
    TF_CPP_MIN_LOG_LEVEL: '2',
  },
});
const page = await app.firstWindow();
let bytes = 0;
try {
  await page.setViewportSize(plain);
  await walk();
  console.log(`${(bytes / 1024 ** 2).toFixed(1)} MB in docs/screens`);
} finally {
  app.process().kill('SIGKILL');
  display?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function trainOnce(title) {
  if (trained.has(title)) return;
  trained.add(title);
  await train();
}

async function walk() {
  await button(/^XOR/).waitFor();
  // That this Electron is an old one says nothing about Layerloom.
  const notice = page.getByRole('status').getByRole('button', { name: 'Dismiss' });
  if (await notice.isVisible()) await notice.click();
  await picture('start');

  await button('New project').click();
  await page.getByRole('heading', { name: 'Choose data' }).waitFor();
  await picture('data-choose');
  await step('Network');
  await picture('network-empty');
  await leave();

  await sample('Titanic');
  await step('Data');
  await picture('data-table');
  await page.getByRole('tab', { name: 'Preparation' }).click();
  await picture('data-preparation');
  await page.getByRole('tab', { name: 'Map' }).click();
  await page.waitForTimeout(3000);
  await picture('data-map');
  await train();
  await step('Predict');
  await page.getByTestId('answer').waitFor();
  await picture('predict-row');
  await leave();

  await sample('Fuel consumption');
  await train();
  await step('Evaluate');
  await page.getByText('R²', { exact: true }).first().waitFor();
  await picture('evaluate-regression');
  await leave();

  await sample('Handwritten digits');
  await step('Data');
  await page.locator('figure img').nth(20).waitFor();
  await picture('data-images');
  await step('Network');
  await page.locator('.react-flow__node:has([data-kind="conv2d"])').first().click();
  await picture('network');
  await picture('network-1920', large, () => page.keyboard.press('Shift+Digit1'));
  await button('Outline').click();
  await picture('network-outline');
  await button('Outline').click();
  await page.keyboard.press('Control+Alt+5');
  await picture('network-code');
  await page.keyboard.press('Control+Alt+5');
  await page.locator('.react-flow__node:has([data-kind="dense"])').last().click();
  await page.getByLabel('Units', { exact: true }).fill('7');
  await picture('network-problem');
  await page.getByLabel('Units', { exact: true }).fill('10');
  await step('Train');
  await button(/^(Start training|Train again)$/).click();
  await page.getByText(/^Epoch [3-9] of/).waitFor({ timeout: 120_000 });
  await picture('train-running');
  await ended();
  await picture('train-done');
  await picture('train-1920', large);
  await step('Evaluate');
  await page.getByText(/unseen samples right/).waitFor({ timeout: 60_000 });
  await picture('evaluate-classification');
  await step('Predict');
  await drawThree();
  await page.getByTestId('answer').first().waitFor();
  await picture('predict-drawing');
  await step('Export');
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, scratch);
  await button('Export…').click();
  await page.locator('[role="status"][data-verified]').waitFor({ timeout: 60_000 });
  await picture('export-done');

  await step('Network');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search commands, layers and steps').fill('conv');
  await picture('command-palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await page.getByRole('dialog').waitFor();
  await picture('settings');
  await page.keyboard.press('Escape');
  await button(/^Engine:/).click();
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(1500);
  await picture('devices');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search commands, layers and steps').fill('About');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await picture('about');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await picture('shortcuts');
  await page.keyboard.press('Escape');
  await leave();
  for (const [title, ...shown] of kinds) {
    if (wanted.length > 0 && !shown.some(([, name]) => wanted.some((start) => name.startsWith(start)))) continue;
    await sample(title);
    for (const [where, name] of shown) {
      if (where === 'Evaluate' || where === 'Predict') await trainOnce(title);
      await step(where);
      await page.waitForTimeout(2500);
      await picture(name);
    }
    await leave();
  }
}

function button(name) {
  return page.getByRole('button', { name });
}

async function step(name) {
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name }).click();
}

async function sample(title) {
  await button(new RegExp(`^${title}`)).click();
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  await button('New project').waitFor({ state: 'detached' });
}

async function leave() {
  await page.keyboard.press('Control+w');
  await button('New project').or(button("Don't save")).first().waitFor();
  if (await button("Don't save").isVisible()) await button("Don't save").click();
  await button('New project').waitFor();
}

async function train() {
  await step('Train');
  await button(/^(Start training|Train again)$/).click();
  await ended();
}

async function ended() {
  await page
    .getByText(/^(Done|Stopped early)/)
    .first()
    .waitFor({ timeout: 180_000 });
}

/** A three, as a hand draws it. */
async function drawThree() {
  const box = await page.locator('canvas[aria-label^="Drawing pad"]').boundingBox();
  const arc = (x, y, r, from, to) =>
    Array.from({ length: 17 }, (_, i) => {
      const angle = from + ((to - from) * i) / 16;
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    });
  const points = [
    ...arc(0.48, 0.33, 0.16, (-160 * Math.PI) / 180, (75 * Math.PI) / 180),
    ...arc(0.47, 0.67, 0.19, (-80 * Math.PI) / 180, (160 * Math.PI) / 180),
  ].map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(points[0][0], points[0][1]);
  await page.mouse.down();
  for (const [x, y] of points) await page.mouse.move(x, y, { steps: 2 });
  await page.mouse.up();
}

/** Takes what is shown in both themes, with nothing under the pointer and no cursor blinking. */
async function picture(name, size = plain, settle = () => Promise.resolve()) {
  if (wanted.length > 0 && !wanted.some((start) => name.startsWith(start))) return;
  await page.setViewportSize(size);
  await page.mouse.move(size.width / 2, 2);
  if (size !== plain) await page.waitForTimeout(300);
  await settle();
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(450);
    const path = join(folder, `${name}-${colorScheme}.png`);
    writeFileSync(path, packed(await page.screenshot({ animations: 'disabled', caret: 'hide' })));
    bytes += statSync(path).size;
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  if (size !== plain) await page.setViewportSize(plain);
  console.log(name);
}

/** The same PNG, its pixels packed as tightly as zlib can. */
function packed(png) {
  const kept = [png.subarray(0, 8)];
  const data = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const chunk = png.subarray(at, at + 12 + length);
    const type = chunk.toString('latin1', 4, 8);
    if (type === 'IDAT') data.push(chunk.subarray(8, 8 + length));
    else if (type === 'IEND')
      kept.push(pngChunk('IDAT', deflateSync(inflateSync(Buffer.concat(data)), { level: 9, memLevel: 9 })), chunk);
    else if (type === 'IHDR') kept.push(chunk);
    at += 12 + length;
  }
  const result = Buffer.concat(kept);
  return result.length < png.length ? result : png;
}

function pngChunk(type, body) {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, 'latin1');
  body.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}
