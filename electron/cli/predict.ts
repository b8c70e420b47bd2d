// layerloom predict FILE --input PATH: what a trained network says about samples of one's own.
import { promises as fs } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import Papa from 'papaparse';
import type { FittedInput } from '../../shared/data/fitted';
import { labelsGiven } from '../../shared/data/labels';
import { formatOfName } from '../../shared/data/tableFormats';
import { pictureFile } from '../../shared/data/tablePictures';
import { fail, ok, type Result } from '../../shared/result';
import type { PredictInput, PredictedOutput, Prediction } from '../../shared/run/prediction';
import { decodings, followedInputs, type Decoding } from '../../shared/run/decode';
import type { RunRecord } from '../../shared/run/record';
import { fileProblem } from '../host/atomicFile';
import { readRunOf } from './readProject';
import { optionLines, settingsOf } from './settings';
import { exitCodeOf, exitCodes, type Context, type Verb } from './verb';

interface Sample {
  /** What it is called in the answer: a row's number, a file's path. */
  readonly name: string;
  readonly input: PredictInput;
}

const mostBytes = 1024 ** 3;

const tableFile = /\.(csv|tsv|json|jsonl|ndjson|xlsx|xlsm|parquet|pq)$/iu;

const rowsAtOnce = 500;

/** Rows of a format that the engine reads: Excel, Parquet, JSON lines. */
async function rowsByEngine(context: Context, path: string): Promise<Result<readonly Sample[]>> {
  const source = { type: 'file', path, name: basename(path) } as const;
  const read = await context.engine().call('inspectData', { source, options: {}, taskId: 'rows' });
  if (!read.ok) return read;
  const names = read.value.table?.columns.map((column) => column.name) ?? [];
  const samples: Sample[] = [];
  for (let offset = 0, total = 1; offset < total; offset += rowsAtOnce) {
    const page = await context
      .engine()
      .call('previewData', { data: read.value, part: 'all', offset, limit: rowsAtOnce });
    if (!page.ok) return page;
    total = page.value.total;
    for (const { index, cells = [] } of page.value.rows) {
      const values = Object.fromEntries(names.map((name, place) => [name, cells[place] ?? null]));
      samples.push({ name: String(index + 1), input: { type: 'row', values } });
    }
  }
  return ok(samples);
}

async function rowsOf(context: Context, path: string): Promise<Result<readonly Sample[]>> {
  if (!['text', 'json'].includes(formatOfName(path).id)) return rowsByEngine(context, path);
  try {
    const stats = await fs.stat(path);
    if (stats.size > mostBytes)
      return fail(
        'file.tooLarge',
        `${path} has ${stats.size} bytes; at most ${mostBytes} are read. Cut it into parts.`,
      );
    const text = (await fs.readFile(path, 'utf8')).replace(/^\ufeff/u, '');
    if (extname(path).toLowerCase() === '.json') {
      const json: unknown = JSON.parse(text);
      const list = Array.isArray(json) ? json : [json];
      return ok(
        list.map((values, index) => ({
          name: String(index + 1),
          input: { type: 'row', values: values as Record<string, string | number | null> },
        })),
      );
    }
    const parsed = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: 'greedy' });
    if (parsed.data.length === 0)
      return fail(
        'file.noRows',
        `${path} has no rows. Its first line should name the columns, and each further line is a sample.`,
      );
    return ok(
      parsed.data.map((row, index) => ({
        name: String(index + 1),
        input: {
          type: 'row',
          values: Object.fromEntries(
            Object.entries(row).map(([column, value]) => [
              column,
              typeof value === 'string' && value.trim() !== '' ? value : null,
            ]),
          ),
        },
      })),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return fail('file.json', `${path} is not valid JSON: ${error.message}.`);
    return { ok: false, problem: fileProblem(error, path, 'read') };
  }
}

/** A file, or all files of a folder with such an ending. */
async function filesOf(path: string, endings: RegExp, what: string): Promise<Result<readonly Sample[]>> {
  try {
    const stats = await fs.stat(path);
    if (!stats.isDirectory()) return ok([{ name: path, input: { type: 'file', path } }]);
    const names = (await fs.readdir(path)).filter((name) => endings.test(name)).sort();
    if (names.length === 0) return fail('file.noSamples', `${path} has no ${what} in it.`);
    return ok(names.map((name) => ({ name: join(path, name), input: { type: 'file', path: join(path, name) } })));
  } catch (error) {
    return { ok: false, problem: fileProblem(error, path, 'read') };
  }
}

/** A folder of pictures is a clip; a folder of folders holds several. */
async function clipsOf(path: string): Promise<Result<readonly Sample[]>> {
  try {
    const entries = (await fs.stat(path)).isDirectory() ? await fs.readdir(path, { withFileTypes: true }) : [];
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
    const clips = folders.length === 0 ? [path] : folders.sort();
    return ok(clips.map((clip) => ({ name: clip, input: { type: 'file', path: clip } })));
  } catch (error) {
    return { ok: false, problem: fileProblem(error, path, 'read') };
  }
}

/** Texts: a .txt file, a folder of them, or the text column of a table. */
async function textsOf(context: Context, path: string, column: string): Promise<Result<readonly Sample[]>> {
  if (!tableFile.test(path)) return filesOf(path, /\.(txt|text|md)$/iu, 'text files');
  const rows = await rowsOf(context, path);
  if (!rows.ok) return rows;
  const first = rows.value[0]?.input;
  const names = first?.type === 'row' ? Object.keys(first.values) : [];
  if (!names.includes(column)) {
    return fail(
      'file.noColumn',
      `${path} has no column "${column}", which holds the texts. Its columns are: ${names.slice(0, 10).join(', ')}.`,
    );
  }
  return ok(
    rows.value.map(({ name, input }) => ({
      name,
      input: { type: 'text', text: input.type === 'row' ? String(input.values[column] ?? '') : '' },
    })),
  );
}

async function samplesOf(context: Context, record: RunRecord, path: string): Promise<Result<readonly Sample[]>> {
  const modalities = new Set(Object.values(record.preprocessing.inputs).map((input) => input.modality));
  if (modalities.size === 1) {
    if (modalities.has('image') && !(record.plan.data.table !== undefined && tableFile.test(path)))
      return filesOf(path, pictureFile, 'pictures');
    if (modalities.has('video')) return clipsOf(path);
    if (modalities.has('audio')) return filesOf(path, /\.wave?$/iu, 'WAV files');
    if (modalities.has('series')) return ok([{ name: path, input: { type: 'file', path } }]);
    const { text, pairs } = record.plan.data;
    if (modalities.has('text')) return textsOf(context, path, pairs?.source.column ?? text?.textColumn ?? 'text');
  }
  return rowsOf(context, path);
}

/** What one input takes of a sample: of a row of a table, the picture that it names beside the table. */
function inputOf(fitted: FittedInput, input: PredictInput, path: string): PredictInput {
  if (input.type !== 'row' || fitted.modality !== 'image' || fitted.column === undefined) return input;
  return { type: 'file', path: resolve(dirname(path), String(input.values[fitted.column] ?? '')) };
}

/** Labels above the usual threshold, each with its probability. */
function labelWords(names: readonly string[], probabilities: readonly number[]): string {
  const given = labelsGiven(probabilities).map(
    (place) => `${names[place] ?? place} (${(100 * probabilities[place]!).toFixed(1)} %)`,
  );
  return given.length === 0 ? 'none' : given.join(', ');
}

function wordsOf(prediction: Prediction): string {
  return prediction.outputs
    .map((output) => {
      const start = prediction.outputs.length > 1 ? `${output.name}: ` : '';
      if (output.written !== undefined) return `${start}${output.written[0]?.text ?? ''}`;
      if (output.places !== undefined)
        return `${start}${output.places.map((place) => `${place.text}/${output.classes?.[place.class] ?? place.class}`).join(' ')}`;
      if (output.probabilities === undefined) {
        const values = output.forecast?.values ?? (output.value === undefined ? [] : [output.value]);
        return `${start}${values.length === 0 ? '?' : values.map((value) => Number(value.toPrecision(6))).join(' ')}`;
      }
      if (output.task === 'labels') return `${start}${labelWords(output.classes ?? [], output.probabilities)}`;
      const best = output.probabilities.reduce(
        (most, value, index, all) => (value > (all[most] ?? -1) ? index : most),
        0,
      );
      return `${start}${output.classes?.[best] ?? best} (${(100 * (output.probabilities[best] ?? NaN)).toFixed(1)} %)`;
    })
    .join('  ');
}

/** What a line of JSON says of an output. */
function outputLine({ name, target, classes, probabilities, value, forecast, written, places }: PredictedOutput) {
  return {
    name,
    target,
    ...(classes === undefined ? {} : { classes, probabilities }),
    ...(value === undefined ? {} : { value }),
    ...(forecast === undefined ? {} : { forecast }),
    ...(written === undefined ? {} : { written }),
    ...(places === undefined ? {} : { places }),
  };
}

function decodingOf(context: Context): Result<Decoding> {
  const name = context.option('decoding') ?? decodings[0]!.id;
  const found = decodings.find(({ id }) => id === name);
  if (found === undefined) {
    const known = decodings.map(({ id }) => id).join(' or ');
    return fail('usage.decoding', `--decoding must be ${known}. It is "${name}".`);
  }
  const params = settingsOf(found.params, context.options('option'), `The decoding "${name}"`);
  return params.ok ? ok({ id: name, params: params.value }) : params;
}

export const predict: Verb = {
  name: 'predict',
  summary:
    'Tries a trained run on samples: rows of a table (CSV, Excel, JSON, Parquet), a picture, a text, or a folder.',
  takesFile: true,
  options: [
    { name: 'input', value: 'PATH', help: 'The samples', required: true },
    {
      name: 'decoding',
      value: 'NAME',
      help: `Networks that write texts: how they look for the best one, ${decodings.map(({ id }) => id).join(' or ')} (default: ${decodings[0]!.id})`,
    },
    { name: 'option', value: 'NAME=VALUE', help: 'An option of the decoding', many: true },
    { name: 'run', value: 'NAME', help: 'Run of the project, by name or id (default: the newest trained one)' },
  ],
  more: () => decodings.flatMap(({ id, params }) => optionLines(`--decoding ${id}`, params)),
  async run(context) {
    const decoding = decodingOf(context);
    if (!decoding.ok) {
      context.complain(decoding.problem);
      return exitCodes.usage;
    }
    const run = await readRunOf(context);
    if (!run.ok) {
      context.complain(run.problem);
      return exitCodeOf(run.problem);
    }
    const { record } = run.value;
    const followed = followedInputs(record.preprocessing);
    const sources = Object.entries(record.preprocessing.inputs).filter(([source]) => !followed.has(source));
    const path = resolve(context.option('input') ?? '');
    const samples = await samplesOf(context, record, path);
    if (!samples.ok) {
      context.complain(samples.problem);
      return exitCodeOf(samples.problem);
    }
    let failures = 0;
    for (const { name, input } of samples.value) {
      if (context.interrupted) return exitCodes.interrupted;
      // Every input of a table's network is made of the same row.
      const inputs = Object.fromEntries(sources.map(([source, fitted]) => [source, inputOf(fitted, input, path)]));
      const answer = await context
        .engine()
        .call('predict', { folder: run.value.folder, inputs, decoding: decoding.value });
      if (!answer.ok) {
        failures++;
        if (answer.problem.code.startsWith('engine.')) {
          context.complain(answer.problem);
          return exitCodes.engine;
        }
        context.line({
          type: 'problem',
          sample: name,
          code: answer.problem.code,
          severity: 'error',
          message: answer.problem.message,
        });
        if (!context.json) process.stderr.write(`${name}: ${answer.problem.message}\n`);
        continue;
      }
      context.line({ type: 'prediction', sample: name, outputs: answer.value.outputs.map(outputLine) });
      context.say(`${name}  ${wordsOf(answer.value)}`);
    }
    return failures === 0 ? exitCodes.ok : exitCodes.problems;
  },
};
