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

const anew = `
import json, sys
from pathlib import Path
import numpy as np
sys.path.insert(0, str(Path("shared/export/project").resolve()))
sys.dont_write_bytecode = True
from splits import new_split
out = []
for q in json.load(sys.stdin):
    parts = new_split(q["split"], np.array(q["usable"]), q["cells"], 7)
    out.append([part.tolist() for part in parts])
print(json.dumps(out))
`;

describe.skipIf(python === undefined)('an exported project that splits anew', () => {
  const usable = Array.from({ length: 200 }, (_, i) => 3 * i);
  const cells = usable.map((_, i) => (i % 50 === 0 ? null : `speaker ${Math.floor(12 * (i / 200) ** 2)}`));
  const shares = { train: 0.6, validation: 0.2, test: 0.2, seed: 7, stratify: false };
  const folds = [0, 1, 2].map((fold) => ({ ...shares, method: 'folds', column: 'speaker', folds: 3, fold }));
  const group = { ...shares, method: 'group', column: 'speaker' };

  it('keeps groups together, by shares and by folds, and says where it cannot', () => {
    const answer = spawnSync(python!, ['-c', anew], {
      input: JSON.stringify([
        ...[group, ...folds].map((split) => ({ split, usable, cells })),
        { split: group, usable, cells: null },
      ]),
      encoding: 'utf8',
    });
    expect(answer.status).toBe(0);
    const made = JSON.parse(answer.stdout) as readonly (readonly number[][])[];
    const speakerOf = (sample: number) => cells[sample / 3] ?? `none ${sample}`;
    for (const parts of made.slice(0, 4)) {
      expect(parts.flat().sort((a, b) => a - b)).toEqual(usable);
      const of = parts.map((part) => new Set(part.map(speakerOf)));
      expect(of.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(usable.map(speakerOf)).size);
      expect(parts.every((part) => part.length > 0)).toBe(true);
    }
    expect(made[0]!.map((part) => Math.abs(part.length - 120) < 12 || Math.abs(part.length - 40) < 12)).toEqual([
      true,
      true,
      true,
    ]);
    // Each sample tests in exactly one fold.
    const tested = made.slice(1, 4).flatMap((parts) => parts[2]!);
    expect(tested.sort((a, b) => a - b)).toEqual(usable);
    expect(made[4]!.map((part) => part.length)).toEqual([120, 40, 40]);
    expect(answer.stderr).toMatch(/by the column "speaker", which is not known here/);
  });
});
