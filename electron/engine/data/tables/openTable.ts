// A table opened for a run: split, fitted on the training part, handed out as batches of numbers.
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitCategory, fitNumber } from '../../../../shared/data/fit';
import type { FittedColumn, FittedInput, FittedPreprocessing, FittedTarget } from '../../../../shared/data/fitted';
import { featureGroups } from '../../../../shared/data/kinds/table';
import {
  categoryPlace,
  columnWidth,
  encodeCategory,
  encodeNumber,
  tableWidth,
} from '../../../../shared/data/preprocess';
import { type SplitKeys, splitSamples } from '../../../../shared/data/split';
import { type DataSpec, classTarget } from '../../../../shared/data/spec';
import { type Corrected, type Names, findCorrected, numberedName } from '../corrections';
import type { BatchArray, OpenedData } from '../dataset';
import { relationsOf } from './insights';
import { equalGroups, findLeaks } from '../leaks';
import { changedWarning, countLabels, partLookup } from '../opened';
import { type Watch, stop } from '../problem';
import { keysOfSamples } from '../sampleColumns';
import {
  type CategoryStore,
  type ColumnStore,
  type NumberStore,
  type TableStore,
  loadTable,
  missingCode,
} from './tableStore';
import { findTablePictures } from './tablePictures';
import { rowsAlike } from './tableRows';
import { fitTableTarget, strayLabels, targetWriter } from './tableTargets';

/** Rows that may be used: every target has a value, and every column whose missing rule is 'drop'. */
function usableRows(config: DataConfig, store: TableStore): Uint32Array {
  const must = (config.table?.columns ?? []).filter(
    (column) => column.role === 'target' || (column.role === 'feature' && column.missing === 'drop'),
  );
  const stores = must.flatMap((column) => store.columns.get(column.name) ?? []);
  const rows = new Uint32Array(store.rowCount);
  let used = 0;
  for (let row = 0; row < store.rowCount; row++)
    if (stores.every((column) => hasValue(column, row))) rows[used++] = row;
  return rows.subarray(0, used);
}

function hasValue(column: ColumnStore, row: number): boolean {
  return column.type === 'number' ? !Number.isNaN(column.values[row]!) : column.codes[row]! >= 0;
}

/** Corrected classes take their place in the target's column, before anything is split or fitted. */
async function correctTable(
  config: DataConfig,
  spec: DataSpec,
  store: TableStore,
  names: Names,
): Promise<Corrected & { readonly words: ReadonlyMap<number, string> }> {
  const { name, classes = [] } = classTarget(spec) ?? {};
  const corrected = await findCorrected(config, classes, store.rowCount, names);
  const words = new Map([...corrected.labels].map(([row, place]) => [row, classes[place]!]));
  const column = name === undefined ? undefined : store.columns.get(name);
  if (column?.type === 'category') for (const [row, word] of words) column.codes[row] = column.categories.indexOf(word);
  return { ...corrected, words };
}

function fit(
  config: DataConfig,
  spec: DataSpec,
  store: TableStore,
  train: Uint32Array,
  pictures: FittedPreprocessing['inputs'],
): FittedPreprocessing {
  const inputs: Record<string, FittedInput> = { ...pictures };
  for (const [name, columns] of featureGroups(config.table?.columns ?? [])) {
    if (spec.inputs[name] === undefined) continue;
    inputs[name] = {
      modality: 'table',
      columns: columns.flatMap((column): FittedColumn[] => {
        const stored = store.columns.get(column.name);
        if (stored === undefined) return [];
        return [
          stored.type === 'number'
            ? fitNumber(column, stored.values, train)
            : fitCategory(column, stored.categories, stored.codes, train),
        ];
      }),
    };
  }
  const targets: Record<string, FittedTarget> = {};
  for (const [name, target] of Object.entries(spec.targets)) {
    targets[name] = fitTableTarget(name, target, config.table!, store, train);
  }
  return { inputs, targets };
}

/** One stored column as a writer of its numbers: exactly what `encodeRow` does, without going through text. */
function columnWriter(
  column: FittedColumn,
  stored: ColumnStore,
): (row: number, out: Float32Array, offset: number) => void {
  if (column.type === 'number') {
    const { values } = stored as NumberStore;
    return (row, out, offset) => {
      out[offset] = encodeNumber(column, values[row]!);
    };
  }
  const { categories, codes } = stored as CategoryStore;
  const blank = column.fill === null ? -1 : categoryPlace(column, column.fill);
  const unknown = column.other === undefined ? -1 : categoryPlace(column, column.other);
  const known = new Map(column.categories.map((category, place) => [category, place]));
  const places = Int32Array.from(categories, (category) => known.get(category) ?? unknown);
  return (row, out, offset) => {
    const code = codes[row]!;
    encodeCategory(column, code >= 0 ? places[code]! : code === missingCode ? blank : unknown, out, offset);
  };
}

function mismatch(name: string): never {
  return stop(
    'data.columns.changed',
    `The column "${name}" is not as the trained network knew it. Choose the data again in the data step and train once more.`,
  );
}

/** Of a target of several labels, those of each row. */
function labelsOfRows(
  config: DataConfig,
  spec: DataSpec,
  store: TableStore,
  samples: Uint32Array,
): SplitKeys['labels'] {
  const [name, target] = Object.entries(spec.targets).find(([, { task }]) => task === 'labels') ?? [];
  if (name === undefined || config.split.stratifyLabels !== true) return undefined;
  const writer = targetWriter(name, fitTableTarget(name, target!, config.table!, store, new Uint32Array(0)), store);
  if (writer === null) return undefined;
  const values = new Float32Array(writer.width);
  return Array.from(samples, (row) => {
    values.fill(0);
    writer.write(row, values, 0);
    return Array.from(values.keys()).filter((label) => values[label] === 1);
  });
}

/** What the split goes by, for the rows that are used. */
function splitKeys(config: DataConfig, spec: DataSpec, store: TableStore, samples: Uint32Array): SplitKeys {
  return { ...keysOfSamples(store.splitKeys, samples), labels: labelsOfRows(config, spec, store, samples) };
}

/** Throws a DataError where the table cannot be used. `given` stands in for fitting: preprocessing of a finished run. */
export async function openTable(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const spec = describeData(config);
  const store = await loadTable(config, watch);
  const names: Names = async (rows) =>
    (await store.cells(rows)).map((cells, i) => numberedName(rows[i]!, JSON.stringify(cells)));
  const corrected = await correctTable(config, spec, store, names);
  const pictures = await findTablePictures(config, store, watch);
  const samples = usableRows(config, store).filter((row) => !corrected.removed.has(row) && pictures.has(row));
  const labelled = store.columns.get(classTarget(spec)?.name ?? '');
  const labels = labelled?.type !== 'category' ? undefined : Int32Array.from(samples, (row) => labelled.codes[row]!);
  const alike = rowsAlike(config.table, store, pictures);
  const equal = await equalGroups(config.split, samples, alike, watch);
  const keys = { ...equal, ...splitKeys(config, spec, store, samples) };
  const parts = splitSamples(samples, config.split, labels, keys);
  const shown = await pictures.open(parts.train, given);
  const fitted = given ?? fit(config, spec, store, parts.train, shown.fitted);
  const partOf = partLookup(parts);

  const inputs = Object.entries(fitted.inputs).flatMap(([name, input]) => {
    if (input.modality === 'image' && shown.fitted[name] !== undefined) return [];
    if (input.modality !== 'table') return mismatch(name);
    const width = tableWidth(input);
    let offset = 0;
    const writers = input.columns.map((column) => {
      const stored = store.columns.get(column.name);
      if (stored === undefined || (stored.type === 'number') !== (column.type === 'number'))
        return mismatch(column.name);
      const writer = { write: columnWriter(column, stored), offset };
      offset += columnWidth(column);
      return writer;
    });
    return [{ name, width, writers }];
  });
  const targets = Object.entries(fitted.targets).map(
    ([name, target]) => targetWriter(name, target, store) ?? mismatch(target.column),
  );
  const classCounts = Object.fromEntries(
    targets.flatMap(({ name, classOf }) => {
      const { classes, shape } = spec.targets[name] ?? {};
      if (classes === undefined || shape !== undefined) return [];
      return [[name, countLabels(classes.length, Int32Array.from(parts.train, classOf))] as const];
    }),
  );
  const targetColumn = (config.table?.columns ?? []).findIndex((column) => column.role === 'target');
  const stray = Object.entries(fitted.targets).flatMap(([name, target]) => strayLabels(name, target, store));
  const warnings = [
    ...changedWarning(config, store.scan.fingerprint),
    ...corrected.warnings,
    ...stray,
    ...pictures.problems,
  ];

  return {
    spec,
    fitted,
    parts,
    classCounts,
    warnings,
    names,
    relations: () => relationsOf(config, store, parts.train),
    leaks: (asked = {}) => findLeaks(config, alike, parts, asked),
    ...(store.groupKeys === undefined ? {} : { groups: store.groupKeys }),
    ...(store.owners === undefined ? {} : { owners: store.owners }),
    total: store.rowCount,
    labelCounts: (name, rows) => {
      const found = targets.find((target) => target.name === name);
      const counts = new Float32Array(found?.width ?? 0);
      const values = new Float32Array(counts.length);
      for (const row of rows) {
        values.fill(0);
        found?.write(row, values, 0);
        values.forEach((value, at) => (counts[at]! += value));
      }
      return Array.from(counts);
    },
    labels: (name, rows) => {
      const found = targets.find((target) => target.name === name);
      return Int32Array.from(rows, (row) => found?.classOf(row) ?? -1);
    },
    batch: async (rows) => {
      const size = rows.length;
      const made: Record<string, BatchArray> = { ...(await shown.batch(rows)) };
      for (const { name, width, writers } of inputs) {
        const values = new Float32Array(size * width);
        for (const { write, offset } of writers)
          for (let i = 0; i < size; i++) write(rows[i]!, values, i * width + offset);
        made[name] = { shape: [size, width], values };
      }
      const wanted = Object.fromEntries(
        targets.map(({ name, width, write }) => {
          const values = new Float32Array(size * width);
          for (let i = 0; i < size; i++) write(rows[i]!, values, i * width);
          return [name, values] as const;
        }),
      );
      return { size, inputs: made, targets: wanted };
    },
    show: async (rows) => {
      const all = await store.cells(rows);
      const seen = await shown.show(rows);
      return Array.from(rows, (row, i) => {
        const given = targetColumn < 0 ? null : all[i]![targetColumn];
        const label = corrected.words.get(row) ?? given;
        const cells = label === given ? all[i]! : all[i]!.map((cell, at) => (at === targetColumn ? label! : cell));
        // Of labels in several columns no one column says what it is.
        const told = typeof label === 'string' && config.table?.joined !== true ? { label } : {};
        return { index: row, part: partOf(row), cells, ...seen[i], ...told };
      });
    },
    originals: async (row, source) => [await shown.original(row, source)],
    close: shown.close,
  };
}
