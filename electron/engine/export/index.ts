// Exports a run: gathers what its format needs, writes the files beside the goal, runs them on samples, and only then
// moves the folder into place. What could not be checked, or answers differently, is said in the verdict.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares a module that the build makes
/// <reference path="./exportPage.d.ts" />
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { page, predict } from 'virtual:export-page';
import { holdsPixels } from '../../../shared/data/bundled';
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { exportFormats, findExportFormat } from '../../../shared/export';
import {
  CannotExport,
  type DataCopy,
  type ExportFile,
  type ExportFormat,
  type ExportInput,
  type SavedTopology,
  objectionTo,
} from '../../../shared/export/format';
import { tfliteProgram } from '../../../shared/export/tfliteFile';
import { withTokenizers } from '../../../shared/export/tokenizerJson';
import { checkParams, defaultsOf } from '../../../shared/params';
import { type ParamValues, type Result, fail, ok } from '../../../shared/result';
import type { ExportReport } from '../../../shared/run/exported';
import { findPackage } from '../backends/backend';
import { readBundledImages, readBundledSet } from '../data/assets';
import { withGroups } from '../../../shared/data/groups';
import type { OpenedData } from '../data/dataset';
import { evaluatePart } from '../answering/evaluate';
import { type CheckResult, type CheckSamples, type CheckWatch, chooseSamples, differenceOf } from './check';
import { calibrate } from './calibrate';
import { comparePrecisions } from './compare';
import { checkC } from './checkC';
import { checkPython } from './checkPython';
import { checkInApp } from './checkRuntime';
import { checkSavedModel } from './checkSavedModel';
import { checkTfjs } from './checkTfjs';
import { checkWeights } from './checkWeights';
import { prepareRaw } from './prepareRaw';
import { buildNetwork, putWeights, takeWeights } from '../network';
import { ProblemError, throwProblem, toProblem } from '../problems';
import { openForPlan } from '../training/recipe';
import type { Trained } from '../answering/trained';
import { planInUse } from '../../../shared/recipes';

export interface ExportRequest {
  /** The run's folder. */
  readonly folder: string;
  /** Id in exportFormats. */
  readonly format: string;
  /** The folder to be made. One that is there already stays, and the export gets a free name beside it. */
  readonly out: string;
  readonly options: ParamValues;
  /** The column whose groups are told apart in figures; undefined: the run's own. */
  readonly groupBy?: string | undefined;
}

export interface ExportServices {
  load(folder: string): Promise<Trained>;
  openData(config: DataConfig, fitted?: FittedPreprocessing): Promise<Result<OpenedData>>;
}

export interface ExportWatch {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

/** Tables up to this many rows travel with an export, when they live inside the app. */
const mostRows = 200_000;

/** Never throws. A cancelled or failed export leaves nothing behind. */
export async function exportRun(
  request: ExportRequest,
  services: ExportServices,
  watch: ExportWatch = {},
): Promise<Result<ExportReport>> {
  const format = findExportFormat(request.format);
  if (format === undefined) {
    const known = exportFormats.map(({ id }) => id).join(', ');
    return fail('export.format', `There is no export format "${request.format}". Choose one of: ${known}.`);
  }
  const options = { ...defaultsOf(format.params), ...request.options };
  const objection = checkParams(format.params, options);
  if (objection !== null) return fail('export.options', objection.message, { param: objection.param });
  let trained: Trained | null = null;
  let data: OpenedData | null = null;
  const draft = `${request.out}.draft-${process.pid}-${Date.now().toString(36)}`;
  try {
    step(watch, 0, 'Reading the run');
    const whole = await services.load(request.folder);
    trained = whole;
    const { record } = trained;
    const refusal = objectionTo(format, record);
    if (refusal !== null) throw new CannotExport(refusal);
    const plan = { ...record.plan, data: withGroups(record.plan.data, request.groupBy) };
    const opened = await openForPlan(services.openData, plan, record.preprocessing, undefined);
    if (opened.ok) data = opened.value;
    // Figures and pictures are of all that was trained; files that answer are of what is used.
    if (!['none', 'weights'].includes(format.check.by)) trained = inUse(whole);
    step(watch, 1, 'Writing the files');
    const files = withTokenizers(format.files(await gather(format, trained, data, options, watch)), trained.record);
    await writeFiles(draft, files);
    const outcome = opened.ok
      ? await check(format, draft, trained, opened.value, watch)
      : { verified: null, verdict: `Not checked: the run's data could not be opened. ${opened.problem.message}` };
    step(watch, 4, 'Moving the files into place');
    const folder = await moveIntoPlace(draft, request.out);
    return ok({ files: files.map(({ path }) => path).sort(), folder, ...outcome });
  } catch (error) {
    await fs.rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof CannotExport)
      return fail('export.layer', error.message, error.node === undefined ? {} : { node: error.node });
    return { ok: false, problem: toProblem(error, `exporting as ${format.title}`) };
  } finally {
    trained?.release();
    data?.close();
  }
}

/** A network and a record of what is used alone, where that is less than all; given back with the whole. */
function inUse(whole: Trained): Trained {
  const plan = planInUse(whole.record.plan);
  if (plan === whole.record.plan) return whole;
  const { inputs, targets } = whole.record.preprocessing;
  const named = <T>(all: { readonly [name: string]: T }, names: readonly string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const preprocessing = {
    inputs: named(
      inputs,
      plan.inputs.map(({ source }) => source),
    ),
    targets: named(
      targets,
      plan.outputs.map(({ target }) => target),
    ),
  };
  const { tf } = whole.engine;
  const network = buildNetwork(tf, plan);
  putWeights(tf, network, takeWeights(whole.network));
  const record = { ...whole.record, plan, preprocessing, parameters: network.parameters };
  return {
    ...whole,
    record,
    network,
    release: () => {
      network.dispose();
      whole.release();
    },
  };
}

const steps = 5;

function stopIfCancelled(watch: ExportWatch): void {
  if (watch.signal?.aborted !== true) return;
  throwProblem('cancelled', 'The export was cancelled. Nothing was written.', { severity: 'hint' });
}

function step(watch: ExportWatch, done: number, message: string): void {
  stopIfCancelled(watch);
  watch.onProgress?.({ done, total: steps, message });
}

async function gather(
  format: ExportFormat,
  trained: Trained,
  data: OpenedData | null,
  options: ParamValues,
  watch: ExportWatch,
): Promise<ExportInput> {
  const { record, network } = trained;
  const weights = new Map(
    [...takeWeights(network)].map(([name, { shape, data: values }]) => [
      name,
      { shape, values: values as Float32Array },
    ]),
  );
  const evaluation =
    format.needs.includes('evaluation') && data !== null && data.parts.test.length > 0
      ? await evaluatePart(trained.engine.tf, network, data, {
          runId: record.id,
          part: 'test',
          ...(watch.signal === undefined ? {} : { signal: watch.signal }),
          onProgress: () => stopIfCancelled(watch),
        })
      : undefined;
  const ranges = format.needs.includes('ranges')
    ? await measureRanges({ record, weights }, trained, data, options, watch)
    : undefined;
  const sizes = format.needs.includes('sizes') && data !== null ? await measureSizes(trained, data, watch) : undefined;
  const copy = format.needs.includes('data') && data !== null ? await copyData(record.plan.data, data) : undefined;
  return {
    record,
    weights,
    options,
    ...(format.needs.includes('topology') ? { topology: await saveTopology(trained) } : {}),
    ...(format.needs.includes('scripts')
      ? { scripts: { tfjs: await readTfjs(), version: trained.engine.tf.version.tfjs, page, predict } }
      : {}),
    ...(data === null ? {} : { parts: data.parts }),
    ...(ranges === undefined ? {} : { ranges }),
    ...(copy === undefined ? {} : { data: copy }),
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(sizes === undefined ? {} : { sizes }),
  };
}

/** Undefined where the network has something that files of fewer bits cannot say. */
async function measureSizes(trained: Trained, data: OpenedData, watch: ExportWatch): Promise<ExportInput['sizes']> {
  const { signal = new AbortController().signal } = watch;
  try {
    return await comparePrecisions(trained, data, { signal, progress: () => undefined });
  } catch (error) {
    stopIfCancelled(watch);
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

async function measureRanges(
  given: Pick<ExportInput, 'record' | 'weights'>,
  trained: Trained,
  data: OpenedData | null,
  options: ParamValues,
  watch: ExportWatch,
): Promise<ExportInput['ranges']> {
  if (data === null)
    return throwProblem(
      'export.calibrate',
      "The run's data could not be opened, and this format measures the network on it. Put the data back, or choose a format of another precision.",
    );
  return calibrate(trained, tfliteProgram(given), data, Number(options['samples'] ?? 200), () =>
    stopIfCancelled(watch),
  );
}

/** Lies beside the package's main file and must be shipped with it. The ES5 build would need eval, which pages forbid. */
const tfjsScript = 'tf.es2017.min.js';

/** tfjs as a classic script for browsers. */
async function readTfjs(): Promise<Uint8Array> {
  try {
    return await fs.readFile(join(dirname(findPackage('@tensorflow/tfjs')), tfjsScript));
  } catch {
    return throwProblem(
      'export.tfjs',
      `The file ${tfjsScript} of TensorFlow.js is missing. Install Layerloom again to get it back.`,
    );
  }
}

/** tfjs 4.22 forgets SeparableConv2D's depth multiplier when it writes a layer down, so that it cannot be read back. */
function completeConfig(layer: unknown, config: Record<string, unknown>): void {
  const { depthMultiplier, layer: inner } = layer as { readonly depthMultiplier?: unknown; readonly layer?: unknown };
  if (depthMultiplier !== undefined) config['depth_multiplier'] ??= depthMultiplier;
  const innerConfig = (config['layer'] as { readonly config?: Record<string, unknown> } | undefined)?.config;
  if (inner !== undefined && innerConfig !== undefined) completeConfig(inner, innerConfig);
}

/** The network as tfjs saves it. */
export async function saveTopology({
  engine: { tf },
  network,
}: Pick<Trained, 'engine' | 'network'>): Promise<SavedTopology> {
  let saved: SavedTopology | null = null;
  await network.model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
      const written = modelTopology as { config?: { layers?: { config: Record<string, unknown> }[] } };
      for (const { config } of written.config?.layers ?? []) {
        completeConfig(network.model.getLayer(String(config['name'])), config);
      }
      saved = {
        modelTopology,
        weightSpecs: weightSpecs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
        weightData: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
        version: tf.version.tfjs,
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    }),
  );
  return saved!;
}

/** Data that lives inside the app, for a project that is to be trained elsewhere; a person's own file stays theirs. */
async function copyData(config: DataConfig, data: OpenedData): Promise<DataCopy | undefined> {
  const { source, table, images } = config;
  if (source.type !== 'bundled' && source.type !== 'generated') return undefined;
  if (table !== undefined && table.rowCount <= mostRows) {
    const rows = await data.show(Uint32Array.from({ length: table.rowCount }, (_, row) => row));
    return {
      type: 'table',
      columns: table.columns.map((column) => column.name),
      rows: rows.map((row) => row.cells ?? []),
    };
  }
  if (data.rows !== undefined && data.total <= mostRows) return { type: 'table', ...(await data.rows()) };
  if (data.files !== undefined && source.type === 'bundled') return { type: 'files', files: await data.files() };
  if (images === undefined || source.type !== 'bundled') return undefined;
  const set = await readBundledSet(source.id);
  if (!holdsPixels(set)) return undefined;
  const { pixels, labels } = await readBundledImages(set);
  const places = set.classes.map((name) => images.classes.indexOf(name));
  return {
    type: 'images',
    width: set.width,
    height: set.height,
    channels: set.channels === 3 ? 3 : 1,
    pixels,
    labels: Int32Array.from(labels, (label) => places[label] ?? -1),
  };
}

async function writeFiles(folder: string, files: readonly ExportFile[]): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  for (const file of files) {
    const path = join(folder, ...file.path.split('/'));
    await fs.mkdir(dirname(path), { recursive: true });
    await fs.writeFile(path, 'text' in file ? file.text : file.bytes);
  }
}

/** Renames the draft to `wanted`, or "wanted 2", "wanted 3", … where something is there already. */
async function moveIntoPlace(draft: string, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = n === 1 ? wanted : `${wanted} ${n}`;
    const taken = await fs.lstat(folder).then(
      () => true,
      () => false,
    );
    if (taken) continue;
    await fs.rename(draft, folder);
    return folder;
  }
}

type Outcome = Pick<ExportReport, 'verified' | 'verdict'>;

/** Answers may differ by this much, relative to the larger of 1 and the largest answer: float32 sums in another order. */
const tolerance = 1e-5;

/** With Python's own files where there is one, else with what comes with the app. */
async function checkByPython(
  folder: string,
  samples: CheckSamples,
  watch: CheckWatch,
  check: Extract<ExportFormat['check'], { readonly by: 'python' }>,
  trained: Trained,
): Promise<CheckResult> {
  const answered = await checkPython(folder, samples, watch, check);
  if (answered.ok || check.otherwise === undefined) return answered;
  return checkInApp(folder, check.otherwise, await prepareRaw(folder, samples, watch), trained, watch);
}

async function runCheck(
  { check }: ExportFormat,
  folder: string,
  trained: Trained,
  samples: CheckSamples,
  watch: CheckWatch,
): Promise<CheckResult> {
  switch (check.by) {
    case 'none':
      return { ok: false, reason: check.reason };
    case 'tfjs':
      return checkTfjs(folder, samples, watch, check.page);
    case 'python':
      return checkByPython(folder, samples, watch, check, trained);
    case 'savedModel':
      return checkSavedModel(join(folder, check.folder), () => prepareRaw(folder, samples, watch), trained);
    case 'c':
      return checkC(folder, samples, watch, trained);
    case 'weights':
      return checkWeights(folder, check.file, samples, trained);
  }
}

/** Runs the written files on samples of the test part and compares their answers with the run's own network. */
async function check(
  format: ExportFormat,
  folder: string,
  trained: Trained,
  data: OpenedData,
  watch: ExportWatch,
): Promise<Outcome> {
  step(watch, 2, 'Choosing samples for the check');
  const unchecked = (reason: string): Outcome => ({ verified: null, verdict: `Not checked: ${reason}` });
  const samples = await chooseSamples(trained, data);
  if (samples.raw.length === 0) return unchecked('the data has no samples to check with.');
  step(watch, 3, format.check.by === 'python' ? `Running the files with ${format.check.title}` : 'Running the files');
  const stop = () => stopIfCancelled(watch);
  let answered;
  try {
    answered = await runCheck(format, folder, trained, samples, {
      stop,
      ...(watch.signal ? { signal: watch.signal } : {}),
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    stop();
    const reason = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    return { verified: null, verdict: `The check failed: ${reason} The files are kept, but treat them as unverified.` };
  }
  if (!answered.ok) return unchecked(answered.reason);
  const { by, answers } = answered;
  const { largest, mean, scale, sameClass } = differenceOf(samples, answers);
  const figures = `${answers.length} samples by ${by}: the largest difference is ${largest === 0 ? '0' : largest.toExponential(1)}${format.bounds?.mean === undefined ? '' : `, the mean one ${mean.toExponential(1)}`}`;
  const classes = samples.outputs.some((output) => output.classes > 0)
    ? `, ${Math.round(sameClass * 1000) / 10} % of the classes are equal`
    : '';
  const bounds = format.bounds ?? { largest: tolerance, sameClass: 1 };
  const near = largest <= (bounds.largest ?? Infinity) * scale && mean <= (bounds.mean ?? Infinity) * scale;
  if (!near || sameClass < bounds.sameClass) {
    return {
      verified: null,
      verdict: `The exported files answer differently. Checked on ${figures}${classes}. The files are kept, but treat them as unverified.`,
    };
  }
  return {
    verified: { by, samples: answers.length, largestDifference: largest, sameClass },
    verdict: `Checked on ${figures}${classes}.`,
  };
}
