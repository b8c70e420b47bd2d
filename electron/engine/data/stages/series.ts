// A window of a series from the rows of its table to the network: each stage by the function that training uses.
import { encodeWindow } from '../../../../shared/data/series';
import type { StageView } from '../../../../shared/data/stages/stage';
import { stop } from '../problem';
import { type Walker, spreadOf } from './walker';

/** Columns that are shown. */
const mostChannels = 8;

export const walkSeries: Walker<'series'> = async ({ data, source, input, sample }) => {
  const [raw] = (await data.raw?.(Uint32Array.of(sample))) ?? [];
  const given = raw?.[source];
  if (given === undefined || !('values' in given) || !Array.isArray(given.values))
    return stop('data.stages', 'The windows cannot be read one by one.');
  const rows = given.values;
  const width = input.channels.length;
  const channels = input.channels.slice(0, mostChannels).map(({ name }) => name);
  const view = (values: readonly (readonly (number | null)[])[]): StageView & { readonly form: 'series' } => ({
    form: 'series',
    channels,
    values: values.map((row) => row.slice(0, mostChannels)),
  });
  const inRows = (values: Float32Array) =>
    Array.from({ length: input.window }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
  // In their own units: nothing is taken off, and nothing divided.
  const unscaled = { ...input, channels: input.channels.map((channel) => ({ ...channel, subtract: 0, divide: 1 })) };
  const numbers = encodeWindow(input, rows);
  return {
    views: {
      window: view(rows),
      gaps: view(inRows(encodeWindow(unscaled, rows))),
      scaling: { ...view(inRows(numbers)), spread: spreadOf(numbers) },
    },
    numbers,
  };
};
