// What a Python project that trains anew reads beside how values become numbers: where targets stand in the data, the
// split, and the habits of the run.
import { findLoss } from '../choices/losses';
import { findOptimizer, optimizerValues } from '../choices/optimizers';
import { findSchedule, scheduleValues } from '../choices/schedules';
import type { DataConfig, TableDialect } from '../data/config';
import { soFarInput, sourceInput } from '../data/kinds/pairs';
import { table } from '../data/kinds/table';
import { textInput, textTarget } from '../data/kinds/text';
import { classTarget } from '../data/spec';
import { defaultsOf } from '../params';
import { mixingOf, recipeOf, rivalsOf } from '../recipes';
import { nextTarget as languageTarget } from '../recipes/languageModel';
import type { ParamValues } from '../result';
import type { RunRecord } from '../run/record';
import { completeTraining, type TrainingConfig } from '../run/training';
import { outputSource } from './settings';

/** Of a table about which nothing was decided while it was read: an export writes it by itself. */
const ownForm = { delimiter: 'auto', decimal: 'point', header: 'yes', encoding: 'auto' };

/** How read_table reads a file: as the app read it, with every 'auto' decided; `otherwise` where that is not known. */
function reading(options: ParamValues, dialect: TableDialect | undefined, otherwise: typeof ownForm): object {
  return {
    ...(dialect === undefined
      ? otherwise
      : {
          delimiter: dialect.delimiter,
          decimal: dialect.decimal === ',' ? 'comma' : 'point',
          header: dialect.header ? 'yes' : 'no',
          encoding: dialect.encoding,
        }),
    missing: missingMarks(options),
    ragged: String(options['raggedRows'] ?? 'stop'),
  };
}

/** The columns of a table of texts or pairs, as read_table wants them, and which input reads which; nothing for texts in files. */
function textTable({ plan }: RunRecord): object {
  const { text, pairs, options } = plan.data;
  const read = (texts: { readonly [source: string]: string }, all: readonly string[], dialect?: TableDialect) => ({
    table: {
      columns: [...new Set(all)],
      texts,
      numbers: [],
      // Texts alone are learned from by a language model, and yet rows without a class are left out.
      required: [...new Set(plan.outputs.some(({ target }) => target === languageTarget) ? all : Object.values(texts))],
      ...reading(options, dialect, ownForm),
    },
  });
  if (pairs !== undefined) {
    const columns = [pairs.source.column, pairs.target.column] as const;
    return read({ [sourceInput]: columns[0], [soFarInput]: columns[1] }, columns, pairs.dialect);
  }
  if (text === undefined) return {};
  // Texts of other files are copied into a table with these columns.
  const { textColumn = textInput, labelColumn = textTarget, classes, dialect } = text;
  return read({ [textInput]: textColumn }, [textColumn, ...(classes.length === 0 ? [] : [labelColumn])], dialect);
}

/** How tables.py reads sentences with tags; nothing for other data. */
function taggedSentences({ plan: { data } }: RunRecord): object {
  if (data.tags === undefined) return {};
  const { layout, columns, tokenColumn: token, tagColumn: tag, sentenceColumn: sentence = null, dialect } = data.tags;
  return {
    tags: { layout, columns, token, tag, sentence },
    table: {
      columns: [...new Set([token, tag, ...(sentence === null ? [] : [sentence])])],
      texts: { [textInput]: textInput },
      numbers: [],
      required: [],
      ...reading({}, dialect, ownForm),
      // Cells as they stand: "NA" and "-" are tokens like any other.
      missing: [],
    },
  };
}

/** How pictures.py reads masks or boxes; nothing for other data. */
function markedPictures({ masks, boxes }: DataConfig): object {
  if (masks !== undefined) return { masks: { form: masks.form, values: masks.values, ignored: masks.ignored ?? null } };
  return boxes === undefined ? {} : { boxes: {} };
}

/** The one class that a recipe learns from, and its column in a table. */
function learnedClass({ plan }: RunRecord): object {
  const { recipe, params } = recipeOf(plan.training);
  const only = recipe.only(params);
  const tabled = only !== null && plan.data.table !== undefined;
  return { only, onlyColumn: tabled ? (classTarget(plan.spec)?.name ?? null) : null };
}

/** The rate that a schedule begins with. */
function learningRate({ optimizer, optimizerParams }: TrainingConfig): number {
  const definition = findOptimizer(optimizer);
  const params = definition === undefined ? optimizerParams : optimizerValues(definition, optimizerParams);
  return Number(params['learningRate'] ?? 0.001);
}

/** The settings of config.yaml that every framework has, by their names in Python. */
export function trainingConfig({ plan }: RunRecord): { readonly [setting: string]: unknown } {
  const { data } = plan;
  const training = completeTraining(plan.training);
  const { recipe, params } = recipeOf(training);
  const { enabled, patience, minDelta } = training.earlyStopping;
  // Of two networks that learn against each other no loss tells which epoch was the best.
  const rivals = rivalsOf(training);
  return {
    epochs: training.epochs,
    batch_size: training.batchSize,
    lr: learningRate(training),
    seed: training.seed,
    split_seed: data.split.seed,
    early_stopping: { enabled, patience, min_delta: minDelta },
    keeps: rivals === null ? 'best' : 'last',
    ...(rivals === null
      ? {}
      : { judge: { lr: Number(rivals.optimizerParams['learningRate']), doubt: rivals.smoothing } }),
    class_weights: training.classWeights,
    resampling: training.resampling,
    variation: (data.masks ?? data.boxes)?.variation ?? 'none',
    noise: recipe.noise(params),
    sounds: data.audio?.variation ?? null,
    divergence: recipe.divergence(params),
    mixing: mixingOf(plan),
    plateau: plateauSettings(training),
    precision: 'float32',
    device: 'auto',
    limit_batches: null,
  };
}

/** How data.py cuts windows from a table; nothing for other data. */
function seriesTable(record: RunRecord): object {
  const { series, options } = record.plan.data;
  if (series === undefined) return {};
  const { dialect, time, timeOrder, group, channels, target, stride, gaps, classes, unlabelled = 0 } = series;
  const columns = [
    ...new Set([...(time === undefined ? [] : [time]), ...(group === undefined ? [] : [group]), ...channels, target]),
  ];
  return {
    series: {
      time: time ?? null,
      timeOrder: timeOrder ?? null,
      group: group ?? null,
      target,
      classes: classes ?? null,
      unlabelled: unlabelled > 0,
      stride,
      leaveOut: gaps === 'leaveOut',
    },
    table: {
      columns,
      numbers: [...new Set([...channels, ...(classes === undefined ? [target] : [])])],
      required: [],
      ...reading(options, dialect, ownForm),
    },
  };
}

function missingMarks(options: ParamValues): readonly string[] {
  return String(options['missing'] ?? defaultsOf(table.params)['missing'] ?? '')
    .split(',')
    .map((mark) => mark.trim())
    .filter((mark) => mark !== '');
}

const delimiters: { readonly [id: string]: string } = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

/** Arguments of Keras' ReduceLROnPlateau; null for a schedule that is part of the optimizer. */
function plateauSettings({ schedule }: TrainingConfig): object | null {
  const definition = findSchedule(schedule.id);
  const made = definition?.keras(scheduleValues(definition, schedule.params) as never);
  return made && 'plateau' in made ? made.plateau : null;
}

/** How a file of the same kind is read, what is learned of it, and how it is split. */
export function trainingSettings(record: RunRecord): object {
  const { plan } = record;
  const { data, training } = plan;
  const option = (name: string) => String(data.options[name] ?? 'auto');
  const columns = data.table?.columns ?? [];
  const dialect = data.table?.dialect;
  const { recipe, params } = recipeOf(training);
  const used = columns.filter((column) => column.role !== 'ignore');
  return {
    outputs: plan.outputs.map((output) => ({
      loss: output.loss,
      target: findLoss(output.loss)?.target ?? 'values',
      whole: findLoss(output.loss)?.whole === true,
      rank: outputSource(plan, output.layer).output.shape.length,
    })),
    // Samples that were left aside are in no part.
    split: {
      ...data.split,
      leaves: recipe.only(params) !== null || (data.masks ?? data.boxes ?? { skipped: [] }).skipped.length > 0,
    },
    ...learnedClass(record),
    ...(data.images === undefined ? {} : { classes: data.images.classes }),
    ...markedPictures(data),
    ...textTable(record),
    ...taggedSentences(record),
    ...seriesTable(record),
    ...(data.table === undefined
      ? {}
      : {
          table: {
            columns: columns.map((column) => column.name),
            numbers: columns.filter((column) => column.type === 'number').map((column) => column.name),
            required: used
              .filter((column) => column.role === 'feature' && column.missing === 'drop')
              .map((column) => column.name),
            ...reading(data.options, dialect, {
              delimiter: delimiters[option('delimiter')] ?? 'auto',
              decimal: option('decimal'),
              header: option('header'),
              encoding: option('encoding'),
            }),
          },
        }),
  };
}
