// The one way out of the window: Electron's bridge where there is one, its WebSocket twin in a browser.
import type { WindowApi } from '../shared/ipc';
import { createSocketApi } from './socketApi';

declare global {
  interface Window {
    readonly api?: WindowApi;
  }
}

let socketApi: WindowApi | null = null;

/** Looked up at every call, so that a test may put a fake on `window.api`. */
function target(): WindowApi {
  return window.api ?? (socketApi ??= createSocketApi());
}

export const api: Required<WindowApi> = {
  call: (method, request) => target().call(method, request),
  on: (event, listener) => target().on(event, listener),
  grantFile: (file) => target().grantFile(file),
  grantFolder: async (list) => (await target().grantFolder?.(list)) ?? null,
};
