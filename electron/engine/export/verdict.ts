// Runs the written files on samples and says how near their answers are to those of the run's own network.
import { join } from 'node:path';
import type { ExportFormat } from '../../../shared/export/format';
import { tfliteProgram } from '../../../shared/export/tfliteFile';
import { simulated } from '../../../shared/export/tflite/simulate';
import type { ExportReport } from '../../../shared/run/exported';
import type { Trained } from '../answering/trained';
import type { OpenedData } from '../data/dataset';
import { weightsToExport } from '../network';
import { ProblemError } from '../problems';
import {
  type CheckAnswers,
  type CheckResult,
  type CheckSamples,
  type CheckWatch,
  chooseSamples,
  differenceOf,
  forwardNumbers,
} from './check';
import { checkC } from './checkC';
import { checkPython } from './checkPython';
import { checkInApp } from './checkRuntime';
import { checkSavedModel } from './checkSavedModel';
import { checkTfjs } from './checkTfjs';
import { checkWeights } from './checkWeights';
import { loadProgram, networkOf } from './loadedProgram';
import { prepareRaw } from './prepareRaw';
import { type ExportWatch, step, stopIfCancelled } from './watch';

type Outcome = Pick<ExportReport, 'verified' | 'verdict' | 'failed'>;

const failed = (reason: string): Outcome => ({
  verified: null,
  failed: true,
  verdict: `${reason} The files are kept, but treat them as unverified.`,
});

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
      return checkSavedModel(
        join(folder, check.folder),
        samples,
        (given) => prepareRaw(folder, given, watch),
        trained,
        watch,
      );
    case 'c':
      return checkC(folder, samples, watch, trained);
    case 'weights':
      return checkWeights(folder, check.file, samples, trained);
  }
}

/** What the run's network answers once its weights are those that a file of 16 bits keeps: in float32, on this engine. */
async function roundedAnswers({ engine: { tf }, record, network }: Trained, { batch }: CheckSamples) {
  const narrow = simulated(tfliteProgram({ record, weights: weightsToExport(network) }), { type: 'float16' });
  const model = await loadProgram(tf, narrow);
  try {
    return forwardNumbers(tf, networkOf(network, narrow, model), batch);
  } finally {
    model.dispose();
  }
}

/** "1.5e-7", or "0". */
const numberText = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

interface Compared {
  /** By the largest and the mean difference, and the share of equal classes. */
  readonly holds: boolean;
  readonly figures: string;
  readonly largest: number;
  readonly sameClass: number;
}

/** What was measured, and whether it is within the format's bounds. */
async function compared(
  { bounds = { largest: tolerance, sameClass: 1 } }: ExportFormat,
  trained: Trained,
  samples: CheckSamples,
  answers: CheckAnswers,
): Promise<Compared> {
  const { largest, mean, scale, sameClass } = differenceOf(samples, answers);
  const rounded =
    bounds.rounded === undefined
      ? null
      : differenceOf({ ...samples, own: await roundedAnswers(trained, samples) }, answers).largest;
  const figures = [
    `the largest difference is ${numberText(largest)}`,
    bounds.mean === undefined ? '' : `the mean one ${numberText(mean)}`,
    rounded === null ? '' : `from the network with its weights of 16 bits ${numberText(rounded)}`,
    samples.outputs.some(({ classes }) => classes > 0)
      ? `${Math.round(sameClass * 1000) / 10} % of the classes are equal`
      : '',
  ];
  const within = (value: number, bound = Infinity) => value <= bound * scale;
  return {
    holds:
      within(largest, bounds.largest) &&
      within(mean, bounds.mean) &&
      within(rounded ?? 0, bounds.rounded) &&
      sameClass >= bounds.sameClass,
    figures: figures.filter(Boolean).join(', '),
    largest,
    sameClass,
  };
}

/** Runs the written files on samples of the test part and compares their answers with the run's own network. */
export async function check(
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
  let found;
  try {
    const given = { stop, ...(watch.signal ? { signal: watch.signal } : {}) };
    const answered = await runCheck(format, folder, trained, samples, given);
    if (!answered.ok) return unchecked(answered.reason);
    found = { ...answered, ...(await compared(format, trained, samples, answered.answers)) };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    stop();
    const reason = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    return failed(`The check failed: ${reason}`);
  }
  const { by, answers, holds, figures, largest, sameClass } = found;
  const checked = `Checked on ${answers.length} samples by ${by}: ${figures}.`;
  if (!holds) return failed(`The exported files answer differently. ${checked}`);
  return {
    verified: { by, samples: answers.length, largestDifference: largest, sameClass },
    verdict: checked,
  };
}
