// Data as the window shows it to a person: pictures, sounds, windows of a series, the first rows, all samples as points.
import type { Part } from './config';
import type { FittedPreprocessing } from './fitted';
import type { GroupCount } from './groups';
import type { Relation } from './relation';

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

/** A token or a row and its class, as index; null where nobody said one. */
export interface ShownPlace {
  readonly text: string;
  readonly class: number | null;
}

/** A window of a series: the rows that the network sees, oldest first. */
export interface ShownWindow {
  readonly channels: readonly string[];
  /** [rows][channels]; null where there is no value. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Rows from the last one to the target; below 1 it begins within the window. */
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

/** A sample's numbers as a person reads them: a picture, named values, or a window of a series. */
export interface ShownNumbers {
  readonly picture?: PictureUrl;
  /** By column; of a column whose numbers cannot be turned back, the numbers themselves. */
  readonly cells?: readonly { readonly name: string; readonly value: string }[];
  /** [rows][channels] in the data's own units. */
  readonly series?: { readonly channels: readonly string[]; readonly values: readonly (readonly number[])[] };
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

/** One picture of a folder that is still being read. */
export interface GlancePicture {
  /** Small, stretched to a square. */
  readonly picture: PictureUrl;
  /** Its own size. */
  readonly width: number;
  readonly height: number;
  /** The folder it lies in; empty for none. */
  readonly label: string;
}

/** The beginning of a table as text, null for missing; some pictures of a folder. */
export interface DataGlance {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly pictures: readonly GlancePicture[];
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
  /** The first tokens of a text as the network sees them. */
  readonly tokens?: readonly { readonly text: string; readonly id: number }[];
  /** Of samples with a class at every place: the tokens or rows that the network sees. */
  readonly places?: readonly ShownPlace[];
  readonly series?: ShownWindow;
  readonly sound?: ShownSound;
  /** The pictures of a clip that the network sees, in order. */
  readonly frames?: readonly PictureUrl[];
  /** Class name or target value as text. */
  readonly label?: string;
}

/** Samples as the data gives them, and as they leave a layer. */
export interface LayerTrial {
  readonly samples: readonly { readonly before: ShownNumbers; readonly after: ShownNumbers }[];
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
