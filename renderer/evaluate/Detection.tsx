// How well things are found, class by class: average precision, and of the boxes that are shown how many are right.
import { useTranslation } from 'react-i18next';
import type { DetectionScore } from '../../shared/data/detectionScore';
import { FigureTable, counted } from './FigureTable';

const columns = ['averagePrecision', 'precision', 'recall', 'truths'] as const;

export function Detection({ classes, score }: { readonly classes: readonly string[]; readonly score: DetectionScore }) {
  const { t } = useTranslation();
  return (
    <FigureTable
      title={t('evaluate.boxColumns.name')}
      help={t('evaluate.boxHelp.name')}
      rows={score.perClass.map(({ averagePrecision, precision, recall, truths }, place) => ({
        name: classes[place] ?? String(place),
        figures: { averagePrecision, precision, recall, truths },
      }))}
      columns={columns.map((id) => ({
        id,
        title: t(`evaluate.boxColumns.${id}`),
        help: t(`evaluate.boxHelp.${id}`),
        ...(id === 'truths' ? counted : {}),
      }))}
    />
  );
}
