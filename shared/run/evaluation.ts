// How well a trained network does on a part of the data.
import type { Part } from '../data/config';
import type { DetectionScore } from '../data/detectionScore';
import type { GroupResult } from '../data/groups';
import type { LabelCounts } from '../data/labels';
import type { Marks, PictureUrl, ShownNumbers } from '../data/shown';
import type { Task } from '../data/spec';
import type { Figures } from './events';

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
  /** A class for every place: the share of places and of whole samples that are right. */
  readonly places?: { readonly accuracy: number; readonly whole: number };
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
