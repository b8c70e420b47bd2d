// What the engine process can be asked, and what it answers. The host calls these; the window reaches them only through
// shared/ipc.ts. Folders are the host's business: the engine gets absolute paths and stays inside them.
import type { DataConfig, DataSource, Part } from '../data/config';
import type { MapMethod } from '../data/mapMethods';
import type { FoundMedia, MediaPiece } from '../data/media';
import type { StagedSample } from '../data/stages/stage';
import type { DataGlance, DataMap, DataPreview, LayerTrial, PreviewRow } from '../data/shown';
import type { ParamValues, Problem, Result } from '../result';
import type { Decoding } from './decode';
import type { DeviceReport, EngineTimes } from './devices';
import type { Evaluation } from './evaluation';
import type { EventMessage } from './events';
import type { Comparison, ExportReport } from './exported';
import type { Plan } from './plan';
import type { GenerateSettings, Generated, PredictInput, Prediction } from './prediction';
import type { Work } from './work';

/** Decoded pictures that are kept on disk. */
export interface PictureCache {
  readonly bytes: number;
}

/** What they may take on disk unless a person says otherwise, in gigabytes. */
export const standardPictureCache = 2;

/** A run that another one learns from. */
export interface TeacherPlace {
  readonly folder: string;
  readonly name: string;
  readonly plan: Plan;
}

export interface RunRequest {
  readonly runId: string;
  readonly name: string;
  /** Exists, and belongs to this run alone. */
  readonly folder: string;
  readonly plan: Plan;
  readonly resume: boolean;
  /** A safetensors file to start from: weights of the same name and shape are taken, the rest is drawn. */
  readonly start?: string;
  /** Id of the run that this file belongs to, if any. */
  readonly startedFrom?: string;
  /** Where the run lies that the plan's recipe learns from, and what it is; a run that goes on has a copy of it. */
  readonly teacher?: TeacherPlace | undefined;
  /** What the parts of the data share that they should not is looked for before the first batch, and told as warnings. */
  readonly compareParts?: true;
}

export interface EngineMethods {
  /** `closer`: looks also for what takes loading a graphics driver to find; else such engines are left out of the list. */
  devices(request: { readonly closer?: boolean | undefined }): Promise<Result<DeviceReport>>;
  /** A few training steps of the plan on every engine that is there, on generated numbers. An engine that fails only says why. */
  timeEngines(request: Work & { readonly taskId: string }): Promise<Result<EngineTimes>>;
  /** Reads the whole source once and guesses everything, with reasons. `taskId` names the work for progress and cancel. */
  inspectData(request: {
    readonly taskId: string;
    readonly source: DataSource;
    readonly options: ParamValues;
  }): Promise<Result<DataConfig>>;
  /** The first rows of a table, at once, while inspectData is still reading; none for other sources. */
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
  /** Samples of validation and test that training has as well, as far as samples can be compared. */
  compareParts(request: { readonly taskId: string; readonly data: DataConfig }): Promise<Result<readonly Problem[]>>;
  /** Copies a file or folder of data to `out`/`name`, which is not there yet. */
  copySource(request: {
    readonly taskId: string;
    readonly path: string;
    readonly name: string;
    readonly out: string;
  }): Promise<Result<null>>;
  /** Writes the weights of a bundled model to the file `out`. */
  takeModel(request: { readonly model: string; readonly out: string }): Promise<Result<null>>;
  /** A run that holds a bundled model's weights, as if it had learned them here: completed, without epochs. */
  adoptRun(request: {
    readonly runId: string;
    readonly name: string;
    readonly folder: string;
    readonly plan: Plan;
    readonly model: string;
  }): Promise<Result<null>>;
  /** Samples of a data set by their numbers, as a person sees them. */
  showSamples(request: {
    readonly data: DataConfig;
    readonly samples: readonly number[];
  }): Promise<Result<readonly PreviewRow[]>>;
  /**
   * An input of one of some samples from all over the training part (`stagePlaces`), behind each stage on its way from the
   * file (shared/data/stages). What acts while training alone is drawn several times by `draw`.
   */
  stageSample(request: {
    readonly data: DataConfig;
    readonly source: string;
    readonly place: number;
    readonly draw: number;
  }): Promise<Result<StagedSample>>;
  /**
   * What a layer that varies samples makes of some of the training part while the network trains, varied by `draw`. Right
   * behind an Input, or behind such layers alone; else a Problem says why not. Of an Input itself: what the recipe mixes
   * its samples to. With `place` the same sample several times, the one that `stageSample` shows there.
   */
  tryLayer(request: {
    readonly plan: Plan;
    readonly layer: string;
    readonly draw: number;
    readonly place?: number;
  }): Promise<Result<LayerTrial>>;
  /** Samples as points of a plane. `learned`: by what this layer of a run's network says of them. */
  mapData(request: {
    readonly taskId: string;
    readonly data: DataConfig;
    readonly learned?: { readonly folder: string; readonly layer: string } | undefined;
    /** Principal components where it is left out. */
    readonly method?: MapMethod | undefined;
  }): Promise<Result<DataMap>>;
  /** Answers as soon as the run is under way; all else comes as events. `resume` continues from the folder's checkpoint. */
  startRun(request: RunRequest): Promise<Result<null>>;
  pauseRun(request: { readonly runId: string }): Promise<Result<null>>;
  resumeRun(request: { readonly runId: string }): Promise<Result<null>>;
  stopRun(request: { readonly runId: string }): Promise<Result<null>>;
  predict(request: {
    readonly folder: string;
    readonly inputs: { readonly [source: string]: PredictInput };
    /** For networks that write texts. */
    readonly decoding?: Decoding | undefined;
  }): Promise<Result<Prediction>>;
  /**
   * New samples or a text, by the run's recipe; the same seed gives the same. A text's progress carries what is written so
   * far as its message, and cancelling gives what there is.
   */
  generate(request: {
    readonly taskId: string;
    readonly folder: string;
    readonly settings: GenerateSettings;
  }): Promise<Result<Generated>>;
  evaluate(request: {
    readonly taskId: string;
    readonly folder: string;
    readonly part: Part;
    /** A column of the run's data whose groups are to be told apart; undefined: the one it was trained with, if any. */
    readonly groupBy?: string | undefined;
  }): Promise<Result<Evaluation>>;
  exportRun(request: {
    readonly taskId: string;
    readonly folder: string;
    readonly format: string;
    readonly out: string;
    readonly options: ParamValues;
    /** As with `evaluate`, for formats that tell figures. */
    readonly groupBy?: string | undefined;
    /** What writes it, such as "Layerloom 1.0.0". */
    readonly app?: string;
  }): Promise<Result<ExportReport>>;
  /** Size and figures of the network with 32, 16 and 8 bits. */
  comparePrecisions(request: { readonly taskId: string; readonly folder: string }): Promise<Result<Comparison>>;
  /** Bounds the decoded pictures on disk, or deletes them; answers how large they are. */
  pictureCache(request: {
    readonly bound?: number | undefined;
    readonly clear?: boolean | undefined;
  }): Promise<Result<PictureCache>>;
  /** Ends a task by its id; unknown ids are nothing. */
  cancel(request: { readonly taskId: string }): Promise<Result<null>>;
}

export interface EngineEvents {
  readonly run: EventMessage;
  readonly progress: {
    readonly taskId: string;
    readonly done: number;
    readonly total: number;
    readonly message: string;
  };
}
