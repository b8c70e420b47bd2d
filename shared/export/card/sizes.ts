// The part of a model card that says what smaller numbers cost.
import { type ComparedFigure, comparedKinds } from '../../run/comparedFigures';
import type { Comparison } from '../../run/exported';
import { percent } from './words';
import { tflite, tfliteFloat16, tfliteInt8 } from '../tfliteFile';

const titles = new Map([tflite, tfliteFloat16, tfliteInt8].map(({ id, title }) => [id, title]));

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(bytes < 102_400 ? 1 : 0)} KiB`;
const shown = ({ kind, value }: ComparedFigure): string =>
  comparedKinds[kind].format === 'percent' ? percent(value) : String(Number(value.toPrecision(3)));

/** Head and rows of a table: every precision's size and figures, and its speed where that is wanted. */
export function sizesTable(
  { rows }: Comparison,
  withSpeed: boolean,
): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const figures = rows[0]?.figures ?? [];
  return {
    head: [
      'File',
      'Size',
      'Zipped',
      ...(withSpeed ? ['Time for a sample'] : []),
      ...figures.map(({ kind, output }) => {
        const { title } = comparedKinds[kind];
        return figures.length === 1 ? title : `${output}: ${title}`;
      }),
    ],
    rows: rows.map(({ format, bytes, packed, milliseconds, figures: own }) => [
      titles.get(format) ?? format,
      kilobytes(bytes),
      kilobytes(packed),
      ...(withSpeed ? [milliseconds === null ? '–' : `${Number(milliseconds.toPrecision(2))} ms`] : []),
      ...own.map(shown),
    ]),
  };
}

/** What the table rests on, in words. */
export function sizesNote({ count, part, zeros }: Comparison, withSpeed: boolean): string {
  const pruned = zeros < 0.01 ? '' : ` ${(100 * zeros).toFixed(0)} % of the weights are 0.`;
  const speed = withSpeed
    ? ' Times are those of one thread on the machine that wrote this card, with LiteRT as WebAssembly.'
    : '';
  return `The network as TensorFlow Lite files, on ${count} samples of the ${part} part.${speed}${pruned}`;
}
