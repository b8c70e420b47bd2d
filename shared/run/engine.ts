// What the engine process can be asked, and what it answers. The host calls these; the window reaches them only through shared/ipc.ts.
import type { DetectionScore } from '../data/detectionScore';
import type { FittedPreprocessing } from '../data/fitted';
import type { Relation } from '../data/relation';
import type { DataConfig, DataSource, Part } from '../data/config';
import type { GroupCount, GroupResult } from '../data/groups';
import type { LabelCounts } from '../data/labels';
import type { MapMethod } from '../data/mapMethods';
import type { Task } from '../data/spec';
import type { ParamValues, Problem, Result } from '../result';
import type { EngineInfo, EventMessage, Figures } from './events';
import type { Decoding } from './decode';
import type { Plan } from './plan';

export interface DeviceReport {
  readonly running: EngineInfo;
  /** Every engine in order of preference, there or not, with the reason. */
  readonly engines: readonly (EngineInfo & { readonly available: boolean })[];
  readonly cpu: { readonly model: string; readonly cores: number; readonly memoryBytes: number };
  /** NVIDIA GPUs found by the driver, in words; empty when there is none. */
  readonly gpus: readonly string[];
  /** Why TensorFlow trains on a GPU or not, in plain words, with the next step; empty where there is none. */
  readonly gpu: { readonly used: boolean; readonly reason: string; readonly nextStep: string };
}

/** One engine on a person's own network. */
export interface EngineTime {
  readonly id: string;
  readonly title: string;
  /** Of one training step on a batch, in the median; null where it could not be timed. */
  readonly stepMs: number | null;
  /** From building the network to the end of its first step. */
  readonly startMs: number | null;
  /** Worked out from a step on one sample, since whole batches take too long to try. */
  readonly estimated: boolean;
  /** Why it was not timed; empty when it was. */
  readonly problem: string;
}

export interface EngineTimes {
  readonly batchSize: number;
  /** In order of preference. */
  readonly engines: readonly EngineTime[];
  /** Id of the one with the shortest step; null when none could be timed. */
  readonly fastest: string | null;
  /** The one that trains this network where the choice is left to Layerloom, and why; null for the first that is there. */
  readonly automatic: { readonly id: string; readonly reason: string } | null;
}

/** A picture as it crosses to the window: a PNG as data URL. */
export type PictureUrl = string;

/** A box around something in a picture. */
export interface ShownBox {
  /** Left, top, width and height as shares of the picture's width and height. */
  readonly box: readonly [number, number, number, number];
  readonly name: string;
  /** Index of its class. */
  readonly class: number;
  /** How sure the network is, 0..1; the data's own boxes have none. */
  readonly score?: number;
}

/** What is marked on a picture: a transparent picture to be laid over it, boxes around things. */
export interface Marks {
  readonly mask?: PictureUrl;
  readonly boxes?: readonly ShownBox[];
}

/** A window of a series: the rows that the network sees, oldest first. */
export interface ShownWindow {
  readonly channels: readonly string[];
  /** [rows][channels]; null where there is no value. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Rows from the last one to the target. */
  readonly horizon: number;
  /** The target's own values from there on, for samples of the data. */
  readonly followed?: readonly number[];
  /** The target's time. */
  readonly time?: string;
  readonly group?: string;
}

/** A sound as the network is given it: one rate, one length. */
export interface ShownSound {
  /** Least and largest sample of as many stretches of equal length. */
  readonly wave: readonly (readonly [number, number])[];
  /** The spectrogram: time to the right, high pitches up. */
  readonly picture: PictureUrl;
  readonly seconds: number;
  /** To be played: a WAV file in base64, where a single sound was asked for. */
  readonly wav?: string;
}

/** The target of one group over time. */
export interface SeriesOverview {
  /** Empty where there are no groups. */
  readonly name: string;
  /** Least and largest value of as many stretches of equal length; null where a stretch has none. */
  readonly points: readonly (readonly [number, number] | null)[];
  readonly first: string;
  readonly last: string;
  /** Where validation and test begin, as shares of the whole. */
  readonly borders: readonly [number, number];
}

/** The beginning of a table as text, null for missing. */
export interface DataGlance {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface DataPreview {
  /** Rows or pictures from `offset`; with `index` as the sample's number in the data set. */
  readonly rows: readonly PreviewRow[];
  readonly total: number;
  /** Samples in each part after the split, and per class for a classification target (same order as its classes). */
  readonly parts: { readonly [P in Part]: { readonly count: number; readonly perClass: readonly number[] } };
  /** The first groups of a time series as a whole. */
  readonly overview?: readonly SeriesOverview[];
  /** With the first rows only: preprocessing as fitted on the training part. */
  readonly fitted?: FittedPreprocessing;
  /** With the first rows only: what each column has to do with the target. */
  readonly relations?: { readonly [column: string]: Relation };
  /** With the first rows only: samples of each group of the column that is compared. */
  readonly groups?: { readonly column: string; readonly rows: readonly GroupCount[] };
  /** What only the samples themselves show: rows that are in training and test alike. */
  readonly problems?: readonly Problem[];
}
export interface PreviewRow {
  readonly index: number;
  /** What corrections are kept by; none where samples cannot be corrected. */
  readonly name?: string;
  readonly part: Part | 'left out';
  /** Cells as text in the order of the columns (tables). */
  readonly cells?: readonly (string | null)[];
  readonly picture?: PictureUrl;
  readonly marks?: Marks;
  /** By input, where a sample has several. */
  readonly pictures?: { readonly [source: string]: PictureUrl };
  /** The beginning of a text. */
  readonly text?: string;
  readonly series?: ShownWindow;
  readonly sound?: ShownSound;
  /** The pictures of a clip that the network sees, in order. */
  readonly frames?: readonly PictureUrl[];
  /** Class name or target value as text. */
  readonly label?: string;
}

/** Samples as points (shared/data/mapMethods.ts), by what goes in or by what a layer says of it. All lists in the same order. */
export interface DataMap {
  /** Numbers of the samples in the data set. */
  readonly samples: readonly number[];
  /** What corrections of them are kept by; none where samples cannot be corrected. */
  readonly names?: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Place in partNames. */
  readonly parts: readonly number[];
  /** Class index; for a target that is a number its value in the data's own units. Empty where a sample has none or many. */
  readonly targets: readonly number[];
  /** In index order, where each sample has one of them. */
  readonly classes?: readonly string[];
  /** Of principal components: shares of the whole variance that the two axes hold. */
  readonly explained?: readonly number[];
  /** All samples in the parts; the points are drawn from them where they are fewer. */
  readonly total: number;
}

/** One sample of a person's own, or one of the data set's. */
export type PredictInput =
  | { readonly type: 'row'; readonly values: { readonly [column: string]: string | number | null } }
  /** Pixels from the window: RGBA, 8 bits each, base64, row by row. */
  | { readonly type: 'pixels'; readonly width: number; readonly height: number; readonly rgba: string }
  /** The pictures of a clip in order, each as `pixels`. */
  | { readonly type: 'clip'; readonly width: number; readonly height: number; readonly frames: readonly string[] }
  | { readonly type: 'text'; readonly text: string }
  /** A sound from the window, such as a recording: 16 bit samples of one channel, little endian, base64. */
  | { readonly type: 'sound'; readonly rate: number; readonly pcm: string }
  /** The last rows of a series, oldest first: [rows][channels]. */
  | { readonly type: 'window'; readonly values: readonly (readonly (number | null)[])[] }
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'sample'; readonly part: Part; readonly position: number };

/** A sample's numbers as a person reads them: a picture, named values, or a window of a series. */
export interface ShownNumbers {
  readonly picture?: PictureUrl;
  /** By column; of a column whose numbers cannot be turned back, the numbers themselves. */
  readonly cells?: readonly { readonly name: string; readonly value: string }[];
  /** [rows][channels] in the data's own units. */
  readonly series?: { readonly channels: readonly string[]; readonly values: readonly (readonly number[])[] };
}

export interface PredictedOutput {
  readonly name: string;
  readonly target: string;
  readonly task: Task;
  /** Classification: one probability per class, in their order; labels: the probability of each. */
  readonly classes?: readonly string[];
  readonly probabilities?: readonly number[];
  /** Regression: the value in the data's own units. */
  readonly value?: number;
  /** A forecast of several steps in the data's own units, the first of them so many rows ahead; and what the data set says. */
  readonly forecast?: {
    readonly ahead: number;
    readonly values: readonly number[];
    readonly truth?: readonly number[];
  };
  /** Texts that the network wrote, the best first. */
  readonly written?: readonly {
    readonly text: string;
    readonly probability: number;
    /** False where it was cut for its length. */
    readonly ended: boolean;
  }[];
  /** A mask or boxes, to be drawn on the picture that the network was given; and what the data set says, for a sample of it. */
  readonly marks?: Marks;
  readonly truthMarks?: Marks;
  /** Each class's share of a mask's pixels. */
  readonly shares?: readonly number[];
  /** An input rebuilt: what it was and became, and the mean squared error over its numbers. */
  readonly rebuilt?: { readonly error: number; readonly given: ShownNumbers; readonly made: ShownNumbers };
  /** A sample made of noise. */
  readonly made?: ShownNumbers;
  /** The classes are those of the token that follows. */
  readonly next?: true;
  /** What the data set says, for a sample of it. */
  readonly truth?: string;
}

export interface Prediction {
  readonly outputs: readonly PredictedOutput[];
  /** What the network was given, as shown to a person. */
  readonly input: {
    readonly picture?: PictureUrl;
    /** By input, where a sample has several. */
    readonly pictures?: { readonly [source: string]: PictureUrl };
    readonly cells?: { readonly [column: string]: string | null };
    readonly text?: string;
    readonly series?: ShownWindow;
    readonly sound?: ShownSound;
    readonly frames?: readonly PictureUrl[];
    /** A text as the network sees it, without padding; id 1 is unknown. */
    readonly tokens?: readonly { readonly text: string; readonly id: number }[];
  };
  readonly elapsedMs: number;
}

/** Inputs rebuilt: how far off each sample is. Every `stride`th sample of the part, at most 5,000. */
export interface RebuiltPart {
  readonly stride: number;
  /** Mean squared error over a sample's numbers. */
  readonly errors: readonly number[];
  /** Each one's class, where the data has classes. */
  readonly classes?: readonly string[];
  readonly labels?: readonly number[];
  /** The class that was learned from alone. */
  readonly only?: string;
  /** 95 of 100 samples of the class that was learned (of all samples without one) stay below. */
  readonly usual: number;
  /** Samples spread evenly from the best rebuilt to the worst; `position` counts within the part. */
  readonly pairs: readonly {
    readonly position: number;
    readonly error: number;
    readonly label?: string;
    readonly given: ShownNumbers;
    readonly made: ShownNumbers;
  }[];
}

/** Samples made of noise, beside real ones of the part: the first `count` of each. */
export interface MadePart {
  readonly count: number;
  /** Share of made samples that lie among the real ones, and of real ones that have a made one near (answering/likeness.ts). */
  readonly lifelike: number;
  readonly variety: number;
  /** Of how many made samples the nearest real one is of each class, where the data has classes. */
  readonly classes?: readonly string[];
  readonly counts?: readonly number[];
  readonly pairs: readonly { readonly made: ShownNumbers; readonly nearest: ShownNumbers }[];
}

/** A text and how probable the network held each of its tokens after those before it. */
export interface ReadText {
  readonly position: number;
  readonly tokens: readonly { readonly text: string; readonly chance: number | null }[];
}

/** How far numbers are off, in the data's own units; at most 1,000 points [truth, predicted]. */
export interface QuantityErrors {
  readonly mae: number;
  readonly rmse: number;
  readonly r2: number;
  readonly points: readonly (readonly [number, number])[];
  /** The naive forecast, that the last known value stays: its mean error, and its share of the spread explained. */
  readonly naive?: { readonly mae: number; readonly r2: number };
}

export interface EvaluatedOutput {
  readonly name: string;
  readonly target: string;
  readonly task: Task;
  readonly classes?: readonly string[];
  /** confusion[truth][predicted] = count. */
  readonly confusion?: readonly (readonly number[])[];
  readonly perClass?: readonly {
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly support: number;
  }[];
  /** Several labels: how each does at every threshold of `labelThresholds` (shared/data/labels.ts). */
  readonly labels?: {
    /** In the order of `classes`. */
    readonly each: readonly {
      /** Samples that have it. */
      readonly support: number;
      /** Area under the ROC curve; null where all samples have it or none does. */
      readonly auc: number | null;
      readonly counts: readonly LabelCounts[];
    }[];
    /** Samples with all labels right, at every threshold. */
    readonly exact: readonly number[];
  };
  /** Regression. */
  readonly errors?: QuantityErrors & {
    /** The points are in the order of time: those of a series. */
    readonly inTime?: boolean;
    /** A forecast of several steps: each alone, its points in the order of time; the first so many rows ahead. */
    readonly steps?: { readonly ahead: number; readonly each: readonly QuantityErrors[] };
  };
  /** Samples of each field of the confusion that has any, the surest first and at most 60: numbers in the data set. */
  readonly fields?: readonly {
    readonly truth: number;
    readonly predicted: number;
    readonly samples: readonly number[];
  }[];
  /** How it does on each group of the column that was asked for. */
  readonly groups?: { readonly column: string; readonly rows: readonly GroupResult[] };
  /** Texts: how many of them were right token for token, and of all tokens. */
  readonly sequences?: { readonly exactMatch: number; readonly tokenAccuracy: number };
  /** Things found in pictures, at an overlap of one half. */
  readonly detection?: DetectionScore;
  /** A class for every pixel: intersection over union of each class over all pixels; null for one that is nowhere. */
  readonly masks?: { readonly iou: readonly (number | null)[]; readonly mean: number };
  readonly rebuilt?: RebuiltPart;
  readonly made?: MadePart;
  /** Texts that surprised the network most. */
  readonly texts?: readonly ReadText[];
  /** Up to 24 samples it was most sure about and got wrong (classification) or missed by most (regression). `position` counts within the part. */
  readonly worst: readonly {
    readonly position: number;
    readonly truth: string;
    readonly predicted: string;
    /** Of a forecast, the row that was missed most: so many rows ahead. */
    readonly ahead?: number;
    readonly confidence: number;
    readonly picture?: PictureUrl;
    /** What is marked on the picture and what was predicted; `confidence` is then how well the two go together, 0..1. */
    readonly marks?: { readonly truth: Marks; readonly predicted: Marks };
    /** The beginning of a text. */
    readonly text?: string;
    /** The cells of a table's features, as text. */
    readonly cells?: readonly (readonly [column: string, value: string | null])[];
  }[];
}

export interface Evaluation {
  readonly runId: string;
  readonly part: Part;
  readonly count: number;
  readonly figures: Figures;
  readonly outputs: readonly EvaluatedOutput[];
}

/** How a trained network makes up something of its own. */
export interface GenerateSettings {
  readonly seed: number;
  /** Samples: how many. Texts: the most tokens. */
  readonly count: number;
  /** Texts: how bold the choice of tokens is; 0 always takes the most probable. */
  readonly temperature: number;
  /** Texts: only so many most probable tokens are chosen from; 0 is all. */
  readonly topK: number;
  /** Texts: how it begins. */
  readonly prompt: string;
}

export interface Generated {
  readonly samples?: readonly ShownNumbers[];
  readonly text?: {
    /** What follows the beginning. */
    readonly written: string;
    readonly tokens: number;
    /** `end`: the network ended the text; `count`: as long as was asked for; `length`: as long as it can be; `stopped`: by hand. */
    readonly ended: 'end' | 'count' | 'length' | 'stopped';
  };
  readonly elapsedMs: number;
}

/** Mean absolute error in the data's own units, or the share that is right: of classes, tokens, or overlapping pixels. */
export interface ComparedFigure {
  readonly output: string;
  readonly kind: 'error' | 'share';
  readonly value: number;
}

/** The network in smaller numbers, before a file is written. */
export interface Comparison {
  /** The part that it was tried on, and how many samples of it. */
  readonly part: Part;
  readonly count: number;
  /** Share of the weights that are 0: those of a pruned network pack smaller. */
  readonly zeros: number;
  readonly rows: readonly {
    /** Id of an export format. */
    readonly format: string;
    /** Size of its model file, and once it is zipped. */
    readonly bytes: number;
    readonly packed: number;
    /** For one sample, as LiteRT runs the file on one thread; null where it does not. */
    readonly milliseconds: number | null;
    readonly figures: readonly ComparedFigure[];
  }[];
}

export interface ExportReport {
  /** Paths relative to `folder`, sorted. */
  readonly files: readonly string[];
  readonly folder: string;
  /** What was checked by running the files: samples, largest absolute difference, share of equal classes. Null and a reason where it could not be. */
  readonly verified: {
    readonly by: string;
    readonly samples: number;
    readonly largestDifference: number;
    readonly sameClass: number;
  } | null;
  readonly verdict: string;
}

/** Folders are the host's business: the engine gets absolute paths and stays inside them. */
/** Decoded pictures that are kept on disk. */
export interface PictureCache {
  readonly bytes: number;
}

/** What they may take on disk unless a person says otherwise, in gigabytes. */
export const standardPictureCache = 2;

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
  /** Where the run lies that the plan's recipe learns from, and what it is called; a run that goes on has a copy of it. */
  readonly teacher?: { readonly folder: string; readonly name: string } | undefined;
}

export interface EngineMethods {
  /** `closer`: looks also for what takes loading a graphics driver to find; else such engines are left out of the list. */
  devices(request: { readonly closer?: boolean | undefined }): Promise<Result<DeviceReport>>;
  /** A few training steps of the plan on every engine that is there, on generated numbers. An engine that fails only says why. */
  timeEngines(request: { readonly taskId: string; readonly plan: Plan }): Promise<Result<EngineTimes>>;
  /** Reads the whole source once and guesses everything, with reasons. `taskId` names the work for progress and cancel. */
  inspectData(request: {
    readonly taskId: string;
    readonly source: DataSource;
    readonly options: ParamValues;
  }): Promise<Result<DataConfig>>;
  /** The first rows of a table, at once, while inspectData is still reading; none for other sources. */
  glanceData(request: { readonly source: DataSource; readonly options: ParamValues }): Promise<Result<DataGlance>>;
  previewData(request: {
    readonly data: DataConfig;
    readonly part: Part | 'all';
    readonly offset: number;
    readonly limit: number;
  }): Promise<Result<DataPreview>>;
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
