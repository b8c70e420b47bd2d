// Trainings of exported Python projects: the lines of their metrics.jsonl, read back as a run of the project that they came from.
import { z } from 'zod';
import { metricInKeras, metrics } from '../choices/metrics';
import { idPattern } from '../ids';
import { type Result, fail, ok } from '../result';
import type { Figures } from './events';
import { type Plan, layerIdentifiers } from './plan';
import type { EpochRecord, RunRecord } from './record';

/** Longest file that is read, in bytes: a line takes some hundred. */
export const mostMetricsBytes = 2 ** 26;

/** A line: an epoch's figures by their names in Python, under which run was exported and what trained it. */
const line = z
  .object({
    epoch: z.number().int().min(1).max(1_000_000),
    step: z.number().int().min(1),
    seconds: z.number().min(0).max(1e10),
    loss: z.number(),
    run: z.string().regex(idPattern),
    by: z.string().min(1).max(100),
  })
  .catchall(z.number());

type Line = z.infer<typeof line>;

export interface MetricsFile {
  /** Id of the run that the project was exported from. */
  readonly run: string;
  /** "Keras 3.15.1". */
  readonly by: string;
  readonly lines: readonly Line[];
}

/** Why a line is none, or the line. */
function readLine(text: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `is no line of JSON: ${JSON.stringify(text.slice(0, 60))}`;
  }
  const read = line.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return `${place === '' ? 'is no epoch' : `does not say "${place.slice(0, 60)}" as expected`}: ${issue?.message ?? ''}`;
}

/** Refuses a file by the first row that is wrong; empty rows count and are left out. */
export function readMetricsFile(text: string): Result<MetricsFile> {
  const refuse = (row: number, why: string) =>
    fail(
      'runImport.row',
      `Row ${row} ${why}. Choose the metrics.jsonl that train.py of an exported project wrote, unchanged.`,
    );
  const lines: Line[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const read = readLine(row);
    if (typeof read === 'string') return refuse(index + 1, read);
    const before = lines[lines.length - 1];
    if (before !== undefined && before.run !== read.run) return refuse(index + 1, 'belongs to another run');
    if (before !== undefined && (read.epoch <= before.epoch || read.step <= before.step))
      return refuse(index + 1, `is epoch ${read.epoch} after epoch ${before.epoch}: they must rise from row to row`);
    lines.push(read);
  }
  const last = lines[lines.length - 1];
  if (last === undefined) return fail('runImport.empty', 'The file has no epochs: training wrote nothing into it yet.');
  return ok({ run: last.run, by: last.by, lines });
}

/** Our names of figures by those that Keras and the projects' own metrics.py give them. */
const namesInPython: ReadonlyMap<string, string> = new Map([
  ...metrics.flatMap((metric) =>
    [1, 2].flatMap((size) => {
      const source = metricInKeras(metric, size) ?? '';
      const name = (/name="(\w+)"/.exec(source) ?? /^"(\w+)"$/.exec(source))?.[1];
      return name === undefined ? [] : [[name, metric.id] as const];
    }),
  ),
  ['mae', 'meanAbsoluteError'],
  ['rmse', 'rootMeanSquaredError'],
  ['pixel_accuracy', 'accuracy'],
  ['exact_match', 'exactMatch'],
  ['mean_average_precision', 'meanAveragePrecision'],
]);

/** A figure as runs of the plan call it: of one output by itself, of several with the output's name before it. */
function figureNames(plan: Pick<Plan, 'layers' | 'outputs'>): (written: string) => string {
  const identifiers = layerIdentifiers(plan);
  const outputs = plan.outputs
    .flatMap(({ name, layer }) => [name, identifiers.get(layer) ?? name].map((called) => ({ called, name })))
    .sort((a, b) => b.called.length - a.called.length);
  const single = plan.outputs.length === 1;
  return (written) => {
    const known = namesInPython.get(written);
    if (single && known !== undefined) return known;
    const output = outputs.find(({ called }) => written.startsWith(`${called}_`));
    if (output === undefined) return written;
    const rest = written.slice(output.called.length + 1);
    const own = namesInPython.get(rest) ?? rest;
    return single ? own : `${output.name}/${own}`;
  };
}

function epochOf(read: Line, nameOf: (written: string) => string): EpochRecord {
  const { epoch, step, seconds, run: _run, by: _by, ...rest } = read;
  const figures = Object.entries(rest as { readonly [name: string]: number });
  const named = (entries: readonly (readonly [string, number])[]): Figures =>
    Object.fromEntries(entries.map(([name, value]) => [nameOf(name), value]));
  const watched = figures.flatMap(([name, value]) =>
    name.startsWith('val_') ? [[name.slice(4), value] as const] : [],
  );
  // What the optimizer does is no figure of the network.
  const trained = figures.filter(([name]) => !name.startsWith('val_') && name !== 'learning_rate');
  const validation = watched.length === 0 ? null : named(watched);
  return { epoch, step, train: named(trained), validation, elapsedMs: Math.round(seconds * 1000) };
}

/** The run as it stands in the history: with the network and data of the run that was exported, and no weights. */
export function runElsewhere(
  origin: RunRecord,
  { by, lines }: MetricsFile,
  { id, now }: { readonly id: string; readonly now: Date },
): RunRecord {
  const nameOf = figureNames(origin.plan);
  const epochs = lines.map((read) => epochOf(read, nameOf));
  const judged = ({ train, validation }: EpochRecord) => validation?.['loss'] ?? train['loss'] ?? Infinity;
  const best = epochs.reduce((least, entry) => (judged(entry) < judged(least) ? entry : least));
  return {
    id,
    name: `${origin.name} (${by})`.slice(0, 200),
    createdAt: now.toISOString(),
    status: 'completed',
    plan: origin.plan,
    preprocessing: origin.preprocessing,
    engine: { id: 'elsewhere', title: by, reason: 'An exported project was trained.', nextStep: '' },
    parameters: origin.parameters,
    epochs,
    bestEpoch: best.epoch,
    elapsedMs: epochs[epochs.length - 1]!.elapsedMs,
    elsewhere: by,
  };
}
