// The window's way to its host when it runs in a browser: the same calls and events as Electron's bridge, over one
// WebSocket that comes back by itself, and uploads in place of the system's dialogs.
import { dataExtensions } from '../shared/data/kinds';
import type { EventName, Events, FileGrant, MethodName, Methods, WindowApi } from '../shared/ipc';
import { fail, ok, type Problem, type Result } from '../shared/result';
import { fromWire, toWire } from '../shared/wire';

type Listener = (payload: never) => void;
interface Waiting {
  readonly text: string;
  sent: boolean;
  resolve(result: Result<unknown>): void;
}

const firstPauseMs = 250;
const longestPauseMs = 4000;
/** The host closes with this code when another tab has taken the project over. */
const takenOver = 4001;

const lost: Problem = fail(
  'connection.lost',
  'The connection to Layerloom was lost before the answer came. It is being made again; try once more.',
).problem;

/** Asks for files with the browser's own dialog; null when it was cancelled. Must be called from a click. */
function pickFiles(options: { readonly accept?: string; readonly folder?: boolean }): Promise<readonly File[] | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    if (options.accept !== undefined) input.accept = options.accept;
    if (options.folder === true) input.webkitdirectory = true;
    input.hidden = true;
    const done = (files: readonly File[] | null) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () =>
      done(input.files === null || input.files.length === 0 ? null : [...input.files]),
    );
    input.addEventListener('cancel', () => done(null));
    document.body.append(input);
    input.click();
  });
}

async function post(path: string, parameters: Record<string, string>, body: Blob | null): Promise<Result<FileGrant>> {
  try {
    const response = await fetch(`${path}?${new URLSearchParams(parameters).toString()}`, { method: 'POST', body });
    return (await response.json()) as Result<FileGrant>;
  } catch {
    return fail('connection.upload', 'The file could not be handed to Layerloom. Is it still running? Try once more.');
  }
}

function uploadFile(file: File): Promise<Result<FileGrant>> {
  return post('/upload', { name: file.name }, file);
}

/** Files by their paths from the folder's own name on. */
async function uploadFolder(files: readonly (readonly [path: string, file: File])[]): Promise<Result<FileGrant>> {
  const into = crypto.randomUUID();
  const first = files[0]?.[0].split('/')[0] ?? 'folder';
  const waiting = [...files];
  let problem: Result<FileGrant> | null = null;
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined && problem === null; next = waiting.pop()) {
      const answer = await post('/upload', { name: next[0], into }, next[1]);
      if (!answer.ok) problem = answer;
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return problem ?? post('/upload-folder', { into, name: first }, null);
}

/** Lets the browser save a granted file, or a folder as a zip. */
function download(path: string): void {
  const link = document.createElement('a');
  link.href = `/download?${new URLSearchParams({ path }).toString()}`;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** The twin of Electron's bridge. Connects on first use. */
export function createSocketApi(): WindowApi {
  const listeners = new Map<EventName, Set<Listener>>();
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | null = null;
  let nextId = 1;
  let pauseMs = firstPauseMs;
  let elsewhere = false;
  let wasOpen = false;

  function tell<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: Events[E]) => void)(payload);
  }

  function connect(): WebSocket {
    const next = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`);
    socket = next;
    next.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      if (wasOpen) tell('connection', { status: 'open', message: 'Connected again.' });
      wasOpen = true;
      for (const entry of waiting.values()) {
        if (entry.sent) continue;
        entry.sent = true;
        next.send(entry.text);
      }
    });
    next.addEventListener('message', (message) => receive(String(message.data)));
    next.addEventListener('close', (closed) => {
      if (socket !== next) return;
      socket = null;
      // What was sent may or may not have been done: the caller decides whether to ask again.
      for (const [id, entry] of waiting) {
        if (!entry.sent && closed.code !== takenOver) continue;
        waiting.delete(id);
        entry.resolve({ ok: false, problem: lost });
      }
      if (closed.code === takenOver) {
        elsewhere = true;
        tell('connection', {
          status: 'elsewhere',
          message: 'This project is now open in another tab. Reload this page to bring it back here.',
        });
        return;
      }
      if (wasOpen)
        tell('connection', {
          status: 'lost',
          message:
            'The connection to Layerloom was lost. It is tried again until it answers; your last edits are kept here meanwhile.',
        });
      setTimeout(() => {
        if (socket === null && !elsewhere) connect();
      }, pauseMs);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    });
    return next;
  }

  function receive(text: string): void {
    const message = fromWire(text) as {
      readonly id?: number;
      readonly result?: Result<unknown>;
      readonly event?: EventName;
      readonly payload?: never;
    };
    if (message.id !== undefined && message.result !== undefined) {
      waiting.get(message.id)?.resolve(message.result);
      waiting.delete(message.id);
    } else if (message.event !== undefined && message.payload !== undefined) {
      tell(message.event, message.payload);
    }
  }

  function ask<M extends MethodName>(method: M, request: Parameters<Methods[M]>[0]): ReturnType<Methods[M]> {
    const answer = new Promise<Result<unknown>>((resolve) => {
      if (elsewhere) {
        resolve(
          fail('connection.elsewhere', 'This project is open in another tab. Reload this page to bring it back here.'),
        );
        return;
      }
      const id = nextId++;
      const entry: Waiting = { text: toWire({ id, method, request }), sent: false, resolve };
      waiting.set(id, entry);
      const target = socket ?? connect();
      if (target.readyState === WebSocket.OPEN) {
        entry.sent = true;
        target.send(entry.text);
      }
    });
    return answer as ReturnType<Methods[M]>;
  }

  /** Methods that need the system's dialogs or file manager, which a browser replaces by uploads and downloads. */
  const own: { readonly [M in MethodName]?: Methods[M] } = {
    async openProjectDialog({ taskId }) {
      const files = await pickFiles({ accept: '.loom,.keras,.h5,.hdf5,.json,.onnx' });
      if (files?.[0] === undefined) return ok(null);
      const granted = await uploadFile(files[0]);
      return granted.ok ? ask('openProject', { taskId, path: granted.value.path }) : granted;
    },
    async chooseData(request) {
      const files = await pickFiles(
        request.what === 'folder' ? { folder: true } : { accept: dataExtensions.join(',') },
      );
      if (files?.[0] === undefined) return ok(null);
      return request.what === 'folder'
        ? uploadFolder(files.map((file) => [file.webkitRelativePath, file]))
        : uploadFile(files[0]);
    },
    async saveProject(request) {
      const saved = await ask('saveProject', request);
      if (request.as && saved.ok && saved.value !== null) download(saved.value.path);
      return saved;
    },
    async showInFolder(request) {
      download(request.path);
      return ok(null);
    },
    async setWindowState(request) {
      document.title = request.title;
      return ask('setWindowState', request);
    },
    async closeWindow() {
      const closed = await ask('closeWindow', {});
      window.close();
      return closed;
    },
  };

  return {
    call(method, request) {
      const replaced = own[method] as ((request: unknown) => ReturnType<Methods[typeof method]>) | undefined;
      return replaced === undefined ? ask(method, request) : replaced(request);
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set<Listener>();
      listeners.set(event, set);
      set.add(listener);
      if (socket === null && !elsewhere) connect();
      return () => void set.delete(listener);
    },
    async grantFile(file) {
      const granted = await uploadFile(file as File);
      return granted.ok ? granted.value : null;
    },
    async grantFolder(list) {
      const files = await list();
      if (files.length === 0) return null;
      const granted = await uploadFolder(files as readonly (readonly [string, File])[]);
      return granted.ok ? granted.value : null;
    },
  };
}
