// The same window without Electron: served on loopback to a browser on this machine.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EventName, Events } from '../../shared/ipc';
import { projectExtension } from '../../shared/project/format';
import { fail, ok } from '../../shared/result';
import { behindWindow, forkEngine } from '../host/engineProcess';
import type { Dialogs } from '../host/environment';
import { createHost, type Host } from '../host/host';
import { userDataFolder } from '../host/userData';
import { openBrowser } from './browser';
import { cleanUploads } from './cleanUploads';
import { startWebServer, type WebServer } from './server';

/** A browser has no dialogs of ours: the window uploads and downloads instead (renderer/socketApi.ts). */
function webDialogs(userData: string): Dialogs {
  const elsewhere = fail('web.dialog', 'In the browser, files are chosen with the browser’s own dialog.');
  return {
    openProject: () => Promise.resolve(elsewhere),
    chooseData: () => Promise.resolve(elsewhere),
    async saveProject(suggestedName) {
      const folder = join(userData, 'projects');
      await fs.mkdir(folder, { recursive: true });
      for (let number = 1; ; number++) {
        const path = join(folder, `${number === 1 ? suggestedName : `${suggestedName} ${number}`}${projectExtension}`);
        if ((await fs.stat(path).catch(() => null)) === null) return ok(path);
      }
    },
    async chooseExportFolder() {
      const folder = join(userData, 'exports');
      await fs.mkdir(folder, { recursive: true });
      return ok(folder);
    },
  };
}

const cleanAfterMs = 30_000;

async function main(): Promise<void> {
  const environment = process.env;
  const userData = userDataFolder(environment);
  await fs.mkdir(userData, { recursive: true });
  const named = process.argv.slice(2).find((argument) => argument.toLowerCase().endsWith(projectExtension));
  let server: WebServer | null = null;
  let host: Host | null = null;
  let ending = false;
  async function end(code: number): Promise<void> {
    if (ending) return;
    ending = true;
    // Before anything that takes time: no engine may outlive its host.
    await host?.close();
    await Promise.race([server?.close(), new Promise((done) => setTimeout(done, 1000))]);
    process.exit(code);
  }
  const hostReady = createHost({
    kind: 'web',
    runtime: `Node ${process.versions.node}`,
    notice: environment['LAYERLOOM_NOTICE'] ?? '',
    userData,
    spawnEngine: (settings) => forkEngine(join(__dirname, 'engine.cjs'), settings, behindWindow),
    importWorker: join(__dirname, 'importWorker.cjs'),
    dialogs: webDialogs(userData),
    emit<E extends EventName>(event: E, payload: Events[E]) {
      server?.emit(event, payload);
    },
    showInFolder: () => undefined,
    setWindowState: () => undefined,
    closeWindow: () => undefined,
    settingsChanged: () => undefined,
    addRecent: () => undefined,
    openAtStart: named === undefined ? null : resolve(named),
  });
  const wished = Number(environment['LAYERLOOM_PORT'] ?? 0);
  server = await startWebServer({
    pages: join(__dirname, '../renderer'),
    userData,
    host: hostReady,
    port: Number.isInteger(wished) && wished > 0 && wished < 65_536 ? wished : 0,
  });
  host = await hostReady;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  process.on('exit', () => void host?.close());
  process.stdout.write(`Layerloom is at ${server.address}\n`);
  openBrowser(server.address, environment);
  // Not while the window opens. What cannot be cleaned now is cleaned another day.
  setTimeout(() => void cleanUploads(userData).catch(() => undefined), cleanAfterMs).unref();
}

main().catch((error: unknown) => {
  process.stderr.write(`Layerloom could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
