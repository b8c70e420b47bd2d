// A copy of the data within a project's folder: where it lies, and the path that a document or a run has for it there.
import { basename, join } from 'node:path';

/** What a data set says of where it lies, as far as it matters here. */
interface Placed {
  readonly source: { readonly type: string };
}

/** Copies lie in it under their own names; the one that the document goes by travels with the project file. */
export function keptDataFolder(projectFolder: string): string {
  return join(projectFolder, 'kept', 'data');
}

/** Entries of a project file that belong to the copy begin so. */
export const keptDataEntry = 'data/';

/** The name of the copy that the data are; null where they are none. It comes from a file, and never leads out of a folder. */
export function keptName(data: Placed | null | undefined): string | null {
  const { kept, name } = (data?.source ?? {}) as { readonly kept?: unknown; readonly name?: unknown };
  return kept === true ? basename(join('/', String(name))) : null;
}

/** A copy that came with a project lies in this project's folder, wherever it lay when the project was saved. */
export function atHome<Data extends Placed | null>(data: Data, projectFolder: string): Data {
  const name = keptName(data);
  if (data === null || name === null) return data;
  return { ...data, source: { ...data.source, path: join(keptDataFolder(projectFolder), name) } };
}
