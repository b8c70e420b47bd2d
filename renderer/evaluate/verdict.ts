// The evaluation in one plain sentence.
import { useTranslation } from 'react-i18next';
import { labelFigures, labelThresholds, usualThreshold } from '../../shared/data/labels';
import type { EvaluatedOutput, Evaluation } from '../../shared/run/evaluation';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';

/** How many of the samples lie on the diagonal, and how many there are. */
export function rightOf(confusion: readonly (readonly number[])[]): { readonly right: number; readonly all: number } {
  let right = 0;
  let all = 0;
  for (const [truth, row] of confusion.entries()) {
    for (const [predicted, count] of row.entries()) {
      all += count;
      if (truth === predicted) right += count;
    }
  }
  return { right, all };
}

/** The share of the most frequent class: what guessing it every time would give. */
export function guessingShare(confusion: readonly (readonly number[])[]): number {
  const sums = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const all = sums.reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : Math.max(...sums) / all;
}

/** The share of all labels that are right at the usual threshold. */
function labelsRight({ each }: NonNullable<EvaluatedOutput['labels']>, count: number): number {
  const at = labelThresholds.indexOf(usualThreshold);
  const sum = each.reduce((total, { counts }) => total + labelFigures(counts[at]!, count).accuracy, 0);
  return sum / Math.max(1, each.length);
}

/** "98 of 100": whole when there are few samples, per hundred when there are many. */
export function useVerdict(output: EvaluatedOutput, evaluation: Evaluation): string {
  const { t } = useTranslation();
  const seen = evaluation.part === 'test' ? t('evaluate.unseen') : t(`evaluate.of.${evaluation.part}`);
  if (output.errors) {
    return t('evaluate.verdictNumber', {
      mae: formatNumber(output.errors.mae, 3),
      name: output.target,
      seen,
      share: formatNumber(Math.max(0, output.errors.r2) * 100, 3),
    });
  }
  const figure = (id: string) => evaluation.figures[id] ?? evaluation.figures[`${output.name}/${id}`];
  if (output.rebuilt) {
    const area = figure('auc');
    return area === undefined
      ? t('evaluate.verdictRebuilt', { off: formatNumber(figure('rootMeanSquaredError') ?? 0, 3), seen })
      : t('evaluate.verdictOdd', { only: output.rebuilt.only ?? '', share: formatNumber(area * 100, 3), seen });
  }
  if (output.made) {
    return t('evaluate.verdictMade', {
      lifelike: formatCount(Math.round(output.made.lifelike * 100)),
      variety: formatCount(Math.round(output.made.variety * 100)),
      seen,
    });
  }
  if (output.texts)
    return t('evaluate.verdictNext', { perplexity: formatNumber(figure('perplexity') ?? NaN, 3), seen });
  if (output.sequences) {
    const { exactMatch, tokenAccuracy } = output.sequences;
    return t('evaluate.verdictTexts', {
      exact: formatNumber(exactMatch * 100, 3),
      tokens: formatNumber(tokenAccuracy * 100, 3),
      seen,
    });
  }
  if (output.labels) {
    return t('evaluate.verdictLabels', {
      exact: formatNumber((figure('exactMatch') ?? 0) * 100, 3),
      labels: formatNumber(labelsRight(output.labels, evaluation.count) * 100, 3),
      seen,
    });
  }
  if (output.detection) {
    const { perClass, meanAveragePrecision } = output.detection;
    const all = perClass.reduce((sum, { truths }) => sum + truths, 0);
    const found = perClass.reduce((sum, { truths, recall }) => sum + truths * recall, 0);
    return t('evaluate.verdictBoxes', {
      found: formatNumber((100 * found) / Math.max(1, all), 3),
      map: formatNumber(100 * meanAveragePrecision, 3),
      seen,
    });
  }
  if (output.masks && output.confusion) {
    const pixels = rightOf(output.confusion);
    if (pixels.all === 0) return t('evaluate.verdictNone');
    return t('evaluate.verdictMasks', {
      right: formatNumber((100 * pixels.right) / pixels.all, 3),
      overlap: formatNumber(100 * output.masks.mean, 3),
      seen,
    });
  }
  if (output.places) {
    const { accuracy, whole } = output.places;
    return t('evaluate.verdictPlaces', {
      right: formatNumber(100 * accuracy, 3),
      whole: formatNumber(100 * whole, 3),
      seen,
    });
  }
  if (!output.confusion) return t('evaluate.verdictNone');
  const { right, all } = rightOf(output.confusion);
  if (all === 0) return t('evaluate.verdictNone');
  const share = right / all;
  const guessing = guessingShare(output.confusion);
  const few = all <= 100;
  // 996 of 1,000 is not "100 of 100".
  const hundred = share < 1 && share > 0.995;
  const base = few ? all : hundred ? 1000 : 100;
  const hits = few ? right : Math.min(base - (share < 1 ? 1 : 0), Math.round(share * base));
  const sentence = t('evaluate.verdictClass', { right: formatCount(hits), all: formatCount(base), seen });
  return share <= guessing + 0.005
    ? `${sentence} ${t('evaluate.guessing', { share: formatNumber(guessing * 100, 3) })}`
    : sentence;
}
