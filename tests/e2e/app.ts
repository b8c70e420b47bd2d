// Opens the real app for a test: Electron's window or Chromium through the web host, by the project's name. The rest of
// a test is the same for both. `kill` is kill -9 of everything at once; `launch` with the same folder opens it again.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium, test as base, type ElectronApplication, type Page } from '@playwright/test';

export const root = resolve(import.meta.dirname, '../..');
/** A build elsewhere than in out/, where LAYERLOOM_OUT names one. */
const otherBuild = process.env['LAYERLOOM_OUT'];

export interface RunningApp {
  readonly page: Page;
  /** Electron's handle; null in the web host. */
  readonly electron: ElectronApplication | null;
  /** Ends everything as a power cut would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** A project or data file named on the command line (Electron). */
  readonly file?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly env?: { readonly [name: string]: string };
  /** Chromium's own microphone that beeps and camera that shows a test picture, in place of real ones. */
  readonly fakeDevices?: boolean;
}

export interface Launcher {
  readonly host: 'electron' | 'web';
  /** The user-data folder of this test: empty at first, the same at every launch. */
  readonly userData: string;
  launch(options?: LaunchOptions): Promise<RunningApp>;
}

const isRoot = process.getuid?.() === 0;
const launchTimeoutMs = 40_000;

function childEnv(userData: string, more: LaunchOptions['env'] = {}): { [name: string]: string } {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { ...inherited, LAYERLOOM_USER_DATA: userData, LAYERLOOM_NO_BROWSER: '1', ...more };
}

async function launchElectron(userData: string, options: LaunchOptions): Promise<RunningApp> {
  const packaged = process.env['LAYERLOOM_PACKAGED'];
  const usePackaged = test.info().project.name === 'packaged' && packaged !== undefined;
  const executablePath = usePackaged ? packaged : process.env['LAYERLOOM_ELECTRON'];
  if (executablePath === undefined) throw new Error('LAYERLOOM_ELECTRON is not set: run these tests through npm test.');
  const start = () =>
    _electron.launch({
      timeout: launchTimeoutMs,
      executablePath,
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        ...(options.fakeDevices === true ? ['--use-fake-device-for-media-stream'] : []),
        ...(usePackaged ? [] : [otherBuild === undefined ? root : join(otherBuild, 'main/main.cjs')]),
        ...(options.file === undefined ? [] : [options.file]),
      ],
      env: childEnv(userData, options.env),
    });
  // Now and then Playwright attaches to an Electron 22 whose window never comes; the second start does.
  const electron = await start().catch(start);
  // Asked for now: Playwright forgets the process of an app that has ended.
  const main = electron.process();
  const page = await electron.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  if (options.size) {
    const { width, height } = options.size;
    await electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
  }
  return {
    page,
    electron,
    kill: async () => {
      if (main.exitCode !== null || main.signalCode !== null) return;
      const gone = new Promise<void>((done) => main.once('exit', () => done()));
      main.kill('SIGKILL');
      await gone;
    },
    close: () => electron.close(),
  };
}

async function launchWeb(userData: string, options: LaunchOptions): Promise<RunningApp> {
  const executablePath = process.env['LAYERLOOM_CHROMIUM'];
  if (executablePath === undefined) throw new Error('LAYERLOOM_CHROMIUM is not set: run these tests through npm test.');
  const server = spawn(process.execPath, [join(otherBuild ?? join(root, 'out'), 'main/web.cjs')], {
    cwd: root,
    env: childEnv(userData, options.env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await addressOf(server);
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      ...(options.fakeDevices === true ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
    ],
  });
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(address).origin });
  const page = await context.newPage();
  await page.goto(address);
  const end = async (signal: NodeJS.Signals) => {
    await browser.close();
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise<void>((done) => server.once('exit', () => done()));
    server.kill(signal);
    await gone;
  };
  return { page, electron: null, kill: () => end('SIGKILL'), close: () => end('SIGTERM') };
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const lines = createInterface({ input: server.stdout! });
    lines.on('line', (line) => {
      const address = /https?:\/\/\S+/.exec(line)?.[0];
      if (address) found(address);
    });
    server.once('exit', (code) =>
      failed(new Error(`The web host ended with code ${code} before it named its address.`)),
    );
  });
}

export const test = base.extend<{ app: Launcher }>({
  app: async ({}, use, info) => {
    const host = info.project.name === 'web' ? 'web' : 'electron';
    const userData = mkdtempSync(join(tmpdir(), 'layerloom-e2e-'));
    const running: RunningApp[] = [];
    await use({
      host,
      userData,
      launch: async (options = {}) => {
        const app = await (host === 'web' ? launchWeb(userData, options) : launchElectron(userData, options));
        running.push(app);
        return app;
      },
    });
    const last = running[running.length - 1];
    if (info.status !== info.expectedStatus && last && !last.page.isClosed()) {
      await last.page.screenshot({ path: info.outputPath('failed.png') }).catch(() => undefined);
    }
    // Closing would ask about unsaved edits; a test that cares about closing does it itself.
    for (const app of running) await app.kill();
    // The app's helpers may write a moment longer than it.
    rmSync(userData, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
});

export { expect } from '@playwright/test';
