// UMAP by what it promises: neighbours are scikit-learn's, their weights satisfy the paper's equation, and scikit-learn's
// trustworthiness finds neighbourhoods kept better than by principal components.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../electron/engine/pca';
import { memberships, nearest, placeByNeighbours } from '../../electron/engine/umap';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'];
const program = `
import json, sys, numpy as np
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
q = json.load(sys.stdin)
rows = np.array(q["rows"])
distances, _ = NearestNeighbors(n_neighbors=15).fit(rows).kneighbors(rows)
print(json.dumps(dict(distances=distances[:, 1:].tolist(), trust=[trustworthiness(rows, np.array(places), n_neighbors=10) for places in q["places"]])))
`;

const random = createRandom(8);
/** Eight clouds in ten dimensions: two directions cannot part them. */
const clouds = Array.from({ length: 8 }, () => Array.from({ length: 10 }, () => 4 * random.normal()));
const rows = Array.from({ length: 400 }, (_, i) => clouds[i % 8]!.map((centre) => centre + random.normal()));
const points = rows.map((row) => Float64Array.from(row));
const quiet = async () => undefined;

async function place() {
  const { scores } = await principalComponents(Float32Array.from(rows.flat()), rows.length, 10, quiet);
  const [x, y] = [Float64Array.from(scores[0]!), Float64Array.from(scores[1]!)];
  await placeByNeighbours(points, x, y, quiet);
  return { first: scores, x, y };
}

describe('umap', () => {
  it('weighs neighbours so that each row’s sum is log2 of their number', async () => {
    const neighbours = await nearest(points, quiet);
    const sure = memberships(neighbours);
    for (let row = 0; row < rows.length; row++) {
      const own = sure.subarray(row * neighbours.each, (row + 1) * neighbours.each);
      expect(own[0]).toBe(1);
      expect(own.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(Math.log2(15), 4);
    }
  });

  it('places equal rows, few rows and rows without differences somewhere', async () => {
    for (const few of [points.slice(0, 3), points.slice(0, 20).map(() => new Float64Array(10))]) {
      const [x, y] = [new Float64Array(few.length), new Float64Array(few.length)];
      await placeByNeighbours(few, x, y, quiet);
      expect([...x, ...y].every(Number.isFinite)).toBe(true);
    }
  });

  it('ends when it is told to', async () => {
    const [x, y] = [new Float64Array(400), new Float64Array(400)];
    const stop = async (share: number) => {
      if (share > 0.4) throw new Error('enough');
    };
    await expect(placeByNeighbours(points, x, y, stop)).rejects.toThrow('enough');
  });

  it.skipIf(python === undefined)('keeps neighbourhoods, as scikit-learn measures them, twice the same', async () => {
    const { first, x, y } = await place();
    const again = await place();
    expect(again.x).toEqual(x);
    const pairs = (a: Float64Array, b: Float64Array) => Array.from(a, (value, i) => [value, b[i]!]);
    const question = { rows, places: [pairs(first[0]!, first[1]!), pairs(x, y)] };
    const asked = spawnSync(python!, ['-c', program], { input: JSON.stringify(question), encoding: 'utf8' });
    if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
    const { distances, trust } = JSON.parse(asked.stdout) as { distances: number[][]; trust: [number, number] };
    const neighbours = await nearest(points, quiet);
    distances.flat().forEach((distance, i) => expect(neighbours.distances[i]).toBeCloseTo(distance, 9));
    expect(trust[1]).toBeGreaterThan(0.97);
    expect(trust[1]).toBeGreaterThan(trust[0] + 0.01);
    // Each cloud stays together: a point's nearest in the plane is of its own cloud.
    const alone = Array.from(x, (_, i) => {
      let [best, near] = [-1, Infinity];
      for (let j = 0; j < x.length; j++) {
        const distance = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2;
        if (j !== i && distance < near) [best, near] = [j, distance];
      }
      return best % 8 === i % 8;
    });
    expect(alone.filter(Boolean).length).toBeGreaterThan(390);
  });
});
