// The list of lint rules. A rule lives in one of the files beside; adding one means adding it to its file's list.
import type { Problem } from '../../result';
import { inputRules } from './inputs';
import { outputRules } from './output';
import type { LintInput, LintRule } from './rule';
import { structureRules } from './structure';
import { trainingRules } from './training';

export const lintRules: readonly LintRule[] = [...structureRules, ...inputRules, ...outputRules, ...trainingRules];

/** All rules over one document. An empty canvas is not scolded: there only the data rule speaks. */
export function lint(input: LintInput): readonly Problem[] {
  const rules =
    input.document.network.nodes.length === 0
      ? lintRules.filter((rule) => !rule.id.startsWith('structure.'))
      : lintRules;
  return rules.flatMap((rule) => rule.check(input));
}
