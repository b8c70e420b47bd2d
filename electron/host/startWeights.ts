// The weights that a project's runs start from: they lie beside the document and travel with the project file.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExportWeight } from '../../shared/export/format';
import { amountOf } from '../../shared/amount';
import { type TellImport, tellStage } from '../../shared/import/progress';
import { safetensorsPieces } from '../../shared/run/safetensors';
import { isThere } from './atomicFile';

const weightsName = 'imported.safetensors';

/** Where a project keeps the weights that its runs start from. */
export function startWeightsPath(projectFolder: string): string {
  return join(projectFolder, 'kept', weightsName);
}

const pieceBytes = 2 ** 24;

/** Writes weights to the file `path`, which must not be there yet; none where there are none. Rejects with the system's error. */
export async function writeStartWeights(
  path: string,
  weights: ReadonlyMap<string, ExportWeight>,
  tell?: TellImport,
): Promise<void> {
  if (weights.size === 0) return;
  const tensors = [...weights].map(
    ([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }] as const,
  );
  const pieces = safetensorsPieces(new Map(tensors), { format: 'layerloom' });
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  await fs.mkdir(dirname(path), { recursive: true });
  const handle = await fs.open(path, 'wx');
  try {
    let done = 0;
    for (const piece of pieces)
      for (let at = 0; at < piece.length;) {
        const { bytesWritten } = await handle.write(piece, at, Math.min(pieceBytes, piece.length - at));
        at += bytesWritten;
        done += bytesWritten;
        tellStage(tell, 'write', done, total, `Writing the weights: ${amountOf(done, total)}`);
      }
  } finally {
    await handle.close();
  }
}

/** The weights that a project's runs start from; null where they start afresh. */
export async function weightsOf(projectFolder: string): Promise<string | null> {
  const path = startWeightsPath(projectFolder);
  return (await isThere(path)) ? path : null;
}

/** The same by the folder of a run, which is runs/<id>. */
export function startingWeights(runFolder: string): Promise<string | null> {
  return weightsOf(dirname(dirname(runFolder)));
}
