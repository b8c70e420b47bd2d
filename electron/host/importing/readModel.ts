// Reads a model file of another program from the disk: plain files only, bounded, and nothing outside the model's own
// folder. What is in it is read by shared/import.
import { constants, promises as fs } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { BadFile, type BesideFile, type ImportedModel, importLimits, importModel } from '../../../shared/import';
import { amountOf } from '../../../shared/amount';
import { type TellImport, tellStage } from '../../../shared/import/progress';
import { type Result, fail } from '../../../shared/result';
import { fileProblem } from '../atomicFile';

const pieceBytes = 2 ** 24;

/** The bytes of a plain file, or null where it is none (a link, a device, a pipe, a folder) or too large. */
async function readPlain(path: string, limit: number, tell?: TellImport): Promise<Uint8Array | null> {
  // Without O_NONBLOCK a pipe that took the file's place would hold the process.
  const handle = await fs.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  try {
    const opened = await handle.stat();
    if (!opened.isFile() || opened.size > limit) return null;
    const data = new Uint8Array(opened.size);
    let at = 0;
    while (at < data.length) {
      const { bytesRead } = await handle.read(data, at, Math.min(data.length - at, pieceBytes), at);
      if (bytesRead === 0) return null;
      at += bytesRead;
      tellStage(tell, 'read', at, data.length, `Reading ${amountOf(at, data.length)}`);
    }
    return data;
  } finally {
    await handle.close();
  }
}

/** Undoes zlib's packing to at most `limit` bytes. */
function unpacking(inflate: typeof inflateSync) {
  return (packed: Uint8Array, limit: number): Uint8Array => {
    try {
      return inflate(packed, { maxOutputLength: Math.max(1, limit) });
    } catch {
      throw new BadFile('A packed part of the file is damaged, or larger than it says.');
    }
  };
}

/** A plain file in the model's folder or below it; null where it is anything else, or has a second name elsewhere. */
async function fileBeside(folder: string, relative: string): Promise<BesideFile | null> {
  const target = resolve(folder, ...relative.split('/'));
  if (!target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return null;
  // A folder on the way may be a link that leads out.
  const real = await fs.realpath(dirname(target)).catch(() => null);
  const home = await fs.realpath(folder);
  if (real === null || (real !== home && !real.startsWith(home + sep))) return null;
  const path = join(real, basename(target));
  const stats = await fs.lstat(path).catch(() => null);
  if (stats === null || !stats.isFile() || stats.nlink > 1 || stats.size > importLimits.file) return null;
  return { size: stats.size, read: () => readPlain(path, stats.size).catch(() => null) };
}

/** Never throws. */
export async function importFile(path: string, tell?: TellImport): Promise<Result<ImportedModel>> {
  const whole = resolve(path);
  const folder = dirname(whole);
  try {
    const stats = await fs.stat(whole);
    if (stats.isDirectory())
      return fail(
        'import.kind',
        `${basename(whole)} is a folder, such as a SavedModel. Its layers are no longer told apart. Convert it to ONNX and import that: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx.`,
      );
    if (stats.isFile() && stats.size > importLimits.file)
      return fail('import.size', `The file takes ${stats.size} bytes; at most ${importLimits.file} are read.`);
    const data = stats.isFile() ? await readPlain(await fs.realpath(whole), importLimits.file, tell) : null;
    if (data === null)
      return fail('import.kind', `${basename(whole)} is no plain file (a device or a pipe). Copy the model to a file.`);
    return await importModel(basename(whole), data, {
      beside: (relative) => fileBeside(folder, relative),
      inflate: unpacking(inflateSync),
      inflateRaw: unpacking(inflateRawSync),
      tell,
    });
  } catch (error) {
    return { ok: false, problem: fileProblem(error, whole, 'read') };
  }
}
