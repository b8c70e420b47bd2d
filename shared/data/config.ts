// The data part of a document: where samples come from, what was found in them, and how they become numbers.
import type { ParamValues } from '../result';
import type { Framing } from './framing';
import type { PictureScaling } from './pictureScalings';
import type { SoundVariation } from './soundVariation';
import type { TableFormatId } from './tableFormats';

/** Where samples come from. Paths are absolute on this machine; a moved file is asked for again. */
export type DataSource =
  /** `kept`: a copy that the project holds itself. */
  | { readonly type: 'file'; readonly path: string; readonly name: string; readonly kept?: true }
  | { readonly type: 'folder'; readonly path: string; readonly name: string; readonly kept?: true }
  | { readonly type: 'bundled'; readonly id: string }
  | { readonly type: 'generated'; readonly id: string; readonly params: ParamValues };

/** `picture`: names of picture files, relative to the table's folder. */
export type ColumnType = 'number' | 'category' | 'text' | 'picture';
export type ColumnRole = 'feature' | 'target' | 'ignore';
/** How a column becomes numbers. Number columns, targets as well: the first four; category features: the last three. */
export type Encoding = 'standardize' | 'minmax' | 'robust' | 'none' | 'onehot' | 'ordinal' | 'code';
/** What stands in for a missing value. 'drop' leaves the row out; 'own' makes missing a category of its own. */
export type MissingRule = 'mean' | 'median' | 'mostFrequent' | 'zero' | 'constant' | 'own' | 'drop';

/** A step between filling gaps and scaling; shared/data/steps.ts lists and explains them. */
export interface ColumnStep {
  readonly type: 'clip' | 'clipTails' | 'log' | 'root' | 'ranks';
  readonly params: ParamValues;
}

/** What was found in a column when the file was read: facts, kept so that shapes need no second reading. */
export interface ColumnFacts {
  readonly missing: number;
  readonly unique: number;
  /** The distinct values in order of first appearance (numbers as text); cut at 1,000. */
  readonly categories?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly std?: number;
  /** Cells of a number column that were not numbers, counted as missing. */
  readonly unreadable?: number;
  /** Numbers beyond Tukey's fences: 1.5 times the distance of the quartiles outside of them. Estimated in long tables. */
  readonly outliers?: number;
  readonly median?: number;
  /** What the column has to do with the target it was compared with (shared/data/relation.ts), in a sample of rows. */
  readonly relation?: {
    readonly target: string;
    readonly measure: 'pearson' | 'correlationRatio' | 'cramersV';
    readonly value: number;
  };
  /** Counts in 20 equal bins from min to max (numbers) or per category in order (categories, at most 50). */
  readonly histogram?: readonly number[];
}

export interface ColumnConfig {
  readonly name: string;
  readonly type: ColumnType;
  /** Why this type and role were guessed, in a plain sentence. */
  readonly reason: string;
  readonly role: ColumnRole;
  /** Name of the network input that this feature belongs to; all 'features' unless the user splits them. */
  readonly input: string;
  readonly encoding: Encoding;
  readonly missing: MissingRule;
  /** What stands in where `missing` is 'constant'; 0 when left out. */
  readonly constant?: number;
  /** Steps for a number column, in order, between `missing` and `encoding`. Of a target those that have a way back. */
  readonly steps?: readonly ColumnStep[];
  /** Of a category column: so many of the training part's most frequent categories have a place, the others share one. */
  readonly keep?: number;
  /** Of a target whose cells name several labels: what stands between them. */
  readonly separator?: string;
  readonly facts: ColumnFacts;
}

/** A column that says something of each sample, be it given to the network or not: it can split samples and group them. */
export type SampleColumn = Pick<ColumnConfig, 'name' | 'type' | 'reason' | 'facts'>;

/** How a table's text was read, with every 'auto' of the options decided. */
export interface TableDialect {
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly header: boolean;
  /** A name that TextDecoder knows. */
  readonly encoding: string;
}

export interface TableConfig {
  readonly columns: readonly ColumnConfig[];
  readonly rowCount: number;
  readonly dialect?: TableDialect;
  /** What the file is, where it is not text; the reading options that apply follow from it. */
  readonly format?: TableFormatId;
  /** How the pictures that columns name are prepared. */
  readonly pictures?: TablePictures;
  /** The targets that say yes or no are the labels of one answer; without it each is an answer of its own. */
  readonly joined?: true;
  /** Rows that repeat an earlier row exactly. Left out where there were too many rows to compare. */
  readonly duplicates?: number;
}

/** How pictures are brought to one size and range. */
export type TablePictures = Pick<
  ImageConfig,
  'width' | 'height' | 'channels' | 'framing' | 'framingReason' | 'scaling'
>;

export interface ImageConfig {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour. */
  readonly channels: 1 | 3;
  /** How pictures of another shape come to have this one; left out, they are stretched. */
  readonly framing?: Framing;
  /** What is suggested and why, in a plain sentence. */
  readonly framingReason?: string;
  /** How pixels of 0 to 255 become the network's numbers (shared/data/pictureScalings.ts). */
  readonly scaling: PictureScaling;
  readonly classes: readonly string[];
  /** Images per class, in the order of `classes`. */
  readonly classCounts: readonly number[];
  readonly imageCount: number;
  /** Samples are pairs: this many partners of its own class for every picture, and as many of others. */
  readonly pairs?: number;
  /** Files that could not be read as images, first 100, with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** What was found in pictures with boxes (shared/data/boxes.ts), and how they are prepared. */
export interface BoxConfig extends PictureFacts {
  readonly classes: readonly string[];
  /** Boxes of each class, in the order of `classes`. */
  readonly classCounts: readonly number[];
  /** Pixels of the side of a grid's cell, at the network's size. */
  readonly cell: number;
  /** Things whose cell holds a larger one. */
  readonly crowded: number;
  /** Boxes that are not used. */
  readonly leftOut: number;
  /** How training pictures are varied, together with their boxes. */
  readonly variation: 'none' | 'mirror' | 'flips' | 'turns';
  /** Numbers of pictures that cannot be used. */
  readonly skipped: readonly number[];
}

/** What every set of pictures says of them. */
type PictureFacts = Omit<ImageConfig, 'classes' | 'classCounts'>;

/** What was found in pictures with masks (shared/data/masks.ts), and how they are prepared. */
export interface MaskConfig extends PictureFacts {
  /** What a mask's pixels hold. */
  readonly form: 'numbers' | 'colours';
  /** The pixel value of each class: "7", "#ff0000". */
  readonly values: readonly string[];
  readonly classes: readonly string[];
  /** Pixels of each class in all masks that were looked at, in the order of `classes`. */
  readonly classCounts: readonly number[];
  /** The pixel value that counts in neither training nor figures, and how many pixels have it. */
  readonly ignored?: string;
  readonly ignoredCount?: number;
  /** How training pictures are varied, together with their masks. */
  readonly variation: 'none' | 'mirror' | 'flips' | 'turns';
  /** Numbers of pairs that cannot be used. */
  readonly skipped: readonly number[];
}

/** What was found in clips sorted into classes (shared/data/video.ts), and how their pictures are prepared. */
export interface VideoConfig extends Omit<PictureFacts, 'imageCount' | 'pairs'> {
  /** Pictures of every clip that the network sees. */
  readonly frames: number;
  readonly classes: readonly string[];
  /** Clips per class, in the order of `classes`. */
  readonly classCounts: readonly number[];
  readonly clipCount: number;
  /** Pictures of a clip. */
  readonly lengths: { readonly shortest: number; readonly median: number; readonly longest: number };
}

export type TextLevel = 'word' | 'character' | 'subword';

/** What a sample of plain text is. */
export type TextUnit = 'lines' | 'paragraphs' | 'pieces' | 'files';

/** What was found in texts, most often sorted into classes, and how they become tokens. */
export interface TextConfig {
  /** A table's column of texts; a folder of files per class; a file per class with a text on each line; or plain text. */
  readonly layout: 'table' | 'folders' | 'lines' | 'plain';
  /** Of plain text, what each sample is, and what speaks for it. */
  readonly unit?: TextUnit;
  readonly unitReason?: string;
  /** The table layout's columns, and the two that are read. */
  readonly columns?: readonly string[];
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly dialect?: TableDialect;
  readonly level: TextLevel;
  readonly lowercase: boolean;
  /** Tokens are those of the tokenizer.json in the folder of the texts or beside their file. */
  readonly tokenizer?: boolean;
  /** Tokens of every sample: longer texts are cut, shorter ones padded. */
  readonly length: number;
  readonly padding: 'after' | 'before';
  /** Different tokens kept at most; the network sees two ids more, for padding and for unknown tokens. */
  readonly vocabularySize: number;
  /** Different tokens in all texts (subword: words). */
  readonly distinct: number;
  /** Tokens per text (subword: an estimate by words). */
  readonly lengths: { readonly median: number; readonly most95: number; readonly longest: number };
  /** Empty where the texts have none. */
  readonly classes: readonly string[];
  /** Texts per class, in the order of `classes`. */
  readonly classCounts: readonly number[];
  readonly textCount: number;
  /** Texts that repeat an earlier one exactly. */
  readonly duplicates?: number;
}

/** One side of text pairs: what was found and how it becomes tokens, as in `TextConfig`. */
export interface PairSide {
  readonly column: string;
  readonly level: TextLevel;
  readonly lowercase: boolean;
  /** Tokens of every sample; of a target the mark of the end is one. */
  readonly length: number;
  /** Different tokens kept at most, marks not counted. */
  readonly vocabularySize: number;
  readonly distinct: number;
  readonly lengths: { readonly median: number; readonly most95: number; readonly longest: number };
}

/** What was found in a table of text pairs. */
export interface PairsConfig {
  readonly columns: readonly string[];
  readonly dialect?: TableDialect;
  readonly source: PairSide;
  readonly target: PairSide;
  readonly pairCount: number;
  readonly duplicates?: number;
}

/** What was found in sentences with a tag for every token, and how they become tokens. */
export interface TagsConfig {
  /** A token per line with blank lines between sentences; a token per row of a table; a sentence per row. */
  readonly layout: 'lines' | 'rows' | 'sentences';
  readonly columns: readonly string[];
  readonly dialect?: TableDialect;
  readonly tokenColumn: string;
  readonly tagColumn: string;
  /** Rows: the column that says which sentence a token belongs to. */
  readonly sentenceColumn?: string;
  readonly lowercase: boolean;
  /** Places of every sample: longer sentences are cut, shorter ones padded at the end. */
  readonly length: number;
  /** Different tokens kept at most; the network sees two ids more, for padding and for unknown tokens. */
  readonly vocabularySize: number;
  readonly distinct: number;
  /** Tokens per sentence. */
  readonly lengths: { readonly median: number; readonly most95: number; readonly longest: number };
  readonly classes: readonly string[];
  /** Tokens with each tag, in the order of `classes`. */
  readonly classCounts: readonly number[];
  readonly sentenceCount: number;
  /** Sentences that repeat an earlier one exactly. */
  readonly duplicates?: number;
}

/** How the parts of a date stand in a time column; or times are plain numbers. */
export type TimeOrder = 'ymd' | 'dmy' | 'mdy' | 'number';

/** What was found in a table whose rows follow each other in time, and how windows are cut from it. */
export interface SeriesConfig {
  readonly columns: readonly string[];
  readonly dialect?: TableDialect;
  /** The column that orders the rows; without it their order in the file does. */
  readonly time?: string;
  readonly timeOrder?: TimeOrder;
  /** The column that tells several series apart. */
  readonly group?: string;
  /** Number columns that the network sees, in this order. */
  readonly channels: readonly string[];
  readonly target: string;
  /** Rows that the network sees. */
  readonly window: number;
  /** How many rows after the window's last one the target lies; 1 - window where each of the window's own rows has one. */
  readonly horizon: number;
  /** How many rows in a row are forecast at once, from that one on; 1 where it is left out. */
  readonly steps?: number;
  /** Of a target of words: its classes, how many rows have each, and how many have none. */
  readonly classes?: readonly string[];
  readonly classCounts?: readonly number[];
  readonly unlabelled?: number;
  /** Rows between the beginnings of two windows. */
  readonly stride: number;
  readonly scaling: 'standardize' | 'minmax' | 'none';
  readonly gaps: 'previous' | 'mean' | 'leaveOut';
  readonly rowCount: number;
  /** Rows of each group, in the order of their names; one number where there are no groups. */
  readonly groups: readonly number[];
  /** Values of the channels that are not there. */
  readonly missing: number;
  /** True where the target never changes. */
  readonly constantTarget?: boolean;
}

/** How samples are shared out among the parts: shared/data/split.ts lists and explains them. */
export type SplitMethod = 'random' | 'group' | 'order' | 'column' | 'folds' | 'folders';

/** What was found in sounds sorted into classes, and how they become spectrograms (shared/data/audio.ts). */
export interface AudioConfig {
  /** Samples a second. */
  readonly rate: number;
  /** Samples of every sound. */
  readonly length: number;
  /** Silence at both ends is left out. */
  readonly trim: boolean;
  /** Samples of one spectrum: a power of two. */
  readonly fft: number;
  /** Samples from one spectrum to the next. */
  readonly hop: number;
  readonly mels: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** How training sounds are varied; left out where they are not. */
  readonly variation?: SoundVariation;
  readonly classes: readonly string[];
  /** Sounds per class, in the order of `classes`. */
  readonly classCounts: readonly number[];
  readonly clipCount: number;
  /** Seconds, after trimming. */
  readonly durations: { readonly median: number; readonly most95: number; readonly longest: number };
  /** Files that could not be read as sounds, first 100, with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

export interface SplitConfig {
  /** Shares of all samples, 0..1; they add up to 1. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
  /** Keeps the share of each class equal in the three parts. */
  readonly stratify: boolean;
  /** Of several labels, keeps the share of each equal in the three parts (shared/data/stratifyLabels.ts). */
  readonly stratifyLabels?: boolean;
  /** Absent: at random. */
  readonly method?: SplitMethod;
  /** The column that the method reads: groups, times or names of parts. Any column, features and ignored ones alike. */
  readonly column?: string;
  /** Number of folds, and which of them tests (from 0). */
  readonly folds?: number;
  readonly fold?: number;
  /** What values of the column mean, where they are not the usual words. */
  readonly parts?: { readonly [value: string]: Part | 'none' };
  /** Samples that are equal stay on one side. */
  readonly together?: boolean;
}

/** What a person changed about one sample. */
export interface Correction {
  /** The sample's name: its path within the folder, or its number with a hash of what it says. */
  readonly sample: string;
  /** Its class from now on; null leaves it out. */
  readonly label: string | null;
  /** The class that the file gives it. */
  readonly was?: string;
}

export interface DataConfig {
  /** A definition's id in shared/data/kinds. */
  readonly kind: 'table' | 'images' | 'text' | 'series' | 'audio' | 'video' | 'pairs' | 'masks' | 'boxes' | 'tags';
  readonly source: DataSource;
  /** Reading options of the kind (delimiter, decimal mark, …), as its definition's params name them. */
  readonly options: ParamValues;
  readonly table?: TableConfig;
  readonly images?: ImageConfig;
  readonly text?: TextConfig;
  readonly series?: SeriesConfig;
  readonly audio?: AudioConfig;
  readonly video?: VideoConfig;
  readonly pairs?: PairsConfig;
  readonly masks?: MaskConfig;
  readonly boxes?: BoxConfig;
  readonly tags?: TagsConfig;
  readonly split: SplitConfig;
  /** Folders around the classes that say which part their samples belong to, such as train and test. */
  readonly partFolders?: readonly string[];
  /** Columns beside what is learned, of samples that are no rows of `table`: read them by `sampleColumnsOf`. */
  readonly sampleColumns?: readonly SampleColumn[];
  /** The column whose groups are compared, in counts and later in figures; it need not be a feature. */
  readonly groupBy?: string;
  /** Samples that were left out or given another class by hand, each once. */
  readonly corrections?: readonly Correction[];
  /** sha256 of the source's bytes (a folder: of its sorted file names and sizes). */
  readonly fingerprint: string;
  /** What a person should know about the reading (a renamed column, rows left out), in plain sentences. */
  readonly notes?: readonly string[];
}

export type Part = 'train' | 'validation' | 'test';
