// A column's card: its histogram at full size and every figure that was counted.
import { Popover, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ColumnConfig } from '../../shared/data/config';
import type { Relation } from '../../shared/data/relation';
import { visibleText } from '../../shared/visibleText';
import { formatNumber, formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import classes from './ColumnCard.module.css';
import { Histogram } from './Histogram';

/** The relation with today's target: of the opened data where it is known, else that of the first look. */
export function relationWith(
  column: ColumnConfig,
  target: string | undefined,
  known: { readonly [column: string]: Relation } | undefined,
): Pick<Relation, 'measure' | 'value'> | null {
  if (target === undefined || column.name === target || column.role === 'target') return null;
  const found =
    known !== undefined && Object.prototype.hasOwnProperty.call(known, column.name) ? known[column.name] : undefined;
  if (found !== undefined) return found;
  const { relation } = column.facts;
  return relation !== undefined && relation.target === target ? relation : null;
}

export function ColumnCard(props: {
  readonly column: ColumnConfig;
  readonly rowCount: number;
  readonly target: string | undefined;
  readonly relation: Pick<Relation, 'measure' | 'value'> | null;
}) {
  const { t } = useTranslation();
  const { column, rowCount, target, relation } = props;
  const { facts, type, name } = column;
  const share = (count: number) => `${formatCount(count)} (${formatPercent(rowCount > 0 ? count / rowCount : 0)})`;
  const number = (value: number | undefined) => (value === undefined ? null : formatNumber(value));
  const numeric = type === 'number';
  const figures = [
    ['missing', share(facts.missing)],
    ['unreadable', numeric && (facts.unreadable ?? 0) > 0 ? formatCount(facts.unreadable!) : null],
    ['distinct', formatCount(facts.unique)],
    ['smallest', numeric ? number(facts.min) : null],
    ['median', numeric ? number(facts.median) : null],
    ['mean', numeric ? number(facts.mean) : null],
    ['largest', numeric ? number(facts.max) : null],
    ['deviation', numeric ? number(facts.std) : null],
    ['outliers', numeric && facts.outliers !== undefined ? share(facts.outliers) : null],
    [
      'relation',
      relation === null ? null : `${formatNumber(relation.value, 3)} (${t(`data.measure.${relation.measure}`)})`,
    ],
  ] as const;
  const most = facts.categories && !numeric ? mostFrequent(column) : [];
  return (
    <Popover position="bottom-start" width={300} withinPortal trapFocus shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes.open} aria-label={t('data.card.open', { name })}>
          <Histogram facts={facts} type={type} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.card ?? ''}>
        <h3 className={classes.title} dir="auto">
          {visibleText(name)}
        </h3>
        <p className={classes.reason}>{column.reason}</p>
        <Histogram facts={facts} type={type} large />
        <dl className={classes.figures}>
          {figures.map(([key, value]) =>
            value === null ? null : (
              <div key={key}>
                <dt>{key === 'relation' ? t('data.card.relation', { target }) : t(`data.card.${key}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
          {most.map(({ category, count }) => (
            <div key={category}>
              <dt className={classes.category} dir="auto">
                {visibleText(category)}
              </dt>
              <dd>{share(count)}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}

function mostFrequent({ facts }: ColumnConfig) {
  const { categories = [], histogram = [] } = facts;
  if (histogram.length !== categories.length) return [];
  return categories
    .map((category, at) => ({ category, count: histogram[at]! }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 6);
}
