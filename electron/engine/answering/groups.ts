// Answers told apart by the groups of a column.
import { type GroupResult, type GroupScore, scoreResult } from '../../../shared/data/groups';
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import type { OpenedData } from '../data/dataset';

/**
 * The result of each group that has a sample in this part; nothing where no groups were asked for. `answers` are those
 * of `samples`, in their order.
 */
export function byGroup<Answer>(
  { groups }: OpenedData,
  samples: Uint32Array,
  answers: readonly Answer[],
  result: (answers: readonly Answer[]) => Pick<GroupResult, 'confusion' | 'errors' | 'score'>,
): Pick<EvaluatedOutput, 'groups'> {
  if (groups === undefined) return {};
  const members = groups.names.map((): Answer[] => []);
  answers.forEach((answer, position) => members[groups.codes[samples[position]!]!]?.push(answer));
  const rows = members.flatMap((group, place): GroupResult[] =>
    group.length === 0 ? [] : [{ name: groups.names[place]!, count: group.length, ...result(group) }],
  );
  return { groups: { column: groups.column, rows } };
}

/** The same of samples that score each; those without anything to be right in, whose score is NaN, do not count. */
export function scoresByGroup(
  data: OpenedData,
  samples: Uint32Array,
  of: GroupScore,
  scores: readonly number[],
): Pick<EvaluatedOutput, 'groups'> {
  const scored = scores.flatMap((score, position) => (Number.isNaN(score) ? [] : [position]));
  const own = Uint32Array.from(scored, (position) => samples[position]!);
  return byGroup(
    data,
    own,
    scored.map((position) => scores[position]!),
    (group) => scoreResult(of, group),
  );
}
