// The split against scikit-learn. Which sample is drawn where is each library's own; sizes, class counts and what must
// not be torn apart are the same.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { SplitConfig } from '../../shared/data/config';
import { splitSamples } from '../../shared/data/split';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'];

function ask<T>(program: string, question: unknown): T {
  const answer = spawnSync(python!, ['-c', program], { input: JSON.stringify(question), encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(answer.stderr.slice(-2000));
  return JSON.parse(answer.stdout) as T;
}

const random = createRandom(11);
/** [samples, folds]; labels of three classes, a third of them rare, and groups of very different sizes. */
const cases = [
  [100, 5],
  [103, 5],
  [150, 7],
  [60, 3],
  [997, 10],
] as const;
const questions = cases.map(([n, folds]) => ({
  n,
  folds,
  labels: Array.from({ length: n }, () => (random.uniform() < 0.6 ? 0 : random.uniform() < 0.8 ? 1 : 2)),
  groups: Array.from({ length: n }, () => Math.floor(30 * random.uniform() ** 2)),
}));

interface Answer {
  readonly sizes: readonly number[];
  /** Per fold, samples of each class. */
  readonly classes: readonly (readonly number[])[];
  readonly groupSizes: readonly number[];
  readonly times: readonly [train: number, test: number];
}

const program = `
import json, sys, numpy as np
from sklearn.model_selection import KFold, StratifiedKFold, GroupKFold, train_test_split
out = []
for q in json.load(sys.stdin):
    x, y, g, k = np.arange(q["n"]), np.array(q["labels"]), np.array(q["groups"]), q["folds"]
    count = lambda test: np.bincount(y[test], minlength=3).tolist()
    train, test = train_test_split(x, test_size=0.2, shuffle=False)
    out.append(dict(
        sizes=[len(test) for _, test in KFold(k, shuffle=True, random_state=1).split(x)],
        classes=[count(test) for _, test in StratifiedKFold(k, shuffle=True, random_state=1).split(x, y)],
        groupSizes=sorted(len(test) for _, test in GroupKFold(k).split(x, groups=g)),
        times=[int(train.max()), int(test.min())],
    ))
print(json.dumps(out))
`;

describe.skipIf(python === undefined)('splits, against scikit-learn', () => {
  it('gives folds of the same sizes, classes and groups', () => {
    const answers = ask<readonly Answer[]>(program, questions);
    for (const [i, { n, folds, labels, groups }] of questions.entries()) {
      const answer = answers[i]!;
      const samples = Uint32Array.from({ length: n }, (_, at) => at);
      const test = (more: Partial<SplitConfig>, keys = {}) =>
        Array.from({ length: folds }, (_, fold) => {
          const split = { train: 0.8, validation: 0, test: 0.2, seed: 4, stratify: false, folds, fold, ...more };
          return splitSamples(samples, { ...split, method: 'folds' }, labels, keys).test;
        });
      expect(test({}).map((part) => part.length)).toEqual(answer.sizes);
      // StratifiedKFold deals classes to folds in the order in which it meets them, so folds may change places by one
      // sample of a class: each class's counts over the folds are the same.
      const ours = test({ stratify: true }).map((part) =>
        [0, 1, 2].map((c) => part.filter((at) => labels[at] === c).length),
      );
      for (const c of [0, 1, 2]) {
        const sorted = (counts: readonly (readonly number[])[]) => counts.map((fold) => fold[c]!).sort((a, b) => a - b);
        expect(sorted(ours)).toEqual(sorted(answer.classes));
      }
      // Both give the largest group left to the emptiest fold: the same sizes.
      const grouped = test({}, { groups });
      expect(grouped.map((part) => part.length).sort((a, b) => a - b)).toEqual(answer.groupSizes);
      // In order, without a column: train_test_split(shuffle=False).
      const inOrder = splitSamples(samples, {
        train: 0.8,
        validation: 0,
        test: 0.2,
        seed: 1,
        stratify: false,
        method: 'order',
      });
      const [lastTrained, firstTested] = answer.times;
      expect(Math.abs(inOrder.train[inOrder.train.length - 1]! - lastTrained)).toBeLessThanOrEqual(1);
      expect(Math.abs(inOrder.test[0]! - firstTested)).toBeLessThanOrEqual(1);
    }
  });
});
