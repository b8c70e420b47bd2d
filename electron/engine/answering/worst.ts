// The samples that a network did worst on, as a person sees them.
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import type { Plan } from '../../../shared/run/plan';
import type { OpenedData } from '../data/dataset';

export const MAX_WORST = 24;
/** More features of a row than these would not be read. */
const MAX_CELLS = 12;

type Shown = Pick<EvaluatedOutput['worst'][number], 'picture' | 'text' | 'cells'>;

/** Up to 24 of `places`, the one with the largest `wrongness` first; the earlier of equals. */
export function worstOf(places: readonly number[], wrongness: (position: number) => number): readonly number[] {
  return [...places].sort((a, b) => wrongness(b) - wrongness(a) || a - b).slice(0, MAX_WORST);
}

/** Pictures, texts and features of the samples at these positions of the part. */
export async function showAt(
  plan: Plan,
  data: OpenedData,
  samples: Uint32Array,
  positions: readonly number[],
): Promise<readonly Shown[]> {
  const rows = await data.show(Uint32Array.from(positions, (position) => samples[position]!));
  return positions.map((_, index) => {
    const { text, sound, cells, frames = [] } = rows[index] ?? {};
    const picture = rows[index]?.picture ?? sound?.picture ?? frames[frames.length >> 1];
    return {
      ...(picture === undefined ? {} : { picture }),
      ...(text === undefined ? {} : { text: text.slice(0, 300) }),
      ...(cells === undefined ? {} : { cells: featuresOf(plan, cells) }),
    };
  });
}

/** The features among a row's cells, with their names. */
function featuresOf(plan: Plan, cells: readonly (string | null)[]): NonNullable<Shown['cells']> {
  const columns = plan.data.table?.columns ?? [];
  return columns
    .flatMap(({ name, role }, place) => (role === 'feature' ? [[name, cells[place] ?? null] as const] : []))
    .slice(0, MAX_CELLS);
}
