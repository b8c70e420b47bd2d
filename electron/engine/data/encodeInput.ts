// A sample of a person's own as the numbers a network takes: the same path as training.
import { promises as files } from 'node:fs';
import { parseNumber } from '../../../shared/data/cells';
import type { FittedInput } from '../../../shared/data/fitted';
import {
  type CellValue,
  type FittedImage,
  type FittedTable,
  encodeRow,
  pictureSizeOf,
  resizePixels,
  scalePixels,
  tableWidth,
} from '../../../shared/data/preprocess';
import { type FittedAudio, encodeSound, fitSound, framesOf, longestSound } from '../../../shared/data/audio';
import { type FittedSeries, type WindowValues, encodeWindow } from '../../../shared/data/series';
import { type FittedText, encodeText, textEncoder } from '../../../shared/data/text';
import type { Sound } from '../../../shared/data/wav';
import type { Result } from '../../../shared/result';
import type { PredictInput, Prediction } from '../../../shared/run/prediction';
import { soundOf } from './audio/audioSource';
import { listOf } from './tables/columnPlaces';
import type { BatchArray } from './dataset';
import { encodeClipFolder, encodeFrames } from './video/encodeClip';
import { decodeImage, largestFile, pictureUrl, readImageHeader } from './pictures/imageFile';
import { shownSound } from './audio/openAudio';
import { settle, stop } from './problem';
import { readTableRows } from './tables/readRows';
import { readLastRows } from './tables/lastRows';
import { openSourceFile } from './sourceFile';
import { longestText } from './texts/textArchive';
import { decodeText } from './texts/textFiles';

/** The numbers of one sample, first dimension 1, and what they are made of, as a person sees it. */
export interface EncodedInput {
  readonly array: BatchArray;
  readonly shown: Prediction['input'];
}

/** A row as the network sees it, each value checked against what its column is. */
function encodeCells(input: FittedTable, row: { readonly [column: string]: CellValue }): EncodedInput {
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
      const text = String(value).slice(0, 50);
      stop('predict.number', `"${column.name}" must be a number such as 3.5, or empty. It is "${text}".`, {
        param: column.name,
      });
    }
    checked[column.name] = number;
  }
  return { array: { shape: [1, tableWidth(input)], values: encodeRow(input, checked) }, shown: { cells } };
}

function encodePicture(input: FittedImage, pixels: Uint8Array): EncodedInput {
  const { width, height, channels } = input;
  const values = new Float32Array(pixels.length);
  scalePixels(input, pixels, values, 0);
  return {
    array: { shape: [1, height, width, channels], values },
    shown: { picture: pictureUrl(pixels, width, height, channels) },
  };
}

/** A text as the network sees it, with its tokens to be shown. */
function encodeWords(input: FittedText, text: string): EncodedInput {
  const cut = text.slice(0, longestText);
  return {
    array: { shape: [1, input.length], values: encodeText(input, cut) },
    shown: { text: cut, tokens: textEncoder(input).tokens(cut) },
  };
}

/** A window of a series: exactly as many rows and columns as the network takes. */
function encodeSeries(input: FittedSeries, values: WindowValues): EncodedInput {
  const { window, horizon } = input;
  const channels = input.channels.map(({ name }) => name);
  if (values.length !== window || values.some((row) => row.length !== channels.length)) {
    const widths = [...new Set(values.map((row) => row.length))].slice(0, 3).join(', ');
    stop(
      'predict.window',
      `The network takes ${window} rows of ${channels.length} ${channels.length === 1 ? 'value' : 'values'} (${listOf(channels)}). ${values.length} rows${widths === '' ? '' : ` of ${widths}`} arrived.`,
    );
  }
  return {
    array: { shape: [1, window, channels.length], values: encodeWindow(input, values) },
    shown: { series: { channels, values, horizon } },
  };
}

/** A sound as the network hears it, with its spectrogram to be shown. */
function encodeHeard(input: FittedAudio, sound: Sound): EncodedInput {
  return {
    array: { shape: [1, framesOf(input), input.mels, 1], values: encodeSound(input, sound) },
    shown: { sound: shownSound(input, fitSound(input, sound), true) },
  };
}

function encodePcm(input: FittedAudio, rate: number, base64: string): EncodedInput {
  const bytes = Buffer.from(base64, 'base64');
  const count = Math.min(Math.floor(bytes.length / 2), longestSound * rate);
  const samples = Float32Array.from({ length: count }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
  if (samples.every((sample) => sample === 0)) {
    return stop(
      'predict.silence',
      'Nothing was heard: the recording is silent. Check that the microphone is on and not muted, and record again.',
    );
  }
  return encodeHeard(input, { rate, samples });
}

async function encodeFile(input: FittedInput, path: string): Promise<EncodedInput> {
  if (input.modality === 'table') {
    const { rows } = await readTableRows(path, 1);
    return encodeCells(input, rows[0] ?? {});
  }
  if (input.modality === 'series') {
    const names = input.channels.map(({ name }) => name);
    return encodeSeries(input, await readLastRows(path, names, input.window));
  }
  if (input.modality === 'video') return encodeClipFolder(input, path);
  const file = await openSourceFile(path);
  if (input.modality === 'audio') {
    const answer = file.size > largestFile ? null : soundOf(await files.readFile(path), file.name);
    if (answer?.ok === true) return encodeHeard(input, answer.value);
    const reason = answer === null ? `It is larger than ${largestFile / 2 ** 20} MB.` : answer.reason;
    return stop('predict.file', `"${file.name}" cannot be used as a sound. ${reason} Choose another file.`);
  }
  if (input.modality === 'text') {
    const text = file.type.is === 'unknown' ? decodeText(file.head, file.head.length === file.size) : null;
    if (text === null)
      return stop(
        'predict.file',
        `"${file.name}" is not a plain text file (.txt). Choose another file, or paste the text.`,
      );
    return encodeWords(input, text);
  }
  const refuse = (reason: string) =>
    stop('predict.file', `"${file.name}" cannot be used as a picture. ${reason} Choose another file.`);
  if (file.size > largestFile) return refuse(`It is larger than ${largestFile / 2 ** 20} MB.`);
  const bytes = await files.readFile(path);
  const answer = readImageHeader(bytes);
  if (!answer.ok) return refuse(answer.reason);
  const picture = await decodeImage(bytes).catch((error: Error) => refuse(error.message));
  return encodePicture(input, resizePixels(picture, pictureSizeOf(input)));
}

function encodeRgba(input: FittedImage, width: number, height: number, base64: string): EncodedInput {
  const rgba = Buffer.from(base64, 'base64');
  if (width < 1 || height < 1 || rgba.length !== 4 * width * height) {
    return stop(
      'predict.pixels',
      `A picture of ${width} by ${height} pixels has ${4 * width * height} bytes; ${rgba.length} arrived. Draw or paste it again.`,
    );
  }
  const pixels = resizePixels({ data: rgba, width, height, channels: 4 }, pictureSizeOf(input));
  return encodePicture(input, pixels);
}

const takes: { readonly [M in FittedInput['modality']]: string } = {
  table: 'a row of a table',
  image: 'a picture',
  text: 'a text',
  series: 'a window of a series',
  audio: 'a sound',
  video: 'a clip',
};

const wrongKind = (input: FittedInput, given: string) =>
  stop('predict.kind', `This network takes ${takes[input.modality]}, but was given ${given}.`);

/**
 * Encodes a row, pixels or a file by a run's preprocessing. Of a table file the first row is taken, by its columns'
 * names. Samples of the data set are not encoded here: `OpenedData.batch` has them.
 */
export function encodeInput(input: FittedInput, given: PredictInput): Promise<Result<EncodedInput>> {
  const name = given.type === 'file' ? given.path.replace(/^.*[\\/]/, '') : 'The input';
  return settle(name, async () => {
    switch (given.type) {
      case 'row':
        if (input.modality === 'table') return encodeCells(input, given.values);
        return wrongKind(input, 'a row of a table');
      case 'pixels':
        if (input.modality === 'image') return encodeRgba(input, given.width, given.height, given.rgba);
        return wrongKind(input, 'a picture');
      case 'clip':
        if (input.modality === 'video') return encodeFrames(input, given.width, given.height, given.frames);
        return wrongKind(input, 'a clip');
      case 'sound':
        if (input.modality === 'audio') return encodePcm(input, given.rate, given.pcm);
        return wrongKind(input, 'a sound');
      case 'window':
        if (input.modality === 'series') return encodeSeries(input, given.values);
        return wrongKind(input, 'a window of a series');
      case 'text':
        if (input.modality === 'text') return encodeWords(input, given.text);
        return wrongKind(input, 'a text');
      case 'file':
        return encodeFile(input, given.path);
      case 'sample':
        return stop('predict.sample', 'A sample of the data set needs the data set open. Choose the data again.');
    }
  });
}
