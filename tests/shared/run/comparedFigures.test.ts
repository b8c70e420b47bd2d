// The figure by which smaller numbers are judged, for every kind of answer.
import { expect, it } from 'vitest';
import { labelThresholds, usualThreshold } from '../../../shared/data/labels';
import { comparedFigure, comparedKinds } from '../../../shared/run/comparedFigures';
import type { EvaluatedOutput } from '../../../shared/run/evaluation';

const counts = (right: number, wrongYes: number, wrongNo: number) =>
  labelThresholds.map((threshold) => (threshold === usualThreshold ? [right, wrongYes, wrongNo] : [0, 0, 0]));

const rows: readonly (readonly [keyof typeof comparedKinds, object, number])[] = [
  ['error', { errors: { mae: 2.5 } }, 2.5],
  ['tokens', { sequences: { exactMatch: 0.1, tokenAccuracy: 0.7 }, confusion: [[1]] }, 0.7],
  ['overlap', { masks: { iou: [0.5, null], mean: 0.5 }, confusion: [[1]] }, 0.5],
  ['precision', { detection: { perClass: [], meanAveragePrecision: 0.25, meanIoU: 0.9 } }, 0.25],
  // Of 10 samples the first label is wrong on 3, the second on 1.
  ['labels', { labels: { each: [{ counts: counts(2, 1, 2) }, { counts: counts(5, 0, 1) }], exact: [] } }, 0.8],
  ['rebuilding', { rebuilt: { errors: [1, 2, 6] } }, 3],
  ['lifelike', { made: { lifelike: 0.4, variety: 0.2 } }, 0.4],
  [
    'share',
    {
      confusion: [
        [3, 1],
        [0, 4],
      ],
    },
    7 / 8,
  ],
];

it.each(rows)('%s', (kind, output, value) => {
  const figure = comparedFigure({ name: 'out', ...output } as unknown as EvaluatedOutput, 10);
  expect(figure).toEqual({ output: 'out', kind, value: expect.closeTo(value, 12) });
});

it('has a row for each kind', () => {
  expect(rows.map(([kind]) => kind).sort()).toEqual(Object.keys(comparedKinds).sort());
});

it.each([{}, { confusion: [[0]] }, { rebuilt: { errors: [] } }])('says nothing of %j', (output) => {
  expect(comparedFigure({ name: 'out', ...output } as unknown as EvaluatedOutput, 10)).toBeNull();
});
