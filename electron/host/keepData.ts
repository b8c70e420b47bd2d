// A copy of the data in the open project, made when a person asks for it: the project file then opens anywhere.
import { join, parse } from 'node:path';
import type { DataConfig, DataSource } from '../../shared/data/config';
import { fail, ok, type Result } from '../../shared/result';
import { keptDataFolder } from '../disk/keptData';
import { isThere } from './atomicFile';
import type { HostContext } from './context';
import { dataObjection } from './dataPaths';

/** Says where the copy lies. Problems: `data.keep.*`, `project.*`, and what speaks against reading the data. */
export async function keepData(
  { session, grants, engine }: HostContext,
  taskId: string,
  data: DataConfig,
): Promise<Result<DataSource>> {
  const { source } = data;
  if (source.type !== 'file' && source.type !== 'folder')
    return fail('data.keep.bundled', 'This data comes with Layerloom, so there is nothing to keep.');
  const named = data.table?.columns.some(({ type, role }) => type === 'picture' && role !== 'ignore') === true;
  if (source.type === 'file' && (named || data.boxes !== undefined || data.masks !== undefined))
    return fail(
      'data.keep.beside',
      'The file names pictures that lie beside it, so a copy of the file alone would be of no use. Choose the folder with file and pictures as the data, or leave them where they are.',
    );
  const objection = await dataObjection(grants, data);
  if (objection !== null) return { ok: false, problem: objection };
  const folder = session.folder();
  if (!folder.ok) return folder;
  if (!session.writable())
    return fail('project.readOnly', 'This project can only be looked at here. Save it under another name first.');
  const out = keptDataFolder(folder.value);
  // An earlier copy stays, for Undo.
  const name = await freeName(out, source.name);
  const copied = await engine.call('copySource', { taskId, path: source.path, name, out });
  if (!copied.ok) return copied;
  const granted = await grants.grant(join(out, name));
  return granted.ok ? ok({ ...source, name, path: granted.value.path, kept: true }) : granted;
}

/** The name, or the first of "name (2)", "name (3)" … that nothing in the folder has. */
async function freeName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name);
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${stem} (${n})${ext}`;
    if (!(await isThere(join(folder, tried)))) return tried;
  }
}
