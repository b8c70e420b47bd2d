// The names of every channel between window and host, apart from their schemas, so that the sandboxed bridge
// carries no more than it needs. The mapped types make a missing or an extra name an error at build time.
import type { EventName, MethodName } from './ipc';

const methods: { readonly [M in MethodName]: true } = {
  appInfo: true,
  loadSettings: true,
  saveSettings: true,
  pictureCacheSize: true,
  clearPictureCache: true,
  devices: true,
  timeEngines: true,
  listProjects: true,
  restoreProject: true,
  newProject: true,
  openSample: true,
  openProject: true,
  openProjectDialog: true,
  keepEdits: true,
  saveProject: true,
  closeProject: true,
  chooseData: true,
  inspectData: true,
  glanceData: true,
  findMedia: true,
  readMedia: true,
  previewData: true,
  compareParts: true,
  showSamples: true,
  stageSample: true,
  tryLayer: true,
  keepData: true,
  mapData: true,
  startRun: true,
  pauseRun: true,
  resumeRun: true,
  stopRun: true,
  currentRun: true,
  listRuns: true,
  getRun: true,
  getRunHistory: true,
  renameRun: true,
  deleteRun: true,
  importRun: true,
  bringRunBack: true,
  predict: true,
  evaluate: true,
  generate: true,
  exportRun: true,
  comparePrecisions: true,
  showInFolder: true,
  cancel: true,
  closeWindow: true,
  allowDevice: true,
  keepCaptured: true,
  dropCaptured: true,
  setWindowState: true,
};

const events: { readonly [E in EventName]: true } = {
  run: true,
  progress: true,
  engine: true,
  runsChanged: true,
  command: true,
  openRequest: true,
  closeRequest: true,
  connection: true,
};

export const methodNames = Object.keys(methods) as readonly MethodName[];
export const eventNames = Object.keys(events) as readonly EventName[];

/** True for the name of a method; safe for names such as `__proto__` or `constructor`. */
export function isMethodName(name: unknown): name is MethodName {
  return typeof name === 'string' && Object.prototype.hasOwnProperty.call(methods, name);
}

/** True for the name of an event. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.prototype.hasOwnProperty.call(events, name);
}
