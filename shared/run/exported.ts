// What is said of an export: how the files answer, and what smaller numbers cost before one is written.
import type { Part } from '../data/config';
import type { ComparedFigure } from './comparedFigures';

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
  /** The files could not be run, or answer differently; UNVERIFIED.txt among them says so. */
  readonly failed?: true;
  readonly verdict: string;
}
