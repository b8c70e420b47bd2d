// Principal components against scikit-learn's PCA.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../electron/engine/pca';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'];
const program = `
import json, sys, numpy as np
from sklearn.decomposition import PCA
out = []
for q in json.load(sys.stdin):
    p = PCA(2, svd_solver="full")
    out.append(dict(scores=p.fit_transform(np.array(q)).T.tolist(), explained=p.explained_variance_ratio_.tolist()))
print(json.dumps(out))
`;

const random = createRandom(3);
/** [rows, columns, factors]: data of so many factors with noise; more columns than rows, too. */
const sets = (
  [
    [200, 5, 2],
    [60, 300, 3],
    [500, 40, 6],
    [12, 2, 2],
  ] as const
).map(([rows, columns, factors]) => {
  const loads = Array.from({ length: factors }, (_, f) =>
    Array.from({ length: columns }, () => (random.normal() * 4) / (f + 1)),
  );
  return Array.from({ length: rows }, () => {
    const own = loads.map(() => random.normal());
    return Array.from({ length: columns }, (_, c) =>
      Math.fround(3 + loads.reduce((sum, load, f) => sum + own[f]! * load[c]!, 0) + 0.2 * random.normal()),
    );
  });
});

describe.skipIf(python === undefined)('principal components', () => {
  it('are those of scikit-learn', async () => {
    const asked = spawnSync(python!, ['-c', program], { input: JSON.stringify(sets), encoding: 'utf8' });
    if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
    const answers = JSON.parse(asked.stdout) as { scores: number[][]; explained: number[] }[];
    for (const [at, set] of sets.entries()) {
      const { scores: ours, explained } = await principalComponents(
        Float32Array.from(set.flat()),
        set.length,
        set[0]!.length,
        async () => undefined,
      );
      const expected = answers[at]!;
      ours.forEach((scores, axis) => {
        const largest = Math.max(...expected.scores[axis]!.map(Math.abs));
        scores.forEach((score, row) =>
          expect(Math.abs(score - expected.scores[axis]![row]!) / largest, `set ${at}`).toBeLessThan(2e-3),
        );
        expect(explained[axis]).toBeCloseTo(expected.explained[axis]!, 6);
      });
    }
  });
});
