// Preprocessing after fitting on the training part: plain numbers that training, predict and every export share.
import type { Framing } from './framing';
import type { TokenRules } from './tokenRules';

/**
 * A step of a number column. clip: min(max(x, low), high). log: sign(x) ln(1 + |x|). root: sign(x) sqrt(|x|). ranks: the
 * place of x among ascending points, linear between them, the middle of the places of equal points; 0 up to the first,
 * 1 from the last on.
 */
export type FittedStep =
  | { readonly type: 'clip'; readonly low: number; readonly high: number }
  | { readonly type: 'log' }
  | { readonly type: 'root' }
  | { readonly type: 'ranks'; readonly points: readonly number[] };

/** A step that has a way back, so that a target may have it: its answers are told in the target's own unit. */
export type ReversibleStep = Extract<FittedStep, { readonly type: 'log' | 'root' }>;

export type FittedColumn =
  /** value' = (value - subtract) / divide, after `fill` stands in for a missing value and `steps`, if any, were carried out in their order. Gives 1 number. */
  | {
      readonly type: 'number';
      readonly name: string;
      readonly fill: number;
      readonly steps?: readonly FittedStep[];
      readonly subtract: number;
      readonly divide: number;
    }
  /**
   * One number per category, 1 at the category's place; unknown values give all zeros, or are `other` where that is given.
   * `fill` is the category standing in for missing; null: all zeros.
   */
  | {
      readonly type: 'onehot';
      readonly name: string;
      readonly categories: readonly string[];
      readonly fill: string | null;
      readonly other?: string;
    }
  /**
   * The category's index as a number, plus `first` where that is given; unknown values are `other` where that is given,
   * else -1, plus `first`. At 1 the numbers are codes for an Embedding, and 0 is what was never seen.
   */
  | {
      readonly type: 'ordinal';
      readonly name: string;
      readonly categories: readonly string[];
      readonly fill: string | null;
      readonly other?: string;
      readonly first?: 1;
    };

export type FittedInput =
  | { readonly modality: 'table'; readonly columns: readonly FittedColumn[] }
  /** Frame (shared/data/framing.ts), resize to width×height (bilinear), grey = 0.299 R + 0.587 G + 0.114 B, then (pixel - subtract[c]) / divide[c], pixel in 0..255. */
  | {
      readonly modality: 'image';
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
      /** How the picture comes to have this shape; left out, it is stretched. */
      readonly framing?: Exclude<Framing, 'stretch'>;
      readonly subtract: readonly number[];
      readonly divide: readonly number[];
      /** Channels are turned around before that: blue, green, red. */
      readonly order?: 'bgr';
      /** Of a table's pictures: the column that names their files, relative to the table. */
      readonly column?: string;
    }
  /** So many pictures of a clip, evenly spread over it (shared/data/video.ts), each as an image: [frames, height, width, channels]. */
  | {
      readonly modality: 'video';
      readonly frames: number;
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
      readonly framing?: Exclude<Framing, 'stretch'>;
      readonly subtract: readonly number[];
      readonly divide: readonly number[];
      /** Channels are turned around before that: blue, green, red. */
      readonly order?: 'bgr';
    }
  /** Tokens as whole numbers, [length]: 0 padding, 1 unknown, 2 + place in `vocabulary`. How a text is cut: shared/data/text.ts. */
  | {
      readonly modality: 'text';
      readonly level: 'word' | 'character' | 'subword';
      readonly lowercase: boolean;
      readonly length: number;
      readonly padding: 'after' | 'before';
      readonly vocabulary: readonly string[];
      /** Opens with the vocabulary's first token, the mark of the start: what has been written so far. */
      readonly start?: boolean;
      /** Subword level: pairs of pieces that are joined, the most frequent first. */
      readonly merges?: readonly (readonly [string, string])[];
      /** How a text is cut where a tokenizer.json says so in another way than ours; `lowercase` means nothing then. */
      readonly rules?: TokenRules;
    }
  /** The last `window` rows, [window, channels]: missing values filled, then (value - subtract) / divide per channel (shared/data/series.ts). */
  | {
      readonly modality: 'series';
      readonly window: number;
      readonly channels: readonly {
        readonly name: string;
        readonly fill: number;
        readonly subtract: number;
        readonly divide: number;
      }[];
      /** A missing value is the one before it in the window, where there is one; else it is `fill`. */
      readonly carry: boolean;
      /** Rows from the window's last one to the target; 1 - window where each of the window's own rows has one. */
      readonly horizon: number;
      /** Rows that are forecast at once, from that one on; 1 where it is left out. */
      readonly steps?: number;
    }
  /** A mel spectrogram, [frames, mels, 1]: (log mel power - subtract) / divide (shared/data/audio.ts). */
  | {
      readonly modality: 'audio';
      readonly rate: number;
      readonly length: number;
      readonly trim: boolean;
      readonly fft: number;
      readonly hop: number;
      readonly mels: number;
      readonly minHz: number;
      readonly maxHz: number;
      readonly subtract: number;
      readonly divide: number;
    };

/** A column that says of every row whether it has a label, and the value that says so. */
export interface FittedLabel {
  readonly name: string;
  readonly yes: string;
}

/** `shape` and `ignores` as in TargetSpec (spec.ts). */
export type FittedTarget =
  | {
      readonly task: 'binary' | 'classification' | 'labels' | 'detection';
      readonly column: string;
      readonly classes: readonly string[];
      /** Labels: what stands between them in the column's cells; else the columns that say yes (1) or no of each label. */
      readonly separator?: string;
      readonly columns?: readonly FittedLabel[];
      /** Of one sample's target, and the code that does not count: as in TargetSpec. */
      readonly shape?: readonly number[];
      readonly ignores?: number;
      /**
       * The text input whose next token each position is: the codes are that input's, and its vocabulary's second token
       * is the mark of the end (shared/run/decode.ts writes texts with such a network).
       */
      readonly follows?: string;
      /** The input whose next token is the target at every position (shared/recipes/languageModel.ts). */
      readonly continues?: string;
      /** The input of which every place, a token or a row, has a class of its own: as in TargetSpec. */
      readonly places?: string;
    }
  /** The network learns (value - subtract) / divide, after `steps`, if any, in their order; predictions are turned back. */
  | {
      readonly task: 'regression';
      readonly column: string;
      readonly steps?: readonly ReversibleStep[];
      readonly subtract: number;
      readonly divide: number;
      readonly shape?: readonly number[];
      /** A forecast of several steps, as in TargetSpec. */
      readonly ahead?: number;
      /** The input that is itself the target (shared/recipes/rebuilding.ts). */
      readonly rebuilds?: string;
      /** The input whose samples are imitated (shared/recipes/adversarial.ts). */
      readonly imitates?: string;
    };

export interface FittedPreprocessing {
  readonly inputs: { readonly [name: string]: FittedInput };
  readonly targets: { readonly [name: string]: FittedTarget };
}
