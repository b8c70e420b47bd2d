// Precision, recall and F1 of every class.
import { useTranslation } from 'react-i18next';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import { FigureTable, counted } from './FigureTable';

export function PerClass(props: {
  readonly classes: readonly string[];
  readonly rows: NonNullable<EvaluatedOutput['perClass']>;
  /** Of masks: the overlap of each class; samples are pixels then. */
  readonly iou?: readonly (number | null)[] | undefined;
}) {
  const { t } = useTranslation();
  const { iou } = props;
  const rows = props.rows.map(({ precision, recall, f1, support }, place) => ({
    name: props.classes[place] ?? String(place),
    figures: { precision, recall, f1, support, iou: iou?.[place] ?? null },
  }));
  const ids = [...(iou ? (['iou'] as const) : []), 'precision', 'recall', 'f1', 'support'] as const;
  const [titles, helps] = iou ? ['pixelColumns', 'pixelHelp'] : ['columns', 'help'];
  return (
    <FigureTable
      title={t('evaluate.columns.name')}
      help={t('evaluate.help.name')}
      rows={rows}
      columns={ids.map((id) => ({
        id,
        title: t(`evaluate.${titles}.${id}`),
        help: t(`evaluate.${helps}.${id}`),
        ...(id === 'support' ? counted : {}),
      }))}
    />
  );
}
