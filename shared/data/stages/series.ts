// Windows of a time series, from the rows of the table to the network (series.ts says how).
import { rangeFigures } from './ranges';
import type { Stage } from './stage';

export const seriesStages: readonly Stage[] = [
  {
    id: 'window',
    title: 'Window of rows',
    help: 'As many rows as the network sees at once, in order of time and of one group, as they stand in the file.',
    options: ['window', 'stride', 'channels'],
  },
  {
    id: 'gaps',
    title: 'Gaps',
    help: 'Something stands in for each value that is not there.',
    options: ['gaps'],
    figures: (input, { series }) =>
      input.modality !== 'series' || series === undefined || series.gaps === 'leaveOut' || series.missing === 0
        ? null
        : { measured: true, figures: [{ title: 'Mean', values: input.channels.map(({ fill }) => fill) }] },
  },
  {
    id: 'scaling',
    title: 'Scaling',
    help: 'Each column is brought into a range that the network learns well from: what it is given.',
    options: ['scaling'],
    figures: (input, { series }) =>
      input.modality !== 'series' || series === undefined
        ? null
        : rangeFigures(series.scaling, {
            subtract: input.channels.map(({ subtract }) => subtract),
            divide: input.channels.map(({ divide }) => divide),
          }),
  },
];
