// Runs the written files on samples and says how near their answers are to those of the run's own network.
import { join } from 'node:path';
import type { ExportFormat } from '../../../shared/export/format';
import type { ExportReport } from '../../../shared/run/exported';
import type { Trained } from '../answering/trained';
import type { OpenedData } from '../data/dataset';
import { ProblemError } from '../problems';
import { type CheckResult, type CheckSamples, type CheckWatch, chooseSamples, differenceOf } from './check';
import { checkC } from './checkC';
import { checkPython } from './checkPython';
import { checkInApp } from './checkRuntime';
import { checkSavedModel } from './checkSavedModel';
import { checkTfjs } from './checkTfjs';
import { checkWeights } from './checkWeights';
import { prepareRaw } from './prepareRaw';
import { type ExportWatch, step, stopIfCancelled } from './watch';

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
  let answered: CheckResult;
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
