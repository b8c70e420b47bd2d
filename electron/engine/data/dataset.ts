// What training, evaluation and prediction know of data: numbered samples, three parts, batches of plain numbers.
import type { Part } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { GroupKeys } from '../../../shared/data/groups';
import type { Thing } from '../../../shared/data/boxes';
import type { DataSpec } from '../../../shared/data/spec';
import type { WindowValues } from '../../../shared/data/series';
import type { Relation } from '../../../shared/data/relation';
import type { Problem } from '../../../shared/result';
import type { PreviewRow, SeriesOverview } from '../../../shared/data/shown';
import type { Watch } from './problem';
import type { PictureGiven } from './pictures/given';

/** Row-major float32 numbers with the batch as first dimension. */
export interface BatchArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The values of a window of a series, oldest first: [window][channels]. */
export interface RawWindow {
  readonly values: WindowValues;
}

/** A sound of one channel as a person gives it: its own rate, samples from -1 to 1. */
export interface RawSound {
  readonly rate: number;
  readonly samples: readonly number[];
}

/** A row of a table as a person gives it. */
export type RawRow = { readonly [column: string]: string | null };

/** A text as a person gives it. */
export interface RawText {
  readonly text: string;
}

export interface Batch {
  readonly size: number;
  /** By input name, preprocessed. */
  readonly inputs: { readonly [source: string]: BatchArray };
  /**
   * By target name, one number a sample: the class index, or the scaled value (see FittedTarget). Of a target with a
   * shape, all its numbers, sample after sample.
   */
  readonly targets: { readonly [target: string]: Float32Array };
}

/** A data set opened for one run: split by the document's seed, preprocessing fitted on the training part only. */
export interface OpenedData {
  readonly spec: DataSpec;
  readonly fitted: FittedPreprocessing;
  /** Sample numbers of each part. */
  readonly parts: { readonly [P in Part]: Uint32Array };
  /** Samples of each class in the training part, per classification target. */
  readonly classCounts: { readonly [target: string]: readonly number[] };
  /** What is no longer as the document says: a file that changed since it was inspected. */
  readonly warnings?: readonly Problem[];
  /** What each column has to do with the target, in the training part: worked out when asked. */
  relations?(): { readonly [column: string]: Relation };
  /** What the parts have in common that they should not: looked for when asked, for it takes a while. */
  leaks?(watch?: Watch): Promise<readonly Problem[]>;
  /** The groups that are compared, a code for each sample of the source. */
  readonly groups?: GroupKeys;
  /** Whom samples belong to, where the split goes by something else: a code for each of the source, negative for nobody. */
  readonly owners?: { readonly column: string; readonly codes: ArrayLike<number> };
  /** All samples of the source, those left out of every part included; their numbers run from 0. */
  readonly total: number;
  /** Class index of each sample for a classification target; -1 where it has none. Reads nothing. */
  labels(target: string, samples: Uint32Array): Int32Array;
  /** Of a target of several labels, how many of these samples have each. */
  labelCounts?(target: string, samples: Uint32Array): readonly number[];
  /** Names of samples that outlast a new reading: what corrections are kept by. None where samples cannot be corrected. */
  names?(samples: Uint32Array): Promise<readonly string[]>;
  /** Reads, decodes and encodes these samples, in this order. Memory stays bounded however large the set. */
  /** With `epoch`, the samples are for training, and may be varied as the data's settings say: each epoch another way. */
  batch(samples: Uint32Array, epoch?: number): Promise<Batch>;
  /**
   * What a person would give for these samples, by input: the values that exports are checked with. Tables and pictures
   * have theirs in `show`.
   */
  raw?(
    samples: Uint32Array,
  ): Promise<readonly { readonly [source: string]: RawRow | RawText | RawWindow | RawSound }[]>;
  /** Of an input of pictures: a sample's own picture, or those of a clip that are seen. Rejects with what is wrong with a file. */
  originals?(sample: number, source: string): Promise<readonly PictureGiven[]>;
  /** All rows as a table, for a copy that travels with an export. Tables have theirs in `show`. */
  rows?(): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;
  /** All files of a set that ships with the app or is made by it, by their path, for a copy that travels with an export. */
  files?(): Promise<readonly { readonly path: string; readonly bytes: Uint8Array }[]>;
  /** Of a series, the target's value at the end of each window: what is known when the forecast is made. NaN for none. */
  lastKnown?(samples: Uint32Array): Float64Array;
  /** Things that are marked on these pictures, as the data have them. */
  things?(samples: Uint32Array): Promise<readonly (readonly Thing[])[]>;
  /** A series as a whole, made small enough to be drawn. */
  overview?(): readonly SeriesOverview[];
  /** Pictures as the network's grid of 8-bit pixels, before they are scaled. */
  pixels?(samples: Uint32Array): Promise<readonly Uint8Array[]>;
  /** Reads ahead what training will ask for, where that outlasts this opening; ends early once it is aborted. */
  keep?(signal: AbortSignal): Promise<void>;
  /** The samples as a person sees them. */
  show(samples: Uint32Array): Promise<readonly PreviewRow[]>;
  close(): void;
}
