// A row of a table inside the graph: an argument for every column, its gaps filled, its steps carried out, its categories
// looked up. The same arithmetic as shared/data/preprocess.ts, in float64, stored as float32.
import type { FittedColumn } from '../../../data/fitted';
import { categoryPlace, type FittedTable, isBlank } from '../../../data/preprocess';
import type { Row } from '../../rawSample';
import { pythonNumber, pythonString } from '../../python';
import { markdownText } from '../../text';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, scaled } from './graph';
import type { Preparation, RawArgument } from './preparation';
import { stepNodes } from './steps';

type NumberColumn = Extract<FittedColumn, { readonly type: 'number' }>;
type CategoryColumn = Exclude<FittedColumn, { readonly type: 'number' }>;

/** What JavaScript's trim takes for white space. */
const space =
  '[\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]+';

/** Index of each text among the column's categories, as categoryIndex has it: [batch], -1 for unknown or nothing. */
function categoryNodes(g: RawGraph, column: CategoryColumn, given: Wire): Wire {
  const { categories, fill, other } = column;
  const trimmed = g.replace(given, `\\A${space}|${space}\\z`, '');
  const blank = g.ask('Equal', trimmed, g.text(''));
  const text = fill === null ? trimmed : g.select(blank, g.text(fill), trimmed);
  const same = g.ask('Equal', g.expand(text, 1), g.texts(categories));
  const otherPlace = other === undefined ? -1 : categoryPlace(column, other);
  const unknown = fill === null ? g.select(blank, g.int(-1), g.int(otherPlace)) : g.int(otherPlace);
  return g.select(g.whether('Any', same, 1), g.largest(g.cast(same, dataTypes.int32), 1), unknown);
}

/** Numbers of neighbouring columns at once, [batch, columns]: a table may have thousands of them. */
function numbersNodes(g: RawGraph, columns: readonly NumberColumn[], given: readonly Wire[]): Wire {
  const numbers = g.pack(given, 1);
  const fills = g.doubles(columns.map(({ fill }) => fill));
  const there = g.select(g.ask('IsNan', numbers), fills, numbers);
  return scaled(
    g,
    columns.some(({ steps = [] }) => steps.length > 0) ? steppedNodes(g, columns, there) : there,
    columns.map(({ subtract }) => subtract),
    columns.map(({ divide }) => divide),
  );
}

/** Each column's own steps carried out. */
function steppedNodes(g: RawGraph, columns: readonly NumberColumn[], numbers: Wire): Wire {
  const each = columns.map(({ steps = [] }, place) =>
    steps.reduce((x, step) => stepNodes(g, x, step), g.gather(numbers, g.int(place), 1)),
  );
  return g.pack(each, 1);
}

/** A category's numbers, [batch, its width]. */
function categoryNumbers(g: RawGraph, column: CategoryColumn, given: Wire): Wire {
  const index = categoryNodes(g, column, given);
  if (column.type === 'ordinal') {
    const code = g.apply('AddV2', index, g.int(column.first ?? 0));
    return g.expand(g.cast(code, dataTypes.float32), 1);
  }
  const [yes, no] = [g.cast(g.double(1), dataTypes.float32), g.cast(g.double(0), dataTypes.float32)];
  return g.make('OneHot', [index, g.int(column.categories.length), yes, no], dataTypes.float32, {
    T: { type: dataTypes.float32 },
    TI: { type: dataTypes.int32 },
    axis: { int: -1 },
  });
}

/** All columns in their order, [batch, tableWidth]. */
function rowNodes(g: RawGraph, columns: readonly FittedColumn[], given: readonly Wire[]): Wire {
  const parts: Wire[] = [];
  for (let from = 0; from < columns.length;) {
    const column = columns[from]!;
    if (column.type !== 'number') {
      parts.push(categoryNumbers(g, column, given[from]!));
      from += 1;
      continue;
    }
    const numbers: NumberColumn[] = [];
    for (let next: FittedColumn | undefined = column; next?.type === 'number'; next = columns[from + numbers.length])
      numbers.push(next);
    parts.push(numbersNodes(g, numbers, given.slice(from, from + numbers.length)));
    from += numbers.length;
  }
  return g.concat(parts, 1);
}

function argumentOf(column: FittedColumn): RawArgument {
  const { name } = column;
  const value = (row: Row) => (Object.prototype.hasOwnProperty.call(row, name) ? row[name] : null);
  const title = `the column ${markdownText(name)}`;
  if (column.type === 'number')
    return {
      column: name,
      type: dataTypes.float64,
      shape: [-1],
      takes: `${title}: a number, NaN where there is none`,
      example: `tf.constant([${pythonNumber(column.fill)}], tf.float64)`,
      given: (row) => {
        const cell = value(row as Row);
        return { type: dataTypes.float64, shape: [1], values: [isBlank(cell) ? NaN : Number(cell)] };
      },
    };
  return {
    column: name,
    type: dataTypes.string,
    shape: [-1],
    takes: `${title}: a category, an empty text where there is none`,
    example: `tf.constant([${pythonString(column.categories[0] ?? '')}])`,
    given: (row) => ({ type: dataTypes.string, shape: [1], values: [String(value(row as Row) ?? '')] }),
  };
}

export function prepareTable({ columns }: FittedTable): Preparation {
  return {
    arguments: columns.map(argumentOf),
    nodes: (g, given) => rowNodes(g, columns, given),
  };
}
