// What an export format is made of: the run's record and weights, and what else it says that it needs.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares a module that the build makes
/// <reference path="./exportPage.d.ts" />
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { page, predict } from 'virtual:export-page';
import { stableJson } from '../../../shared/export/text';
import type { ExportFormat, ExportInput, SavedTopology } from '../../../shared/export/format';
import { tfliteProgram } from '../../../shared/export/tfliteFile';
import type { ParamValues } from '../../../shared/result';
import { evaluatePart } from '../answering/evaluate';
import type { Trained } from '../answering/trained';
import { findPackage } from '../backends/backend';
import { readBundledSet, sha256 } from '../data/assets';
import type { OpenedData } from '../data/dataset';
import { weightsToExport } from '../network';
import { ProblemError, throwProblem } from '../problems';
import { calibrate } from './calibrate';
import { comparePrecisions } from './compare';
import { copyData } from './copyData';
import { type ExportWatch, stopIfCancelled } from './watch';

/** `data`: null where the run's data could not be opened. Throws a Problem where the format cannot do without it. */
export async function gather(
  format: ExportFormat,
  trained: Trained,
  data: OpenedData | null,
  { options, app }: { readonly options: ParamValues; readonly app: string | undefined },
  watch: ExportWatch,
): Promise<ExportInput> {
  const { record, network } = trained;
  const weights = weightsToExport(network);
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
  const { source } = record.plan.data;
  const origin = source.type === 'bundled' ? await readBundledSet(source.id) : undefined;
  const copy = format.needs.includes('data') && data !== null ? await copyData(record.plan.data, data) : undefined;
  return {
    record,
    weights,
    options,
    ...(app === undefined ? {} : { made: { app, sha256: sha256(stableJson(record.plan)) } }),
    ...(format.needs.includes('topology') ? { topology: await saveTopology(trained) } : {}),
    ...(format.needs.includes('scripts')
      ? { scripts: { tfjs: await readTfjs(), version: trained.engine.tf.version.tfjs, page, predict } }
      : {}),
    ...(data === null ? {} : { parts: data.parts }),
    ...(ranges === undefined ? {} : { ranges }),
    ...(copy === undefined ? {} : { data: copy }),
    ...(origin === undefined ? {} : { origin }),
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
