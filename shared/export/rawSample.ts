// Raw values as an exported network is given them, and how they become its numbers by what the export says of its inputs.
import { encodeSound } from '../data/audio';
import { type CellValue, type Pixels, encodePixels, encodeRow } from '../data/preprocess';
import { type WindowValues, encodeWindow } from '../data/series';
import { encodeText } from '../data/text';
import { encodeClip } from '../data/video';
import type { ExportedInput } from './settings';

export type Row = { readonly [column: string]: CellValue };
/** RGBA, 8 bits each, row by row: the shape of a canvas' ImageData. */
export type Picture = Pick<Pixels, 'data' | 'width' | 'height'>;
/** A text as a person gives it. */
export interface Words {
  readonly text: string;
}
/** The last rows of a series, oldest first. */
export interface SeriesWindow {
  readonly values: WindowValues;
}
/** A sound of one channel: samples from -1 to 1, and how many there are a second. */
export interface Heard {
  readonly rate: number;
  readonly samples: ArrayLike<number>;
}
/** The pictures of a clip, in order. */
export interface Clip {
  readonly frames: readonly Picture[];
}
export type Value = Row | Picture | Clip | Words | SeriesWindow | Heard;
export type Sample = { readonly [source: string]: Value };

/** An input's numbers for one sample, row-major. Throws where the sample has no value for it. */
export function encodeRaw(input: ExportedInput, sample: Sample): Float32Array {
  const value = sample[input.source];
  if (value === undefined) throw new Error(`The sample has no value for the input "${input.source}".`);
  switch (input.modality) {
    case 'table':
      return encodeRow(input, value as Row);
    case 'audio': {
      const { rate, samples } = value as Heard;
      return encodeSound(input, { rate, samples: Float32Array.from(samples) });
    }
    case 'series':
      return encodeWindow(input, (value as SeriesWindow).values);
    case 'text':
      return encodeText(input, (value as Words).text);
    case 'video':
      return encodeClip(
        input,
        (value as Clip).frames.map((frame) => ({ ...frame, channels: 4 })),
      );
    case 'image': {
      const { data, width, height } = value as Picture;
      return encodePixels(input, data, width, height);
    }
  }
}
