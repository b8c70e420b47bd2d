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

/** What to do, where what is said of a refusal does not tell. */
const steps: { readonly [code: string]: string } = {
  'import.format': 'Save the whole model once more, for Keras with model.save("model.keras"), and import that.',
  'import.graph': 'Mend the network where it was built, and save it again.',
  'import.layers': 'Replace it with layers that Layerloom has, and save the model again.',
  'import.path': 'Save the model and its weights into one folder.',
  'import.shape': 'Mend the network where it was built, and save it again.',
  'import.weights': 'Save the network and its weights together once more.',
};

/** What stands in the way, with the place in the model, and what to do; several are listed together. */
export class CannotImport extends Error {
  constructor(
    readonly code: string,
    message: string,
    step = steps[code] ?? '',
  ) {
    super(`${message} ${step}`.trimEnd());
    this.name = 'CannotImport';
  }
}
