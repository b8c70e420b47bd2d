// How far an export is, and how it ends early.
import { throwProblem } from '../problems';

export interface ExportWatch {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

const steps = 5;

/** Throws where the export was cancelled. */
export function stopIfCancelled(watch: ExportWatch): void {
  if (watch.signal?.aborted !== true) return;
  throwProblem('cancelled', 'The export was cancelled. Nothing was written.', { severity: 'hint' });
}

/** Says that `done` of the export's steps are over and which one begins. */
export function step(watch: ExportWatch, done: number, message: string): void {
  stopIfCancelled(watch);
  watch.onProgress?.({ done, total: steps, message });
}
