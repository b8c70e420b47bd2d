// The last rows of a series for the network: typed or pasted from a spreadsheet, or those of a sample; drawn with the
// forecast behind them.
import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FittedSeries, WindowValues } from '../../shared/data/series';
import { Curves } from '../screens/Curves';
import { formatNumber } from '../screens/format';
import classes from './SeriesPanel.module.css';

interface Props {
  readonly input: FittedSeries;
  readonly value: WindowValues | null;
  /** The forecast of the first output, and what it forecasts. */
  readonly forecast: { readonly column: string; readonly value: number; readonly truth?: number } | null;
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
  const { window: rows, channels, horizon } = input;
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
        <Curves
          label={t('predict.windowLabel', { name: names[place] ?? '' })}
          height={170}
          places={rows + horizon}
          curves={[{ name: names[place] ?? '', values: value.map((row) => row[place] ?? null), tone: 0 }]}
          marks={
            drawn
              ? [
                  {
                    at: rows - 1 + horizon,
                    value: forecast.value,
                    name: t('predict.forecastOf', { value: formatNumber(forecast.value) }),
                    tone: 1,
                  },
                  ...(forecast.truth === undefined
                    ? []
                    : [
                        {
                          at: rows - 1 + horizon,
                          value: forecast.truth,
                          name: t('predict.truth', { truth: formatNumber(forecast.truth) }),
                          tone: 2 as const,
                        },
                      ]),
                ]
              : []
          }
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
