// Groups of a column and the figures of each, against numpy, scikit-learn and scipy.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  type GroupResult,
  chanceOf,
  groupFigures,
  groupNumbers,
  scoreDifference,
  scoreResult,
  sharesOf,
} from '../../shared/data/groups';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'];

const program = `
import json, sys, numpy as np
from scipy.stats import norm
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score
q = json.load(sys.stdin)
values = np.array([np.nan if v is None else v for v in q["values"]])
edges = np.unique(np.nanquantile(values, [0, .25, .5, .75, 1]))
code = np.where(np.isnan(values), -1, np.maximum(np.digitize(values, edges[1:], right=True), 0))
truth, said = np.array(q["truth"]), np.array(q["said"])
figures = []
for g in range(code.max() + 1):
    t, s = truth[code == g], said[code == g]
    is_, called = t == q["positive"], s == q["positive"]
    figures.append(dict(
        confusion=confusion_matrix(t, s, labels=range(3)).tolist(),
        accuracy=accuracy_score(t, s), precision=precision_score(is_, called), recall=recall_score(is_, called),
        positiveRate=float(called.mean()), falsePositiveRate=float(called[~is_].mean())))
def chance(a, n, b, m):
    p = (a + b) / (n + m)
    return float(2 * norm.sf(abs(a / n - b / m) / np.sqrt(p * (1 - p) * (1 / n + 1 / m))))
print(json.dumps(dict(code=code.tolist(), figures=figures, chances=[chance(*c) for c in q["shares"]])))
`;

interface Answer {
  readonly code: readonly number[];
  readonly figures: readonly ({ readonly confusion: readonly number[][] } & {
    readonly [F in (typeof groupFigures)[number]]: number;
  })[];
  readonly chances: readonly number[];
}

describe.skipIf(python === undefined)('groups', () => {
  it('are cut at the quartiles and measured as scikit-learn measures them', () => {
    const random = createRandom(5);
    // Many equal values, so that two quartiles fall together, and gaps.
    const values = Array.from({ length: 800 }, () =>
      random.uniform() < 0.1 ? null : random.uniform() < 0.4 ? 0 : Math.round(100 * random.normal()) / 10 + 5,
    );
    const truth = values.map(() => random.integer(3));
    const said = truth.map((is, i) => (random.uniform() < 0.5 + (values[i] ?? 0) / 40 ? is : random.integer(3)));
    const shares = [
      [40, 100, 55, 100],
      [3, 20, 9, 31],
      [500, 1000, 501, 1000],
      [1, 300, 30, 300],
    ] as const;
    const positive = 2;
    const asked = spawnSync(python!, ['-c', program], {
      input: JSON.stringify({ values, truth, said, shares, positive }),
      encoding: 'utf8',
    });
    if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
    const answer = JSON.parse(asked.stdout) as Answer;

    const { names, codes } = groupNumbers(
      'x',
      values.map((value) => value ?? NaN),
    );
    expect(Array.from(codes)).toEqual(answer.code);
    expect(names).toHaveLength(answer.figures.length);
    answer.figures.forEach((expected, group) => {
      const confusion = [0, 1, 2].map((is) =>
        [0, 1, 2].map((was) => codes.filter((code, i) => code === group && truth[i] === is && said[i] === was).length),
      );
      expect(confusion).toEqual(expected.confusion);
      const found = sharesOf(confusion, positive);
      for (const figure of groupFigures)
        expect(found[figure].part / found[figure].of, figure).toBeCloseTo(expected[figure], 12);
    });
    answer.chances.forEach((expected, i) => {
      const [a, n, b, m] = shares[i]!;
      expect(Math.abs(chanceOf({ part: a, of: n }, { part: b, of: m }) - expected)).toBeLessThan(2e-7);
    });
  });

  it('score by means and deviations that differ by more than chance as numpy and scipy say', () => {
    const random = createRandom(8);
    const scored = (size: number, around: number) =>
      Array.from({ length: size }, () => Math.min(1, Math.max(0, around + 0.15 * random.normal())));
    // Far apart, near each other, and a group that is too small to be compared.
    const cases = [
      [scored(30, 0.9), scored(40, 0.4), scored(25, 0.6)],
      [scored(12, 0.52), scored(14, 0.5), scored(4, 0.95)],
    ];
    const asked = spawnSync(
      python!,
      [
        '-c',
        `
import json, sys, numpy as np
from scipy.stats import norm
out = []
for groups in json.load(sys.stdin):
    large = [np.array(g) for g in groups if len(g) >= 10]
    high, low = max(large, key=np.mean), min(large, key=np.mean)
    z = (high.mean() - low.mean()) / np.sqrt(high.var(ddof=1) / len(high) + low.var(ddof=1) / len(low))
    pairs = len(large) * (len(large) - 1) / 2
    out.append(dict(groups=[[float(np.mean(g)), float(np.std(g, ddof=1))] for g in groups],
                    sure=bool(2 * norm.sf(z) * pairs < 0.05)))
print(json.dumps(out))
`,
      ],
      { input: JSON.stringify(cases), encoding: 'utf8' },
    );
    if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
    const answers = JSON.parse(asked.stdout) as readonly {
      readonly groups: readonly (readonly [mean: number, deviation: number])[];
      readonly sure: boolean;
    }[];
    expect(answers.map(({ sure }) => sure)).toEqual([true, false]);
    for (const [i, { groups, sure }] of answers.entries()) {
      const rows = cases[i]!.map((scores, place): GroupResult => ({
        name: `g${place}`,
        count: scores.length,
        ...scoreResult('overlap', scores),
      }));
      groups.forEach(([mean, deviation], place) => {
        expect(rows[place]!.score!.mean).toBeCloseTo(mean, 12);
        expect(rows[place]!.score!.deviation).toBeCloseTo(deviation, 12);
      });
      const found = scoreDifference(rows)!;
      expect([found.highest.name, found.lowest.name].sort()).toEqual(['g0', 'g1']);
      expect(found.beyondChance).toBe(sure);
    }
  });
});
