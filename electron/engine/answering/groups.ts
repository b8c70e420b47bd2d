// Answers told apart by the groups of a column.
import type { GroupResult } from '../../../shared/data/groups';
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
  result: (answers: readonly Answer[]) => Pick<GroupResult, 'confusion' | 'errors'>,
): Pick<EvaluatedOutput, 'groups'> {
  if (groups === undefined) return {};
  const members = groups.names.map((): Answer[] => []);
  answers.forEach((answer, position) => members[groups.codes[samples[position]!]!]?.push(answer));
  const rows = members.flatMap((group, place): GroupResult[] =>
    group.length === 0 ? [] : [{ name: groups.names[place]!, count: group.length, ...result(group) }],
  );
  return { groups: { column: groups.column, rows } };
}
