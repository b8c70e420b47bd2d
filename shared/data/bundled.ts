// What the dataset.json of a bundled data set says (assets/data/<id>/), as the script that makes them writes it.
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
const count = z.int().min(1);

/** Where a set comes from and under which terms, as a person reads it. */
export interface SetOrigin {
  readonly title: string;
  readonly citation: string;
  readonly attribution?: string | undefined;
  readonly licence: string;
  readonly notes?: string | undefined;
  readonly source: { readonly package: string; readonly registry: string; readonly version: string };
}

const common = {
  /** Also the name of its folder. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  /** One plain sentence. */
  summary: z.string().min(1),
  task: z.enum(['binary', 'classification', 'regression']),
  rows: count,
  /** File name -> SHA-256 of the file as shipped. */
  sha256: z.record(z.string(), sha256),
  /** Where the data come from; `sha256` is over the source file (several: joined in the order named). */
  source: z.strictObject({
    package: z.string().min(1),
    registry: z.enum(['PyPI', 'npm', 'Debian']),
    version: z.string().min(1),
    file: z.string().min(1),
    sha256,
  }),
  /** SPDX identifier, or words. */
  licence: z.string().min(1),
  citation: z.string().min(1),
  attribution: z.string().min(1).optional(),
  /** What the licence rests on and what was changed. */
  notes: z.string().min(1).optional(),
  suggested: z.strictObject({ target: z.string().min(1), ignore: z.array(z.string()) }),
};

const bundledTableSchema = z.strictObject({
  ...common,
  kind: z.enum(['table', 'series', 'text']),
  /** UTF-8, comma, header row, an empty cell is a missing value. */
  file: z.string().regex(/^[a-z0-9.-]+\.csv$/),
});

const bundledImagesSchema = z.strictObject({
  ...common,
  kind: z.literal('images'),
  /** gzip of uint8 pixels [rows, height, width, channels]. */
  file: z.string().regex(/^[a-z0-9.-]+\.u8\.gz$/),
  /** One byte per image: the index of its class. */
  labels: z.string().regex(/^[a-z0-9.-]+\.u8$/),
  width: count,
  height: count,
  channels: z.union([z.literal(1), z.literal(3)]),
  classes: z.array(z.string().min(1)).min(2).max(256),
});

const bundledPicturesSchema = z.strictObject({
  ...common,
  kind: z.literal('images'),
  /** A zip with one folder of picture files per class; classes without a folder have no pictures. */
  file: z.string().regex(/^[a-z0-9.-]+\.zip$/),
  /** Of every picture. */
  width: count,
  height: count,
  channels: z.union([z.literal(1), z.literal(3)]),
  classes: z.array(z.string().min(1)).min(2).max(10_000),
});

const bundledAudioSchema = z.strictObject({
  ...common,
  kind: z.literal('audio'),
  /** A zip with one folder of WAV files per class. */
  file: z.string().regex(/^[a-z0-9.-]+\.zip$/),
  classes: z.array(z.string().min(1)).min(2).max(256),
});

export const bundledSetSchema = z.union([
  bundledTableSchema,
  bundledImagesSchema,
  bundledPicturesSchema,
  bundledAudioSchema,
]);

export type BundledSet = z.infer<typeof bundledSetSchema>;

/** Pictures as raw numbers, all in memory. */
export type BundledPixels = z.infer<typeof bundledImagesSchema>;

/** A table, whatever its rows are read as: samples, steps in time, texts. */
export type BundledTable = z.infer<typeof bundledTableSchema>;

export function holdsTable(set: BundledSet): set is BundledTable {
  return set.kind === 'table' || set.kind === 'series' || set.kind === 'text';
}

export function holdsPixels(set: BundledSet): set is BundledPixels {
  return set.kind === 'images' && 'labels' in set;
}
