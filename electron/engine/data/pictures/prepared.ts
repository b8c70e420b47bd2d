// How a set's pictures will be prepared: as asked, or as suits the sizes that were found.
import type { TablePictures } from '../../../../shared/data/config';
import type { Framing, Sides } from '../../../../shared/data/framing';
import type { PictureScaling } from '../../../../shared/data/pictureScalings';
import { suggestFraming } from '../../../../shared/data/suggestFraming';
import type { ParamValues } from '../../../../shared/result';

/** The reading options that every kind made of pictures has. */
export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly framing: Framing;
  readonly colour: 'auto' | 'grey' | 'colour';
  readonly scaling: PictureScaling;
}

export type Sizes = readonly (readonly [width: number, height: number])[];

/** Pictures that are all of one size keep it up to this; larger and mixed ones start at `startSize` for speed. */
const keptSize = 128;
const startSize = 64;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? startSize;
}

/** Width and height: as asked, else that of all pictures, else their medians scaled so that the longer side is 64. */
export function chooseSize(sizes: Sizes, asked: Sides): Sides {
  let width = median(sizes.map(([w]) => w));
  let height = median(sizes.map(([, h]) => h));
  const equal = sizes.every(([w, h]) => w === width && h === height);
  const longest = Math.max(width, height);
  if (longest > (equal ? keptSize : startSize)) {
    width = Math.max(1, Math.round((width * startSize) / longest));
    height = Math.max(1, Math.round((height * startSize) / longest));
  }
  if (asked.width > 0 && asked.height > 0) return { width: asked.width, height: asked.height };
  const within = (side: number) => Math.min(1024, Math.max(1, Math.round(side)));
  if (asked.width > 0) return { width: asked.width, height: within((asked.width * height) / width) };
  if (asked.height > 0) return { width: within((asked.height * width) / height), height: asked.height };
  return { width, height };
}

interface Found {
  readonly sizes: Sizes;
  readonly coloured: boolean;
  /** What was asked for, word by word, and with what is left out at its default. */
  readonly values: ParamValues;
  readonly options: PictureOptions;
  /** Boxes lie on the pictures, and sides that nobody asked for are made a multiple of this. */
  readonly cell?: number;
}

/**
 * Size, channels, framing and scaling. A new set gets the framing that is suggested. Documents keep all their options, so
 * that those without a framing are from before there was a choice: their pictures stay stretched.
 */
export function preparedAs({ sizes, coloured, values, options, cell }: Found): Required<TablePictures> {
  const chosen = chooseSize(sizes, options);
  const even = (side: number, asked: number) =>
    cell === undefined || asked > 0 ? side : Math.max(1, Math.round(side / cell)) * cell;
  const [width, height] = [even(chosen.width, options.width), even(chosen.height, options.height)];
  const sides = sizes.map(([w, h]) => ({ width: w, height: h }));
  const suggested = suggestFraming(sides, { width, height }, cell !== undefined);
  const isNew = values['framing'] === undefined && values['scaling'] === undefined;
  const colour = options.colour === 'auto' ? coloured : options.colour === 'colour';
  return {
    width,
    height,
    channels: colour ? 3 : 1,
    framing: isNew ? suggested.framing : options.framing,
    framingReason: suggested.reason,
    scaling: options.scaling,
  };
}
