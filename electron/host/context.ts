// What the parts of the host share: made once in host.ts, given to each.
import type { EventName, Events } from '../../shared/ipc';
import type { EngineHost } from './engineHost';
import type { HostEnvironment } from './environment';
import type { Grants } from './grants';
import type { OpenRuns } from './openRuns';
import type { Recents } from './recents';
import type { Session } from './session';
import type { SettingsStore } from './settings';
import type { Starts } from './starts';
import type { Tasks } from '../tasks';
import type { Training } from './training';

export interface HostContext {
  readonly environment: HostEnvironment;
  readonly userData: string;
  readonly grants: Grants;
  readonly settings: SettingsStore;
  readonly recents: Recents;
  readonly starts: Starts;
  readonly session: Session;
  readonly engine: EngineHost;
  readonly training: Training;
  /** The host's own long work; the engine has its own. */
  readonly tasks: Tasks;
  readonly runs: OpenRuns;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  /** Whether the window has edits that are not saved. */
  setEdited(edited: boolean): void;
}
