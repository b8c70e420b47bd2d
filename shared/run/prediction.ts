// What a trained network is asked, and what it answers or makes up.
import type { Part } from '../data/config';
import type { Marks, PictureUrl, ShownNumbers, ShownSound, ShownWindow } from '../data/shown';
import type { Task } from '../data/spec';

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
  /** A class for every token or row: as index of `classes`, how sure the network is, and what the data set says. */
  readonly places?: readonly {
    readonly text: string;
    readonly class: number;
    readonly chance: number;
    readonly truth?: number;
  }[];
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
