// UMAP: rows of numbers as points of a plane in which each lies beside those most like it (McInnes, Healy and Melville,
// 2018, arXiv:1802.03426), with the settings of umap-learn: 15 neighbours, distance 0.1, spread 1.
import { createRandom, type Random } from '../../shared/random';

/** Neighbours of a row, itself among them. */
const neighbourCount = 15;
/** 1 / (1 + a d^(2b)) fitted to 1 up to the distance 0.1 and exp(0.1 - d) beyond it. */
const [a, b] = [1.576943460405378, 0.8950608781227859];
const epochs = 300;
/** Points that push each other away for every pair that attracts. */
const pushes = 5;
const longestStep = 4;

export type Tick = (share: number) => Promise<void>;

export interface Neighbours {
  /** Rows of neighbours other than oneself, nearest first: [rows, each]. */
  readonly rows: Int32Array;
  readonly distances: Float64Array;
  readonly each: number;
}

/** The nearest rows of every row, exactly; of equally near ones the first. Needs two rows at least. */
export async function nearest(points: readonly Float64Array[], tick: Tick): Promise<Neighbours> {
  const count = points.length;
  const each = Math.min(neighbourCount, count) - 1;
  const rows = new Int32Array(count * each);
  const distances = new Float64Array(count * each).fill(Infinity);
  const width = points[0]!.length;
  const insert = (row: number, other: number, distance: number) => {
    const from = row * each;
    let at = from + each - 1;
    if (distance >= distances[at]!) return;
    for (; at > from && distances[at - 1]! > distance; at--) {
      distances[at] = distances[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    distances[at] = distance;
    rows[at] = other;
  };
  for (let row = 0; row < count; row++) {
    const own = points[row]!;
    for (let other = 0; other < row; other++) {
      const theirs = points[other]!;
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (own[i]! - theirs[i]!) ** 2;
      insert(row, other, sum);
      insert(other, row, sum);
    }
    if (row % 50 === 49) await tick((row / count) ** 2);
  }
  return { rows, distances: distances.map(Math.sqrt), each };
}

/**
 * How surely each neighbour is one: exp(-max(0, d - nearest) / scale), the scale chosen by bisection so that a row's sum
 * is log2 of the number of neighbours.
 */
export function memberships({ distances, each }: Neighbours): Float64Array {
  const wanted = Math.log2(each + 1);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  const out = new Float64Array(distances.length);
  for (let from = 0; from < distances.length; from += each) {
    const own = distances.subarray(from, from + each);
    const closest = own.find((distance) => distance > 0) ?? 0;
    const at = (scale: number, distance: number) => (distance <= closest ? 1 : Math.exp(-(distance - closest) / scale));
    let [low, high, scale] = [0, Infinity, 1];
    for (let turn = 0; turn < 64; turn++) {
      const sum = own.reduce((total, distance) => total + at(scale, distance), 0);
      if (Math.abs(sum - wanted) < 1e-5) break;
      if (sum > wanted) high = scale;
      else low = scale;
      scale = high === Infinity ? 2 * scale : (low + high) / 2;
    }
    // Rows that all lie at one distance have no scale of their own.
    const least = 1e-3 * (closest > 0 ? own.reduce((total, distance) => total + distance, 0) / each : mean);
    own.forEach((distance, i) => {
      out[from + i] = at(Math.max(scale, least), distance);
    });
  }
  return out;
}

interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0..1; those too weak to be drawn in all epochs are left out. */
  readonly weights: Float64Array;
}

/** Each pair once, with the probability that one or the other takes it for neighbours: u + v - u v. */
function edgesOf(neighbours: Neighbours): Edges {
  const { rows, each } = neighbours;
  const sure = memberships(neighbours);
  const count = rows.length / each;
  const found = new Map<number, number>();
  rows.forEach((other, i) => {
    const row = Math.floor(i / each);
    const key = Math.min(row, other) * count + Math.max(row, other);
    const [mine, theirs] = [sure[i]!, found.get(key) ?? 0];
    found.set(key, mine + theirs - mine * theirs);
  });
  const strongest = [...found.values()].reduce((most, weight) => Math.max(most, weight), 0);
  const kept = [...found].filter(([, weight]) => weight >= strongest / epochs);
  return {
    from: Int32Array.from(kept, ([key]) => Math.floor(key / count)),
    to: Int32Array.from(kept, ([key]) => key % count),
    weights: Float64Array.from(kept, ([, weight]) => weight / strongest),
  };
}

const limited = (step: number) => Math.max(-longestStep, Math.min(longestStep, step));

/** Pulls neighbours together and pushes others apart, in place: stochastic gradient descent on the cross entropy. */
async function settle(x: Float64Array, y: Float64Array, edges: Edges, random: Random, tick: Tick): Promise<void> {
  const { from, to, weights } = edges;
  const due = weights.map((weight) => 1 / weight);
  /** Towards a neighbour, and away from a few points drawn at random. */
  const move = (own: number, other: number, rate: number) => {
    const [dx, dy] = [x[own]! - x[other]!, y[own]! - y[other]!];
    const squared = dx * dx + dy * dy;
    const pull = squared > 0 ? (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1) : 0;
    x[own]! += rate * limited(pull * dx);
    y[own]! += rate * limited(pull * dy);
    for (let turn = 0; turn < pushes; turn++) {
      const far = random.integer(x.length);
      if (far === own) continue;
      const [fx, fy] = [x[own]! - x[far]!, y[own]! - y[far]!];
      const away = fx * fx + fy * fy;
      const push = (2 * b) / ((0.001 + away) * (a * away ** b + 1));
      x[own]! += rate * limited(push * fx);
      y[own]! += rate * limited(push * fy);
    }
  };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs;
    for (let edge = 0; edge < from.length; edge++) {
      if (due[edge]! > epoch) continue;
      due[edge]! += 1 / weights[edge]!;
      move(from[edge]!, to[edge]!, rate);
      move(to[edge]!, from[edge]!, rate);
    }
    await tick(epoch / epochs);
  }
}

/**
 * Places of rows, which start from `x` and `y` (their first two principal components) and are moved in place. The same
 * rows give the same places. `tick` is told the share that is done; what it throws ends the work.
 */
export async function placeByNeighbours(
  points: readonly Float64Array[],
  x: Float64Array,
  y: Float64Array,
  tick: Tick,
): Promise<void> {
  const neighbours = await nearest(points, (share) => tick(0.2 * share));
  const random = createRandom(1).fork('umap');
  // As umap-learn starts: within 10 of the middle, and no two rows on one spot.
  const widest = [...x, ...y].reduce((most, place) => Math.max(most, Math.abs(place)), 0);
  const scale = widest > 0 ? 10 / widest : 1;
  for (const places of [x, y])
    places.forEach((place, row) => {
      places[row] = place * scale + 1e-4 * random.normal();
    });
  await settle(x, y, edgesOf(neighbours), random, (share) => tick(0.2 + 0.8 * share));
}
