// How strongly two columns go together, 0 to 1, by the measure that suits their types.

/** Values of a column, sample by sample: numbers with NaN for none, or categories by index with -1 for none. */
export type RelatedValues =
  | { readonly type: 'number'; readonly values: ArrayLike<number> }
  | { readonly type: 'category'; readonly codes: ArrayLike<number>; readonly count: number };

export type RelationMeasure = 'pearson' | 'correlationRatio' | 'cramersV';

export interface Relation {
  readonly measure: RelationMeasure;
  /** Pearson's r has a sign; the others run from 0 to 1. */
  readonly value: number;
  /** Samples in which both have a value. */
  readonly samples: number;
}

/** Fewer samples than this say nothing. */
const fewest = 10;

/** Pearson's correlation coefficient. */
function pearson(a: ArrayLike<number>, b: ArrayLike<number>): Relation | null {
  let n = 0;
  let meanA = 0;
  let meanB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    // Welford's update for both and their product: stable, one pass.
    n++;
    const dx = x - meanA;
    const dy = y - meanB;
    meanA += dx / n;
    meanB += dy / n;
    squaresA += dx * (x - meanA);
    squaresB += dy * (y - meanB);
    products += dx * (y - meanB);
  }
  if (n < fewest || squaresA <= 0 || squaresB <= 0) return null;
  const value = products / Math.sqrt(squaresA) / Math.sqrt(squaresB);
  return Number.isFinite(value) ? { measure: 'pearson', value: Math.max(-1, Math.min(1, value)), samples: n } : null;
}

/** The correlation ratio η: the root of the share of the numbers' variance that lies between the categories. */
function correlationRatio(codes: ArrayLike<number>, count: number, values: ArrayLike<number>): Relation | null {
  const sums = new Float64Array(count);
  const sizes = new Uint32Array(count);
  let n = 0;
  let sum = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const value = values[i]!;
    if (code < 0 || Number.isNaN(value)) continue;
    sums[code]! += value;
    sizes[code]!++;
    sum += value;
    n++;
  }
  if (n < fewest) return null;
  const mean = sum / n;
  let between = 0;
  let groups = 0;
  for (let code = 0; code < count; code++) {
    if (sizes[code] === 0) continue;
    groups++;
    between += sizes[code]! * (sums[code]! / sizes[code]! - mean) ** 2;
  }
  let all = 0;
  for (let i = 0; i < codes.length; i++) {
    const value = values[i]!;
    if (codes[i]! >= 0 && !Number.isNaN(value)) all += (value - mean) ** 2;
  }
  if (all <= 0 || groups < 2 || groups > n / 2) return null;
  const value = Math.sqrt(Math.min(1, between / all));
  return Number.isFinite(value) ? { measure: 'correlationRatio', value, samples: n } : null;
}

/** Cramér's V with Bergsma's correction (2013), so that many categories do not look like a relation. */
function cramersV(a: ArrayLike<number>, countA: number, b: ArrayLike<number>, countB: number): Relation | null {
  if (countA * countB > 1_000_000) return null;
  const cells = new Uint32Array(countA * countB);
  const rows = new Uint32Array(countA);
  const columns = new Uint32Array(countB);
  let n = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x < 0 || y < 0) continue;
    cells[x * countB + y]!++;
    rows[x]!++;
    columns[y]!++;
    n++;
  }
  const usedA = rows.filter((size) => size > 0).length;
  const usedB = columns.filter((size) => size > 0).length;
  if (n < fewest || usedA < 2 || usedB < 2) return null;
  let chi = 0;
  for (let x = 0; x < countA; x++) {
    for (let y = 0; y < countB; y++) {
      const expected = (rows[x]! * columns[y]!) / n;
      if (expected > 0) chi += (cells[x * countB + y]! - expected) ** 2 / expected;
    }
  }
  const phi = Math.max(0, chi / n - ((usedA - 1) * (usedB - 1)) / (n - 1));
  const [fewA, fewB] = [usedA - (usedA - 1) ** 2 / (n - 1), usedB - (usedB - 1) ** 2 / (n - 1)];
  const least = Math.min(fewA - 1, fewB - 1);
  return least > 0 ? { measure: 'cramersV', value: Math.min(1, Math.sqrt(phi / least)), samples: n } : null;
}

/** Null where it cannot be told: too few samples, a constant, or nearly as many categories as samples. */
export function relate(a: RelatedValues, b: RelatedValues): Relation | null {
  if (a.type === 'number')
    return b.type === 'number' ? pearson(a.values, b.values) : correlationRatio(b.codes, b.count, a.values);
  return b.type === 'number'
    ? correlationRatio(a.codes, a.count, b.values)
    : cramersV(a.codes, a.count, b.codes, b.count);
}
