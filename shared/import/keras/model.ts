// What is read of a Keras model: the network, and which of the file's arrays its weights are.
import type { ExportWeight } from '../../export/format';
import type { Network } from '../../network/document';

/** Where a layer stands in the file. */
export interface LayerPlace {
  /** Names of the models that it is in, the outermost first; none for most. */
  readonly models: readonly string[];
  readonly fileName: string;
  readonly className: string;
}

export interface WeightPlace {
  readonly name: string;
  readonly shape: readonly number[];
  /** The same numbers in the file's shape, where it has another. */
  readonly fileShape?: readonly number[];
  /** Numbers that the file must have here; they are worked out from the layer's settings and no weights of ours. */
  readonly fixed?: Float32Array;
}

export type NamedWeight = ExportWeight & { readonly name: string };

/** A layer of the file with weights. */
export interface Weighted extends LayerPlace {
  /** Our layer that has them. */
  readonly name: string;
  /** Our weights; those of the file come in the same order. */
  readonly specs: readonly WeightPlace[];
  /** Names of the arrays in the file, where it has not all of `specs`; one that `specs` has not is passed over. */
  readonly inFile?: readonly string[];
  /** What is to be done to the file's numbers. */
  unscale(weights: readonly NamedWeight[]): readonly ExportWeight[];
}

export interface ReadKeras {
  readonly network: Network;
  readonly notes: readonly string[];
  /** In the file's order. */
  readonly weighted: readonly Weighted[];
  /** All layers of the file, in order: Keras numbers groups of weights by class, within each model. */
  readonly order: readonly LayerPlace[];
}
