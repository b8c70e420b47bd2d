// The whole contract between the window and its host. Electron IPC and the web host's WebSocket carry the same
// messages; a missing handler does not compile, and nothing that fails its schema (ipcSchemas.ts) reaches one.
import type { DataConfig, DataSource, Part } from './data/config';
import type { FoundMedia, MediaPiece } from './data/media';
import type { MapMethod } from './data/mapMethods';
import type { StagedSample } from './data/stages/stage';
import type { DataGlance, DataMap, DataPreview, LayerTrial, PreviewRow } from './data/shown';
import type { ProjectDocument } from './network/document';
import type { Problem, Result, ParamValues } from './result';
import type { Decoding } from './run/decode';
import type { DeviceReport, EngineTimes } from './run/devices';
import type { EngineEvents, PictureCache } from './run/engine';
import type { Evaluation } from './run/evaluation';
import type { EngineEvent, EngineInfo } from './run/events';
import type { Comparison, ExportReport } from './run/exported';
import type { GenerateSettings, Generated, PredictInput, Prediction } from './run/prediction';
import type { RunRecord, RunSummary } from './run/record';
import type { SampleGroup } from './samples/sample';

export interface AppInfo {
  readonly version: string;
  /** 'electron' has native dialogs and menus; 'web' is the same window in a browser. */
  readonly host: 'electron' | 'web';
  readonly platform: string;
  /** Electron's or Node's version in words. */
  readonly runtime: string;
  /** Said once at the top of the window when not empty: an old Electron, a missing engine. */
  readonly notice: string;
  readonly dataFolder: string;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: string;
  readonly reopenLast: boolean;
  /** What decoded pictures may take on disk, in gigabytes; 0 for nothing, standardPictureCache where it is left out. */
  readonly pictureCache?: number | undefined;
  /** Panel sizes and such, by the window's own names. */
  readonly layout: ParamValues;
}

export interface RecentProject {
  readonly path: string;
  readonly name: string;
  readonly savedAt: string;
  readonly exists: boolean;
}

/** A shipped project: ready data, network and training, to open and press Train. */
export interface SampleProject {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly group: SampleGroup;
  /** Further words that it is found by. */
  readonly synonyms: readonly string[];
  /** Name of a lucide icon. */
  readonly icon: string;
  /** 0 for one that is trained already. */
  readonly seconds: number;
}

/** A published network without data. */
export interface ArchitectureProject {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  readonly year: number;
  readonly parameters: number;
}

export interface OpenedProject {
  readonly document: ProjectDocument;
  /** Where it is saved; null for a project never saved. */
  readonly path: string | null;
  readonly runs: readonly RunSummary[];
  /** True when it holds edits that were not saved (after a crash, or closed without saving). */
  readonly unsaved: boolean;
  /** What was wrong with the file and what was done about it; empty when all was well. */
  readonly problems: readonly Problem[];
  /** A newer version's file, or one that is open elsewhere. */
  readonly readOnly: boolean;
}

export interface FileGrant {
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
}

/** What a person can take in the window: pictures, drawings, sounds, or clips of several pictures each. */
export const captureMedia = ['pictures', 'drawings', 'sounds', 'clips'] as const;
export type CaptureMedium = (typeof captureMedia)[number];
/** Files of one item at most. */
export const mostFilesOfItem = 64;

export interface CapturedItem {
  /** Its class: a plain name, which the schema sees to; empty for none. */
  readonly label: string;
  /** The folder around its class's that says its part of the split. */
  readonly part?: string;
  /** What the file that it was made of is called, without its ending: it may say whose sample it is. */
  readonly name?: string;
  /** Base64 of its files, JPEG, PNG or WAV: one, or several in their order. */
  readonly files: readonly string[];
}

/** Figures of every batch of a run, for charts after a reload: steps[i] belongs to series[name][i]. */
export interface RunHistory {
  readonly steps: readonly number[];
  readonly series: { readonly [name: string]: readonly number[] };
}

type Empty = Record<string, never>;

/** Names work that may take long, for progress and cancel. */
interface Watched {
  readonly taskId?: string | undefined;
}

export interface Methods {
  appInfo(request: Empty): Promise<Result<AppInfo>>;
  loadSettings(request: Empty): Promise<Result<Settings>>;
  saveSettings(request: { readonly settings: Settings }): Promise<Result<Settings>>;
  pictureCacheSize(request: Empty): Promise<Result<PictureCache>>;
  clearPictureCache(request: Empty): Promise<Result<PictureCache>>;
  devices(request: { readonly closer?: boolean | undefined }): Promise<Result<DeviceReport>>;
  timeEngines(request: { readonly taskId: string; readonly document: ProjectDocument }): Promise<Result<EngineTimes>>;

  listProjects(request: Empty): Promise<
    Result<{
      readonly recent: readonly RecentProject[];
      readonly samples: readonly SampleProject[];
      readonly architectures: readonly ArchitectureProject[];
    }>
  >;
  /** What to show first: a project named on the command line, unsaved work, or the last one; null for the start screen. */
  restoreProject(request: Watched): Promise<Result<OpenedProject | null>>;
  newProject(request: { readonly name: string }): Promise<Result<OpenedProject>>;
  /** A sample with its data, or a published architecture without. */
  openSample(request: { readonly id: string }): Promise<Result<OpenedProject>>;
  /** A granted path (recent list, drop, command line). */
  openProject(request: Watched & { readonly path: string }): Promise<Result<OpenedProject>>;
  /** Asks with the system's dialog; null when the person changes their mind. In the web host a file is uploaded first. */
  openProjectDialog(request: Watched): Promise<Result<OpenedProject | null>>;
  /** Keeps the edits safe on disk (not the project file). Called within a second of every edit. */
  keepEdits(request: { readonly document: ProjectDocument }): Promise<Result<null>>;
  /** Writes the project file; asks where when it was never saved or `as` is true. Null when cancelled. */
  saveProject(
    request: Watched & {
      readonly document: ProjectDocument;
      readonly as: boolean;
    },
  ): Promise<Result<{ readonly path: string } | null>>;
  /** Leaves the project; its unsaved edits are kept until the project is saved or `discard` is true. */
  closeProject(request: { readonly discard: boolean }): Promise<Result<null>>;

  chooseData(request: { readonly what: 'file' | 'folder' }): Promise<Result<FileGrant | null>>;
  inspectData(request: {
    readonly taskId: string;
    readonly source: DataSource;
    readonly options: ParamValues;
  }): Promise<Result<DataConfig>>;
  glanceData(request: { readonly source: DataSource; readonly options: ParamValues }): Promise<Result<DataGlance>>;
  /** What chosen files and folders hold that the window must decode before the engine can read it; null for nothing. */
  findMedia(request: {
    readonly taskId: string;
    readonly sources: readonly Extract<DataSource, { readonly path: string }>[];
  }): Promise<Result<FoundMedia | null>>;
  /** Some megabytes of such a file, from a byte on. */
  readMedia(request: {
    readonly id: string;
    readonly file: number;
    readonly from: number;
  }): Promise<Result<MediaPiece>>;
  previewData(request: {
    readonly data: DataConfig;
    readonly part: Part | 'all';
    readonly offset: number;
    readonly limit: number;
  }): Promise<Result<DataPreview>>;
  /** Samples of validation and test that training has as well: progress and cancel by `taskId`. */
  compareParts(request: { readonly taskId: string; readonly data: DataConfig }): Promise<Result<readonly Problem[]>>;
  showSamples(request: {
    readonly data: DataConfig;
    readonly samples: readonly number[];
  }): Promise<Result<readonly PreviewRow[]>>;
  stageSample(request: {
    readonly data: DataConfig;
    readonly source: string;
    readonly place: number;
    readonly draw: number;
  }): Promise<Result<StagedSample>>;

  /**
   * What a layer that varies samples makes of some of the training part, or of one of them; of an Input, what the recipe
   * mixes them to. Another `draw` varies them anew.
   */
  tryLayer(request: {
    readonly document: ProjectDocument;
    readonly layer: string;
    readonly draw: number;
    readonly place?: number;
  }): Promise<Result<LayerTrial>>;
  /** Puts a copy of the data's files into the open project, and says where it lies. */
  keepData(request: { readonly taskId: string; readonly data: DataConfig }): Promise<Result<DataSource>>;
  /** Every sample as a point, like ones near each other: by what goes in, or by what a layer of a trained run says. */
  mapData(request: {
    readonly taskId: string;
    readonly data: DataConfig;
    readonly learned?: { readonly runId: string; readonly layer: string } | undefined;
    /** Principal components where it is left out. */
    readonly method?: MapMethod | undefined;
  }): Promise<Result<DataMap>>;

  /** `from`: the run whose best weights the new one starts from, by the layers' names and shapes. */
  startRun(request: {
    readonly document: ProjectDocument;
    readonly from?: string | undefined;
  }): Promise<Result<{ readonly runId: string }>>;
  pauseRun(request: { readonly runId: string }): Promise<Result<null>>;
  resumeRun(request: { readonly runId: string }): Promise<Result<null>>;
  stopRun(request: { readonly runId: string }): Promise<Result<null>>;
  /** The run in progress, if any: replaying `events` (batches left out) through `reduceRun` gives its state. */
  currentRun(
    request: Empty,
  ): Promise<Result<{ readonly runId: string; readonly events: readonly EngineEvent[] } | null>>;
  listRuns(request: Empty): Promise<Result<readonly RunSummary[]>>;
  getRun(request: { readonly runId: string }): Promise<Result<RunRecord>>;
  getRunHistory(request: { readonly runId: string }): Promise<Result<RunHistory>>;
  renameRun(request: { readonly runId: string; readonly name: string }): Promise<Result<RunSummary>>;
  /** Deletes a run that is not going on. For a minute, while its project stays open, it can be brought back. */
  deleteRun(request: { readonly runId: string }): Promise<Result<null>>;
  /** Takes a training of an exported project (its metrics.jsonl) into the history, beside the run that it came from. */
  importRun(request: { readonly path: string }): Promise<Result<RunSummary>>;
  bringRunBack(request: { readonly runId: string }): Promise<Result<null>>;

  predict(request: {
    readonly runId: string;
    readonly inputs: { readonly [source: string]: PredictInput };
    /** For networks that write texts. */
    readonly decoding?: Decoding | undefined;
  }): Promise<Result<Prediction>>;
  evaluate(request: {
    readonly taskId: string;
    readonly runId: string;
    readonly part: Part;
    readonly groupBy?: string | undefined;
  }): Promise<Result<Evaluation>>;
  /** New samples or a text, where the run's recipe makes up such; progress as in EngineMethods. */
  generate(request: {
    readonly taskId: string;
    readonly runId: string;
    readonly settings: GenerateSettings;
  }): Promise<Result<Generated>>;
  /** Asks for a folder (Electron) or writes to the exports folder (web). Null when cancelled. */
  exportRun(request: {
    readonly taskId: string;
    readonly runId: string;
    readonly format: string;
    readonly options: ParamValues;
  }): Promise<Result<ExportReport | null>>;
  /** Size and figures of a run's network with 32, 16 and 8 bits, before one is exported. */
  comparePrecisions(request: { readonly taskId: string; readonly runId: string }): Promise<Result<Comparison>>;
  /** Shows an export's folder or a project's file in the system's file manager. */
  showInFolder(request: { readonly path: string }): Promise<Result<null>>;
  cancel(request: { readonly taskId: string }): Promise<Result<null>>;
  /** The answer to `closeRequest`: closes the window now. A run going on is stopped; unsaved edits stay kept unless `closeProject` discarded them. */
  closeWindow(request: Empty): Promise<Result<null>>;
  /**
   * Before the window asks for the microphone or the camera, and when it has it (or has not): for a moment in between
   * one request is let through. All others are refused.
   */
  allowDevice(request: { readonly device: 'microphone' | 'camera'; readonly on: boolean }): Promise<Result<null>>;
  /** Writes what was taken in the window into a folder with one folder per class: a new one, or `set`, an earlier answer's name. */
  keepCaptured(request: {
    readonly medium: CaptureMedium;
    readonly set: string | null;
    readonly items: readonly CapturedItem[];
  }): Promise<Result<FileGrant>>;
  /** Takes such a folder away again: what was being taken is not wanted. */
  dropCaptured(request: { readonly set: string }): Promise<Result<null>>;
  /** What the title bar and the dock need to know. */
  setWindowState(request: {
    readonly title: string;
    readonly edited: boolean;
    readonly progress: number | null;
  }): Promise<Result<null>>;
}

export interface Events {
  readonly run: EngineEvents['run'];
  readonly progress: EngineEvents['progress'];
  /** The engine came up, died or came back. */
  readonly engine: {
    readonly status: 'starting' | 'ready' | 'restarting' | 'stopped';
    readonly info: EngineInfo | null;
    readonly message: string;
  };
  readonly runsChanged: { readonly runs: readonly RunSummary[] };
  /** A command chosen in the system's menu. */
  readonly command: { readonly id: string };
  /** The system asks to open this file (double click, second start). */
  readonly openRequest: { readonly path: string };
  /** The person is closing the window and there are unsaved edits or a run going on. */
  readonly closeRequest: Empty;
  /** Web host only: the way to the host was lost (it is tried again by itself), came back, or another tab took over. */
  readonly connection: { readonly status: 'open' | 'lost' | 'elsewhere'; readonly message: string };
}

export type MethodName = keyof Methods;
export type EventName = keyof Events;

/** The part of the DOM's File that this contract needs (shared/ does not know the DOM). */
export interface PickedFile {
  readonly name: string;
  readonly size: number;
}

/** What preload puts on `window.api`, and what the web host's twin gives. */
export interface WindowApi {
  call<M extends MethodName>(method: M, request: Parameters<Methods[M]>[0]): ReturnType<Methods[M]>;
  /** Returns its own off switch. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** A dropped or picked file becomes a path that the host will accept. Null when it is not a file on this machine. */
  grantFile(file: PickedFile): Promise<FileGrant | null>;
  /**
   * A dropped folder, where the window itself must hand its files over, by their paths from the folder's own name on. None
   * where the host reads folders.
   */
  grantFolder?(list: () => Promise<readonly (readonly [path: string, file: PickedFile])[]>): Promise<FileGrant | null>;
}
