// What a person has at hand of a sample of the data: files and words, and how each kind of example is given them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadImage, createCanvas } from '@napi-rs/canvas';
import { loadSource } from '../loadSource.mjs';

const { readWav } = await loadSource('./shared/data/wav.ts');

/**
 * @typedef {object} RawValue
 * @property {readonly string[]} flag how the folder's predict.py takes it
 * @property {unknown} listed the same in a list of samples for predict.py
 * @property {unknown} script what example.mjs takes
 * @property {object} app what the app's own prediction takes
 * @property {{ type: string, body: string | Buffer }} request what the web service takes
 */

const json = (value) => ({ type: 'application/json', body: JSON.stringify(value) });
const bytesOf = (url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

async function pixelsOf(png) {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return { width, height, data: Array.from(data) };
}

/** @type {{ [modality: string]: (sample: any, scratch: string, columns: readonly string[], source: string) => RawValue | Promise<RawValue> }} */
const makers = {
  table({ cells }, _scratch, columns) {
    const row = Object.fromEntries(columns.map((name, place) => [name, cells[place] ?? null]));
    return {
      flag: ['--row', JSON.stringify(row)],
      listed: row,
      script: row,
      app: { type: 'row', values: row },
      request: json(row),
    };
  },
  async image({ picture, pictures }, scratch, _columns, source) {
    const bytes = bytesOf(pictures?.[source] ?? picture);
    const path = join(scratch, 'picture.png');
    writeFileSync(path, bytes);
    return {
      flag: ['--image', path],
      listed: { file: 'picture.png' },
      script: await pixelsOf(bytes),
      app: { type: 'file', path },
      request: { type: 'image/png', body: bytes },
    };
  },
  async video({ frames }, scratch) {
    const path = join(scratch, 'clip');
    mkdirSync(path);
    const pictures = frames.map(bytesOf);
    pictures.forEach((bytes, place) => writeFileSync(join(path, `${place + 1}.png`), bytes));
    return {
      flag: ['--video', path],
      listed: { files: pictures.map((_, place) => `clip/${place + 1}.png`) },
      script: { frames: await Promise.all(pictures.map(pixelsOf)) },
      app: { type: 'file', path },
      request: json(pictures.map((bytes) => ({ base64: bytes.toString('base64') }))),
    };
  },
  text: ({ text }) => ({
    flag: ['--text', text],
    listed: { text },
    script: { text },
    app: { type: 'text', text },
    request: json(text),
  }),
  series({ series: { channels, values } }, scratch) {
    const path = join(scratch, 'table.csv');
    const lines = [channels, ...values.map((row) => row.map((value) => value ?? ''))];
    writeFileSync(path, `${lines.map((cells) => cells.join(',')).join('\n')}\n`);
    return {
      flag: ['--series', path],
      listed: { values },
      script: { values },
      app: { type: 'file', path },
      request: json({ values }),
    };
  },
  audio({ sound: { wav } }, scratch) {
    const path = join(scratch, 'sound.wav');
    const bytes = Buffer.from(wav, 'base64');
    writeFileSync(path, bytes);
    const read = readWav(new Uint8Array(readFileSync(path)), 60);
    return {
      flag: ['--sound', path],
      listed: { file: 'sound.wav' },
      script: { rate: read.value.rate, samples: Array.from(read.value.samples) },
      app: { type: 'file', path },
      request: { type: 'audio/wav', body: bytes },
    };
  },
};

/**
 * A sample as raw values by the network's inputs.
 * @param {any} sample as the app's own preview shows it
 * @param {{ readonly [source: string]: { readonly modality: string } }} inputs
 * @param {string} scratch an empty folder for files
 * @param {readonly string[]} columns of a table
 */
export async function rawValues(sample, inputs, scratch, columns) {
  const pairs = [];
  for (const [source, { modality }] of Object.entries(inputs))
    pairs.push(/** @type {const} */ ([source, await makers[modality](sample, scratch, columns, source)]));
  return pairs;
}
