// What a lint rule is: a pure look at the whole document that returns problems with reasons and remedies.
import type { DataSpec } from '../../data/spec';
import type { LayerDefinition } from '../../layers/layer';
import type { Problem } from '../../result';
import type { TensorSpec } from '../../shape';
import type { NodeId, ProjectDocument } from '../document';
import type { Wiring } from '../graph';

export interface LintInput {
  readonly document: ProjectDocument;
  readonly wiring: Wiring;
  readonly specs: ReadonlyMap<NodeId, TensorSpec>;
  readonly parameters: ReadonlyMap<NodeId, { readonly trainable: number; readonly fixed: number }>;
  readonly data: DataSpec | null;
  readonly layer: (kind: string) => LayerDefinition | undefined;
}

export interface LintRule {
  /** Same as the `code` of the problems it returns. */
  readonly id: string;
  /** Why this matters, in one plain sentence, for the help. */
  readonly reason: string;
  check(input: LintInput): readonly Problem[];
}
