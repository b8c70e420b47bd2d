// What the window can ask for, put together from the rooms beside this file. Electron's main process and the web host
// both run this; what differs between them is their HostEnvironment.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { EventName, Events, Methods } from '../../shared/ipc';
import type { HostContext } from './context';
import { createEngineHost, type EngineHost } from './engineHost';
import type { HostEnvironment } from './environment';
import { createGrants, type Grants } from './grants';
import { appHandlers, boundPictures } from './handlers/app';
import { dataHandlers } from './handlers/data';
import { projectHandlers } from './handlers/projects';
import { runHandlers } from './handlers/runs';
import { trainedHandlers } from './handlers/trained';
import { createOpenRuns } from './openRuns';
import { pruneWorkspaces } from './prune';
import { createRecents } from './recents';
import { createSession } from './session';
import { createSettings } from './settings';
import { createStarts } from './starts';
import { createTraining } from './training';
import { pictureCacheFolder } from './userData';
import { createTasks } from '../tasks';
import { workspacesFolder } from './workspace';

export interface Host {
  readonly handlers: Methods;
  /** Lets a dropped, uploaded or named path in. */
  readonly grants: Grants;
  /** True while a run is going on or paused. */
  training(): boolean;
  /** The window has edits that are not saved. */
  edited(): boolean;
  /** Ends the engine. Everything that was acknowledged is already on the disk. */
  close(): Promise<void>;
}

export async function createHost(environment: HostEnvironment): Promise<Host> {
  const { userData } = environment;
  await fs.mkdir(workspacesFolder(userData), { recursive: true });
  const grants = createGrants();
  const settings = createSettings(userData);
  const recents = createRecents(userData);
  const starts = createStarts(userData);
  const session = createSession(userData);
  let edited = false;

  function emit<E extends EventName>(event: E, payload: Events[E]): void {
    environment.emit(event, payload);
  }

  const log: string[] = [];
  const engine: EngineHost = createEngineHost({
    spawn: (wanted) =>
      environment.spawnEngine({
        ...wanted,
        pictureCache: pictureCacheFolder(userData),
        timesPath: join(userData, 'engine-times.json'),
      }),
    onEvent(event, payload) {
      if (event === 'run') training.onEngineEvents(payload as Events['run']);
      else emit('progress', payload as Events['progress']);
    },
    onStatus: (status) => {
      emit('engine', status);
      if (status.status === 'ready') void settings.load().then((loaded) => boundPictures(engine, loaded));
    },
    onRestart: () => training.onEngineRestart(),
    onGiveUp: (problem) => training.onEngineGone(problem),
    onOutput(text) {
      log.push(text);
      if (log.length > 200) log.splice(0, 100);
      // For a look after a crash; the app itself never reads it.
      fs.writeFile(join(userData, 'engine.log'), log.join('').slice(-100_000)).catch(() => undefined);
    },
  });
  const isOpen = (folder: string): boolean => {
    const open = session.folder();
    return open.ok && open.value === folder;
  };
  async function tellRuns(): Promise<void> {
    const folder = session.folder();
    if (!folder.ok) return;
    const list = await runs.list();
    // Another project may have been opened meanwhile.
    if (isOpen(folder.value)) emit('runsChanged', { runs: list });
  }
  const training = createTraining({
    engine: () => engine,
    emit: (message) => emit('run', message),
    runsChanged: () => void tellRuns().catch(() => undefined),
    isOpen,
  });

  const runs = createOpenRuns(session, () => training);
  const setEdited = (now: boolean) => {
    edited = now;
  };
  const context: HostContext = {
    environment,
    userData,
    grants,
    settings,
    recents,
    starts,
    session,
    engine,
    training,
    tasks: createTasks((progress) => emit('progress', progress)),
    runs,
    emit,
    setEdited,
  };

  pruneWorkspaces(userData).catch(() => undefined);
  engine.start();
  return {
    handlers: {
      ...appHandlers(context),
      ...projectHandlers(context),
      ...dataHandlers(context),
      ...runHandlers(context),
      ...trainedHandlers(context),
    },
    grants,
    training: () => training.current() !== null,
    edited: () => edited,
    async close() {
      engine.close();
    },
  };
}
