// `npm run nightly:window-kills [-- COUNT]`: kills the window's process with SIGKILL again and again while a network
// trains. Each time the window has to come back by itself with the project and the run still going on. Ends with the
// slowest and the median return; exit code 1 when one did not come.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { ensureBuild } from '../setup/build.mjs';
import { startDisplay } from '../setup/display.mjs';
import { ensureElectron } from '../setup/electron.mjs';
import { engineReport, ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { root } from '../setup/paths.mjs';

const kills = Number(process.argv[2] ?? 200);
const sample = 'Digits with a ResNet';
/** The app stops reloading a window that dies more than four times a minute (electron/main/window.ts). */
const pauseMs = 16_000;
const patienceMs = 30_000;

await ensureNativeEngine();
const runtime = await ensureElectron();
if (runtime.source === 'none') throw new Error(runtime.notice);
await ensureBuild();
const display = process.platform === 'linux' ? await startDisplay() : null;
const userData = mkdtempSync(join(tmpdir(), 'layerloom-kills-'));
const app = await _electron.launch({
  executablePath: runtime.executable,
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
  env: {
    ...process.env,
    ...(display ? { DISPLAY: display.name } : {}),
    LAYERLOOM_USER_DATA: userData,
    LAYERLOOM_ENGINE_INFO: engineReport,
    TF_CPP_MIN_LOG_LEVEL: '2',
  },
});
const main = app.process();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Goes to the training step and reads it, the names of its buttons too. */
const readTraining = `[...document.querySelectorAll('nav button')].find((each) => each.innerText.startsWith('Train'))?.click();
  new Promise((done) => setTimeout(() => done(document.body.innerText + [...document.querySelectorAll('button')].map((each) => each.ariaLabel)), 30))`;

/** The words on the window, asked for through the main process: Playwright's own page ends with the first kill. */
const words = () =>
  app.evaluate(async ({ BrowserWindow }, script) => {
    const page = BrowserWindow.getAllWindows()[0].webContents;
    if (page.isCrashed() || page.isLoading()) return '';
    return await Promise.race([page.executeJavaScript(script), new Promise((done) => setTimeout(done, 500, ''))]);
  }, readTraining);
const killWindow = () =>
  app.evaluate(({ BrowserWindow }) => {
    process.kill(BrowserWindow.getAllWindows()[0].webContents.getOSProcessId(), 'SIGKILL');
  });
const isBack = (text) => text.includes(sample) && /\bPause\b/.test(text) && /\bStop\b/.test(text);

const took = [];
let lost = 0;
try {
  const page = await app.firstWindow();
  await page.getByRole('button', { name: new RegExp(sample) }).click();
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  for (let kill = 1; kill <= kills; kill++) {
    await wait(pauseMs * (0.75 + 0.5 * Math.random()));
    if (!isBack(await words())) throw new Error('The run has ended: it was too short for so many kills.');
    await killWindow();
    const begin = performance.now();
    let back = false;
    while (!back && performance.now() - begin < patienceMs) {
      await wait(50);
      back = isBack(await words().catch(() => ''));
    }
    if (back) took.push(Math.round(performance.now() - begin));
    else lost += 1;
    console.log(`${kill} of ${kills}: ${back ? `back after ${took[took.length - 1]} ms` : 'not back'}`);
    if (!back) console.log((await words().catch(String)).slice(0, 400));
  }
} finally {
  main.kill('SIGKILL');
  display?.stop();
  await wait(500);
  rmSync(userData, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
took.sort((a, b) => a - b);
console.log(
  `${took.length} back, ${lost} not; median ${took[took.length >> 1]} ms, slowest ${took[took.length - 1]} ms`,
);
process.exit(lost === 0 ? 0 : 1);
