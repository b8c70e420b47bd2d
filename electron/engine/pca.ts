// The first principal components of many rows, without ever building the covariance of their columns.
import { createRandom } from '../../shared/random';

export interface Components {
  /** Scores of each row on each axis: [axes][rows]. */
  readonly scores: readonly Float64Array[];
  /** Shares of the whole variance. */
  readonly explained: readonly number[];
}

/** Directions that are followed beyond those asked for, so that these settle soon. */
const moreDirections = 6;
const enough = 1e-7;

/** Rows of a small square matrix made orthonormal, one after the other (Gram and Schmidt, twice for exactness). */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, place) => {
    for (let turn = 0; turn < 2; turn++) {
      for (let other = 0; other < place; other++) {
        const before = vectors[other]!;
        let dot = 0;
        for (let i = 0; i < vector.length; i++) dot += vector[i]! * before[i]!;
        for (let i = 0; i < vector.length; i++) vector[i]! -= dot * before[i]!;
      }
    }
    let length = 0;
    for (const value of vector) length += value * value;
    length = Math.sqrt(length);
    // Of a direction in which nothing varies there is nothing left.
    const by = length > 1e-150 ? 1 / length : 0;
    for (let i = 0; i < vector.length; i++) vector[i]! *= by;
  });
}

/** Eigenvalues and vectors of a small symmetric matrix, the largest first (Jacobi's rotations). */
function eigen(matrix: number[][]): readonly { readonly value: number; readonly vector: readonly number[] }[] {
  const n = matrix.length;
  const vectors = matrix.map((_, i) => matrix.map((_row, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += matrix[p]![q]! ** 2;
    if (off < 1e-300) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (matrix[p]![q] === 0) continue;
        const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * matrix[p]![q]!);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [a, b] = [matrix[k]![p]!, matrix[k]![q]!];
          matrix[k]![p] = c * a - s * b;
          matrix[k]![q] = s * a + c * b;
        }
        for (let k = 0; k < n; k++) {
          const [a, b] = [matrix[p]![k]!, matrix[q]![k]!];
          matrix[p]![k] = c * a - s * b;
          matrix[q]![k] = s * a + c * b;
          const [v, w] = [vectors[k]![p]!, vectors[k]![q]!];
          vectors[k]![p] = c * v - s * w;
          vectors[k]![q] = s * v + c * w;
        }
      }
    }
  }
  return matrix
    .map((row, i) => ({ value: row[i]!, vector: vectors.map((own) => own[i]!) }))
    .sort((a, b) => b.value - a.value);
}

/**
 * The first `count` principal components of `rows` rows of `width` numbers, which are centred in place: subspace iteration
 * (Halko, Martinsson and Tropp, 2011) until their variances stand still, or for `mostRounds`. An axis points to where its
 * heaviest column is positive, as scikit-learn's. `tick` is told the share that is done after each round; what it throws ends the work.
 */
export async function principalComponents(
  values: Float32Array,
  rows: number,
  width: number,
  tick: (share: number) => Promise<void>,
  count = 2,
  mostRounds = 60,
): Promise<Components> {
  const scores = Array.from({ length: count }, () => new Float64Array(rows));
  const mean = new Float64Array(width);
  for (let at = 0; at < rows * width; at++) mean[at % width]! += values[at]! / rows;
  let whole = 0;
  for (let at = 0; at < rows * width; at++) {
    values[at]! -= mean[at % width]!;
    whole += values[at]! ** 2;
  }
  if (rows < 2 || !(whole > 0)) return { scores, explained: scores.map(() => 0) };
  const random = createRandom(1).fork('pca');
  let axes = Array.from({ length: Math.min(count + moreDirections, width, rows) }, () =>
    Float64Array.from({ length: width }, () => random.normal()),
  );
  orthonormalize(axes);
  let before: readonly number[] = scores.map(() => 0);
  for (let round = 0; round < mostRounds; round++) {
    const products = axes.map(() => new Float64Array(width));
    const inner = axes.map(() => axes.map(() => 0));
    const score = new Float64Array(axes.length);
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      axes.forEach((axis, a) => {
        let dot = 0;
        for (let i = 0; i < width; i++) dot += values[from + i]! * axis[i]!;
        score[a] = dot;
      });
      for (let a = 0; a < axes.length; a++) {
        const by = score[a]!;
        const product = products[a]!;
        for (let i = 0; i < width; i++) product[i]! += by * values[from + i]!;
        for (let b = 0; b < axes.length; b++) inner[a]![b]! += by * score[b]!;
      }
      // A round over much data takes seconds: others have their turn in between, and it can be cancelled.
      if (row % 1000 === 999) await tick((round + row / rows) / mostRounds);
    }
    // Rotated to the variances' own directions within what is followed, largest first.
    const found = eigen(inner);
    const rotate = (vectors: readonly Float64Array[]) =>
      found.map(({ vector }) => {
        const turned = new Float64Array(width);
        vector.forEach((by, a) => {
          const own = vectors[a]!;
          for (let i = 0; i < width; i++) turned[i]! += by * own[i]!;
        });
        return turned;
      });
    const now = scores.map((_, place) => found[place]?.value ?? 0);
    const still = now.every((value, i) => Math.abs(value - before[i]!) <= enough * whole);
    before = now;
    if (still) {
      axes = rotate(axes);
      break;
    }
    axes = rotate(products);
    orthonormalize(axes);
    await tick((round + 1) / mostRounds);
  }
  scores.forEach((own, place) => {
    const axis = axes[place];
    if (axis === undefined) return;
    let heaviest = 0;
    for (let i = 0; i < width; i++) if (Math.abs(axis[i]!) > Math.abs(axis[heaviest]!)) heaviest = i;
    const sign = axis[heaviest]! < 0 ? -1 : 1;
    for (let row = 0; row < rows; row++) {
      let dot = 0;
      for (let i = 0; i < width; i++) dot += values[row * width + i]! * axis[i]!;
      own[row] = sign * dot;
    }
  });
  const share = (own: Float64Array) => own.reduce((sum, score) => sum + score * score, 0) / whole;
  return { scores, explained: scores.map(share) };
}
