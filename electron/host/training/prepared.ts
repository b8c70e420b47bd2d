// What a run is before its engine hears of it: a new one made of a document, or one that is to go on.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { compile } from '../../../shared/network/compile';
import type { ProjectDocument } from '../../../shared/network/document';
import { type Problem, fail, ok, type Result } from '../../../shared/result';
import { fileProblem, isThere } from '../atomicFile';
import { runDataObjection } from '../dataPaths';
import { listRuns, readRun, runFolder } from '../runs';
import { findTeacher, teacherOfCarried, weightsOfRun } from '../teachers';
import type { RunFacts } from './followed';

export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15);
  return `run-${stamp}-${randomBytes(3).toString('hex')}`;
}

/** Why a new run cannot start from this one's weights; null where it can. */
async function objectionToStart(workspaceFolder: string, from: string): Promise<Problem | null> {
  const earlier = await readRun(workspaceFolder, from, null);
  if (!earlier.ok) return earlier.problem;
  if (await isThere(weightsOfRun(runFolder(workspaceFolder, from)))) return null;
  return fail('run.noWeights', `${earlier.value.name} has no weights to go on from. Choose another run.`).problem;
}

/** A new run of this document, with a folder of its own. `from`: an earlier run that it starts from. */
export async function prepareNew(
  workspaceFolder: string,
  document: ProjectDocument,
  from: string | undefined,
): Promise<Result<RunFacts>> {
  if (from !== undefined) {
    const problem = await objectionToStart(workspaceFolder, from);
    if (problem !== null) return { ok: false, problem };
  }
  const plan = compile(document);
  if (!plan.ok) return plan;
  const teacher = await findTeacher(workspaceFolder, plan.value);
  if (!teacher.ok) return teacher;
  const runId = newRunId(new Date());
  const folder = runFolder(workspaceFolder, runId);
  const names = (await listRuns(workspaceFolder, null)).map((entry) => /^Run (\d+)$/u.exec(entry.name)?.[1]);
  const number = 1 + names.reduce((most, text) => Math.max(most, Number(text ?? 0)), 0);
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    return { ok: false, problem: fileProblem(error, folder, 'made') };
  }
  return ok({ runId, name: `Run ${number}`, folder, plan: plan.value, from, teacher: teacher.value });
}

/** A run that was cut off, as its record has it. */
export async function prepareCarried(workspaceFolder: string, runId: string): Promise<Result<RunFacts>> {
  const record = await readRun(workspaceFolder, runId, null);
  if (!record.ok) return record;
  const { name, status, plan, startedFrom } = record.value;
  if (status === 'completed' || status === 'earlyStopping')
    return fail('run.ended', 'This run has come to its end. Start a new one to train further.');
  const problem = runDataObjection(record.value);
  if (problem !== null) return { ok: false, problem };
  const folder = runFolder(workspaceFolder, runId);
  const teacher = await teacherOfCarried(workspaceFolder, folder, plan);
  return ok({ runId, name, folder, plan, from: startedFrom, teacher });
}
