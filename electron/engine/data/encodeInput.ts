// One sample of a person's own, or one of the data set's, as the numbers a network takes: the same path as training.
import { promises as files } from 'node:fs';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { parseNumber } from '../../../shared/data/cells';
import {
  type CellValue,
  type FittedImage,
  type FittedTable,
  encodeRow,
  resizePixels,
  scalePixels,
  tableWidth,
} from '../../../shared/data/preprocess';
import type { Result } from '../../../shared/result';
import type { PictureUrl, PredictInput } from '../../../shared/run/engine';
import type { OpenedData } from './dataset';
import { decodeImage, largestFile, pictureUrl, readImageHeader } from './imageFile';
import { settle, stop } from './problem';
import { readTableRows } from './readRows';
import { openSourceFile } from './sourceFile';

export interface EncodedInput {
  readonly values: Float32Array;
  /** Without the batch dimension. */
  readonly shape: readonly number[];
  /** The picture as the network sees it, in its own size. */
  readonly picture?: PictureUrl;
  readonly cells?: { readonly [column: string]: string | null };
  /** For a sample of the data set: its label as text. */
  readonly label?: string;
}

type Row = { readonly [column: string]: CellValue };

/** A row as the network sees it, each value checked against what its column is. */
function encodeCells(input: FittedTable, row: Row): EncodedInput {
  const checked: Record<string, CellValue> = {};
  const cells: Record<string, string | null> = {};
  for (const column of input.columns) {
    const given = Object.prototype.hasOwnProperty.call(row, column.name) ? row[column.name] : null;
    const value = typeof given === 'string' ? given.trim() : given;
    const blank = value === null || value === undefined || value === '';
    cells[column.name] = blank ? null : String(value);
    checked[column.name] = blank ? null : value;
    if (blank || column.type !== 'number') continue;
    const number = typeof value === 'number' ? value : parseNumber(value);
    if (!Number.isFinite(number)) {
      stop(
        'predict.number',
        `"${column.name}" must be a number such as 3.5, or empty. It is "${String(value).slice(0, 50)}".`,
        { param: column.name },
      );
    }
    checked[column.name] = number;
  }
  return { values: encodeRow(input, checked), shape: [tableWidth(input)], cells };
}

function encodePicture(input: FittedImage, pixels: Uint8Array): EncodedInput {
  const values = new Float32Array(pixels.length);
  scalePixels(input, pixels, values, 0);
  const { width, height, channels } = input;
  return { values, shape: [height, width, channels], picture: pictureUrl(pixels, width, height, channels) };
}

async function encodeFile(input: FittedImage | FittedTable, path: string): Promise<EncodedInput> {
  const file = await openSourceFile(path);
  if (input.modality === 'table') {
    const rows = await readTableRows(path, 1);
    return encodeCells(input, rows.rows[0] ?? {});
  }
  if (file.size > largestFile)
    stop(
      'predict.file',
      `"${file.name}" has ${Math.round(file.size / 2 ** 20)} MB; a picture may have ${largestFile / 2 ** 20} MB. Choose a smaller one.`,
    );
  const bytes = await files.readFile(path);
  const answer = readImageHeader(bytes);
  if (!answer.ok) stop('predict.file', `"${file.name}" cannot be used as a picture. ${answer.reason}`);
  const picture = await decodeImage(bytes).catch((error: Error) =>
    stop('predict.file', `"${file.name}" cannot be used as a picture. ${error.message}`),
  );
  return encodePicture(input, resizePixels(picture, input.width, input.height, input.channels));
}

function encodeRgba(input: FittedImage, width: number, height: number, base64: string): EncodedInput {
  const rgba = Buffer.from(base64, 'base64');
  if (rgba.length !== 4 * width * height) {
    stop(
      'predict.pixels',
      `The picture should have ${4 * width * height} bytes for ${width} by ${height} pixels. It has ${rgba.length}. Draw or paste it again.`,
    );
  }
  const pixels = resizePixels({ data: rgba, width, height, channels: 4 }, input.width, input.height, input.channels);
  return encodePicture(input, pixels);
}

async function encodeSample(
  source: string,
  input: FittedImage | FittedTable,
  sample: Extract<PredictInput, { type: 'sample' }>,
  opened: OpenedData | undefined,
): Promise<EncodedInput> {
  if (opened === undefined)
    return stop(
      'predict.sample',
      'The data set is not open, so none of its samples can be tried. Choose the data again in the data step.',
    );
  const part = opened.parts[sample.part];
  const number = part[sample.position];
  if (number === undefined) {
    return stop(
      'predict.sample',
      `The ${sample.part} part has ${part.length} samples; number ${sample.position + 1} is not among them.`,
    );
  }
  const one = Uint32Array.of(number);
  const [batch, [shown]] = await Promise.all([opened.batch(one), opened.show(one)]);
  const array = batch.inputs[source]!;
  const encoded = { values: array.values, shape: array.shape.slice(1) };
  const label = shown?.label === undefined ? {} : { label: shown.label };
  if (shown?.picture !== undefined) return { ...encoded, ...label, picture: shown.picture };
  const names = opened.columns;
  const wanted = new Set(input.modality === 'table' ? input.columns.map(({ name }) => name) : []);
  const cells = Object.fromEntries(
    (shown?.cells ?? []).flatMap((cell, i) => (wanted.has(names[i] ?? '') ? [[names[i]!, cell] as const] : [])),
  );
  return { ...encoded, ...label, cells };
}

/** `source` is the input's name in `fitted.inputs`; `opened` is needed for samples of the data set only. */
export async function encodeInput(
  fitted: FittedPreprocessing,
  source: string,
  given: PredictInput,
  opened?: OpenedData,
): Promise<Result<EncodedInput>> {
  return settle('path' in given ? given.path.replace(/^.*[\\/]/, '') : source, async () => {
    const input = Object.prototype.hasOwnProperty.call(fitted.inputs, source) ? fitted.inputs[source] : undefined;
    if (input === undefined) {
      return stop(
        'predict.input',
        `This network has no input called "${source}". It has ${Object.keys(fitted.inputs).join(', ')}.`,
      );
    }
    switch (given.type) {
      case 'row':
        if (input.modality !== 'table')
          return stop('predict.kind', 'This network takes a picture, not a row of a table.');
        return encodeCells(input, given.values);
      case 'pixels':
        if (input.modality !== 'image')
          return stop('predict.kind', 'This network takes a row of a table, not a picture.');
        return encodeRgba(input, given.width, given.height, given.rgba);
      case 'file':
        return encodeFile(input, given.path);
      case 'sample':
        return encodeSample(source, input, given, opened);
    }
  });
}
