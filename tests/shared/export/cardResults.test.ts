// What a model card says class by class of masks and of things found in pictures.
import { expect, it } from 'vitest';
import { resultBlocks } from '../../../shared/export/card/results';
import type { Evaluation } from '../../../shared/run/evaluation';

const tables = (output: object) =>
  resultBlocks({
    outputs: [{ name: 'out', classes: ['sky', 'tree'], ...output }],
    count: 9,
  } as unknown as Evaluation).flatMap((block) => (block.type === 'table' ? [[block.head, ...block.rows]] : []));
const perClass = [
  { precision: 1, recall: 0.5, f1: 0.6667, support: 1200 },
  { precision: 0, recall: 0, f1: 0, support: 0 },
];

it('masks: the overlap of each class, a dash for one that is nowhere', () => {
  expect(tables({ perClass, masks: { iou: [0.5, null], mean: 0.5 } })).toEqual([
    [
      ['Class', 'Overlap (IoU)', 'Precision', 'Recall', 'F1', 'Pixels'],
      ['sky', '50.0 %', '100.0 %', '50.0 %', '66.7 %', '1,200'],
      ['tree', '–', '0.0 %', '0.0 %', '0.0 %', '0'],
    ],
  ]);
});

it('boxes: the average precision of each class', () => {
  const found = [
    { averagePrecision: 0.75, precision: 0.5, recall: 1, truths: 4 },
    { averagePrecision: null, precision: 0, recall: 0, truths: 0 },
  ];
  expect(tables({ detection: { perClass: found, meanAveragePrecision: 0.75, meanIoU: 0.6 } })).toEqual([
    [
      ['Class', 'Average precision', 'Precision', 'Recall', 'Boxes'],
      ['sky', '75.0 %', '50.0 %', '100.0 %', '4'],
      ['tree', '–', '0.0 %', '0.0 %', '0'],
    ],
  ]);
});
