// The list of lint rules. A rule lives in one of the files beside; adding one means adding it to its file's list.
import type { Problem } from '../../result';
import { dataRules } from './data';
import { inputRules } from './inputs';
import { layerRules } from './layers';
import { optimizerRules } from './optimizer';
import { outputRules } from './output';
import type { LintInput, LintRule } from './rule';
import { scheduleRules } from './schedule';
import { sizeRules } from './size';
import { stackRules } from './stack';
import { structureRules } from './structure';
import { trainingRules } from './training';

export const lintRules: readonly LintRule[] = [
  ...structureRules,
  ...inputRules,
  ...outputRules,
  ...dataRules,
  ...optimizerRules,
  ...scheduleRules,
  ...trainingRules,
  ...sizeRules,
  ...stackRules,
  ...layerRules,
];

const reasons = new Map(lintRules.map(({ id, reason }) => [id, reason]));

/** Why a problem found by a rule matters, in a sentence; undefined for problems that other checks found. */
export function reasonFor(code: string): string | undefined {
  return reasons.get(code);
}

/** All rules over one document. An empty canvas is not scolded: there only the rules on data and settings speak. */
export function lint(input: LintInput): readonly Problem[] {
  const rules =
    input.document.network.nodes.length === 0
      ? lintRules.filter((rule) => !rule.id.startsWith('structure.'))
      : lintRules;
  return rules.flatMap((rule) => rule.check(input));
}
