// FILE on the command line: a project (.loom), a document's JSON, or a run's folder.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProjectDocument } from '../../shared/network/document';
import { limits } from '../../shared/project/format';
import { parseJson } from '../../shared/project/json';
import { readDocument } from '../../shared/project/readDocument';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import { hasWeights, type RunRecord } from '../../shared/run/record';
import { runFiles } from '../../shared/run/runFiles';
import { fileProblem, readTextIfThere } from '../host/atomicFile';
import { readProjectFile } from '../host/projectFile/read';
import { listRuns, readRun, readRunFolder, runFolder } from '../host/runs';
import type { Context } from './verb';

export interface CliProject {
  readonly document: ProjectDocument;
  readonly problems: readonly Problem[];
  /** Holds `runs/`; null for a plain document. */
  readonly folder: string | null;
}

/** A .loom project or a document's JSON. Problems have codes `file.*`. */
export async function readProject(context: Context, file = context.file): Promise<Result<CliProject>> {
  const path = resolve(file);
  if (!path.toLowerCase().endsWith('.json')) {
    const folder = await context.temporaryFolder();
    const read = await readProjectFile(path, folder);
    return read.ok ? ok({ document: read.value.document, problems: read.value.problems, folder }) : read;
  }
  let text: string | null;
  try {
    text = await readTextIfThere(path, limits.documentBytes);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, path, 'read') };
  }
  if (text === null) return fail('file.enoent', `There is no file ${path}.`);
  const json = parseJson(text);
  if (!json.ok) return fail('file.json', `${path} cannot be read. ${json.problem.message}`);
  const read = readDocument(json.value);
  return read.ok ? ok({ ...read.value, folder: null }) : read;
}

export interface CliRun {
  readonly folder: string;
  readonly record: RunRecord;
}

/** The run that FILE and --run name: the newest of a project, or a run's own folder as `train` leaves it. */
export async function readRunOf(
  context: Context,
  file = context.file,
  wanted = context.option('run'),
): Promise<Result<CliRun>> {
  const path = resolve(file);
  const stats = await fs.stat(path).catch(() => null);
  if (stats?.isDirectory() === true) {
    const record = await fs.stat(join(path, runFiles.record)).catch(() => null);
    if (record === null)
      return fail(
        'file.noRun',
        `${path} is a folder without a run. Name a project, or the folder that "layerloom train" wrote.`,
      );
    const run = await readRunFolder(path, null, null);
    return run.ok
      ? ok({ folder: path, record: run.value })
      : fail('file.damagedRun', `The record of the run in ${path} is damaged.`);
  }
  const project = await readProject(context, file);
  return project.ok ? runOfProject(project.value, file, wanted) : project;
}

/** A project's run by its name or id; its newest one that has learned where none is wanted. `file`: where it was read. */
export async function runOfProject(
  { folder }: CliProject,
  file: string,
  wanted: string | undefined,
): Promise<Result<CliRun>> {
  const path = resolve(file);
  const runs = folder === null ? [] : await listRuns(folder, null);
  const trained = runs.filter(hasWeights);
  const found = wanted === undefined ? trained[0] : runs.find((run) => run.id === wanted || run.name === wanted);
  if (folder === null || found === undefined) {
    const names = runs.map((run) => run.name).join(', ');
    const hint =
      names === '' ? 'Train it first: layerloom train FILE --out DIR, then name that folder.' : `It has ${names}.`;
    return fail(
      'file.noRun',
      wanted === undefined ? `${path} has no trained run. ${hint}` : `${path} has no run "${wanted}". ${hint}`,
    );
  }
  const record = await readRun(folder, found.id, null);
  return record.ok ? ok({ folder: runFolder(folder, found.id), record: record.value }) : record;
}
