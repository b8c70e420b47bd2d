// A network's numbers turned back into what a person knows: pictures, cells of a row, rows of a series.
import { isReversible, undoStep } from '../../../shared/data/applyStep';
import type { FittedColumn, FittedInput } from '../../../shared/data/fitted';
import { unscalePixels } from '../../../shared/data/preprocess';
import type { ShownNumbers } from '../../../shared/data/shown';
import { formatNumber } from './answers';
import { pictureUrl } from '../data/pictures/imageFile';
import { spectrogramUrl } from '../data/audio/openAudio';

/** `values`: one sample as this input gives it to a network. Empty for inputs that are no numbers of their own. */
export function showNumbers(input: FittedInput, values: Float32Array): ShownNumbers {
  switch (input.modality) {
    case 'image': {
      const { width, height, channels } = input;
      return { picture: pictureUrl(Uint8ClampedArray.from(unscalePixels(input, values)), width, height, channels) };
    }
    case 'video': {
      // The pictures of a clip from top to bottom.
      const { width, height, frames, channels } = input;
      const pixels = unscalePixels(input, values);
      return { picture: pictureUrl(Uint8ClampedArray.from(pixels), width, frames * height, channels) };
    }
    case 'audio':
      return { picture: spectrogramUrl(values, values.length / input.mels, input.mels) };
    case 'series': {
      const { channels } = input;
      const rows = values.length / channels.length;
      const value = (row: number, at: number) =>
        values[row * channels.length + at]! * channels[at]!.divide + channels[at]!.subtract;
      return {
        series: {
          channels: channels.map(({ name }) => name),
          values: Array.from({ length: rows }, (_, row) => channels.map((_channel, at) => value(row, at))),
        },
      };
    }
    case 'table': {
      let at = 0;
      return {
        cells: input.columns.map((column) => {
          const width = column.type === 'onehot' ? column.categories.length : 1;
          const part = values.subarray(at, (at += width));
          return { name: column.name, value: cellOf(column, part) };
        }),
      };
    }
    default:
      return {};
  }
}

function cellOf(column: FittedColumn, values: Float32Array): string {
  switch (column.type) {
    case 'number': {
      const { steps = [], divide, subtract } = column;
      const value = values[0]!;
      // Steps such as ranks have no way back: the scaled number is shown.
      if (!steps.every(isReversible)) return formatNumber(value);
      return formatNumber(steps.reduceRight((y, step) => undoStep(step, y), value * divide + subtract));
    }
    case 'onehot': {
      let best = 0;
      values.forEach((value, index) => {
        if (value > values[best]!) best = index;
      });
      // A row of nothing but small numbers is no category at all.
      return values[best]! > 0.1 ? (column.categories[best] ?? '') : '';
    }
    case 'ordinal':
      return column.categories[Math.round(values[0]!) - (column.first ?? 0)] ?? '';
  }
}
