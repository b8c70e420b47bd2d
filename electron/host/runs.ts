// The runs of the open project, read from their folders: records, names, figures of every batch.
import { promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isId } from '../../shared/ids';
import type { RunHistory } from '../../shared/ipc';
import { fail, ok, type Result } from '../../shared/result';
import { summarizeRun, type RunRecord, type RunSummary } from '../../shared/run/record';
import { runFiles } from '../../shared/run/runFiles';
import { atHome } from '../disk/keptData';
import { fileProblem, readTextIfThere, writeFileAtomic } from './atomicFile';
import { readBatches } from './batches';

const mostBytes = 256 * 1024 * 1024;

export function runsFolder(workspaceFolder: string): string {
  return join(workspaceFolder, 'runs');
}

export function runFolder(workspaceFolder: string, runId: string): string {
  return join(runsFolder(workspaceFolder), runId);
}

function isRunRecord(value: unknown): value is RunRecord {
  const run = value as Partial<RunRecord> | null;
  return (
    typeof run === 'object' &&
    run !== null &&
    typeof run.id === 'string' &&
    typeof run.createdAt === 'string' &&
    typeof run.status === 'string' &&
    Array.isArray(run.epochs) &&
    run.epochs.every((epoch: unknown) => typeof epoch === 'object' && epoch !== null) &&
    (run.startedFrom === undefined || isId(run.startedFrom)) &&
    (run.elsewhere === undefined || typeof run.elsewhere === 'string') &&
    typeof run.plan === 'object' &&
    run.plan !== null &&
    Array.isArray(run.plan.layers)
  );
}

/** `activeRunId`: the run that is going on; any other that says so was cut off by a crash. */
export function readRun(
  workspaceFolder: string,
  runId: string,
  activeRunId: string | null,
): Promise<Result<RunRecord>> {
  return readRunFolder(runFolder(workspaceFolder, runId), runId, activeRunId);
}

/** The run in a folder of its own, wherever that lies; null: it has the id that its record says. */
export async function readRunFolder(
  folder: string,
  known: string | null,
  activeRunId: string | null,
): Promise<Result<RunRecord>> {
  try {
    const text = await readTextIfThere(join(folder, runFiles.record), mostBytes);
    if (text === null) return fail('run.none', 'This run is no longer there. It may have been deleted.');
    const record: unknown = JSON.parse(text);
    if (!isRunRecord(record)) return damaged(folder);
    const label = await readTextIfThere(join(folder, runFiles.label), 10_000).catch(() => null);
    const name = label === null ? record.name : ((JSON.parse(label) as { name?: string }).name ?? record.name);
    const runId = known ?? record.id;
    const cutOff = (record.status === 'running' || record.status === 'paused') && runId !== activeRunId;
    const plan = { ...record.plan, data: atHome(record.plan.data, dirname(dirname(folder))) };
    return ok({ ...record, id: runId, name, plan, status: cutOff ? 'interrupted' : record.status });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined)
      return { ok: false, problem: fileProblem(error, folder, 'read') };
    return damaged(folder);
  }
}

function damaged(folder: string) {
  return fail('run.damaged', `The record of run ${basename(folder)} is damaged, so it cannot be shown.`);
}

/** Newest first. A damaged run is left out here; asking for it says why. */
export async function listRuns(workspaceFolder: string, activeRunId: string | null): Promise<readonly RunSummary[]> {
  const ids = await fs.readdir(runsFolder(workspaceFolder)).catch(() => []);
  const runs: RunSummary[] = [];
  for (const id of ids) {
    if (!isId(id)) continue;
    const run = await readRun(workspaceFolder, id, activeRunId);
    if (run.ok) runs.push(summarizeRun(run.value));
  }
  return runs.sort((a, b) =>
    a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
  );
}

/** Kept beside the record, which belongs to the engine while the run goes on. */
export async function renameRun(workspaceFolder: string, runId: string, name: string): Promise<void> {
  await writeFileAtomic(join(runFolder(workspaceFolder, runId), runFiles.label), `${JSON.stringify({ name })}\n`);
}

/** Where a deleted run waits to be called back, and where prune.ts finds it after a crash. */
function aside(workspaceFolder: string, runId: string): string {
  return join(workspaceFolder, `deleted-${runId}`);
}

/** Out of the list, in one step. Until `clearDeleted` it can be brought back. */
export async function deleteRun(workspaceFolder: string, runId: string): Promise<void> {
  await fs.rm(aside(workspaceFolder, runId), { recursive: true, force: true });
  await fs.rename(runFolder(workspaceFolder, runId), aside(workspaceFolder, runId));
}

/** Undoes `deleteRun`; false where the run is gone for good. */
export async function bringRunBack(workspaceFolder: string, runId: string): Promise<boolean> {
  try {
    await fs.rename(aside(workspaceFolder, runId), runFolder(workspaceFolder, runId));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Takes deleted runs off the disk: this one, or all of them. */
export async function clearDeleted(workspaceFolder: string, runId?: string): Promise<void> {
  const gone = runId === undefined ? await fs.readdir(workspaceFolder).catch(() => []) : [`deleted-${runId}`];
  for (const name of gone) {
    if (name.startsWith('deleted-')) await fs.rm(join(workspaceFolder, name), { recursive: true, force: true });
  }
}

export async function readRunHistory(workspaceFolder: string, runId: string): Promise<Result<RunHistory>> {
  try {
    return ok(await readBatches(runFolder(workspaceFolder, runId)));
  } catch (error) {
    return { ok: false, problem: fileProblem(error, `The figures of run ${runId}`, 'read') };
  }
}
