// Rows of a series put in order: group by group, and in order of time within each.

export interface SeriesGroup {
  readonly name: string;
  /** Rows from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
}

interface Ordered {
  /** Null where the rows stand in order already. */
  readonly order: Uint32Array | null;
  readonly groups: readonly SeriesGroup[];
  readonly moved: boolean;
  readonly doubled: number;
}

/** By group name, then by time, then as in the file. */
export function orderRows(
  rowCount: number,
  times: Float64Array | null,
  codes: Float64Array | null,
  names: ReadonlyMap<string, number>,
): Ordered {
  const sortedNames = [...names.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rank = new Uint32Array(names.size);
  sortedNames.forEach((name, place) => {
    rank[names.get(name)!] = place;
  });
  const rankOf = (row: number) => (codes === null ? 0 : rank[codes[row]!]!);
  const compare = (a: number, b: number) =>
    rankOf(a) - rankOf(b) || (times === null ? 0 : times[a]! - times[b]!) || a - b;
  let moved = false;
  for (let row = 1; row < rowCount && !moved; row++) moved = compare(row - 1, row) > 0;
  const order = moved ? Uint32Array.from({ length: rowCount }, (_, row) => row).sort(compare) : null;
  const at = (place: number) => (order === null ? place : order[place]!);
  const groups: SeriesGroup[] = [];
  let doubled = 0;
  let start = 0;
  for (let place = 1; place <= rowCount; place++) {
    const same = place < rowCount && rankOf(at(place)) === rankOf(at(place - 1));
    if (same && times !== null && times[at(place)] === times[at(place - 1)]) doubled++;
    if (same) continue;
    groups.push({ name: codes === null ? '' : sortedNames[rankOf(at(place - 1))]!, start, end: place });
    start = place;
  }
  // Groups that only lie one after the other in the file are not worth a note; rows out of time order are.
  let backwards = false;
  if (order !== null && times !== null) {
    const last = new Map<number, number>();
    for (let row = 0; row < rowCount && !backwards; row++) {
      const own = rankOf(row);
      backwards = times[row]! < (last.get(own) ?? -Infinity);
      last.set(own, times[row]!);
    }
  }
  return { order, groups, moved: backwards, doubled };
}
