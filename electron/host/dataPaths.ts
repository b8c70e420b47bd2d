// Which files of a data source may be read: those that a person chose, dropped or opened with a project.
import type { DataConfig, DataSource } from '../../shared/data/config';
import { fail, type Problem } from '../../shared/result';
import type { RunRecord } from '../../shared/run/record';
import { isNetworkName, objectionToPath, type Grants } from './grants';

/** The path that a source makes the engine read; null where it comes with the app. */
export function sourcePath(source: DataSource | undefined): string | null {
  return source !== undefined && (source.type === 'file' || source.type === 'folder') ? source.path : null;
}

/** What speaks against reading this data. The path is looked at anew each time: a file may have become a pipe, which would block. */
export async function dataObjection(grants: Grants, data: DataConfig | DataSource | null): Promise<Problem | null> {
  if (data === null) return null;
  const path = sourcePath('type' in data ? data : data.source);
  if (path === null) return null;
  const objection = grants.objectionTo(path);
  if (objection !== null) return fail('data.path', `${path} is not read: ${objection}.`).problem;
  const again = await grants.grant(path);
  return again.ok ? null : again.problem;
}

/**
 * What speaks against work on a run, whose record may have come with somebody's project: data on another machine. A run
 * that was made on another system may be worked with without its data, so its path need not be one of this machine.
 */
export function runDataObjection({ plan }: Pick<RunRecord, 'plan'>): Problem | null {
  const path = sourcePath(plan.data?.source);
  if (path === null || !isNetworkName(path)) return null;
  return fail('data.path', `${path} is not read: ${objectionToPath(path)}.`).problem;
}
