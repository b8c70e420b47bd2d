// What the window knows of its host: the app's facts, the engine that runs, and whether the way there is open.
import { create } from 'zustand';
import type { AppInfo, Events } from '../../shared/ipc';
import { api } from '../api';

interface HostState {
  readonly info: AppInfo | null;
  readonly engine: Events['engine'];
  readonly connection: Events['connection'];
}

export const useHostStore = create<HostState>()(() => ({
  info: null,
  engine: { status: 'starting', info: null, message: '' },
  connection: { status: 'open', message: '' },
}));

/** Asks once and listens from then on; returns the off switch. */
export function followHost(): () => void {
  const offEngine = api.on('engine', (engine) => useHostStore.setState({ engine }));
  const offConnection = api.on('connection', (connection) => useHostStore.setState({ connection }));
  void api.call('appInfo', {}).then((answer) => {
    if (answer.ok) useHostStore.setState({ info: answer.value });
  });
  // The engine may have come up before this window did: then no event will tell.
  void api.call('devices', {}).then((answer) => {
    if (answer.ok && useHostStore.getState().engine.info === null)
      useHostStore.setState({ engine: { status: 'ready', info: answer.value.running, message: '' } });
  });
  return () => {
    offEngine();
    offConnection();
  };
}

/** Mac keyboards say Command where others say Control. */
export function isMac(): boolean {
  const platform = useHostStore.getState().info?.platform ?? navigator.platform;
  return platform === 'darwin' || platform.startsWith('Mac');
}
