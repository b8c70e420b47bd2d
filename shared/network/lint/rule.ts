// What a lint rule is: a pure look at the whole document that returns problems with reasons and remedies.
import type { DataSpec } from '../../data/spec';
import type { LayerDefinition } from '../../layers/layer';
import type { Fix, ParamValues, Problem } from '../../result';
import type { TensorSpec } from '../../shape';
import type { LayerNode, NodeId, ProjectDocument } from '../document';
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

/** What a rule found; its id is added, and the layer that it looked at. */
export type Finding = Omit<Problem, 'code'>;

/** A rule that looks at one layer at a time. */
export function layerRule(
  id: string,
  reason: string,
  look: (node: LayerNode, input: LintInput) => Finding | null,
): LintRule {
  return {
    id,
    reason,
    check: (input) => {
      const problems: Problem[] = [];
      for (const node of input.document.network.nodes) {
        const finding = look(node, input);
        if (finding !== null) problems.push({ node: node.id, ...finding, code: id });
      }
      return problems;
    },
  };
}

/** A rule that looks at the whole and finds at most one thing. */
export function wholeRule(id: string, reason: string, look: (input: LintInput) => Finding | null): LintRule {
  return {
    id,
    reason,
    check: (input) => {
      const finding = look(input);
      return finding === null ? [] : [{ ...finding, code: id }];
    },
  };
}

/** A remedy that changes training settings. */
export function setTraining(title: string, values: ParamValues): Fix {
  return { type: 'setTraining', title, values };
}
