// Tables: files of every table format, bundled and generated tables. One sample per row, columns as inputs and targets.
import { type ParamSchema, choice, text } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import { sortCategories } from '../cells';
import { findsCodes, foundCount, maxCodes } from '../codes';
import type { ColumnConfig, DataConfig } from '../config';
import { categoryCount } from '../fit';
import type { DataSpec, InputSpec, TargetSpec } from '../spec';
import { findTableFormat, optionsOf, tableExtensions } from '../tableFormats';
import { pictureSpecs } from '../tablePictures';
import { pictureParams } from './images';
import { auto, decided } from '../decided';
import { type DataKindDefinition, checkClasses, count, dataProblem } from './kind';
import { checkLabels, joinedColumns, joinedTarget, labelTarget, labelsOfColumn } from '../tableLabels';

/** Categories kept per column: facts hold no more. */
export const maxCategories = 1000;

export const readingParams = {
  delimiter: choice({
    title: 'Columns are separated by',
    help: 'The character between two cells of a row.',
    default: 'auto',
    options: [
      auto,
      { value: 'comma', title: 'Comma', help: 'As in 5.1,3.5,setosa.' },
      {
        value: 'semicolon',
        title: 'Semicolon',
        help: 'As in 5,1;3,5;setosa. Common where the comma is the decimal mark.',
      },
      { value: 'tab', title: 'Tab', help: 'As in .tsv files and text copied from a spreadsheet.' },
      { value: 'pipe', title: 'Vertical bar', help: 'As in 5.1|3.5|setosa.' },
    ],
  }),
  sheet: text({
    title: 'Sheet',
    help: 'Name of the sheet of an Excel workbook. Empty: the first one that has values.',
    default: '',
    maxLength: 200,
  }),
  decimal: choice({
    title: 'Decimal mark',
    help: 'The character between the whole part and the fraction of a number.',
    default: 'auto',
    options: [
      auto,
      { value: 'point', title: 'Point', help: 'As in 3.14.' },
      { value: 'comma', title: 'Comma', help: 'As in 3,14.' },
    ],
  }),
  header: choice({
    title: 'First row',
    help: 'Whether the first row holds the names of the columns or is a sample already.',
    default: 'auto',
    options: [
      auto,
      { value: 'yes', title: 'Names of columns', help: 'The first row names the columns.' },
      { value: 'no', title: 'A sample', help: 'There are no names; columns are called Column 1, Column 2 and so on.' },
    ],
  }),
  encoding: choice({
    title: 'Text encoding',
    help: 'How letters are stored. Try another one if accents or umlauts look wrong.',
    default: 'auto',
    options: [
      auto,
      { value: 'utf-8', title: 'UTF-8', help: 'The usual one today.' },
      { value: 'windows-1252', title: 'Western European (Windows-1252)', help: 'Older files from Windows and Excel.' },
      { value: 'utf-16le', title: 'UTF-16', help: 'Excel calls it Unicode text.' },
      { value: 'utf-16be', title: 'UTF-16, big end first', help: 'As some older systems write it.' },
      { value: 'windows-1250', title: 'Central European (Windows-1250)', help: 'Polish, Czech, Hungarian and others.' },
      { value: 'iso-8859-2', title: 'Central European (ISO 8859-2)', help: 'The same languages, from Unix.' },
      { value: 'windows-1251', title: 'Cyrillic (Windows-1251)', help: 'Russian, Ukrainian, Bulgarian and others.' },
      { value: 'koi8-r', title: 'Cyrillic (KOI8-R)', help: 'Russian, from Unix.' },
      { value: 'iso-8859-5', title: 'Cyrillic (ISO 8859-5)', help: 'Rare.' },
      { value: 'windows-1253', title: 'Greek (Windows-1253)', help: 'From Windows and Excel.' },
      { value: 'iso-8859-7', title: 'Greek (ISO 8859-7)', help: 'From Unix.' },
      { value: 'shift_jis', title: 'Japanese (Shift JIS)', help: 'From Windows and Excel.' },
      { value: 'euc-jp', title: 'Japanese (EUC-JP)', help: 'From Unix.' },
      { value: 'euc-kr', title: 'Korean (EUC-KR)', help: 'From Windows and Excel.' },
      { value: 'big5', title: 'Chinese, traditional (Big5)', help: 'From Taiwan and Hong Kong.' },
      { value: 'gb18030', title: 'Chinese, simplified (GB 18030)', help: 'From mainland China.' },
    ],
  }),
  missing: text({
    title: 'Missing value marks',
    help: 'Texts that mean "no value here", separated by commas. Empty cells always count as missing.',
    default: 'NA, N/A, n/a, NaN, nan, NULL, null, None, #N/A, ?, -',
    maxLength: 500,
    advanced: true,
  }),
  raggedRows: choice({
    title: 'Rows of another length',
    help: 'What to do with rows that have more or fewer cells than there are columns.',
    default: 'stop',
    advanced: true,
    options: [
      { value: 'stop', title: 'Stop and tell', help: 'Reading ends at the first such row and says where it is.' },
      { value: 'skip', title: 'Leave them out', help: 'Such rows are skipped and counted.' },
      {
        value: 'fill',
        title: 'Fill or cut them',
        help: 'Absent cells count as missing, cells beyond the last column are dropped.',
      },
    ],
  }),
};

/** The options of the file's format, and those of pictures where columns name some. */
function form(config: DataConfig): ParamSchema {
  const pictures = config.table?.pictures === undefined ? {} : pictureParams;
  return { ...optionsOf(withDecisions(config), findTableFormat(config.table?.format)), ...pictures };
}

const delimiterOptions: { readonly [mark: string]: string } = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};

/** The options of a text table, with what its beginning was found to be and why. */
function withDecisions({ table }: DataConfig): typeof readingParams {
  const dialect = table?.dialect;
  if (dialect === undefined) return readingParams;
  const { delimiter, decimal, header, encoding } = readingParams;
  const [one, legacy] = [table!.columns.length === 1, !dialect.encoding.startsWith('utf-')];
  return {
    ...readingParams,
    delimiter: decided(
      delimiter,
      delimiterOptions[dialect.delimiter],
      one
        ? 'No mark cuts the first rows alike, so each row is one cell.'
        : 'It cuts nearly all of the first rows into the same number of cells.',
    ),
    decimal: decided(
      decimal,
      dialect.decimal === ',' ? 'comma' : 'point',
      dialect.decimal === ','
        ? 'Among the first rows more numbers have a comma than a point.'
        : 'Among the first rows no more numbers have a comma than a point.',
    ),
    header: decided(
      header,
      dialect.header ? 'yes' : 'no',
      dialect.header
        ? 'The first row holds no number, and what it holds does not come again below.'
        : 'The first row holds numbers, or what comes again below.',
    ),
    encoding: decided(
      encoding,
      dialect.encoding,
      legacy ? 'The bytes are no UTF-8, and letters are as frequent as in this one.' : 'The bytes are valid in it.',
    ),
  };
}

/** Classes of a target column, or of a category feature, in index order. Empty when the file had too many to keep. */
export function categoriesOf(column: ColumnConfig): readonly string[] {
  return sortCategories(column.facts.categories ?? []);
}

/** How many categories a feature column has, at most. */
function countOf(column: ColumnConfig): number {
  return findsCodes(column) ? foundCount(column) : categoryCount(column, categoriesOf(column));
}

/** How many numbers a feature column gives to its input. */
function widthOfColumn(column: ColumnConfig): number {
  if (column.type === 'text' || column.type === 'picture') return 0;
  if (column.type === 'number' || column.encoding === 'ordinal' || column.encoding === 'code') return 1;
  return countOf(column);
}

/** Feature columns that a network sees, by the name of their input, in the order of the table. */
export function featureGroups(columns: readonly ColumnConfig[]): ReadonlyMap<string, readonly ColumnConfig[]> {
  const groups = new Map<string, ColumnConfig[]>();
  for (const column of columns) {
    if (column.role !== 'feature' || column.type === 'text' || column.type === 'picture') continue;
    groups.set(column.input, [...(groups.get(column.input) ?? []), column]);
  }
  return groups;
}

/** Samples per class in index order, where the facts hold them. */
function countsOf(column: ColumnConfig): readonly number[] {
  const { categories = [], histogram = [] } = column.facts;
  if (column.type !== 'category' || histogram.length !== categories.length) return [];
  return categoriesOf(column).map((category) => histogram[categories.indexOf(category)]!);
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function describeTable(config: DataConfig): DataSpec {
  const { columns, rowCount } = config.table ?? { columns: [], rowCount: 0 };
  const joined = config.table === undefined ? [] : joinedColumns(config.table);
  const inputs: Record<string, InputSpec> = config.table === undefined ? {} : { ...pictureSpecs(config.table) };
  for (const [name, group] of featureGroups(columns)) {
    const width = group.reduce((sum, column) => sum + widthOfColumn(column), 0);
    if (width === 0) continue;
    const common = { title: capitalized(name), modality: 'table' as const };
    // Codes alone are whole numbers to be looked up.
    const coded = group.every(({ type, encoding }) => type === 'category' && encoding === 'code');
    const codes = 1 + Math.max(...group.map(countOf));
    inputs[name] = coded
      ? { ...common, tensor: tensorSpec([width], 'int32'), codes }
      : { ...common, tensor: tensorSpec([width]) };
  }
  const targets: Record<string, TargetSpec> = {};
  let samples = rowCount;
  for (const column of columns) {
    if (column.role !== 'target' || column.type === 'text' || column.type === 'picture') continue;
    samples = Math.min(samples, rowCount - column.facts.missing);
    if (joined.includes(column)) {
      const labels = joined.map(({ name }) => name);
      targets[joinedTarget] ??= labelTarget('Labels', labels);
    } else if (column.type === 'number') {
      targets[column.name] = { title: column.name, task: 'regression' };
    } else if (column.separator !== undefined) {
      targets[column.name] = labelTarget(column.name, labelsOfColumn(column));
    } else {
      const classes = categoriesOf(column);
      targets[column.name] = {
        title: column.name,
        task: classes.length === 2 ? 'binary' : 'classification',
        classes,
      };
    }
  }
  return { inputs, targets, sampleCount: Math.max(0, samples) };
}

function checkTarget(column: ColumnConfig, rowCount: number): readonly Problem[] {
  const { name, facts } = column;
  if (column.type === 'text' || column.type === 'picture') {
    return [
      dataProblem(
        'error',
        'data.target.text',
        `The target "${name}" holds ${column.type === 'text' ? 'free text' : 'names of pictures'}. A network here predicts a number or a category: choose another target, or change the type of this column.`,
        name,
      ),
    ];
  }
  if (facts.missing >= rowCount) {
    return [
      dataProblem(
        'error',
        'data.target.empty',
        `The target "${name}" has no values at all. Choose another target.`,
        name,
      ),
    ];
  }
  if (column.type === 'number') {
    return facts.min !== undefined && facts.min === facts.max
      ? [
          dataProblem(
            'error',
            'data.target.constant',
            `The target "${name}" is ${facts.min} in every row, so there is nothing to learn. Choose another target.`,
            name,
          ),
        ]
      : [];
  }
  if (column.separator !== undefined) return checkLabels(column);
  const classes = categoriesOf(column);
  if (facts.unique > maxCategories || classes.length === 0) {
    return [
      dataProblem(
        'error',
        'data.target.manyClasses',
        `The target "${name}" has ${facts.unique.toLocaleString('en-US')} different values, more than the ${maxCategories.toLocaleString('en-US')} classes that can be told apart here. Choose another target${facts.min === undefined ? '' : ', or make it a number'}.`,
        name,
      ),
    ];
  }
  return checkClasses(name, classes, countsOf(column));
}

function checkFeature(column: ColumnConfig, rowCount: number, targets: ReadonlySet<string>): readonly Problem[] {
  const { name, facts } = column;
  const problems: Problem[] = [];
  const say = (severity: Problem['severity'], code: string, message: string) =>
    problems.push(dataProblem(severity, code, message, name));
  const present = rowCount - facts.missing;
  if (column.type === 'text') {
    say(
      'warning',
      'data.column.text',
      `"${name}" holds free text, which a network of this kind cannot read, so it is left out. Set it to "ignore", or make it a category.`,
    );
    return problems;
  }
  if (present <= 0) {
    say(
      column.missing === 'drop' ? 'error' : 'warning',
      'data.column.allMissing',
      `"${name}" has no values at all. Set it to "ignore".`,
    );
    return problems;
  }
  if (column.type === 'picture') return problems;
  if (facts.unique === 1 && facts.missing === 0) {
    say(
      'hint',
      'data.column.constant',
      `"${name}" is the same in every row, so it tells a network nothing. You can set it to "ignore".`,
    );
  }
  if (facts.missing > 0 && facts.missing / rowCount > 0.5) {
    say(
      'warning',
      'data.column.mostlyMissing',
      `"${name}" is empty in ${facts.missing.toLocaleString('en-US')} of ${count(rowCount, 'row')}. What stands in for the gaps is mostly a guess: consider setting it to "ignore".`,
    );
  }
  const { relation } = facts;
  if (relation !== undefined && targets.has(relation.target) && Math.abs(relation.value) >= 0.995 && facts.unique > 1) {
    problems.push({
      ...dataProblem(
        'warning',
        'data.column.leak',
        `"${name}" goes together with "${relation.target}" almost perfectly (${Math.abs(relation.value).toFixed(3)} of 1). If it is only known together with the answer, the network learns to copy it and fails on new samples.`,
        name,
      ),
      fixes: [
        { type: 'setColumn', title: `Leave out ${name}`, column: name, values: { role: 'ignore' } },
        { type: 'goTo', title: 'Open the data step', step: 'data' },
      ],
    });
  }
  if (column.type === 'number') {
    if (facts.mean === undefined) {
      say(
        'error',
        'data.column.notNumbers',
        `"${name}" is set to number, but its cells are not numbers. Make it a category, or set it to "ignore".`,
      );
    } else if ((facts.unreadable ?? 0) > 0) {
      say(
        'warning',
        'data.column.unreadable',
        `${count(facts.unreadable!, 'cell')} of "${name}" could not be read as a number and ${facts.unreadable === 1 ? 'counts' : 'count'} as missing. Check the decimal mark and the missing value marks.`,
      );
    }
    return problems;
  }
  const found = findsCodes(column);
  const most = found ? maxCodes : maxCategories;
  if (facts.unique > most || (facts.categories === undefined && !found)) {
    say(
      'error',
      'data.column.manyCategories',
      `"${name}" has ${facts.unique.toLocaleString('en-US')} different values, more than the ${most.toLocaleString('en-US')} that ${found ? 'can be looked up' : 'fit into categories'}. Set it to "ignore"${facts.mean === undefined ? '' : ', or make it a number'}.`,
    );
  } else if (present > 20 && facts.unique > 0.9 * present) {
    say(
      'warning',
      'data.column.idLike',
      `"${name}" is different in nearly every row, as a name or a number of a record is. A network would learn it by heart: set it to "ignore".`,
    );
  } else if (column.encoding === 'onehot' && widthOfColumn(column) > 100) {
    problems.push({
      ...dataProblem(
        'warning',
        'data.column.manyCategories',
        `"${name}" becomes ${widthOfColumn(column).toLocaleString('en-US')} inputs, one per category. That makes a large network and slow learning: let rare categories share one, consider "Code" with an Embedding layer, or set it to "ignore".`,
        name,
      ),
      fixes: [
        { type: 'setColumn', title: 'Keep the 20 most frequent', column: name, values: { keep: 20 } },
        { type: 'goTo', title: 'Open the data step', step: 'data' },
      ],
    });
  }
  return problems;
}

function checkTable(config: DataConfig): readonly Problem[] {
  const table = config.table;
  if (table === undefined || table.rowCount === 0) {
    return [
      dataProblem(
        'error',
        'data.table.empty',
        'The table has no rows. Choose a file with a row of names and at least ten rows of values.',
      ),
    ];
  }
  const { columns, rowCount, duplicates = 0 } = table;
  const problems: Problem[] = [];
  const targets = columns.filter((column) => column.role === 'target');
  const features = columns.filter((column) => column.role === 'feature');
  if (targets.length === 0) {
    problems.push(
      dataProblem(
        'error',
        'data.target.none',
        'No target is chosen. Pick the column that the network should learn to predict and set its role to "target".',
      ),
    );
  }
  if (!features.some((column) => column.type === 'picture' || widthOfColumn(column) > 0)) {
    problems.push(
      dataProblem(
        'error',
        'data.features.none',
        columns.length === 1
          ? 'The table has one column only. A network needs at least one column to learn from and one to predict. If the file has more, choose how its columns are separated.'
          : 'No column is left to learn from. Set the role of at least one number or category column to "feature".',
      ),
    );
  }
  for (const column of targets) problems.push(...checkTarget(column, rowCount));
  const aims = new Set(targets.map(({ name }) => name));
  for (const column of features) problems.push(...checkFeature(column, rowCount, aims));
  for (const column of targets) {
    if (column.facts.missing === 0 || column.facts.missing >= rowCount) continue;
    problems.push(
      dataProblem(
        'hint',
        'data.target.missing',
        `${count(column.facts.missing, 'row')} without a value for the target "${column.name}" ${column.facts.missing === 1 ? 'is' : 'are'} left out.`,
        column.name,
      ),
    );
  }
  // Rows that stay on one side cannot be in training and test alike.
  if (duplicates / rowCount >= 0.01 && config.split.together !== true) {
    problems.push(
      dataProblem(
        duplicates / rowCount >= 0.1 ? 'warning' : 'hint',
        'data.duplicates',
        `${count(duplicates, 'row')} of ${rowCount.toLocaleString('en-US')} repeat an earlier row exactly. Where a row is in both the training and the test part, the test result looks better than it is.`,
      ),
    );
  }
  return problems;
}

export const table: DataKindDefinition = {
  id: 'table',
  title: 'Table',
  summary: 'Rows and columns from a CSV, Excel, JSON lines or Parquet file: one sample per row.',
  icon: 'Table2',
  extensions: tableExtensions,
  folders: false,
  params: { ...readingParams, ...pictureParams },
  form,
  reason: () => 'A row is a sample. What each column was taken for, and why, stands beside its name.',
  spec: describeTable,
  check: checkTable,
};
