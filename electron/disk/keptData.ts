// A copy of the data within a project's folder: where it lies, and the path that a document or a run has for it there.
import { basename, join } from 'node:path';

/** What a data set says of where it lies, as far as it matters here. */
interface Placed {
  readonly source: { readonly type: string };
}

/** Only the copy lies in it, under its own name; it travels with the project file. */
export function keptDataFolder(projectFolder: string): string {
  return join(projectFolder, 'kept', 'data');
}

/** Entries of a project file that belong to the copy begin so. */
export const keptDataEntry = 'data/';

/** Whether the data are those that the project holds itself. */
export function isKept(data: Placed | null | undefined): boolean {
  return (data?.source as { readonly kept?: unknown } | undefined)?.kept === true;
}

/** A copy that came with a project lies in this project's folder, wherever it lay when the project was saved. */
export function atHome<Data extends Placed | null>(data: Data, projectFolder: string): Data {
  const { source } = data ?? {};
  if (data === null || source === undefined || !isKept(data)) return data;
  // The name comes from a file, and must not lead out of the folder.
  const name = basename(join('/', String((source as { readonly name?: unknown }).name)));
  return { ...data, source: { ...source, path: join(keptDataFolder(projectFolder), name) } };
}
