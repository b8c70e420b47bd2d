// What Electron and the web host do differently, as one record: dialogs, windows, the engine's process.
import type { EventName, Events, FileGrant, Settings } from '../../shared/ipc';
import type { Result } from '../../shared/result';
import type { SpawnEngine } from './engineProcess';

export interface Dialogs {
  /** Null when the person changed their mind. */
  openProject(): Promise<Result<string | null>>;
  saveProject(suggestedName: string): Promise<Result<string | null>>;
  chooseData(what: FileGrant['kind']): Promise<Result<string | null>>;
  /** The folder into which an export's own folder goes. */
  chooseExportFolder(): Promise<Result<string | null>>;
}

export interface WindowState {
  readonly title: string;
  readonly edited: boolean;
  /** 0..1 while something long goes on, else null. */
  readonly progress: number | null;
}

export interface HostEnvironment {
  readonly kind: 'electron' | 'web';
  /** "Electron 45.4.1 (Chromium 146)" */
  readonly runtime: string;
  /** Said once at the top of the window when not empty. */
  readonly notice: string;
  readonly userData: string;
  readonly spawnEngine: SpawnEngine;
  /** The built file of importing/importWorker.ts; null where there is none and imports run in place. */
  readonly importWorker: string | null;
  readonly dialogs: Dialogs;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  showInFolder(path: string): void;
  /** Writes an HTML file as a PDF. Left out where the person's own browser prints. */
  printPdf?(page: string, pdf: string): Promise<void>;
  setWindowState(state: WindowState): void;
  /** Lets one request for this device through, or none any more. Where it is left out, the browser asks by itself. */
  allowDevice?(device: 'microphone' | 'camera', on: boolean): void;
  closeWindow(): void;
  settingsChanged(settings: Settings): void;
  /** The system's own list of recent documents. */
  addRecent(path: string): void;
  /** A project named on the command line. */
  readonly openAtStart: string | null;
}
