// Measures the real window: `node scripts/run.mjs scripts/bench/window.mjs [canvas] [charts] [training] [start] [--json]
// [--app FOLDER] [--profile]`. Opens Electron under a virtual display and works it with a real mouse, wheel and keyboard.
// What it found out goes to the terminal and nowhere else; with --profile each measure leaves a CPU profile and a trace
// (layerloom-profile-N.*) in the system's folder for temporary files. Figures and what they mean: docs/performance.md.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron } from '@playwright/test';
import { has, option, words } from '../commandLine.mjs';
import { startDisplay } from '../setup/display.mjs';
import { ensureElectron } from '../setup/electron.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { engineReport } from '../setup/nativeEngine.mjs';
import { root } from '../setup/paths.mjs';
import { quantile, short, table } from './figures.mjs';
import { measureCanvas } from './canvas.mjs';
import { measureCharts } from './charts.mjs';
import { measureStart } from './startUp.mjs';
import { measureTraining } from './whileTraining.mjs';

const measures = { canvas: measureCanvas, charts: measureCharts, training: measureTraining, start: measureStart };

const appFolder = resolve(option('--app', root));
const asked = Object.keys(measures).filter((name) => words.includes(name));
const wanted = asked.length > 0 ? asked : Object.keys(measures);

const electron = await ensureElectron();
if (electron.source === 'none') {
  console.error(electron.notice);
  process.exit(1);
}
if (appFolder === root) await ensureBuild();
const display = process.platform === 'linux' ? await startDisplay() : null;
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-bench-'));
const isRoot = process.getuid?.() === 0;
let launches = 0;
const profiled = has('--profile');
let profiles = 0;

/** Opens the app with a user folder of its own, or `userData`. */
async function launch({ file = '', userData = join(scratch, `user-${launches++}`) } = {}) {
  const begin = performance.now();
  const app = await _electron.launch({
    executablePath: /** @type {{ executable: string }} */ (electron).executable,
    args: [...(isRoot ? ['--no-sandbox'] : []), appFolder, ...(file === '' ? [] : [file])],
    env: {
      ...process.env,
      ...(display ? { DISPLAY: display.name } : {}),
      LAYERLOOM_USER_DATA: userData,
      LAYERLOOM_ENGINE_INFO: engineReport,
      TF_CPP_MIN_LOG_LEVEL: '2',
    },
  });
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  const cdp = await page.context().newCDPSession(page);
  // Time on the processor: what other programs take of a shared machine does not count.
  await cdp.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await cdp.send('Performance.enable');
  /** As a power cut would: asked politely, a project with edits asks back. */
  const close = async () => {
    const gone = new Promise((done) => app.once('close', () => done(undefined)));
    app.process().kill('SIGKILL');
    await gone;
  };
  return { app, page, cdp, begin, close };
}

/** Seconds that the page's main thread spent, by kind, while `work` ran; and the times between its frames. */
async function record({ app, page, cdp }, work) {
  const counters = async () =>
    Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  await page.evaluate(() => {
    const frames = [];
    window.benchFrames = frames;
    let at = performance.now();
    const tick = (now) => {
      frames.push(now - at);
      at = now;
      if (window.benchFrames === frames) requestAnimationFrame(tick);
    };
    requestAnimationFrame((now) => {
      at = now;
      requestAnimationFrame(tick);
    });
  });
  if (profiled) {
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.setSamplingInterval', { interval: 250 });
    await cdp.send('Profiler.start');
    await app.evaluate(({ contentTracing }) =>
      contentTracing.startRecording({
        included_categories: ['devtools.timeline', 'toplevel', 'cc', 'viz', 'disabled-by-default-devtools.timeline'],
        excluded_categories: ['*'],
      }),
    );
  }
  const before = await counters();
  await work();
  const after = await counters();
  if (profiled) {
    const path = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording());
    const { profile } = await cdp.send('Profiler.stop');
    const name = join(tmpdir(), `layerloom-profile-${profiles++}`);
    writeFileSync(`${name}.cpuprofile`, JSON.stringify(profile));
    renameSync(path, `${name}.trace.json`);
  }
  const frames = await page.evaluate(() => {
    const { benchFrames } = window;
    window.benchFrames = null;
    return benchFrames;
  });
  const spent = (name) => 1000 * (after[name] - before[name]);
  const perFrame = (name) => spent(name) / frames.length;
  const totalMs = frames.reduce((sum, ms) => sum + ms, 0);
  return {
    frames: frames.length,
    fps: (1000 * frames.length) / totalMs,
    p50: quantile(frames, 0.5),
    p95: quantile(frames, 0.95),
    p99: quantile(frames, 0.99),
    worst: Math.max(...frames),
    over20: frames.filter((ms) => ms > 20).length / frames.length,
    script: perFrame('ScriptDuration'),
    style: perFrame('RecalcStyleDuration'),
    layout: perFrame('LayoutDuration'),
    task: perFrame('TaskDuration'),
    heapMB: after.JSHeapUsedSize / 2 ** 20,
  };
}

const results = {};
try {
  for (const name of wanted) {
    results[name] = await measures[name]({ launch, record, scratch, say: has('--json') ? () => {} : say });
  }
} finally {
  display?.stop();
  rmSync(scratch, { recursive: true, force: true });
}
if (has('--json')) console.log(JSON.stringify({ electron: electron.notice, results }, null, 2));

function say(title, head, rows) {
  console.log(`\n${title}  (${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores)\n`);
  console.log(
    table(
      head,
      rows.map((row) => row.map((cell) => (typeof cell === 'number' ? short(cell) : cell))),
    ),
  );
}
