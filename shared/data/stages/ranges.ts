// (value - subtract) / divide in the words of the rule that chose both numbers.
import type { Figures } from './stage';

interface Range {
  readonly subtract: readonly number[];
  readonly divide: readonly number[];
}

const words: { readonly [rule: string]: readonly [subtract: string, divide: string] } = {
  standardize: ['Mean', 'Deviation'],
  minmax: ['Smallest', 'Range'],
};

/** Rules that are not listed have fixed numbers. */
export function rangeFigures(rule: string, { subtract, divide }: Range): Figures | null {
  if (rule === 'none') return null;
  const [less, by] = words[rule] ?? ['Subtracted', 'Divided by'];
  return {
    measured: words[rule] !== undefined,
    figures: [
      { title: less, values: subtract },
      { title: by, values: divide },
    ],
  };
}
