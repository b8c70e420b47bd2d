// What an import gives: a network to edit, its weights by name, and what was left out.
import type { ExportWeight } from '../export/format';
import type { Network } from '../network/document';

/** More layers than this cannot be shown. */
export const mostLayers = 10_000;

export interface ImportedModel {
  readonly network: Network;
  /** By "<layer name>/<weight name>", as a run keeps them. */
  readonly weights: ReadonlyMap<string, ExportWeight>;
  /** What the file had and the network has not, one sentence each. */
  readonly notes: readonly string[];
}

/** What stands in the way, with the place in the model; several are listed together. */
export class CannotImport extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'CannotImport';
  }
}
