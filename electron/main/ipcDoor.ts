// Electron's side of the door: who speaks is checked here, what is said in host/door.ts.
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { EventName, Events } from '../../shared/ipc';
import { fail } from '../../shared/result';
import { answer } from '../host/door';
import type { Host } from '../host/host';
import { isOurPage } from './security';

/** The three channels there are; preload knows them by the same names. */
export const channels = { call: 'layerloom:call', grant: 'layerloom:grant', event: 'layerloom:event' } as const;

/** Only the main frame of our own window, showing our own page, is listened to. */
function isTrusted(event: IpcMainInvokeEvent, window: () => BrowserWindow | null): boolean {
  const target = window();
  const frame = event.senderFrame;
  if (target === null || target.isDestroyed() || !frame || event.sender !== target.webContents) return false;
  return frame === target.webContents.mainFrame && isOurPage(frame.url);
}

export function openDoor(host: Promise<Host>, window: () => BrowserWindow | null): void {
  const refused = fail('door.sender', 'Only Layerloom’s own window is answered.');
  ipcMain.handle(channels.call, async (event, method: unknown, request: unknown) => {
    if (!isTrusted(event, window)) return refused;
    return answer((await host).handlers, method, request);
  });
  ipcMain.handle(channels.grant, async (event, path: unknown) => {
    if (!isTrusted(event, window)) return null;
    if (typeof path !== 'string' || path === '' || path.length > 4096) return null;
    const granted = await (await host).grants.grant(path);
    return granted.ok ? granted.value : null;
  });
}

/** Sends an event to the window, if there is one. */
export function sendEvent<E extends EventName>(window: BrowserWindow | null, event: E, payload: Events[E]): void {
  if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return;
  window.webContents.send(channels.event, event, payload);
}
