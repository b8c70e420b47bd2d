// The app as it is installed: unpacked by electron-builder, started without npm, Node or the sources beside it.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, FuseState, getCurrentFuseWire } from '@electron/fuses';
import { expect, root, test } from '../app';
import { answer, answerDialogs, dropPath, goTo, openSample, train } from '../steps';

/** The lines of the memory maps of a process's children that name TensorFlow's library. */
function librariesOfChildren(parent: number): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => read(`/proc/${pid}/stat`).split(') ').pop()?.split(' ')[1] === String(parent))
    .map((pid) => read(`/proc/${pid}/maps`))
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('libtensorflow_cc'))
    .join('\n');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test('trains a sample on the engine that it carries', async ({ app }) => {
  const { page, electron, kill } = await app.launch({
    size: { width: 1280, height: 800 },
    env: { LAYERLOOM_PYTHON: 'none' },
  });
  expect(await electron!.evaluate(({ app: packed }) => packed.isPackaged)).toBe(true);
  await openSample(page, 'XOR');
  expect(await train(page)).toMatch(/^Done/);
  const inside = join(dirname(process.env['LAYERLOOM_PACKAGED']!), 'resources');
  const { flavour } = JSON.parse(readFileSync(join(inside, 'engine.json'), 'utf8')) as { flavour: string };
  await test.step('predicts and exports with it', async () => {
    await goTo(page, 'Predict');
    expect(await answer(page)).not.toBe('');
    const chosen = join(app.userData, 'chosen');
    mkdirSync(chosen);
    await answerDialogs({ page, electron, kill, close: kill }, chosen);
    await goTo(page, 'Export');
    await page.getByRole('button', { name: 'Export…' }).click();
    await expect(page.locator('[role="status"][data-verified]')).toBeVisible({ timeout: 60_000 });
    expect(existsSync(join(chosen, readdirSync(chosen)[0]!, 'model.json'))).toBe(true);
  });
  await test.step('runs exported files with the runtimes that it carries', async () => {
    for (const [format, runtime] of [
      ['ONNX', 'ONNX Runtime'],
      ['TensorFlow Lite', 'LiteRT'],
    ] as const) {
      await page.getByRole('radio', { name: format, exact: true }).click();
      await page.getByRole('button', { name: 'Export…' }).click();
      const verdict = page.locator('[role="status"][data-verified]').filter({ hasText: `by ${runtime}` });
      await expect(verdict).toContainText('in the app', { timeout: 60_000 });
    }
  });
  if (flavour.startsWith('native')) expect(librariesOfChildren(electron!.process().pid!)).toContain(inside);
  // A polite end would ask what to do with the unsaved project.
  await kill();
});

test('finds its engine, its libraries and its data inside itself', async ({ app }) => {
  const { page, electron } = await app.launch();
  await expect(page.getByRole('button', { name: /^XOR/ })).toBeVisible();
  const resources = await electron!.evaluate(() => process.resourcesPath);
  expect(resources.startsWith(dirname(process.env['LAYERLOOM_PACKAGED']!))).toBe(true);
  // The thread that reads it starts from a file within the archive.
  await test.step('imports a model', async () => {
    await dropPath(page, join(root, 'tests/fixtures/onnx/mlp.onnx'));
    await expect(page.getByRole('button', { name: 'mlp, rename the project' })).toBeVisible({ timeout: 30_000 });
  });
});

test('carries the app and nothing else of the folder it was made in', () => {
  const archive = join(dirname(process.env['LAYERLOOM_PACKAGED']!), 'resources/app.asar');
  const paths = listPackage(archive, { isPack: false }).map((path) =>
    path.split(/[\\/]/).filter((part) => part !== ''),
  );
  const allowed = ['package.json', 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'out', 'assets', 'node_modules'];
  expect([...new Set(paths.map(([top]) => top!))].filter((top) => !allowed.includes(top))).toEqual([]);
  const foreign = paths.filter(
    ([, name, folder, system]) => name === 'webgpu' && folder === 'dist' && system !== undefined,
  );
  expect(foreign.filter(([, , , system]) => !system!.startsWith(`${process.platform}-`))).toEqual([]);
});

// All but the one that Playwright drives the app through, which scripts/dist.mjs leaves on in this build only.
test('has the fuses of a release', async () => {
  const wire = await getCurrentFuseWire(process.env['LAYERLOOM_PACKAGED']!);
  const stateOf = (fuse: FuseV1Options) => wire[fuse as unknown as keyof typeof wire] as unknown as FuseState;
  expect(stateOf(FuseV1Options.RunAsNode)).toBe(FuseState.DISABLE);
  expect(stateOf(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(FuseState.DISABLE);
  expect(stateOf(FuseV1Options.OnlyLoadAppFromAsar)).toBe(FuseState.ENABLE);
  expect(stateOf(FuseV1Options.EnableCookieEncryption)).toBe(FuseState.ENABLE);
});
