// For windows of a series: a recurrent layer where they are short, convolutions first where they are long.
import { type Reader, amount, sizesOf } from './reader';

/** A recurrent layer walks row by row; longer windows are shortened first. */
const longestWalked = 100;

export const readSeries: Reader = ({ draft, from, input, samples }) => {
  const [rows = 1] = sizesOf(input);
  if (rows <= longestWalked) {
    const units = samples < 5000 ? 16 : samples < 50_000 ? 32 : 64;
    return draft.add(
      'gru',
      from,
      { units },
      `Walks through the ${amount(rows)} rows and remembers in ${units} numbers what matters: as many as ${amount(samples)} windows can teach.`,
    );
  }
  const filters = samples < 20_000 ? 16 : 32;
  let x = draft.add(
    'conv1d',
    from,
    { filters, kernelSize: [7], strides: [2], activation: 'relu' },
    `${amount(rows)} rows are many to walk through one by one: ${filters} filters look at seven at a time, in steps of two.`,
  );
  x = draft.add(
    'conv1d',
    x,
    { filters: 2 * filters, kernelSize: [5], strides: [2], activation: 'relu' },
    'Patterns made of those patterns, at a quarter of the length.',
  );
  return draft.add(
    'globalAveragePooling1d',
    x,
    {},
    'The mean over the whole window: how much of each pattern there was.',
  );
};
