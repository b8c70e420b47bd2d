// Columns of a table by their names: where they stand, and how a message lists them.
import { stop } from '../problem';

const mostListed = 8;

/** The first names, for a message. */
export function listOf(names: readonly string[]): string {
  return `${names.slice(0, mostListed).join(', ')}${names.length > mostListed ? ', …' : ''}`;
}

/** Where the `wanted` columns stand among those that the table has now. Throws a DataError where one is gone. */
export function placesOf(wanted: readonly string[], columns: readonly string[], source: string): readonly number[] {
  return wanted.map((name) => {
    const place = columns.indexOf(name);
    return place >= 0
      ? place
      : stop(
          'data.columns.gone',
          `"${source}" has no column "${name}". It has ${listOf(columns)}. Choose the data again in the data step.`,
        );
  });
}
