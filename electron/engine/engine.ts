// The engine process: listens, answers, stays alive. Plain Node without Electron: a utilityProcess in the app, a forked
// process for the web host and the command line.
//
// Environment: LAYERLOOM_ASSETS (assets folder, read by the data room), LAYERLOOM_ENGINE (an engine's id that takes the
// place of every choice), LAYERLOOM_ENGINE_INFO (the set-up's engine.json), LAYERLOOM_CACHE (a folder for decoded pictures;
// without it none are kept), LAYERLOOM_ENGINE_TIMES (a file to remember engines' times in), LAYERLOOM_BEHIND_WINDOW (a window
// is in front of it, which is to move smoothly however hard the engine works).
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { type Result, fail } from '../../shared/result';
import { createEngines } from './backends';
import * as data from './data';
import { createEngineChoice } from './engineChoice';
import { exportRun } from './export';
import { type EngineMethodName, type FromEngine, engineMethodNames } from './messages';
import { createMethods } from './methods';
import { toProblem } from './problems';

// First of all: threads take the priority of the thread that starts them.
if (process.env['LAYERLOOM_BEHIND_WINDOW'] === '1') {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where the system does not allow it the engine works as before.
  }
}

/** Electron's utilityProcess adds this to `process`. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

interface Line {
  send(message: FromEngine): void;
  listen(listener: (message: unknown) => void): void;
}

function openLine(): Line | null {
  const port = (process as unknown as { readonly parentPort?: ParentPort | null }).parentPort;
  if (port !== undefined && port !== null) {
    return {
      send: (message) => port.postMessage(message),
      listen: (listener) => port.on('message', (event) => listener(event.data)),
    };
  }
  if (process.send === undefined) return null;
  // Without its host there is nobody to work for. A run continues from its checkpoint.
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) => process.send?.(message),
    listen: (listener) => process.on('message', listener),
  };
}

data.useWorkers(join(__dirname, 'dataWorker.cjs'));
data.useDiskCache(process.env['LAYERLOOM_CACHE'] ?? '');

const line = openLine();
if (line === null) {
  process.stderr.write('The engine is started by the app; to train from a terminal use the layerloom command.\n');
  process.exit(2);
}

const engines = createEngines({
  force: process.env['LAYERLOOM_ENGINE'] ?? '',
  reportPath: process.env['LAYERLOOM_ENGINE_INFO'] ?? '',
});
const methods = createMethods({
  engines,
  choice: createEngineChoice(engines.rivals, process.env['LAYERLOOM_ENGINE_TIMES'] ?? ''),
  data,
  exportRun,
  send: (event, payload) => line.send({ event, payload } as FromEngine),
});

const isKnown = (method: unknown): method is EngineMethodName =>
  (engineMethodNames as readonly unknown[]).includes(method);

line.listen((message) => {
  if (typeof message !== 'object' || message === null) return;
  const { ping, id, method, request } = message as { readonly [name: string]: unknown };
  if (typeof ping === 'number') {
    line.send({ pong: ping });
    return;
  }
  if (typeof id !== 'number') return;
  if (!isKnown(method) || typeof request !== 'object' || request === null) {
    line.send({ id, result: fail('engine.method', `The engine does not know the request "${String(method)}".`) });
    return;
  }
  // Every method takes its own request; that they fit each other is the host's promise (messages.ts).
  const handle = methods[method] as (request: unknown) => Promise<Result<unknown>>;
  Promise.resolve()
    .then(() => handle(request))
    .then(
      (result) => line.send({ id, result }),
      (error: unknown) => line.send({ id, result: { ok: false, problem: toProblem(error, `answering ${method}`) } }),
    );
});

// A rejected promise that nobody waits for is a fault, but none to lose a run for. A thrown error may leave native
// state half changed: the process ends, the host starts another and the run continues from its checkpoint.
process.on('unhandledRejection', (error) => {
  process.stderr.write(
    `Unhandled rejection: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
});
