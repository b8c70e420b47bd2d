// What a stage on the way from a file to the network is, and how a sample looks behind it.
import type { DataConfig } from '../config';
import type { FittedInput } from '../fitted';
import type { Framing } from '../framing';
import type { Marks, PictureUrl } from '../shown';
import type { Token } from '../text';

/** Numbers that a stage goes by. */
export interface Figure {
  readonly title: string;
  /** One, or one for each channel. */
  readonly values: readonly number[];
}

export interface Figures {
  /** Measured on the training part, and on nothing else. */
  readonly measured: boolean;
  readonly figures: readonly Figure[];
}

export interface Stage {
  /** Unique among the stages of an input; the engine's walkers name their views by it. */
  readonly id: string;
  readonly title: string;
  /** One plain sentence. */
  readonly help: string;
  /** Reading options that rule it, as the kind's form names them. */
  readonly options?: readonly string[];
  /** What was suggested for this data, and why, in a plain sentence. */
  reason?(config: DataConfig): string | undefined;
  /** Acts while training alone, anew with every epoch; prediction, evaluation and exports leave it out. */
  readonly trainingOnly?: true;
  /** What it goes by once the input was fitted; null where there is nothing to say. */
  figures?(input: FittedInput, config: DataConfig): Figures | null;
}

/** Where a sample's numbers lie: how many are in each of so many equal stretches from `low` to `high`. */
export interface Spread {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** How a sample looks behind a stage, small enough to cross to the window. */
export type StageView =
  | {
      readonly form: 'pictures';
      /** One, or those of a clip in order. */
      readonly pictures: readonly PictureUrl[];
      /** Of each, in pixels. */
      readonly width: number;
      readonly height: number;
      readonly marks?: Marks;
      /** What each way of framing makes of the first picture, where they differ. */
      readonly ways?: { readonly [F in Framing]: PictureUrl };
      readonly spread?: Spread;
    }
  | {
      readonly form: 'sound';
      /** Least and largest sample of as many stretches of equal length. */
      readonly wave: readonly (readonly [number, number])[];
      readonly seconds: number;
      readonly rate: number;
      /** Its beginning as a WAV file in base64. */
      readonly wav: string;
    }
  /** Time to the right, high pitches up, large is light. */
  | { readonly form: 'spectrum'; readonly picture: PictureUrl; readonly spread: Spread }
  | { readonly form: 'text'; readonly text: string; readonly cut: boolean }
  /** The first of `total`. */
  | { readonly form: 'tokens'; readonly tokens: readonly Token[]; readonly total: number }
  | { readonly form: 'codes'; readonly codes: readonly number[]; readonly total: number }
  | {
      readonly form: 'series';
      readonly channels: readonly string[];
      /** [rows][channels]; null where there is no value. */
      readonly values: readonly (readonly (number | null)[])[];
      readonly spread?: Spread;
    }
  /** The same sample several times, each drawn anew. */
  | { readonly form: 'draws'; readonly draws: readonly StageView[] };

/** A sample of the training part behind each stage. */
export interface StagedSample {
  /** Which of how many samples from all over the training part. */
  readonly place: number;
  readonly places: number;
  /** Class or target as text; empty where it has none. */
  readonly label: string;
  readonly views: { readonly [stage: string]: StageView };
  readonly figures: { readonly [stage: string]: Figures };
}
