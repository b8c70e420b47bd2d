// Runs that others learn from: where they lie, and whether they can be learned from, before anything is started.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { isId } from '../../shared/ids';
import { teachingOf } from '../../shared/recipes';
import { type Result, ok } from '../../shared/result';
import type { TeacherPlace } from '../../shared/run/engine';
import type { Plan } from '../../shared/run/plan';
import type { RunRecord } from '../../shared/run/record';
import { runFiles } from '../../shared/run/runFiles';
import { readSafetensors } from '../../shared/run/safetensors';
import { type TeacherFacts, teacherGone, teacherProblem, teacherWithoutWeights } from '../../shared/run/teacher';
import { isThere } from './atomicFile';
import { readRun, runFolder } from './runs';

/** The best weights of the run in this folder. */
export function weightsOfRun(folder: string): string {
  return join(folder, runFiles.weights);
}

/** A run as the teacher of a plan. Problems: `teacher.*`. */
export async function asTeacher(
  plan: Plan,
  folder: string,
  record: Pick<RunRecord, 'name' | 'plan'>,
): Promise<Result<TeacherPlace>> {
  const { name } = record;
  const problem = teacherProblem(plan, record);
  if (problem !== null) return { ok: false, problem };
  if (await isThere(weightsOfRun(folder))) return ok({ folder, name, plan: record.plan });
  return { ok: false, problem: teacherWithoutWeights(name) };
}

/** The teacher that a plan names among a workspace's runs, if it names one. Problems: `teacher.*`. */
export async function findTeacher(workspaceFolder: string, plan: Plan): Promise<Result<TeacherPlace | undefined>> {
  const teaching = teachingOf(plan.training);
  if (teaching === null) return ok(undefined);
  // An id comes from a document, and must not lead out of the folder.
  const run = isId(teaching.teacher) ? await readRun(workspaceFolder, teaching.teacher, null) : null;
  if (run?.ok === true) return asTeacher(plan, runFolder(workspaceFolder, teaching.teacher), run.value);
  const why = run?.problem.message ?? 'It was deleted, or belongs to another project.';
  return { ok: false, problem: teacherGone(why) };
}

/**
 * The teacher of a run that goes on. Where its run is gone, what the run's own copy in `folder` says of it, so that it goes
 * on as it began; undefined where there is none.
 */
export async function teacherOfCarried(
  workspaceFolder: string,
  folder: string,
  plan: Plan,
): Promise<TeacherPlace | undefined> {
  const found = await findTeacher(workspaceFolder, plan);
  if (found.ok) return found.value;
  const id = teachingOf(plan.training)?.teacher;
  const copy = await planOfCopy(folder);
  return copy === null || !isId(id) ? undefined : { folder: runFolder(workspaceFolder, id), ...copy };
}

/** Whether its weights are whole is for the engine to say. */
async function planOfCopy(folder: string): Promise<Pick<TeacherPlace, 'name' | 'plan'> | null> {
  try {
    const file = readSafetensors(await fs.readFile(join(folder, runFiles.teacher)));
    if (!file.ok) return null;
    const { facts, plan } = JSON.parse(file.value.metadata['state'] ?? '') as { facts: TeacherFacts; plan: Plan };
    return { name: facts.name, plan };
  } catch {
    return null;
  }
}
