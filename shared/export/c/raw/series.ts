// The last rows of a series in C.
import type { SeriesWindow } from '../../rawSample';
import { commentText, utf8 } from '../../text';
import type { WriteCInput } from './input';
import { cArray, cDouble } from './literals';

export const seriesInC: WriteCInput<'series'> = ({ window, channels, carry }, id) => {
  const count = window * channels.length;
  const names = channels.map(({ name }) => commentText(name)).join(', ');
  return {
    parts: ['number', 'series'],
    arrays: [
      cArray(
        'nn_channel',
        `network_channels_${id}`,
        channels.map(({ fill, subtract, divide }) => `{${[fill, subtract, divide].map(cDouble).join(', ')}}`),
      ),
    ],
    member: `const double *rows_${id}; /* ${window} rows, the oldest first, of: ${names} */`,
    prepare: (x) =>
      `  nn_prepare_rows(network_channels_${id}, ${channels.length}, ${window}, ${Number(carry)}, sample->rows_${id}, ${x});\n`,
    takes: [`a text file with the last ${window} rows, the oldest first, of: ${names}`],
    statics: `  static double rows_${id}[${count}];\n`,
    gather: (from) =>
      `  sample.rows_${id} = rows_${id};\n  if (!wrong) wrong = read_rows(given[${from}], rows_${id}, ${count});\n`,
    release: '',
    given: (value) => {
      const { values } = value as SeriesWindow;
      const text = Array.from({ length: window }, (_, row) =>
        channels.map((_channel, place) => values[row]?.[place] ?? 'nan').join(' '),
      ).join('\n');
      return [{ file: utf8(`${text}\n`), extension: 'txt' }];
    },
  };
};
