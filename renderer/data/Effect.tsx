// Before and after: what a column's steps do to samples of the training part, in bars and in numbers.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { parseNumber } from '../../shared/data/cells';
import type { ColumnConfig, DataConfig } from '../../shared/data/config';
import type { FittedColumn } from '../../shared/data/fitted';
import type { Spread } from '../../shared/data/stages/stage';
import { categoryIndex, columnWidth, encodeNumber } from '../../shared/data/preprocess';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import classes from './Preparation.module.css';
import type { Prepared } from './usePrepared';
import { ValueBars } from './ValueBars';

const bins = 24;
const shown = 8;

function barsOf(values: readonly number[]): Spread | null {
  const present = values.filter((value) => Number.isFinite(value));
  if (present.length === 0) return null;
  const low = Math.min(...present);
  const high = Math.max(...present);
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of present) {
    const place = high > low ? Math.floor(((value - low) / (high - low)) * bins) : 0;
    counts[Math.min(bins - 1, place)]!++;
  }
  return { counts, low, high };
}

/** A column as it was fitted; a number to be predicted as a column without anything in place of a gap. */
function fittedOf(prepared: Prepared, name: string): FittedColumn | undefined {
  const target = prepared.fitted?.targets[name];
  if (target?.task === 'regression') return { type: 'number', name, fill: NaN, ...target };
  for (const input of Object.values(prepared.fitted?.inputs ?? {}))
    if (input.modality === 'table') {
      const found = input.columns.find((column) => column.name === name);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Categories that are written out under their samples. */
const mostNamed = 24;

function namesOf(categories: readonly string[]): string {
  return `${categories.slice(0, mostNamed).join(', ')}${categories.length > mostNamed ? ', …' : ''}`;
}

export function Effect(props: {
  readonly data: DataConfig;
  readonly column: ColumnConfig;
  readonly prepared: Prepared;
}) {
  const { t } = useTranslation();
  const { data, column, prepared } = props;
  const place = data.table?.columns.findIndex(({ name }) => name === column.name) ?? -1;
  const decimal = data.table?.dialect?.decimal ?? '.';
  const fitted = fittedOf(prepared, column.name);
  const cells = useMemo(() => prepared.rows.map((row) => row.cells?.[place] ?? null), [prepared.rows, place]);
  // What is shown belongs together only once the engine has answered for these very steps.
  if (fitted === undefined || cells.length === 0 || (fitted.type === 'number') !== (column.type === 'number'))
    return null;
  if (fitted.type !== 'number') {
    // As many different ones as there are, rather than the same again and again.
    const first = [...new Set(cells)].slice(0, shown);
    const words = (cell: string | null) => {
      const index = categoryIndex(fitted, cell);
      if (fitted.type === 'ordinal') return String(index + (fitted.first ?? 0));
      const ones = fitted.categories.map((_, at) => (at === index ? '1' : '0'));
      return ones.length <= 12 ? ones.join(' ') : `${ones.slice(0, 11).join(' ')} …`;
    };
    return (
      <Samples
        before={first}
        after={first.map(words)}
        note={`${t('data.preparation.wide', {
          count: columnWidth(fitted),
          n: formatCount(columnWidth(fitted)),
        })}: ${namesOf(fitted.categories)}`}
      />
    );
  }
  const raw = cells.map((cell) => (cell === null ? NaN : parseNumber(cell, decimal)));
  const after = raw.map((value) => Math.fround(encodeNumber(fitted, value)));
  const aim = column.role === 'target';
  const figures = [
    ...(column.facts.missing > 0 && !aim ? [`${t('data.preparation.fill')} ${formatNumber(fitted.fill)}`] : []),
    ...(fitted.steps ?? []).flatMap((step) =>
      step.type === 'clip' ? [`${formatNumber(step.low)} … ${formatNumber(step.high)}`] : [],
    ),
    ...(fitted.subtract === 0 && fitted.divide === 1
      ? []
      : [`(x − ${formatNumber(fitted.subtract)}) / ${formatNumber(fitted.divide)}`]),
  ].join(', ');
  return (
    <>
      <div className={classes.bars}>
        <Histogram title={t('data.preparation.before')} name={column.name} bars={barsOf(raw)} label="beforeBars" />
        <Histogram title={t('data.preparation.after')} name={column.name} bars={barsOf(after)} label="afterBars" />
      </div>
      <Samples
        before={cells.slice(0, shown)}
        after={after
          .slice(0, shown)
          .map((value) => (Number.isNaN(value) ? t('data.preparation.leftOut') : formatNumber(value)))}
        aim={aim}
        note={figures === '' ? '' : t('data.preparation.fittedOn', { figures })}
      />
    </>
  );
}

/** What a column's values are, before or after. */
function Histogram(props: {
  readonly title: string;
  readonly name: string;
  readonly bars: Spread | null;
  readonly label: 'beforeBars' | 'afterBars';
}) {
  const { t } = useTranslation();
  const { title, name, bars, label } = props;
  const words = (from: string, to: string) => t(`data.preparation.${label}`, { name, from, to });
  return bars === null ? null : <ValueBars title={title} spread={bars} label={words} />;
}

function Samples(props: {
  readonly before: readonly (string | null)[];
  readonly after: readonly string[];
  readonly note: string;
  /** What is to be learned is not what the network sees, and a gap in it is filled by nothing. */
  readonly aim?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <>
      <table className={classes.samples}>
        <caption>{t('data.preparation.samples')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('data.preparation.raw')}</th>
            <th scope="col">{t(props.aim ? 'data.preparation.toLearn' : 'data.preparation.toNetwork')}</th>
          </tr>
        </thead>
        <tbody>
          {props.before.map((cell, at) => (
            <tr key={at}>
              <td data-missing={cell === null || undefined}>{cell ?? t('data.missingCell')}</td>
              <td>
                {props.after[at]}
                {cell === null && !props.aim && <span className={classes.filled}> {t('data.preparation.filled')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {props.note !== '' && <p className={classes.note}>{props.note}</p>}
    </>
  );
}
