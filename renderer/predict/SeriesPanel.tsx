// The last rows of a series for the network: typed or pasted from a spreadsheet, or those of a sample; drawn with the
// forecast behind them, a point or a curve.
import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FittedSeries, WindowValues } from '../../shared/data/series';
import { type Curve, Curves, Legend } from '../screens/Curves';
import { startingAt } from '../screens/curveValues';
import { formatNumber } from '../screens/format';
import classes from './SeriesPanel.module.css';

/** The forecast of the first output, row after row, what it forecasts, and what happened. */
export interface ShownForecast {
  readonly column: string;
  readonly values: readonly number[];
  readonly truth?: readonly number[];
}

interface Props {
  readonly input: FittedSeries;
  readonly value: WindowValues | null;
  readonly forecast: ShownForecast | null;
  readonly onChange: (values: WindowValues | null) => void;
}

/** A row on each line, cells separated by tabs, as spreadsheets copy them. */
export function writeWindow(values: WindowValues): string {
  return values.map((row) => row.map((cell) => (cell === null ? '' : String(cell))).join('\t')).join('\n');
}

/** The rows that a text holds: cells between tabs or semicolons; a decimal comma counts as a point. Null where a cell is no number. */
export function readWindow(text: string): WindowValues | null {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line.split(/[\t;]/).map((cell) => {
        const word = cell.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
        return word === '' ? null : Number(word);
      }),
    );
  return rows.every((row) => row.every((cell) => cell === null || Number.isFinite(cell))) ? rows : null;
}

export function SeriesPanel({ input, value, forecast, onChange }: Props) {
  const { t } = useTranslation();
  const { window: rows, channels, horizon, steps = 1 } = input;
  const [text, setText] = useState(value === null ? '' : writeWindow(value));
  // What came from elsewhere (a sample) is shown; what is typed stays as it is typed.
  useEffect(() => {
    if (value === null) return;
    setText((before) => {
      const typed = readWindow(before);
      return typed !== null && writeWindow(typed) === writeWindow(value) ? before : writeWindow(value);
    });
  }, [value]);
  const typed = readWindow(text);
  const width = channels.length;
  const wrong =
    typed === null
      ? t('predict.windowNumbers')
      : typed.length !== rows || typed.some((row) => row.length !== width)
        ? t('predict.windowSize', { rows, width, given: typed.length })
        : null;
  const names = channels.map(({ name }) => name);
  const place = forecast === null ? 0 : Math.max(0, names.indexOf(forecast.column));
  const drawn = forecast !== null && names.includes(forecast.column);
  return (
    <div className={classes.panel}>
      {value !== null && (
        <WindowCurves
          name={names[place] ?? ''}
          values={value.map((row) => row[place] ?? null)}
          from={rows - 1 + horizon}
          steps={steps}
          forecast={drawn ? forecast : null}
        />
      )}
      <Textarea
        label={t('predict.window', { rows })}
        description={names.join('  ·  ')}
        error={text.trim() === '' ? null : wrong}
        autosize
        minRows={6}
        maxRows={14}
        classNames={{ input: classes.rows ?? '' }}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          const values = readWindow(next);
          const fits = values !== null && values.length === rows && values.every((row) => row.length === width);
          onChange(fits ? values : null);
        }}
      />
    </div>
  );
}

/** The window, and from place `from` on the forecast with what happened, where that is known. */
function WindowCurves(props: {
  readonly name: string;
  readonly values: Curve['values'];
  readonly from: number;
  readonly steps: number;
  readonly forecast: ShownForecast | null;
}) {
  const { t } = useTranslation();
  const { name, values, from, steps, forecast } = props;
  const single = forecast !== null && steps === 1;
  const told: readonly (Curve & { readonly tone: 1 | 2 })[] =
    forecast === null
      ? []
      : [
          { name: t('predict.forecast'), values: startingAt(from, forecast.values), tone: 1 },
          ...(forecast.truth === undefined
            ? []
            : [
                {
                  name: t('predict.happened'),
                  values: startingAt(from, forecast.truth),
                  tone: 2 as const,
                  dashed: true,
                },
              ]),
        ];
  const curves: readonly Curve[] = [{ name, values, tone: 0 }, ...(single ? [] : told)];
  const words = { 1: 'predict.forecastOf', 2: 'predict.truthOf' } as const;
  return (
    <>
      {curves.length > 1 && <Legend curves={curves} />}
      <Curves
        label={t('predict.windowLabel', { name })}
        height={170}
        places={from + steps}
        curves={curves}
        marks={
          single
            ? told.map(({ values: points, tone }) => {
                const value = points[from] as number;
                return { at: from, value, name: t(words[tone], { value: formatNumber(value) }), tone };
              })
            : []
        }
      />
    </>
  );
}
