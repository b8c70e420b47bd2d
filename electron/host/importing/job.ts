// What an import does, wherever it runs: reads the model, writes its weights where the project will have them.
import type { ImportedModel } from '../../../shared/import';
import type { TellImport } from '../../../shared/import/progress';
import { type Result, ok } from '../../../shared/result';
import { fileProblem } from '../atomicFile';
import { writeStartWeights } from '../startWeights';
import { importFile } from './readModel';

/** A model whose weights lie in a file by now. */
export interface Imported extends Pick<ImportedModel, 'network' | 'notes'> {
  /** How many numbers. */
  readonly weights: number;
}

export interface ImportRequest {
  readonly path: string;
  /** Where the weights go; nothing is there yet. */
  readonly out: string;
}

/** What the thread says; the last is the result. */
export type FromImportThread =
  { readonly done: number; readonly words: string } | { readonly result: Result<Imported> };

/** Never throws; what `tell` throws comes back as a Problem. Cancelled or failed it may leave a part of `out`. */
export async function importJob({ path, out }: ImportRequest, tell: TellImport): Promise<Result<Imported>> {
  const model = await importFile(path, tell);
  if (!model.ok) return model;
  const { network, notes, weights } = model.value;
  try {
    await writeStartWeights(out, weights, tell);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, out, 'written') };
  }
  return ok({ network, notes, weights: [...weights.values()].reduce((sum, { values }) => sum + values.length, 0) });
}
