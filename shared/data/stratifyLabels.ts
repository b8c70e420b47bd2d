// Several labels per sample, spread over parts or folds so that each has its share of every label.

/**
 * Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of multi-label data"): of the
 * labels that are left the rarest is dealt out first, each of its samples to the bin that lacks most of that label, of
 * equals to the one with most room. Unlike there a full bin gets nothing more, so that sizes are exact: they must add up to
 * the number of samples. `order`: the places of the samples in the order in which they are dealt. Returns each one's bin;
 * -1 where no bin has room.
 */
export function stratifyLabels(
  labelsOf: readonly (readonly number[])[],
  sizes: readonly number[],
  order: Uint32Array,
): Int8Array {
  const n = order.length;
  if (sizes.every((size) => size <= 0)) return new Int8Array(n).fill(-1);
  const members: number[][] = [];
  for (const place of order) for (const label of labelsOf[place]!) (members[label] ??= []).push(place);
  const left = Array.from(members, (own) => own?.length ?? 0);
  const room = [...sizes];
  /** By bin, how many of each label it still lacks. */
  const lacking = sizes.map((size) => left.map((count) => (count * size) / n));
  const bins = new Int8Array(n).fill(-1);
  const put = (place: number, wanted: (bin: number) => number) => {
    let best = -1;
    for (let bin = 0; bin < sizes.length; bin++) {
      if (room[bin]! <= 0) continue;
      const ahead = best < 0 ? 1 : wanted(bin) - wanted(best);
      if (ahead > 1e-9 || (ahead > -1e-9 && room[bin]! > room[best]!)) best = bin;
    }
    bins[place] = best;
    room[best]!--;
    for (const label of labelsOf[place]!) {
      lacking[best]![label]!--;
      left[label]!--;
    }
  };
  for (let rarest = rarestOf(left); rarest >= 0; rarest = rarestOf(left)) {
    for (const place of members[rarest]!) if (bins[place] === -1) put(place, (bin) => lacking[bin]![rarest]!);
  }
  for (const place of order) if (bins[place] === -1) put(place, (bin) => room[bin]! / sizes[bin]!);
  return bins;
}

/** The label of which the fewest samples are left; -1 where there is none. */
function rarestOf(left: readonly number[]): number {
  let best = -1;
  left.forEach((count, label) => {
    if (count > 0 && (best < 0 || count < left[best]!)) best = label;
  });
  return best;
}
