// What smaller numbers cost: size, speed and figures of the network as TFLite files of 32, 16 and 8 bits, before one is
// written. Figures need many samples, so that this engine carries out the same roundings (shared/export/tflite/simulate.ts);
// the files themselves are run for their speed alone.
import { deflateRawSync } from 'node:zlib';
import { CannotExport, type ExportInput } from '../../../shared/export/format';
import { tflite, tfliteFloat16, tfliteInt8, tfliteProgram } from '../../../shared/export/tfliteFile';
import type { Precision } from '../../../shared/export/tflite/lower';
import { simulated } from '../../../shared/export/tflite/simulate';
import { comparedFigure } from '../../../shared/run/comparedFigures';
import type { Comparison } from '../../../shared/run/exported';
import type { OpenedData } from '../data/dataset';
import { evaluatePart } from '../answering/evaluate';
import { calibrate } from './calibrate';
import { loadProgram, networkOf } from './loadedProgram';
import { weightsToExport } from '../network';
import { throwProblem } from '../problems';
import { timeFile } from './speed';
import type { Trained } from '../answering/trained';

export interface CompareWatch {
  progress(done: number, total: number, message: string): void;
  readonly signal: AbortSignal;
}

/** Samples at most; fewer where so many batches are not there. */
const mostSamples = 1000;
/** Evaluation compiles larger parts, which takes longer than it saves here. */
const mostBatches = 15;
const calibrationSamples = 200;

/** On samples of the test part, spread evenly. Throws with a Problem, which names the layer that has no expression. */
export async function comparePrecisions(trained: Trained, data: OpenedData, watch: CompareWatch): Promise<Comparison> {
  try {
    return await compare(trained, data, watch);
  } catch (error) {
    if (!(error instanceof CannotExport)) throw error;
    return throwProblem('export.layer', error.message, error.node === undefined ? {} : { node: error.node });
  }
}

/** The share of numbers that are 0 in all weights. */
function zerosOf(weights: ExportInput['weights']): number {
  let zeros = 0;
  let all = 0;
  for (const { values } of weights.values()) {
    for (const value of values) if (value === 0) zeros += 1;
    all += values.length;
  }
  return all === 0 ? 0 : zeros / all;
}

async function compare(trained: Trained, data: OpenedData, watch: CompareWatch): Promise<Comparison> {
  const stop = () => {
    if (watch.signal.aborted) throwProblem('cancelled', 'The comparison was cancelled.', { severity: 'hint' });
  };
  const { engine, record, network } = trained;
  const { tf } = engine;
  const part = data.parts.test.length > 0 ? 'test' : data.parts.validation.length > 0 ? 'validation' : 'train';
  const pool = data.parts[part];
  if (pool.length === 0) throwProblem('evaluate.empty', 'The data has no samples to compare with. Look at the split.');
  const count = Math.min(pool.length, mostSamples, mostBatches * network.plan.training.batchSize);
  const chosen = Uint32Array.from({ length: count }, (_, i) => pool[Math.floor((i * pool.length) / count)]!);
  const few: OpenedData = { ...data, parts: { ...data.parts, [part]: chosen } };
  const weights = weightsToExport(network);
  const program = tfliteProgram({ record, weights });
  watch.progress(0, 4, 'Measuring how large its numbers become');
  const ranges = await calibrate(trained, program, data, calibrationSamples, stop);
  const given: ExportInput = { record, weights, options: {}, ranges };
  const precisions: readonly (readonly [typeof tflite, Precision])[] = [
    [tflite, { type: 'float32' }],
    [tfliteFloat16, { type: 'float16' }],
    [tfliteInt8, { type: 'int8', ranges }],
  ];
  const timed = await data.batch(chosen.subarray(0, 20));
  const rows: Comparison['rows'][number][] = [];
  for (const [place, [format, precision]] of precisions.entries()) {
    watch.progress(place + 1, 4, `Trying the network with ${['32', '16', '8'][place]} bits`);
    const narrow = simulated(program, precision);
    const model = await loadProgram(tf, narrow);
    try {
      const evaluation = await evaluatePart(tf, networkOf(network, narrow, model), few, {
        runId: record.id,
        part,
        signal: watch.signal,
        onProgress: stop,
      });
      const [file] = format.files(given);
      const bytes = file !== undefined && 'bytes' in file ? file.bytes : new Uint8Array();
      rows.push({
        format: format.id,
        bytes: bytes.length,
        packed: deflateRawSync(bytes).length,
        milliseconds: await timeFile(bytes, record, timed, stop),
        figures: evaluation.outputs.flatMap((output) => comparedFigure(output, evaluation.count) ?? []),
      });
    } finally {
      model.dispose();
    }
  }
  return { part, count, zeros: zerosOf(weights), rows };
}
