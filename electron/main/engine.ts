// The engine as Electron's own kind of child process.
import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { FromEngine } from '../engine/messages';
import { behindWindow, engineEnvironment, type EngineProcess, type EngineSettings } from '../host/engineProcess';

/** A packaged app brings what set-up found out about its native engine. */
function packagedPaths(): Record<string, string> {
  return app.isPackaged ? { LAYERLOOM_ENGINE_INFO: join(process.resourcesPath, 'engine.json') } : {};
}

/** `entry`: the engine's built file. */
export function forkEngineUtility(entry: string, settings: EngineSettings): EngineProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Layerloom engine',
    stdio: 'pipe',
    env: { ...engineEnvironment(process.env, settings), ...behindWindow, ...packagedPaths() },
  });
  let ended = false;
  return {
    // Known once the process has begun.
    get pid() {
      return child.pid;
    },
    send(message) {
      if (!ended) child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', (message: unknown) => listener(message as FromEngine));
    },
    onExit(listener) {
      child.on('exit', (code) => {
        if (ended) return;
        ended = true;
        listener(`exit code ${code}`);
      });
    },
    onOutput(listener) {
      child.stdout?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8')));
      child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8')));
    },
  };
}
