// What an export format is: from a run and its weights to files, by pure functions. What a format cannot know (the
// network as tfjs writes it, bundled scripts, samples of shipped data) is handed in by the engine.
import type { SetOrigin } from '../data/bundled';
import type { ParamSchema } from '../params';
import type { ParamValues } from '../result';
import type { Part } from '../data/config';
import type { FittedPreprocessing, FittedTarget } from '../data/fitted';
import type { Comparison } from '../run/exported';
import type { Evaluation } from '../run/evaluation';
import type { RunRecord } from '../run/record';

export interface ExportWeight {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** The network as tfjs' own `model.save` describes it. */
export interface SavedTopology {
  readonly modelTopology: unknown;
  readonly weightSpecs: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
  readonly weightData: Uint8Array;
  /** tfjs' version, e.g. "4.22.0". */
  readonly version: string;
}

/** Scripts that an exported page needs beside the model. */
export interface PageScripts {
  /** tfjs as a classic script. */
  readonly tfjs: Uint8Array;
  /** tfjs' version, e.g. "4.22.0". */
  readonly version: string;
  /** shared/data/preprocess.ts and the prediction around it, as a classic script. */
  readonly predict: string;
  /** The page's own script. */
  readonly page: string;
}

/** The run's data in a form that a Python project can read, for data that lives inside the app. */
export type DataCopy =
  | {
      readonly type: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  /** Files in one folder per class: paths are the app's own. */
  | { readonly type: 'files'; readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[] }
  | {
      readonly type: 'images';
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
      /** 8-bit pixels of all pictures, one after the other. */
      readonly pixels: Uint8Array;
      readonly labels: Int32Array;
    };

/** A network's run, and its weights by "<layer name>/<weight name>", in the order of layers, then of each layer's weights. */
export interface ExportedRun {
  readonly record: RunRecord;
  readonly weights: ReadonlyMap<string, ExportWeight>;
}

export interface ExportInput extends ExportedRun {
  /** Of two networks that learned against each other the one that judges; `record` is then the other's. */
  readonly judge?: ExportedRun;
  readonly options: ParamValues;
  readonly topology?: SavedTopology;
  readonly scripts?: PageScripts;
  /** What wrote the export, such as "Layerloom 1.0.0", and the SHA-256 of the run's plan as JSON. */
  readonly made?: { readonly app: string; readonly sha256: string };
  /** Sample numbers of each part, as the run split them. */
  readonly parts?: { readonly [P in Part]: Uint32Array };
  readonly data?: DataCopy;
  /** Of data that comes with the app. */
  readonly origin?: SetOrigin;
  /** Smallest and largest number of each tensor of the TFLite program on training samples, by its name. */
  readonly ranges?: ReadonlyMap<string, readonly [least: number, most: number]>;
  /** Figures of the test part. */
  readonly evaluation?: Evaluation;
  /** Size, speed and figures with fewer bits; absent where the network cannot be written so. */
  readonly sizes?: Comparison;
}

/** A file by its path within the export's folder, with forward slashes. Paths are the format's own, never a user's text. */
export type ExportFile =
  { readonly path: string; readonly text: string } | { readonly path: string; readonly bytes: Uint8Array };

/** A file in the folder and the runtime of its kind that comes with the app. */
export interface AppRuntime {
  readonly runtime: 'onnx' | 'tflite';
  readonly file: string;
}

/** Who runs the written files on samples. Names of modules and files are the format's own. */
export type ExportCheck =
  /** The folder's own files; or those inside a page of this name. */
  | { readonly by: 'tfjs'; readonly page?: string }
  /** The folder's predict.py on raw samples, where a Python with these modules is found. */
  | {
      readonly by: 'python';
      /** "Keras": named in the verdict with the version of `module`. */
      readonly title: string;
      readonly module: string;
      readonly modules: readonly string[];
      /** One of these must be there, too; it gives the version where `module` is not there. */
      readonly anyOf?: readonly string[];
      /** What runs the file in the app itself, on raw samples by the folder's preprocessing.json, where no such Python is found. */
      readonly otherwise?: AppRuntime;
    }
  /** The native engine opens the folder and runs its signature on raw samples, by preprocessing.json beside it. */
  | { readonly by: 'savedModel'; readonly folder: string }
  /** The file is read back and its weights are put into the network anew. */
  | { readonly by: 'weights'; readonly file: string }
  /** example.c is compiled and run on the samples' prepared numbers, where a C compiler is found. */
  | { readonly by: 'c' }
  /** There is nothing to run, and why. */
  | { readonly by: 'none'; readonly reason: string };

/** What a network holds that a format cannot express: thrown by `files`, shown as it stands. */
export class CannotExport extends Error {
  constructor(
    message: string,
    /** Id of the layer. */
    readonly node?: string,
  ) {
    super(message);
    this.name = 'CannotExport';
  }
}

/** Why a run cannot be written in a format, or null. */
export function objectionTo({ objection }: ExportFormat, { plan, preprocessing }: RunRecord): string | null {
  for (const { target } of plan.outputs) {
    const fitted = preprocessing.targets[target];
    const reason = fitted === undefined ? null : (objection?.(fitted, target, preprocessing.inputs) ?? null);
    if (reason !== null)
      return `${reason} Choose a format that holds the trained network alone, such as a Keras file, ONNX, SavedModel or TensorFlow.js.`;
  }
  return null;
}

/** Whether a target is one class, one value, or one answer of several numbers: labels, the steps of a forecast. */
export function isOneAnswer(target: FittedTarget): boolean {
  return (
    target.shape === undefined ||
    target.task === 'labels' ||
    (target.task === 'regression' && target.ahead !== undefined)
  );
}

export interface ExportFormat {
  readonly id: string;
  readonly title: string;
  /** One plain sentence for a beginner. */
  readonly summary: string;
  /** Name of a lucide icon, PascalCase. */
  readonly icon: string;
  readonly params: ParamSchema;
  /** What the engine must hand in beyond record and weights. */
  readonly needs: readonly ('topology' | 'scripts' | 'data' | 'judge' | 'evaluation' | 'ranges' | 'sizes')[];
  /** Why it does not take a target of that name, in sentences, or null. Absent: it takes all. */
  objection?(target: FittedTarget, name: string, inputs: FittedPreprocessing['inputs']): string | null;
  /** How the files are run before they are called done. */
  readonly check: ExportCheck;
  /**
   * How far answers may be from the run's own before the tick is withheld: `largest` and `mean` difference relative to the
   * larger of 1 and the largest answer, and the share of equal classes. `rounded`: the largest difference from the run's
   * network with its weights rounded to 16 bits. Absent: 1e-5 and all of them.
   */
  readonly bounds?: {
    readonly largest?: number;
    readonly mean?: number;
    readonly rounded?: number;
    readonly sameClass: number;
  };
  /** The file to open first, shown when the export is done. */
  readonly opens: string;
  /** An HTML file of the folder that becomes a PDF beside it, where the app can print. */
  readonly prints?: string;
  /** The same input gives the same bytes: keys sorted, no dates, no paths of this machine. */
  files(input: ExportInput): readonly ExportFile[];
}
