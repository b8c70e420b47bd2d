// `npm test [-- PHASE...]`: sets up what the tests need, runs them phase by phase, and ends with the line
// `N passed, N failed, N skipped`. A phase that has no tests yet is left out.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { underNode24 } from './setup/node.mjs';
import { inCache, nodeModules, root } from './setup/paths.mjs';
import { say } from './setup/say.mjs';
import { readJson } from './setup/stamp.mjs';
import { startDisplay } from './setup/display.mjs';

await underNode24();

const minute = 60_000;
const logs = inCache('logs');
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @type {{ name: string, isThere: () => boolean, run: () => Promise<Counts> }[]} */
const phases = [
  { name: 'check', isThere: () => true, run: runChecks },
  { name: 'build', isThere: () => true, run: runBuild },
  { name: 'unit', isThere: () => hasTests('tests', /\.test\.tsx?$/, /^(oracle|e2e)$/), run: runUnit },
  { name: 'oracle', isThere: () => hasTests('tests/oracle', /\.test\.ts$/), run: runOracle },
  { name: 'electron', isThere: () => hasSpecs('electron'), run: runElectron },
  { name: 'web', isThere: () => hasSpecs('web'), run: runWeb },
  { name: 'packaged', isThere: () => hasTests('tests/e2e/packaged', /\.spec\.ts$/), run: runPackaged },
];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !phases.some((phase) => phase.name === name));
if (unknown !== undefined) {
  say(`There is no phase "${unknown}". The phases are: ${phases.map((phase) => phase.name).join(', ')}.`);
  process.exit(2);
}

/** What the tests are told about this machine; filled by set-up. @type {NodeJS.ProcessEnv} */
const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
const { oracle, electron } = await setUp();
const lines = [];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const phase of phases) {
  if (!isWanted(phase)) continue;
  console.log(`\n── ${phase.name} ${'─'.repeat(60 - phase.name.length)}`);
  const begin = Date.now();
  const counts = await phase.run().catch((error) => {
    console.log(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
  const seconds = ((Date.now() - begin) / 1000).toFixed(0);
  lines.push(`${phase.name.padEnd(10)}${seconds.padStart(5)} s   ${inWords(counts)}`);
}
console.log(`\n${lines.join('\n')}\n\n${inWords(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** Without names every phase that has tests; with names those, and the build that all but the checks look at. */
function isWanted(phase) {
  if (asked.length === 0) return phase.isThere();
  return asked.includes(phase.name) || (phase.name === 'build' && asked.some((name) => name !== 'check'));
}

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Everything that the chosen phases need; what cannot be had is said here and counted in its phase. */
async function setUp() {
  try {
    const { ensureSystemPackages, findChromium } = await import('./setup/systemPackages.mjs');
    await ensureSystemPackages(['engine', 'window', 'tests']);
    const { ensurePackages } = await import('./setup/packages.mjs');
    await ensurePackages();
    const { engineReport, ensureNativeEngine } = await import('./setup/nativeEngine.mjs');
    await ensureNativeEngine();
    env.LAYERLOOM_ENGINE_INFO = engineReport;
    const { ensureElectron } = await import('./setup/electron.mjs');
    const electron = await ensureElectron();
    const { ensureOracle } = await import('./setup/oracle.mjs');
    const oracle = await ensureOracle();
    if ('python' in oracle) env.LAYERLOOM_PYTHON = oracle.python;
    if (electron.source !== 'none') env.LAYERLOOM_ELECTRON = electron.executable;
    const chromium = findChromium();
    if (chromium !== undefined) env.LAYERLOOM_CHROMIUM = chromium;
    mkdirSync(logs, { recursive: true });
    // What earlier tests built (tests/electron/bundle.ts, tests/engine/bundle.ts).
    rmSync(inCache('test-bundles'), { recursive: true, force: true });
    return { oracle, electron };
  } catch (error) {
    say(error.message);
    console.log('0 passed, 1 failed, 0 skipped');
    process.exit(1);
  }
}

async function runChecks() {
  const { check } = await import('./check.mjs');
  const counts = await check((name, isGood, output) => {
    console.log(`${isGood ? '✓' : '✗'} ${name}`);
    if (!isGood) console.log(output);
  });
  return { ...counts, skipped: 0 };
}

async function runBuild() {
  const { ensureBuild } = await import('./setup/build.mjs');
  await ensureBuild();
  console.log('✓ the app builds');
  // What ships is known once it is built.
  const stale = (await show(join(root, 'scripts/notices.mjs'), ['--check'], minute)) !== 0;
  console.log(stale ? '✗ third-party notices' : '✓ third-party notices');
  return { passed: stale ? 1 : 2, failed: stale ? 1 : 0, skipped: 0 };
}

function runUnit() {
  return runVitest('unit', ['--project', 'node', '--project', 'renderer'], 20 * minute);
}

function runOracle() {
  if ('problem' in oracle) return notHere(`${oracle.problem} ${oracle.nextStep}`);
  return runVitest('oracle', ['--project', 'oracle'], 15 * minute);
}

async function runElectron() {
  if (electron.source === 'none') return notHere(electron.notice);
  console.log(electron.notice);
  return onDisplay(() => runPlaywright('electron', 20 * minute));
}

function runWeb() {
  if (env.LAYERLOOM_CHROMIUM === undefined) return notHere('No Chromium or Chrome was found on PATH.');
  return runPlaywright('web', 20 * minute);
}

async function runPackaged() {
  if (electron.source === 'none') return notHere(electron.notice);
  const { packUnpacked } = await import('./dist.mjs');
  env.LAYERLOOM_PACKAGED = await packUnpacked(electron, { isDrivable: true });
  return onDisplay(() => runPlaywright('packaged', 10 * minute));
}

/** A test that cannot run here: skipped on a person's machine, failed where everything is promised to run. */
async function notHere(reason) {
  console.log(reason);
  return process.env.CI === undefined ? { passed: 0, failed: 0, skipped: 1 } : { passed: 0, failed: 1, skipped: 0 };
}

/** @param {() => Promise<Counts>} work */
async function onDisplay(work) {
  if (process.platform !== 'linux') return work();
  const display = await startDisplay();
  const before = { DISPLAY: env.DISPLAY, WAYLAND_DISPLAY: env.WAYLAND_DISPLAY };
  env.DISPLAY = display.name;
  delete env.WAYLAND_DISPLAY;
  try {
    return await work();
  } finally {
    Object.assign(env, before);
    display.stop();
  }
}

/** @returns {Promise<Counts>} */
async function runVitest(name, args, timeoutMs) {
  const report = join(logs, `${name}.json`);
  rmSync(report, { force: true });
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const script = join(nodeModules, 'vitest/vitest.mjs');
  const code = await show(script, ['run', ...args, ...output], timeoutMs);
  const result = readJson(report);
  if (result === undefined) return broken(name, code);
  // A file that does not even load has no tests to count: it counts as one.
  const unloaded = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = result.numFailedTests + unloaded.length;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  };
}

/** @returns {Promise<Counts>} */
async function runPlaywright(project, timeoutMs) {
  const report = join(logs, `${project}.json`);
  rmSync(report, { force: true });
  env.PLAYWRIGHT_JSON_OUTPUT_NAME = report;
  const script = join(nodeModules, '@playwright/test/cli.js');
  const args = ['test', '--project', project, '--reporter=list,json', '--output', join('test-results', project)];
  const code = await show(script, args, timeoutMs);
  const result = readJson(report);
  if (result === undefined) return broken(project, code);
  const { expected, unexpected, flaky, skipped } = result.stats;
  const failed = unexpected + result.errors.length;
  return { passed: expected + flaky, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}

function broken(name, code) {
  console.log(`The phase "${name}" ended (code ${code}) without a report.`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** Runs a tool with its output shown; it and all that it started are ended when it takes too long. */
function show(script, args, timeoutMs) {
  return new Promise((resolve, reject) => {
    const isUnix = process.platform !== 'win32';
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: isUnix,
    });
    const end = () => (isUnix ? process.kill(-child.pid, 'SIGKILL') : child.kill());
    const timer = setTimeout(() => {
      console.log(`It took more than ${timeoutMs / minute} minutes and is ended.`);
      end();
    }, timeoutMs);
    const interrupt = () => {
      end();
      process.exit(130);
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(code ?? 1);
    });
  });
}

function hasTests(folder, name, except = /^$/) {
  const path = join(root, folder);
  if (!existsSync(path)) return false;
  return readdirSync(path, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? !except.test(entry.name) && hasTests(join(folder, entry.name), name) : name.test(entry.name),
  );
}

/** Specs in tests/e2e itself run in both windows. */
function hasSpecs(folder) {
  const shared = join(root, 'tests/e2e');
  if (!existsSync(shared)) return false;
  return (
    readdirSync(shared).some((name) => name.endsWith('.spec.ts')) || hasTests(`tests/e2e/${folder}`, /\.spec\.ts$/)
  );
}
