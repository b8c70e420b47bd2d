// Which weights are taken out, against numpy.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { createRandom } from '../../shared/random';
import { magnitudeMask, shareAt, stepsUntilPruning } from '../../shared/run/pruning';

const python = process.env['LAYERLOOM_PYTHON'];
const program = `
import json, sys, numpy as np
out = []
for values, share in json.load(sys.stdin):
    magnitudes = np.abs(np.array(values, dtype=np.float32))
    mask = np.ones(len(values))
    mask[np.argsort(magnitudes, kind="stable")[:int(share * len(values))]] = 0
    out.append(mask.astype(int).tolist())
print(json.dumps(out))
`;

const random = createRandom(8);
const drawn = (length: number) => Array.from({ length }, () => Math.fround(random.normal()));
/** Values with ties, among zeros, too. */
const coarse = (length: number) => Array.from({ length }, () => random.integer(7) - 3);
const rows: readonly (readonly [values: readonly number[], share: number])[] = [
  [drawn(1000), 0.8],
  [drawn(7), 0.5],
  [drawn(3), 0.99],
  [drawn(50), 0],
  [coarse(200), 0.3],
  [coarse(200), 0.95],
  [Array.from({ length: 20 }, () => 0), 0.25],
];

it.skipIf(!python)('masks are those of numpy', () => {
  const { stdout } = spawnSync(python!, ['-c', program], { input: JSON.stringify(rows), encoding: 'utf8' });
  const own = rows.map(([values, share]) => Array.from(magnitudeMask(Float32Array.from(values), share)));
  expect(own).toEqual(JSON.parse(stdout));
});

it.each([
  [1, [1]],
  [10, [1, 2, 3, 4, 5]],
  [101, [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51]],
])('of %i steps, weights are taken out after these', (total, expected) => {
  const found: number[] = [];
  for (let step = 0; Number.isFinite(stepsUntilPruning(step, total));) {
    step += stepsUntilPruning(step, total);
    found.push(step);
  }
  expect(found).toEqual(expected);
  expect(shareAt(0.8, 0, total)).toBe(0);
  expect(shareAt(0.8, expected.at(-1)!, total)).toBe(0.8);
});
