// A row of a table to be typed in: one field per column, with the range or the categories that training saw.
import { Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { longestList } from '../../shared/data/codes';
import type { FittedColumn } from '../../shared/data/fitted';
import { categoryPlace } from '../../shared/data/preprocess';
import type { RunRecord } from '../../shared/run/record';
import { formatNumber } from '../screens/format';
import { NumberField } from '../screens/NumberField';
import { categoryTyped } from './categoryTyped';
import { CodeField } from './CodeField';
import classes from './PredictScreen.module.css';

export type RowValues = { readonly [column: string]: string | number | null };

/** A choice that no category can be called by accident. */
const missingChoice = '\u0000';

interface Props {
  readonly record: RunRecord;
  readonly source: string;
  readonly values: RowValues;
  readonly onChange: (values: RowValues) => void;
}

export function RowForm({ record, source, values, onChange }: Props) {
  const input = record.preprocessing.inputs[source];
  if (input?.modality !== 'table') return null;
  const columns = new Map(record.plan.data.table?.columns.map((column) => [column.name, column]));
  return (
    <div className={classes.form}>
      {input.columns.map((column) => (
        <Field
          key={column.name}
          column={column}
          facts={columns.get(column.name)?.facts}
          value={values[column.name] ?? null}
          onChange={(value) => onChange({ ...values, [column.name]: value })}
        />
      ))}
    </div>
  );
}

function Field(props: {
  readonly column: FittedColumn;
  readonly facts: { readonly min?: number; readonly max?: number } | undefined;
  readonly value: string | number | null;
  readonly onChange: (value: string | number | null) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { column, facts, value, onChange } = props;
  const range = facts?.min !== undefined && facts.max !== undefined ? ([facts.min, facts.max] as const) : undefined;
  const typed = column.type !== 'number' && column.categories.length > longestList;
  const outside =
    column.type !== 'number'
      ? typed && value !== null && categoryPlace(column, categoryTyped(column.categories, String(value))) < 0
      : range !== undefined && typeof value === 'number' && (value < range[0] || value > range[1]);
  return (
    <div className={classes.fieldRow}>
      <label htmlFor={id} className={classes.fieldName} title={column.name}>
        {column.name}
      </label>
      {column.type === 'number' ? (
        typeof value === 'string' ? (
          <TextInput id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
        ) : (
          <NumberField
            id={id}
            value={value}
            placeholder={t('predict.missing')}
            step={range ? stepFor(range[1] - range[0]) : 1}
            onChange={onChange}
          />
        )
      ) : typed ? (
        <CodeField
          id={id}
          categories={column.categories}
          value={value === null ? null : String(value)}
          onChange={onChange}
        />
      ) : (
        <Select
          id={id}
          searchable={column.categories.length > 12}
          data={[
            ...column.categories
              .filter((category) => category !== '(missing)')
              .map((category) => ({ value: category, label: category })),
            { value: missingChoice, label: t('predict.missing') },
          ]}
          value={value === null ? missingChoice : (column.categories[categoryPlace(column, String(value))] ?? null)}
          onChange={(next) => onChange(next === missingChoice ? null : next)}
        />
      )}
      <span className={classes.hint} data-outside={outside || undefined}>
        {outside
          ? t('predict.outside')
          : range
            ? t('data.range', { min: formatNumber(range[0]), max: formatNumber(range[1]) })
            : ''}
      </span>
    </div>
  );
}

/** Arrow keys move by about a hundredth of the range, rounded to 1, 2 or 5 of a power of ten. */
export function stepFor(span: number): number {
  if (!(span > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(span / 100));
  const factor = [1, 2, 5, 10].find((entry) => entry * power >= span / 100) ?? 10;
  return Number((factor * power).toPrecision(1));
}
