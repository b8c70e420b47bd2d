// A row of a table in C: a text for each column.
import type { FittedColumn } from '../../../data/fitted';
import { categoryPlace, isBlank } from '../../../data/preprocess';
import type { Row } from '../../rawSample';
import { commentText } from '../../text';
import type { WriteCInput } from './input';
import { cArray, cDouble, cString } from './literals';
import { stepsIn } from './steps';

/** A column as a value of nn_column, with the arrays that it points at. */
function columnOf(column: FittedColumn, name: string): { readonly arrays: readonly string[]; readonly value: string } {
  if (column.type === 'number') {
    const { arrays, members } = stepsIn(column.steps ?? [], `${name}_steps`);
    const numbers = [column.fill, column.subtract, column.divide].map(cDouble).join(', ');
    return { arrays, value: `{NN_NUMBER, ${numbers}, ${members}, 0, 0, 0, 0, 0}` };
  }
  const { categories, fill, other } = column;
  const missing = fill === null ? -1 : categoryPlace(column, fill);
  const unknown = other === undefined ? -1 : categories.indexOf(other);
  const [type, first] = column.type === 'ordinal' ? ['NN_ORDINAL', column.first ?? 0] : ['NN_ONE_HOT', 0];
  const names = `${name}_categories`;
  return {
    arrays: [cArray('char *const', names, categories.map(cString))],
    value: `{${type}, 0, 0, 0, 0, 0, ${categories.length}, ${names}, ${missing}, ${unknown}, ${first}}`,
  };
}

export const tableInC: WriteCInput<'table'> = ({ columns }, id) => {
  const written = columns.map((column, place) => columnOf(column, `network_${id}_${place}`));
  const count = columns.length;
  return {
    parts: ['number', 'table'],
    arrays: [
      ...written.flatMap(({ arrays }) => arrays),
      cArray(
        'nn_column',
        `network_columns_${id}`,
        written.map(({ value }) => value),
      ),
    ],
    member: `const char *const *cells_${id}; /* ${count} texts: ${columns.map(({ name }) => commentText(name)).join(', ')} */`,
    prepare: (x) => `  nn_prepare_row(network_columns_${id}, ${count}, sample->cells_${id}, ${x});\n`,
    takes: columns.map(
      ({ name, type }) =>
        `${commentText(name)}: ${type === 'number' ? 'a number' : 'a category'}, "" where there is none`,
    ),
    statics: '',
    gather: (from) => `  sample.cells_${id} = (const char *const *)given + ${from};\n`,
    release: '',
    given: (value) =>
      columns.map(({ name }) => {
        const row = value as Row;
        const cell = Object.prototype.hasOwnProperty.call(row, name) ? row[name] : null;
        return { text: isBlank(cell) ? '' : String(cell) };
      }),
  };
};
