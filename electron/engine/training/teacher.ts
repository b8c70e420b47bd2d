// The trained network that a run learns from. Its answers are computed within the step, as when predicting, and not once
// beforehand: what training shows may be varied from epoch to epoch, and so nothing has to be kept for every sample. A
// run keeps a copy of it, so that it goes on to the same bits whatever becomes of the run that it was taken from.
import { join } from 'node:path';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { TensorFlow } from '../../../shared/layers/layer';
import { type Teaching, teachingOf } from '../../../shared/recipes';
import type { Problem } from '../../../shared/result';
import type { RunRequest } from '../../../shared/run/engine';
import type { Plan } from '../../../shared/run/plan';
import type { Work } from '../../../shared/run/work';
import { type SafeTensor, readSafetensors } from '../../../shared/run/safetensors';
import {
  type TaughtOutput,
  type TeacherFacts,
  preparationProblem,
  taughtOutputs,
  teacherGone,
  teacherObjection,
  teacherProblem,
  teacherWithoutWeights,
} from '../../../shared/run/teacher';
import { readIfThere, writeAtomically } from '../files';
import { runFiles } from '../../../shared/run/runFiles';
import type { NamedTensors } from '../forwardPass';
import { type Network, buildNetwork, initializeWeights, putWeights } from '../network';
import { ProblemError } from '../problems';
import { readRecord } from './record';
import { checksum, readSealed, writeSealed } from './sealed';
import { typedInputs } from './stepTensors';

type Variable = import('@tensorflow/tfjs').Variable;

/** A teacher as it is read from the disk. */
export interface TeacherFile {
  readonly facts: TeacherFacts;
  readonly plan: Plan;
  readonly preprocessing: FittedPreprocessing;
  readonly weights: ReadonlyMap<string, SafeTensor>;
}

/** A teacher that answers. */
export interface Teacher {
  readonly teaching: Teaching;
  readonly taught: readonly TaughtOutput[];
  /** They never change. */
  readonly weights: readonly Variable[];
  /** By the names of the learning network's outputs, for a batch's inputs as the data gives them. */
  answers(inputs: NamedTensors): NamedTensors;
  dispose(): void;
}

function refuse(problem: Problem): never {
  throw new ProblemError(problem);
}

/**
 * The teacher that a run's plan asks for, from the run's own copy where it goes on, else from the teacher's run, which is
 * copied then. Null where the plan asks for none. Throws with a Problem when it is gone, damaged, does not fit, or is
 * not the one with the weights `begunWith`.
 */
export async function takeTeacher(
  { folder, plan, resume, teacher }: Pick<RunRequest, 'folder' | 'plan' | 'resume' | 'teacher'>,
  begunWith: string | null,
): Promise<TeacherFile | null> {
  if (teachingOf(plan.training) === null) return null;
  const kept = resume ? await readCopy(folder) : null;
  const file = kept ?? (await readRun(teacher));
  if (begunWith !== null && file.facts.sha256 !== begunWith)
    refuse(
      teacherObjection(
        'changed',
        `${file.facts.name}, which this run learns from, has other weights than when the run began. Start a new run.`,
      ),
    );
  const problem = teacherProblem(plan, { name: file.facts.name, plan: file.plan });
  if (problem !== null) refuse(problem);
  if (kept === null) await writeCopy(folder, file);
  return file;
}

async function readRun(teacher: RunRequest['teacher']): Promise<TeacherFile> {
  const record = teacher === undefined ? null : await readRecord(teacher.folder);
  if (teacher === undefined || record === null)
    return refuse(teacherGone('It is not there any more, or its record is damaged.'));
  const { name, folder } = teacher;
  const bytes = await readIfThere(join(folder, runFiles.weights));
  if (bytes === null) return refuse(teacherWithoutWeights(name));
  const weights = readSafetensors(bytes);
  if (!weights.ok)
    return refuse(teacherObjection('damaged', `The weights of ${name} cannot be read. ${weights.problem.message}`));
  const { tensors } = weights.value;
  const { id, parameters, plan, preprocessing } = record;
  return { facts: { id, name, parameters, sha256: checksum('', tensors) }, plan, preprocessing, weights: tensors };
}

async function writeCopy(folder: string, { facts, plan, preprocessing, weights }: TeacherFile): Promise<void> {
  const state = JSON.stringify({ facts, plan, preprocessing });
  await writeAtomically(join(folder, runFiles.teacher), writeSealed({ state, tensors: weights }));
}

/** Null where there is no sound copy. */
async function readCopy(folder: string): Promise<TeacherFile | null> {
  const bytes = await readIfThere(join(folder, runFiles.teacher));
  const file = bytes === null ? null : readSealed(bytes);
  return file === null ? null : { ...(JSON.parse(file.state) as Omit<TeacherFile, 'weights'>), weights: file.tensors };
}

/** Throws with a Problem when the data is prepared otherwise than for the teacher, or its weights are not its network's. */
export function createTeacher(tf: TensorFlow, file: TeacherFile, plan: Plan, fitted: FittedPreprocessing): Teacher {
  const { facts, preprocessing } = file;
  const taught = taughtOutputs(plan, file.plan);
  const problem = preparationProblem(fitted, taught, { name: facts.name, plan: file.plan, preprocessing });
  if (problem !== null) refuse(problem);
  const network = buildNetwork(tf, file.plan);
  try {
    putWeights(tf, network, file.weights);
  } catch (error) {
    network.dispose();
    if (!(error instanceof ProblemError)) throw error;
    refuse(teacherObjection('damaged', `The weights of ${facts.name} are not those of its network. ${error.message}`));
  }
  return teacherOf(network, taught, teachingOf(plan.training)!);
}

/** A teacher with drawn weights, which knows nothing and computes as much: for timing. Null where the plan asks for none. */
export function createUntaughtTeacher(tf: TensorFlow, { plan, teacher }: Work): Teacher | null {
  const teaching = teachingOf(plan.training);
  if (teacher === undefined || teaching === null) return null;
  const network = buildNetwork(tf, teacher.plan);
  initializeWeights(tf, network, plan.training.seed);
  return teacherOf(network, taughtOutputs(plan, teacher.plan), teaching);
}

function teacherOf(network: Network, taught: readonly TaughtOutput[], teaching: Teaching): Teacher {
  return {
    teaching,
    taught,
    weights: network.weights.map(({ variable }) => variable),
    answers: (inputs) => {
      const said = network.forward(typedInputs(network, inputs), false);
      return Object.fromEntries(taught.map(({ output, teacher }) => [output.name, said[teacher.name]!]));
    },
    dispose: () => network.dispose(),
  };
}
