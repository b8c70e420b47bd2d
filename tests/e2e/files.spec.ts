// Projects as files: saved, changed, undone, opened again in every way there is; files that are no good; and what is left
// after the worst moment to pull the plug.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { expect, root, test, type Launcher, type RunningApp } from './app';
import { promptly } from '../promptly';
import { answerDialogs, card, dropFiles, goTo, newProject, openDataFile, openSample, setField } from './steps';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-files-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const size = { width: 1280, height: 800 };
const nodes = (page: Page) => page.locator('.react-flow__node');
const saveState = (page: Page) => page.getByTestId('save-state');

/** How many layers there are, once they are drawn. */
async function countLayers(page: Page): Promise<number> {
  await goTo(page, 'Network');
  await expect(nodes(page).first()).toBeVisible();
  return nodes(page).count();
}

async function addLayer(page: Page, name: string): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 20 } });
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

/** Saves under a name of ours (Electron), or where the web host keeps projects. Returns the file's path. */
async function save(app: Launcher, running: RunningApp, name: string): Promise<string> {
  await answerDialogs(running, join(folder, name));
  await running.page.keyboard.press('Control+s');
  await expect(saveState(running.page)).toHaveText('Saved');
  if (app.host === 'electron') return join(folder, name);
  const projects = join(app.userData, 'projects');
  return join(
    projects,
    readdirSync(projects).find((file) => file.endsWith('.loom'))!,
  );
}

async function runCommand(page: Page, query: string, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search commands, layers and steps').fill(query);
  await page
    .getByRole('button', { name: title })
    .or(page.getByRole('option', { name: title }))
    .first()
    .click();
}

async function openByDialog(running: RunningApp, path: string): Promise<void> {
  const { page, electron } = running;
  if (electron) {
    await answerDialogs(running, path);
    await page.keyboard.press('Control+o');
    return;
  }
  // Playwright catches the browser's dialog only from a moment after it was asked to: a click lies between.
  const asked = page.waitForEvent('filechooser', { timeout: 15_000 });
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 20 } });
  await page.keyboard.press('Control+o');
  await (await asked).setFiles(path);
}

/** The same project as a later Layerloom would write it, in a format that this one does not know. */
async function asNewer(project: Buffer): Promise<Buffer> {
  const reader = await fromBufferPromise(project);
  const writer = new ZipFile();
  for await (const entry of reader.eachEntry()) {
    let bytes = await buffer(await reader.openReadStreamPromise(entry));
    if (entry.fileName === 'manifest.json') {
      const manifest = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
      bytes = Buffer.from(JSON.stringify({ ...manifest, format: 999, formatVersion: 999, minReader: 999 }));
    }
    writer.addBuffer(bytes, entry.fileName, { compress: entry.fileName !== 'mimetype', mtime: new Date(1980, 0, 1) });
  }
  writer.end();
  return buffer(writer.outputStream);
}

test('a project is saved, changed, undone by name, closed, and opened again in every way', async ({ app }) => {
  const running = await app.launch({ size });
  const { page } = running;
  await openSample(page, 'XOR');
  const before = await countLayers(page);
  // Nothing was done to it yet, so leaving it asks nothing and leaves nothing behind.
  await expect(saveState(page)).toHaveText('Not saved yet');
  await page.keyboard.press('Control+w');
  await openSample(page, 'XOR');
  await countLayers(page);
  const path = await save(app, running, 'mine.loom');
  expect(existsSync(path)).toBe(true);

  await addLayer(page, 'dropout');
  await expect(nodes(page)).toHaveCount(before + 1);
  await expect(saveState(page)).toHaveText('Edited');
  await runCommand(page, 'undo', 'Undo add Dropout');
  await expect(nodes(page)).toHaveCount(before);
  await runCommand(page, 'redo', 'Redo add Dropout');
  await expect(nodes(page)).toHaveCount(before + 1);

  // Closing with unsaved edits asks, and Cancel changes nothing.
  await page.keyboard.press('Control+w');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(nodes(page)).toHaveCount(before + 1);
  await save(app, running, 'mine.loom');
  await page.keyboard.press('Control+w');
  const recent = page.getByRole('button', { name: new RegExp(basename(path).replace(/\W/g, '.')) });
  await recent.click();
  await goTo(page, 'Network');
  await expect(nodes(page)).toHaveCount(before + 1);
  await expect(saveState(page)).toHaveText('Saved');
  await page.keyboard.press('Control+w');
  await expect(recent).toBeVisible();

  // A file dropped on the start screen opens.
  await dropFiles(page, [path]);
  await goTo(page, 'Network');
  await expect(nodes(page)).toHaveCount(before + 1);
  // A table dropped on a project becomes its data.
  writeFileSync(join(folder, 'three.csv'), 'a,b,kind\n1,2,x\n2,3,y\n3,5,x\n4,4,y\n5,1,x\n6,2,y\n');
  await dropFiles(page, [join(folder, 'three.csv')]);
  await expect(page.getByRole('heading', { name: 'three.csv' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { name: 'three.csv' })).toHaveCount(0);
  await running.kill();

  if (app.host !== 'electron') return;
  // Named on the command line, as a double click does.
  writeFileSync(join(folder, 'other.loom'), readFileSync(path));
  const named = await app.launch({ size, file: join(folder, 'other.loom') });
  await goTo(named.page, 'Network');
  await expect(nodes(named.page)).toHaveCount(before + 1);
  await expect(named.page.getByTitle(join(folder, 'other.loom'))).toBeVisible();
  await named.kill();
});

test('files that are no good are told apart, and nothing is lost', async ({ app }) => {
  const running = await app.launch({ size });
  const { page } = running;
  await openSample(page, 'XOR');
  const count = await countLayers(page);
  const path = await save(app, running, 'sound.loom');
  const sound = readFileSync(path);
  const files = {
    'cut short.loom': { bytes: sound.subarray(0, sound.length / 2), says: /damaged/ },
    'empty.loom': { bytes: Buffer.alloc(0), says: /is empty \(0 bytes\)/ },
    'zeros.loom': { bytes: Buffer.alloc(4096), says: /nothing but zeros, as after a power cut/ },
    'picture.loom': {
      bytes: readFileSync(join(root, 'assets/icon.png')),
      says: /is not a Layerloom project: it looks like a(n image| PNG picture| picture)?.*Choose a \.loom file/,
    },
  };
  for (const [name, { bytes, says }] of Object.entries(files)) {
    await test.step(name, async () => {
      const bad = join(folder, name);
      writeFileSync(bad, bytes);
      if (name.startsWith('cut')) await openByDialog(running, bad);
      else await dropFiles(page, [bad]);
      const note = page.getByRole('alert').filter({ hasText: says });
      await expect(note).toBeVisible();
      await note.getByRole('button').last().click();
      await expect(nodes(page)).toHaveCount(count);
      await expect(saveState(page)).toHaveText('Saved');
      expect(readFileSync(bad).equals(bytes)).toBe(true);
    });
  }
  const newer = await asNewer(sound);
  writeFileSync(join(folder, 'newer.loom'), newer);
  await openByDialog(running, join(folder, 'newer.loom'));
  await expect(page.getByText(/made by a newer version of Layerloom/)).toBeVisible();
  await expect(saveState(page)).toHaveText('Read only');
  await goTo(page, 'Network');
  await expect(nodes(page)).toHaveCount(count);
  expect(readFileSync(join(folder, 'newer.loom')).equals(newer)).toBe(true);
  // The sound file was not touched by any of it.
  expect(readFileSync(path).equals(sound)).toBe(true);
  await running.kill();
});

/** Watches what the window tells the taskbar, from now on; the web host has none. */
async function watchTaskbar({ electron }: RunningApp): Promise<() => Promise<readonly number[] | undefined>> {
  await electron?.evaluate(({ BrowserWindow }) => {
    const told: number[] = [];
    BrowserWindow.getAllWindows()[0]!.setProgressBar = (progress) => void told.push(progress);
    Object.assign(globalThis, { told });
  });
  return async () => electron?.evaluate(() => (globalThis as unknown as { told: number[] }).told);
}

test('kill -9 right after an edit keeps it; a reload finds the run still going', async ({ app }) => {
  const running = await app.launch({ size });
  await openSample(running.page, 'XOR');
  const before = await countLayers(running.page);
  await addLayer(running.page, 'gaussian noise');
  await expect(nodes(running.page)).toHaveCount(before + 1);
  await running.page.waitForTimeout(1100);
  await running.kill();

  const again = await app.launch({ size });
  const { page } = again;
  await expect(page.getByText('Your unsaved edits from last time are here again.')).toBeVisible();
  await goTo(page, 'Network');
  await expect(nodes(page)).toHaveCount(before + 1);
  await expect(saveState(page)).toHaveText(/Edited|Not saved yet/);
  // Unwired, it would stand in the way of training.
  await card(page, 'gaussianNoise').click();
  await page.keyboard.press('Delete');
  await expect(nodes(page)).toHaveCount(before);

  const taskbar = await watchTaskbar(again);
  await goTo(page, 'Train');
  await setField(page, 'Epochs', '5000');
  await page.keyboard.press('F5');
  const headline = page.getByText(/^Epoch \d+ of 5,?000$/);
  await expect(headline).toBeVisible({ timeout: 30_000 });
  const epochOf = async () => Number(/Epoch (\d+)/.exec((await headline.textContent())!)![1]);
  await expect.poll(epochOf).toBeGreaterThan(2);
  const reached = await epochOf();
  await page.reload();
  // On the step where it was.
  const steps = page.getByRole('navigation', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: 'Train' })).toHaveAttribute('aria-current', 'step');
  await expect.poll(epochOf).toBeGreaterThan(reached);
  // The curve has what came before the reload as well.
  await expect(page.locator('path[data-line]').first()).toBeVisible();
  await expect.poll(async () => (await taskbar())?.some((share) => share > 0 && share < 1) ?? true).toBe(true);
  const stopped = Date.now();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped after/)).toBeVisible();
  expect(Date.now() - stopped).toBeLessThan(promptly(1000));
  await expect.poll(async () => (await taskbar())?.at(-1) ?? -1).toBe(-1);
  // From its last checkpoint, not from the beginning.
  const curve = (await page.locator('path[data-line]').first().getAttribute('d')) ?? '';
  await page.getByRole('button', { name: 'Carry on' }).click();
  await expect.poll(epochOf).toBeGreaterThan(reached);
  await expect(page.locator('path[data-line]').first()).not.toHaveAttribute('d', curve);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped after/)).toBeVisible();
  await again.kill();
});

test('data that the project holds are there when the original is gone', async ({ app }) => {
  const table = join(folder, 'beans.csv');
  writeFileSync(
    table,
    `size,kind\n${Array.from({ length: 60 }, (_, i) => `${i}.5,${i < 30 ? 'small' : 'large'}`).join('\n')}\n`,
  );
  const first = await app.launch({ size });
  await newProject(first.page);
  await openDataFile(first, table);
  await first.page.getByRole('button', { name: 'Put a copy into the project' }).click();
  await expect(first.page.getByText('The project holds a copy.')).toBeVisible();
  const project = join(folder, 'taken along.loom');
  writeFileSync(project, readFileSync(await save(app, first, 'beans.loom')));
  await first.kill();
  // As on another machine: neither the table, nor what the web host was given, nor what was kept of the project.
  rmSync(table);
  for (const name of readdirSync(app.userData)) rmSync(join(app.userData, name), { recursive: true });
  const again = await app.launch({ size });
  const { page } = again;
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  await dropFiles(page, [project]);
  await goTo(page, 'Data');
  await page.getByRole('tab', { name: /^Rows/ }).click();
  await expect(page.getByText('3.5', { exact: true })).toBeVisible();
  await expect(page.getByText('The project holds a copy.')).toBeVisible();
  await again.kill();
});
