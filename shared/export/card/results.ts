// The part of a model card that says how well each output does: by class, by label, by group, by step.
import {
  type GroupResult,
  type GroupScore,
  differencesOf,
  groupFigures,
  scoreDifference,
  sharesOf,
} from '../../data/groups';
import { labelFigures, labelThresholds, usualThreshold } from '../../data/labels';
import type { EvaluatedOutput, Evaluation } from '../../run/evaluation';
import type { Block } from './blocks';
import { number, percent } from './words';

/** Most classes whose confusion is shown as a table. */
const mostClasses = 20;
/** Most classes or labels that have a row each. */
const mostRows = 200;

/** What is told of each output beyond its figures. */
export function resultBlocks({ outputs, count }: Evaluation): readonly Block[] {
  return outputs.flatMap((output) => [
    ...(outputs.length > 1 ? [{ type: 'heading', level: 3, text: output.name } as const] : []),
    ...outputBlocks(output, count),
  ]);
}

function outputBlocks(output: EvaluatedOutput, count: number): readonly Block[] {
  const { perClass, classes, labels, confusion, groups, errors, masks, detection } = output;
  const blocks: Block[] = [];
  if (perClass !== undefined && classes !== undefined) blocks.push(classTable(classes, perClass, masks?.iou));
  if (detection !== undefined) blocks.push(detectionTable(classes ?? [], detection));
  if (labels !== undefined) blocks.push(labelTable(classes ?? [], labels, count));
  if (confusion !== undefined && classes !== undefined && classes.length <= mostClasses)
    blocks.push(
      { type: 'text', text: 'Which class was taken for which: rows are the truth, columns the answer.' },
      {
        type: 'table',
        head: ['', ...classes],
        rows: confusion.map((row, i) => [classes[i] ?? '', ...row.map(number)]),
      },
    );
  if (groups !== undefined) blocks.push(...groupBlocks(output, groups));
  if (errors !== undefined)
    blocks.push({
      type: 'table',
      head: ['Mean absolute error', 'Root mean squared error', 'R²'],
      rows: [[number(errors.mae), number(errors.rmse), number(errors.r2)]],
    });
  if (errors?.steps !== undefined) blocks.push(stepTable(errors.steps));
  return blocks;
}

const shareOrNone = (value: number | null | undefined): string => (value == null ? '–' : percent(value));

/** `iou`: of a class for every pixel. */
function classTable(
  classes: readonly string[],
  perClass: NonNullable<EvaluatedOutput['perClass']>,
  iou: readonly (number | null)[] | undefined,
): Block {
  return {
    type: 'table',
    head: ['Class', ...(iou ? ['Overlap (IoU)'] : []), 'Precision', 'Recall', 'F1', iou ? 'Pixels' : 'Samples'],
    rows: perClass
      .slice(0, mostRows)
      .map(({ precision, recall, f1, support }, i) => [
        classes[i] ?? '',
        ...(iou ? [shareOrNone(iou[i])] : []),
        percent(precision),
        percent(recall),
        percent(f1),
        number(support),
      ]),
  };
}

/** How well things of each class are found in pictures, at an overlap of one half. */
function detectionTable(classes: readonly string[], { perClass }: NonNullable<EvaluatedOutput['detection']>): Block {
  return {
    type: 'table',
    head: ['Class', 'Average precision', 'Precision', 'Recall', 'Boxes'],
    rows: perClass
      .slice(0, mostRows)
      .map(({ averagePrecision, precision, recall, truths }, i) => [
        classes[i] ?? '',
        shareOrNone(averagePrecision),
        percent(precision),
        percent(recall),
        number(truths),
      ]),
  };
}

/** How each of several labels does at the usual threshold. */
function labelTable(names: readonly string[], { each }: NonNullable<EvaluatedOutput['labels']>, count: number): Block {
  const at = labelThresholds.indexOf(usualThreshold);
  return {
    type: 'table',
    head: ['Label', 'Accuracy', 'Precision', 'Recall', 'F1', 'AUC', 'Samples'],
    rows: each.slice(0, mostRows).map(({ counts, auc, support }, place) => {
      const { accuracy, precision, recall, f1 } = labelFigures(counts[at]!, count);
      return [
        names[place] ?? '',
        ...[accuracy, precision, recall, f1].map(percent),
        auc === null ? '–' : auc.toFixed(3),
        number(support),
      ];
    }),
  };
}

const groupTitles: { readonly [F in (typeof groupFigures)[number]]: string } = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  positiveRate: 'Positive rate',
  falsePositiveRate: 'False-positive rate',
};

/** More classes than this are not each held against all others. */
const mostPositives = 5;

/** A forecast's error at each step, beside saying that the last known value stays. */
function stepTable({ ahead, each }: NonNullable<NonNullable<EvaluatedOutput['errors']>['steps']>): Block {
  return {
    type: 'table',
    head: ['Rows ahead', 'Mean absolute error', 'Root mean squared error', 'R²', 'Error if the last value stays'],
    rows: each.map(({ mae, rmse, r2, naive }, step) => [
      number(ahead + step),
      ...[mae, rmse, r2].map(number),
      naive === undefined ? '–' : number(naive.mae),
    ]),
  };
}

const scoreTitles: { readonly [S in GroupScore]: string } = {
  places: 'Places right',
  tokens: 'Tokens right',
  overlap: 'Overlap (IoU)',
  labels: 'Labels right',
  things: 'Boxes right (F1)',
};

/** Samples that are right in parts: the mean of what those of each group score. */
function scoreBlocks(of: GroupScore, rows: readonly GroupResult[]): readonly Block[] {
  const found = scoreDifference(rows);
  const differs =
    found === null
      ? []
      : [
          `${scoreTitles[of]}: ${percent(found.highest.value)} for ${found.highest.name}, ${percent(found.lowest.value)} for ${found.lowest.name}. ${chanceWords(found)}`,
        ];
  return [
    {
      type: 'table',
      head: ['Group', `${scoreTitles[of]}, mean of the samples`, 'Standard deviation', 'Samples'],
      rows: rows.map(({ name, score, count }) => [
        name,
        score === undefined ? '–' : percent(score.mean),
        score === undefined ? '–' : percent(score.deviation),
        number(count),
      ]),
    },
    { type: 'list', items: differs },
  ];
}

function chanceWords({ beyondChance }: { readonly beyondChance: boolean }): string {
  return beyondChance ? 'Chance alone hardly explains this.' : 'With so few samples this may be chance.';
}

/** How it does on each group of a column, and where groups differ. Yes-or-no targets: for the second class alone. */
function groupBlocks(
  { classes = [], task }: EvaluatedOutput,
  { column, rows }: NonNullable<EvaluatedOutput['groups']>,
): readonly Block[] {
  const title: Block = { type: 'heading', level: 3, text: `Groups of ${column}` };
  const scored = rows.find(({ score }) => score !== undefined)?.score;
  if (scored !== undefined) return [title, ...scoreBlocks(scored.of, rows)];
  if (rows.every(({ confusion }) => confusion === undefined))
    return [
      title,
      {
        type: 'table',
        head: ['Group', 'Mean absolute error', 'Root mean squared error', 'Mean of predicted minus true', 'Samples'],
        rows: rows.map(({ name, errors, count }) => [
          name,
          ...[errors?.mae, errors?.rmse, errors?.bias].map((value) => (value === undefined ? '–' : number(value))),
          number(count),
        ]),
      },
    ];
  const positives = task === 'binary' ? [1] : classes.map((_, place) => place).slice(0, mostPositives);
  return [
    title,
    ...positives.flatMap((positive): Block[] => [
      { type: 'text', text: `With "${classes[positive] ?? positive}" as the positive answer:` },
      {
        type: 'table',
        head: ['Group', ...groupFigures.map((figure) => groupTitles[figure]), 'Samples'],
        rows: rows.map(({ name, confusion = [], count }) => {
          const shares = sharesOf(confusion, positive);
          return [
            name,
            ...groupFigures.map((figure) =>
              shares[figure].of === 0 ? '–' : percent(shares[figure].part / shares[figure].of),
            ),
            number(count),
          ];
        }),
      },
      {
        type: 'list',
        items: differencesOf(rows, positive).map(
          (found) =>
            `${groupTitles[found.figure]}: ${percent(found.highest.value)} for ${found.highest.name}, ${percent(found.lowest.value)} for ${found.lowest.name}. ${chanceWords(found)}`,
        ),
      },
    ]),
  ];
}
