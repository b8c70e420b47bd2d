// The bridge into the sandboxed window: window.api, and nothing of Electron's own.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { EventName, FileGrant, WindowApi } from '../../shared/ipc';
import { isEventName, isMethodName } from '../../shared/ipcNames';
import { fail } from '../../shared/result';

const listeners = new Map<EventName, Set<(payload: never) => void>>();

ipcRenderer.on('layerloom:event', (_event, name: unknown, payload: unknown) => {
  if (!isEventName(name)) return;
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
});

/**
 * Electron 32 took File.path away and gave webUtils instead. Only the browser itself makes a File that lies on a disk; an
 * object of the page's own with a `path` in it would name any file there is.
 */
function pathOf(file: unknown): string {
  if (!(file instanceof File)) return '';
  try {
    if (typeof webUtils?.getPathForFile === 'function') return webUtils.getPathForFile(file);
  } catch {
    return '';
  }
  return (file as File & { readonly path?: string }).path ?? '';
}

const api: WindowApi = {
  call: ((method: unknown, request: unknown) =>
    isMethodName(method)
      ? ipcRenderer.invoke('layerloom:call', method, request)
      : Promise.resolve(fail('door.method', 'Layerloom has no such method.'))) as WindowApi['call'],
  on(event, listener) {
    if (!isEventName(event) || typeof listener !== 'function') return () => undefined;
    const set = listeners.get(event) ?? new Set();
    listeners.set(event, set);
    set.add(listener);
    return () => void set.delete(listener);
  },
  async grantFile(file) {
    const path = pathOf(file);
    return path === '' ? null : ((await ipcRenderer.invoke('layerloom:grant', path)) as FileGrant | null);
  },
};

contextBridge.exposeInMainWorld('api', api);
