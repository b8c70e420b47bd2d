// Electron's main process: starts the host, opens the window, and joins the two.
import { app, nativeTheme, session, shell, type BrowserWindow } from 'electron';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EventName, Events } from '../../shared/ipc';
import { projectExtension } from '../../shared/project/format';
import { createHost, type Host } from '../host/host';
import { createSettings } from '../host/settings';
import { createDialogs } from './dialogs';
import { forkEngineUtility } from './engine';
import { openDoor, sendEvent } from './ipcDoor';
import { installMenu } from './menu';
import { printPdf } from './printPdf';
import { registerAppScheme, serveApp } from './protocol';
import { guardApp, guardSession } from './security';
import { createTrainingSigns } from './trainingSigns';
import { openWindow, type AppWindow } from './window';

/** Electron's three newest major versions get security fixes; this one and two before it are taken as current. */
const oldestCurrentElectron = 43;

const userData = resolve(process.env['LAYERLOOM_USER_DATA'] ?? join(app.getPath('appData'), 'Layerloom'));
mkdirSync(userData, { recursive: true });
app.setPath('userData', userData);
app.setName('Layerloom');
// Every page sandboxed, whatever its options. As root (containers) Chromium starts only with --no-sandbox.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
guardApp(app);

/** The project among a start's arguments: the last one that is a project file. */
function projectOf(args: readonly string[], folder: string): string | null {
  const named = args
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && argument.toLowerCase().endsWith(projectExtension));
  const last = named[named.length - 1];
  return last === undefined ? null : resolve(folder, last);
}

let open: AppWindow | null = null;
let host: Host | null = null;
/** Files asked for before the window was there. */
let openAtStart: string | null = projectOf(process.argv, process.cwd());

function window(): BrowserWindow | null {
  return open === null || open.window.isDestroyed() ? null : open.window;
}

function requestOpen(path: string): void {
  if (host === null) {
    openAtStart = path;
    return;
  }
  void host.grants.grant(path).then((granted) => {
    if (granted.ok) sendEvent(window(), 'openRequest', { path: granted.value.path });
  });
}

function bringForward(): void {
  const target = window();
  if (target === null) return;
  if (target.isMinimized()) target.restore();
  target.show();
  target.focus();
}

function noticeOf(): string {
  const [major] = process.versions.electron.split('.').map(Number);
  if (major === undefined || major >= oldestCurrentElectron) return '';
  return `This is Electron ${process.versions.electron}, an old one that gets no more security fixes. Layerloom works, but run it with a current Electron when you can.`;
}

async function start(): Promise<void> {
  const settings = await createSettings(userData).load();
  nativeTheme.themeSource = settings.theme;
  const guard = guardSession(session.defaultSession);
  serveApp(session.defaultSession, join(__dirname, '../renderer'));
  const signs = createTrainingSigns(window);
  const hostReady = createHost({
    kind: 'electron',
    runtime: `Electron ${process.versions.electron} (Chromium ${process.versions.chrome}, Node ${process.versions.node})`,
    notice: noticeOf(),
    userData,
    spawnEngine: (settings) => forkEngineUtility(join(__dirname, 'engine.cjs'), settings),
    importWorker: join(__dirname, 'importWorker.cjs'),
    dialogs: createDialogs(window, app.getPath('documents')),
    emit<E extends EventName>(event: E, payload: Events[E]) {
      if (event === 'run') signs.follow(payload as Events['run']);
      sendEvent(window(), event, payload);
    },
    showInFolder: (path) => shell.showItemInFolder(path),
    printPdf,
    setWindowState(state) {
      const target = window();
      if (target === null) return;
      target.setTitle(state.title);
      target.setDocumentEdited(state.edited);
      target.setProgressBar(state.progress ?? -1);
    },
    allowDevice: guard.allowDevice,
    closeWindow: () => open?.closeNow(),
    settingsChanged: (changed) => {
      nativeTheme.themeSource = changed.theme;
    },
    addRecent: (path) => app.addRecentDocument(path),
    openAtStart,
  });
  openDoor(hostReady, window);
  installMenu((id) => sendEvent(window(), 'command', { id }));
  showWindow();
  host = await hostReady;
}

function showWindow(): void {
  open = openWindow({
    userData,
    preload: join(__dirname, '../preload/preload.cjs'),
    mustAsk: () => host !== null && (host.training() || host.edited()),
    ask: () => sendEvent(window(), 'closeRequest', {}),
  });
}

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  app.on('second-instance', (_event, args, folder) => {
    bringForward();
    const path = projectOf(args, folder);
    if (path !== null) requestOpen(path);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    requestOpen(path);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => void host?.close());
  app.on('activate', () => {
    if (window() === null && app.isReady()) showWindow();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.exit(0));
  process.on('exit', () => void host?.close());
  void app.whenReady().then(start);
}
