// The samples that a network did worst on, as a person sees them.
import type { EvaluatedOutput } from '../../../shared/run/engine';
import type { OpenedData } from '../data/dataset';

export const MAX_WORST = 24;

type Shown = Pick<EvaluatedOutput['worst'][number], 'picture' | 'text'>;

/** Up to 24 of `places`, the one with the largest `wrongness` first; the earlier of equals. */
export function worstOf(places: readonly number[], wrongness: (position: number) => number): readonly number[] {
  return [...places].sort((a, b) => wrongness(b) - wrongness(a) || a - b).slice(0, MAX_WORST);
}

/** Pictures and texts of the samples at these positions of the part. */
export async function showAt(
  data: OpenedData,
  samples: Uint32Array,
  positions: readonly number[],
): Promise<readonly Shown[]> {
  const rows = await data.show(Uint32Array.from(positions, (position) => samples[position]!));
  return positions.map((_, index) => {
    const { text, sound } = rows[index] ?? {};
    const picture = rows[index]?.picture ?? sound?.picture;
    return {
      ...(picture === undefined ? {} : { picture }),
      ...(text === undefined ? {} : { text: text.slice(0, 300) }),
    };
  });
}
