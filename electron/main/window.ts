// The one window: sandboxed, no white flash, back by itself when its process dies.
import { BrowserWindow, nativeTheme } from 'electron';
import { readPlacement, rememberPlacement } from './bounds';
import { appOrigin, isOurPage } from './security';

export interface WindowOptions {
  readonly userData: string;
  readonly preload: string;
  /** True when closing would cut something off: then the page is asked first. */
  mustAsk(): boolean;
  ask(): void;
}

/** Canvas colours of the two themes (renderer/ui/theme), shown until the page has drawn. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#141517' : '#ffffff');

/** Longer than a first picture takes on a slow machine. */
const showWithinMs = 5000;

/** A page that dies again and again is not reloaded for ever. */
const crashWindowMs = 60_000;
const crashLimit = 4;

export interface AppWindow {
  readonly window: BrowserWindow;
  /** Closes without asking. */
  closeNow(): void;
}

export function openWindow(options: WindowOptions): AppWindow {
  const placement = readPlacement(options.userData);
  const window = new BrowserWindow({
    ...placement.bounds,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Layerloom',
    backgroundColor: background(),
    // The same menus open from the title bar; Alt shows them here too.
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      webviewTag: false,
    },
  });
  if (placement.maximized) window.maximize();
  rememberPlacement(window, options.userData);
  const show = () => {
    if (!window.isDestroyed() && !window.isVisible()) window.show();
  };
  window.once('ready-to-show', show);
  // That event waits for a first picture: a graphics driver that paints none must not leave the app without a window.
  setTimeout(show, showWithinMs);
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(background());
  });

  let sure = false;
  let askedAt = 0;
  window.on('close', (event) => {
    if (sure || !options.mustAsk()) return;
    // A page that does not answer within a while must not hold the window for ever; edits are on the disk anyway.
    if (askedAt !== 0 && Date.now() - askedAt > 5000 && unresponsive) return;
    event.preventDefault();
    askedAt = Date.now();
    options.ask();
  });
  let unresponsive = false;
  window.on('unresponsive', () => {
    unresponsive = true;
  });
  window.on('responsive', () => {
    unresponsive = false;
  });

  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    // Reloading from inside the event is ignored by some versions.
    if (crashes.length <= crashLimit) setTimeout(() => !window.isDestroyed() && window.webContents.reload(), 50);
    else sure = true;
  });
  // Chromium asks nobody before it shows about:blank: no event comes that could refuse it.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isOurPage(url)) void window.loadURL(`${appOrigin}/index.html`);
  });
  // The page sets its title through the door; the file's name would only flicker by.
  window.on('page-title-updated', (event) => event.preventDefault());
  void window.loadURL(`${appOrigin}/index.html`);
  return {
    window,
    closeNow() {
      sure = true;
      if (!window.isDestroyed()) window.close();
    },
  };
}
