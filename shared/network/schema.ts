// The document as a schema: what may come in from a file or through a door, with its limits.
import { framings } from '../data/framing';
import { mostSampleColumns } from '../data/sampleColumns';
import { pictureScalings } from '../data/pictureScalings';
import { z } from 'zod';
import { idPattern } from '../ids';
import { cleanName, longestName } from '../names';
import type { ParamValue } from '../result';
import { defaultTraining } from '../run/training';
import { mostRepetitions } from './blocks';
import { documentFormat, type ProjectDocument } from './document';

const name = z.string().min(1).max(200);
const id = z.string().regex(idPattern);
const finite = z.number().finite();
const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

const paramValue: z.ZodType<ParamValue> = z.lazy(() =>
  z.union([
    z.string().max(100_000),
    finite,
    z.boolean(),
    z.null(),
    z.array(paramValue).max(10_000),
    z.record(z.string().max(200), paramValue),
  ]),
);
export const paramValues = z.record(z.string().max(200), paramValue);

const placed = { path: z.string().min(1).max(4096), name, kept: z.literal(true).exactOptional() };

export const dataSource = z.discriminatedUnion('type', [
  z.object({ type: z.literal('file'), ...placed }),
  z.object({ type: z.literal('folder'), ...placed }),
  z.object({ type: z.literal('bundled'), id }),
  z.object({ type: z.literal('generated'), id, params: paramValues }),
]);

const dialect = z.object({
  delimiter: z.string().length(1),
  decimal: z.enum(['.', ',']),
  header: z.boolean(),
  encoding: z.string().max(40),
});

const text = z.object({
  layout: z.enum(['table', 'folders', 'lines', 'plain']),
  unit: z.enum(['lines', 'paragraphs', 'pieces', 'files']).exactOptional(),
  unitReason: z.string().max(1000).exactOptional(),
  columns: z.array(z.string().max(10_000)).max(20_000).exactOptional(),
  textColumn: z.string().max(10_000).exactOptional(),
  labelColumn: z.string().max(10_000).exactOptional(),
  dialect: dialect.exactOptional(),
  level: z.enum(['word', 'character', 'subword']),
  lowercase: z.boolean(),
  tokenizer: z.boolean().exactOptional(),
  length: z.number().int().min(1).max(10_000),
  padding: z.enum(['after', 'before']),
  vocabularySize: z.number().int().min(0).max(1_000_000),
  distinct: count,
  lengths: z.object({ median: count, most95: count, longest: count }),
  classes: z.array(z.string().max(1000)).max(100_000),
  classCounts: z.array(count).max(100_000),
  textCount: count,
  duplicates: count.exactOptional(),
});

const columnName = z.string().max(10_000);
const series = z.object({
  columns: z.array(columnName).max(20_000),
  dialect: dialect.exactOptional(),
  time: columnName.exactOptional(),
  timeOrder: z.enum(['ymd', 'dmy', 'mdy', 'number']).exactOptional(),
  group: columnName.exactOptional(),
  channels: z.array(columnName).min(1).max(256),
  target: columnName,
  window: z.number().int().min(1).max(10_000),
  horizon: z.number().int().min(-9_999).max(10_000),
  steps: z.number().int().min(1).max(10_000).exactOptional(),
  classes: z.array(z.string().max(1000)).max(1000).exactOptional(),
  classCounts: z.array(count).max(1000).exactOptional(),
  unlabelled: count.exactOptional(),
  stride: z.number().int().min(1).max(10_000),
  scaling: z.enum(['standardize', 'minmax', 'none']),
  gaps: z.enum(['previous', 'mean', 'leaveOut']),
  rowCount: count,
  groups: z.array(count).max(100_000),
  missing: count,
  constantTarget: z.boolean().exactOptional(),
});

const audio = z.object({
  rate: z.number().int().min(1000).max(384_000),
  length: z.number().int().min(1).max(12_000_000),
  trim: z.boolean(),
  fft: z.union([z.literal(128), z.literal(256), z.literal(512), z.literal(1024), z.literal(2048)]),
  hop: z.number().int().min(1).max(2048),
  mels: z.number().int().min(1).max(256),
  minHz: z.number().min(0).max(200_000),
  maxHz: z.number().min(1).max(200_000),
  variation: z
    .object({ shift: z.number().min(0).max(5), gain: z.number().min(0).max(40), noise: z.number().min(0).max(2) })
    .exactOptional(),
  classes: z.array(z.string().max(1000)).max(100_000),
  classCounts: z.array(count).max(100_000),
  clipCount: count,
  durations: z.object({ median: finite, most95: finite, longest: finite }),
  unreadable: z.array(z.object({ file: z.string().max(4096), reason: z.string().max(1000) })).max(100),
});

const pairSide = z.object({
  column: columnName,
  level: z.enum(['word', 'character', 'subword']),
  lowercase: z.boolean(),
  length: z.number().int().min(1).max(10_000),
  vocabularySize: z.number().int().min(0).max(1_000_000),
  distinct: count,
  lengths: z.object({ median: count, most95: count, longest: count }),
});
const pairs = z.object({
  columns: z.array(columnName).max(20_000),
  dialect: dialect.exactOptional(),
  source: pairSide,
  target: pairSide,
  pairCount: count,
  duplicates: count.exactOptional(),
});

const tags = z.object({
  layout: z.enum(['lines', 'rows', 'sentences']),
  columns: z.array(columnName).max(20_000),
  dialect: dialect.exactOptional(),
  tokenColumn: columnName,
  tagColumn: columnName,
  sentenceColumn: columnName.exactOptional(),
  lowercase: z.boolean(),
  length: z.number().int().min(1).max(10_000),
  vocabularySize: z.number().int().min(0).max(1_000_000),
  distinct: count,
  lengths: z.object({ median: count, most95: count, longest: count }),
  classes: z.array(z.string().max(1000)).max(1000),
  classCounts: z.array(count).max(1000),
  sentenceCount: count,
  duplicates: count.exactOptional(),
});

const columnFacts = z.object({
  missing: count,
  unique: count,
  categories: z.array(z.string().max(10_000)).max(1000).exactOptional(),
  min: finite.exactOptional(),
  max: finite.exactOptional(),
  mean: finite.exactOptional(),
  std: finite.exactOptional(),
  unreadable: count.exactOptional(),
  outliers: count.exactOptional(),
  median: finite.exactOptional(),
  relation: z
    .object({
      target: z.string().max(10_000),
      measure: z.enum(['pearson', 'correlationRatio', 'cramersV']),
      value: finite,
    })
    .exactOptional(),
  histogram: z.array(count).max(100).exactOptional(),
});

const column = z.object({
  name: z.string().max(10_000),
  type: z.enum(['number', 'category', 'text', 'picture']),
  reason: z.string().max(1000),
  role: z.enum(['feature', 'target', 'ignore']),
  input: z.string().min(1).max(100),
  encoding: z.enum(['standardize', 'minmax', 'robust', 'none', 'onehot', 'ordinal', 'code']),
  missing: z.enum(['mean', 'median', 'mostFrequent', 'zero', 'constant', 'own', 'drop']),
  constant: finite.exactOptional(),
  steps: z
    .array(z.object({ type: z.enum(['clip', 'clipTails', 'log', 'root', 'ranks']), params: paramValues }))
    .max(20)
    .exactOptional(),
  keep: z.number().int().min(1).max(1000).exactOptional(),
  separator: z.string().length(1).exactOptional(),
  facts: columnFacts,
});

const picturePreparation = {
  width: z.number().int().min(1).max(4096),
  height: z.number().int().min(1).max(4096),
  channels: z.union([z.literal(1), z.literal(3)]),
  framing: z.enum(framings).exactOptional(),
  framingReason: z.string().max(1000).exactOptional(),
  scaling: z.enum(pictureScalings),
};
const pictureFacts = {
  ...picturePreparation,
  imageCount: count,
  unreadable: z.array(z.object({ file: z.string().max(4096), reason: z.string().max(1000) })).max(100),
};
const variation = z.enum(['none', 'mirror', 'flips', 'turns']);

const masks = z.object({
  ...pictureFacts,
  form: z.enum(['numbers', 'colours']),
  values: z.array(z.string().max(20)).max(255),
  classes: z.array(z.string().max(1000)).max(255),
  classCounts: z.array(count).max(255),
  ignored: z.string().max(20).exactOptional(),
  ignoredCount: count.exactOptional(),
  variation,
  skipped: z.array(count).max(500_000),
});

const video = z.object({
  ...picturePreparation,
  unreadable: pictureFacts.unreadable,
  frames: z.number().int().min(1).max(64),
  classes: z.array(z.string().max(1000)).max(10_000),
  classCounts: z.array(count).max(10_000),
  clipCount: count,
  lengths: z.object({ shortest: count, median: count, longest: count }),
});

const boxes = z.object({
  ...pictureFacts,
  classes: z.array(z.string().max(1000)).max(10_000),
  classCounts: z.array(count).max(10_000),
  cell: z.number().int().min(1).max(1024),
  crowded: count,
  leftOut: count,
  variation,
  skipped: z.array(count).max(500_000),
});

export const dataConfig = z.object({
  kind: z.enum(['table', 'images', 'text', 'series', 'audio', 'video', 'pairs', 'masks', 'boxes', 'tags']),
  source: dataSource,
  options: paramValues,
  table: z
    .object({
      columns: z.array(column).max(20_000),
      rowCount: count,
      dialect: dialect.exactOptional(),
      format: z.enum(['text', 'excel', 'jsonLines', 'json', 'parquet']).exactOptional(),
      pictures: z.object(picturePreparation).exactOptional(),
      joined: z.literal(true).exactOptional(),
      duplicates: count.exactOptional(),
    })
    .exactOptional(),
  images: z
    .object({
      ...pictureFacts,
      classes: z.array(z.string().max(1000)).max(100_000),
      classCounts: z.array(count).max(100_000),
      pairs: z.number().int().min(1).max(20).exactOptional(),
    })
    .exactOptional(),
  masks: masks.exactOptional(),
  boxes: boxes.exactOptional(),
  text: text.exactOptional(),
  series: series.exactOptional(),
  audio: audio.exactOptional(),
  video: video.exactOptional(),
  pairs: pairs.exactOptional(),
  tags: tags.exactOptional(),
  split: z.object({
    train: share,
    validation: share,
    test: share,
    seed: count,
    stratify: z.boolean(),
    stratifyLabels: z.boolean().exactOptional(),
    method: z.enum(['random', 'group', 'order', 'column', 'folds', 'folders']).exactOptional(),
    column: z.string().max(10_000).exactOptional(),
    folds: z.number().int().min(2).max(50).exactOptional(),
    fold: z.number().int().min(0).max(49).exactOptional(),
    parts: z.record(z.string().max(10_000), z.enum(['train', 'validation', 'test', 'none'])).exactOptional(),
    together: z.boolean().exactOptional(),
  }),
  partFolders: z.array(z.string().max(1000)).max(100).exactOptional(),
  sampleColumns: z
    .array(column.pick({ name: true, type: true, reason: true, facts: true }))
    .max(mostSampleColumns)
    .exactOptional(),
  groupBy: columnName.exactOptional(),
  corrections: z
    .array(
      z.object({
        sample: z.string().min(1).max(4096),
        label: z.string().max(1000).nullable(),
        was: z.string().max(1000).exactOptional(),
      }),
    )
    .max(500_000)
    .exactOptional(),
  fingerprint: z.string().max(200),
  notes: z.array(z.string().max(1000)).max(100).exactOptional(),
});

const trainingConfig = z.object({
  recipe: z.object({ id, params: paramValues }).exactOptional(),
  optimizer: id,
  optimizerParams: paramValues,
  // Projects made before these existed trained without them.
  schedule: z.object({ id, params: paramValues }).default(defaultTraining.schedule),
  weightDecay: z.number().min(0).max(1000).default(defaultTraining.weightDecay),
  clipping: z
    .object({ by: z.enum(['none', 'value', 'norm', 'globalNorm']), limit: z.number().positive().max(1e30) })
    .default(defaultTraining.clipping),
  pruning: z.number().min(0).max(0.99).optional(),
  epochs: z.number().int().min(1).max(1_000_000),
  batchSize: z.number().int().min(1).max(1_000_000),
  metrics: z.array(id).max(50),
  earlyStopping: z.object({
    enabled: z.boolean(),
    patience: z.number().int().min(1).max(100_000),
    minDelta: z.number().min(0),
  }),
  classWeights: z.enum(['none', 'balanced']),
  resampling: z.enum(['none', 'over', 'under']).default(defaultTraining.resampling),
  seed: z.number().int().min(0).max(4_294_967_295),
  engine: id,
});

export const networkSchema = z.object({
  nodes: z
    .array(
      z.object({
        id,
        kind: z.string().regex(/^[A-Za-z]\w{0,63}$/u),
        name: z
          .string()
          .min(1)
          .max(2 * longestName)
          .transform(cleanName),
        params: paramValues,
        position: z.object({ x: finite, y: finite }),
        note: z.string().max(10_000).exactOptional(),
        block: id.exactOptional(),
        frozen: z.literal(true).exactOptional(),
        shares: id.exactOptional(),
      }),
    )
    .max(10_000),
  edges: z.array(z.object({ id, source: id, target: id, port: z.string().max(64) })).max(50_000),
  blocks: z
    .array(
      z.object({
        id,
        name: z
          .string()
          .min(1)
          .max(2 * longestName),
        repeat: z.number().int().min(1).max(mostRepetitions),
        parent: id.exactOptional(),
      }),
    )
    .max(1000)
    .exactOptional(),
});

export const projectDocument: z.ZodType<ProjectDocument> = z.object({
  format: z.literal(documentFormat),
  id,
  name: z.string().max(200),
  network: networkSchema,
  data: dataConfig.nullable(),
  training: trainingConfig,
  notes: z.string().max(1_000_000),
  view: z.object({ direction: z.enum(['right', 'down']) }).exactOptional(),
});
