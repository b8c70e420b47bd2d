// Preparation that a graph can do by itself: values as the data has them in, the network's numbers out. Tables of numbers,
// pictures of the network's own size, windows of a series; texts, sounds and categories need code.
import type { FittedInput } from '../../data/fitted';
import { CannotExport, type ExportInput } from '../format';
import { exportedSettings } from '../settings';

/** prepared = (value - subtract) / divide, along the last axis. Pictures are whole numbers from 0 to 255. */
export interface RawInput {
  readonly subtract: readonly number[];
  readonly divide: readonly number[];
  readonly pixels: boolean;
}

function rawOf(input: FittedInput): RawInput | string {
  switch (input.modality) {
    case 'image':
    case 'video':
      return { subtract: input.subtract, divide: input.divide, pixels: true };
    case 'series':
      return {
        subtract: input.channels.map(({ subtract }) => subtract),
        divide: input.channels.map(({ divide }) => divide),
        pixels: false,
      };
    case 'table': {
      const numbers = input.columns.flatMap((column) =>
        column.type === 'number' && (column.steps ?? []).length === 0 ? [column] : [],
      );
      if (numbers.length < input.columns.length) return 'has categories, or columns that are prepared in several steps';
      return {
        subtract: numbers.map(({ subtract }) => subtract),
        divide: numbers.map(({ divide }) => divide),
        pixels: false,
      };
    }
    case 'text':
      return 'is text, which has to be cut into words first';
    case 'audio':
      return 'is sound, which has to become a spectrogram first';
    default:
      return 'needs code to be prepared';
  }
}

/** What stands before each input, by the input layer's name. Throws CannotExport where an input needs code. */
export function rawInputs({ record }: Pick<ExportInput, 'record'>): ReadonlyMap<string, RawInput> {
  return new Map(
    exportedSettings(record).inputs.map((input) => {
      const raw = rawOf(input);
      if (typeof raw === 'string')
        throw new CannotExport(
          `The input ${input.layer} ${raw}: a graph cannot do that. Turn off "Answer raw values, too"; the example in the folder prepares values as well.`,
        );
      return [input.layer, raw];
    }),
  );
}
